/** The step that a holder's page shows: told by the holder, seen by whoever helps them. */
import { wizardSays, wizardSteps, type ToldStep } from '@cardwright/contracts/access/wizard-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { isUuid } from '@cardwright/contracts/uuid';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import type { Answer, Asked } from '../domain/asked.js';
import { requireSha256Hex } from '../domain/sha256-hex.js';
import { contextOf } from '../persistence/change-context.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { personTarget } from '../records/authorisation/targets.js';
import { PeopleService } from '../records/people/people.service.js';
import { WizardStepRepository } from '../records/sessions/wizard-step.repository.js';

@Controller()
export class WizardStepController {
  constructor(
    private readonly database: DataSource,
    private readonly access: AuthorisationService,
    private readonly people: PeopleService,
    private readonly steps: WizardStepRepository,
  ) {}

  @MessagePattern(issuanceSubject('wizard-step.tell'))
  async tell(@Payload() asked: Asked<'wizard-step.tell'>): Answer<'wizard-step.tell'> {
    const personId = await this.teller(asked, 'wizard-step.tell');
    await this.steps.tell(asked.tenantId, personId, sessionOf(asked.body), toldOf(asked.body));
    return { told: true };
  }

  @MessagePattern(issuanceSubject('wizard-step.leave'))
  async leave(@Payload() asked: Asked<'wizard-step.leave'>): Answer<'wizard-step.leave'> {
    const personId = await this.teller(asked, 'wizard-step.leave');
    return { left: await this.steps.leave(personId, sessionOf(asked.body)) };
  }

  @MessagePattern(issuanceSubject('people.wizard-step'))
  async see(@Payload() asked: Asked<'people.wizard-step'>): Answer<'people.wizard-step'> {
    const { personId } = asked.body;
    const actor = await this.access.identify(asked);
    // Who may not help anybody learns nothing about which ids exist.
    if (personId !== actor.personId) await this.access.check(actor, asked, 'people.wizard-step', {});
    const person = await this.people.get(asked.tenantId, personId);
    await this.access.check(actor, asked, 'people.wizard-step', personTarget(person));
    return inTransaction(this.database, async (manager) => {
      const seen = await this.steps.see(manager, asked.tenantId, personId, actor.actorText);
      if (seen?.first && personId !== actor.personId)
        await appendAudit(manager, {
          ...contextOf(asked),
          action: 'person.wizard-watched',
          object: `person:${personId}`,
          details: { wizard: seen.step.wizard },
        });
      return { step: seen?.step ?? null };
    });
  }

  private async teller(
    asked: Asked<'wizard-step.tell' | 'wizard-step.leave'>,
    endpoint: 'wizard-step.tell' | 'wizard-step.leave',
  ): Promise<string> {
    const { personId } = await this.access.authorise(asked, endpoint);
    if (personId === null) throw new CardwrightError('AUTH_PERSON_UNKNOWN');
    return personId;
  }
}

/** Empty: asked by a token. */
const sessionOf = ({ sessionSha256Hex }: { sessionSha256Hex?: string }): string =>
  sessionSha256Hex === undefined ? '' : requireSha256Hex({ sessionSha256Hex }, 'sessionSha256Hex');

/** Every field from a list or an id: no text of anybody is kept. Throws REQUEST_INVALID {field}. */
function toldOf({ wizard, step, says, problem, requestId, workstationId }: ToldStep): ToldStep {
  requireFit('wizard', typeof wizard === 'string' && Object.hasOwn(wizardSteps, wizard));
  requireFit('step', (wizardSteps[wizard] as readonly string[]).includes(step));
  requireFit('says', says === undefined || wizardSays.includes(says));
  requireFit(
    'problem',
    problem === undefined || (typeof problem === 'string' && Object.hasOwn(errorCatalogue, problem)),
  );
  requireFit('requestId', requestId === undefined || isUuid(requestId));
  requireFit('workstationId', workstationId === undefined || /^[A-Za-z0-9_-]{1,64}$/.test(String(workstationId)));
  return {
    ...{ wizard, step },
    ...(says !== undefined && { says }),
    ...(problem !== undefined && { problem }),
    ...(requestId !== undefined && { requestId }),
    ...(workstationId !== undefined && { workstationId }),
  };
}

function requireFit(field: keyof ToldStep, fits: boolean): void {
  if (!fits) throw new CardwrightError('REQUEST_INVALID', undefined, { field });
}
