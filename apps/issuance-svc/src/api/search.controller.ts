/** The search over all lists: authorise, then what each list would show to this actor. */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { searchKinds, shortestSearch, type SearchKind } from '@cardwright/contracts/nats/search';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { listScopes, type ActorContext, type Scopes } from '../domain/authorisation.js';
import type { Answer, Asked } from '../domain/asked.js';
import type { Endpoint } from '../domain/endpoints.js';
import { contextOf } from '../persistence/change-context.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { SearchService } from '../records/search/search.service.js';

/** What is found of a kind is what this list would show, or what this look-up would open. */
const listOf = {
  person: 'people.list',
  card: 'devices.list',
  certificate: 'certificates.get',
  request: 'sagas.list',
  workstation: 'workstations.list',
} as const satisfies Record<SearchKind, Endpoint>;
const longest = 200;
const limits = { usual: 5, most: 20 };

@Controller()
export class SearchController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly search: SearchService,
  ) {}

  @MessagePattern(issuanceSubject('search.find'))
  async find(@Payload() asked: Asked<'search.find'>): Answer<'search.find'> {
    const actor = await this.access.authorise(asked, 'search.find');
    const { query, kinds, limit = limits.usual } = asked.body;
    if (typeof query !== 'string' || [...query.trim()].length < shortestSearch || query.length > longest)
      throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'query' });
    const seen = searchKinds
      .filter((kind) => kinds.includes(kind))
      .flatMap((kind): [SearchKind, Scopes][] => {
        const scopes = scopesOf(actor, listOf[kind]);
        return scopes === undefined ? [] : [[kind, scopes]];
      });
    return this.search.find(
      query,
      new Map(seen),
      Math.min(limits.most, Math.max(1, Math.trunc(limit))),
      contextOf(asked),
    );
  }
}

/** undefined: not for this actor. It is no refusal of anything that they asked for. */
function scopesOf(actor: ActorContext, endpoint: Endpoint): Scopes | undefined {
  try {
    return listScopes(actor, endpoint);
  } catch (error) {
    if (isCardwrightError(error, 'AUTH_FORBIDDEN') || isCardwrightError(error, 'AUTH_SEPARATION_OF_DUTIES'))
      return undefined;
    throw error;
  }
}
