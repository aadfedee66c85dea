/** Requests about one's own views of lists. Whose they are is who asks: no request names anybody else. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import {
  longestViewName,
  longestViewQuery,
  viewedLists,
  viewNameForm,
  viewQueryForm,
  type ViewedList,
} from '@cardwright/contracts/nats/saved-views';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { identityOf } from '../records/sessions/session.repository.js';
import { SavedViewRepository } from '../records/views/saved-view.repository.js';

@Controller()
export class SavedViewController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly views: SavedViewRepository,
  ) {}

  @MessagePattern(issuanceSubject('views.list'))
  async list(@Payload() asked: Asked<'views.list'>): Answer<'views.list'> {
    await this.access.authorise(asked, 'views.list');
    return { views: await this.views.list(identityOf(asked), listOf(asked.body.list)) };
  }

  @MessagePattern(issuanceSubject('views.save'))
  async save(@Payload() asked: Asked<'views.save'>): Answer<'views.save'> {
    await this.access.authorise(asked, 'views.save');
    const { list, formerName } = asked.body;
    const view = {
      name: textOf(asked.body.name, 'name', longestViewName, viewNameForm),
      query: textOf(asked.body.query, 'query', longestViewQuery, viewQueryForm),
    };
    const former =
      formerName === undefined ? undefined : textOf(formerName, 'formerName', longestViewName, viewNameForm);
    await this.views.save(identityOf(asked), listOf(list), view, former);
    return { view };
  }

  @MessagePattern(issuanceSubject('views.delete'))
  async delete(@Payload() asked: Asked<'views.delete'>): Answer<'views.delete'> {
    await this.access.authorise(asked, 'views.delete');
    const name = textOf(asked.body.name, 'name', longestViewName, viewNameForm);
    return { deleted: await this.views.delete(identityOf(asked), listOf(asked.body.list), name) };
  }
}

function listOf(list: ViewedList): ViewedList {
  if (!viewedLists.includes(list)) throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'list' });
  return list;
}

function textOf(text: unknown, field: string, longest: number, form: RegExp): string {
  if (typeof text !== 'string' || text.length > longest || !form.test(text))
    throw new CardwrightError('REQUEST_INVALID', undefined, { field });
  return text;
}
