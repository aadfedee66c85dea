/** Dry run and start of an issue: authorise, check, record the request, start its workflow. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Identification } from '@cardwright/contracts/access/identification';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssueCardRequest, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { HolderIdentification } from '../../records/people/holder-identification.js';
import { bindCard } from '../../domain/bound-card.js';
import { type Endpoint } from '../../domain/endpoints.js';
import { keptAcceptance, requireKeptAccepted } from '../../domain/kept-secrets.js';
import { relyingPartyCheck } from '../../domain/preflight-checks.js';
import { isSelfService, requireSelfService } from '../../domain/self-service.js';
import { requireWords, wellKnownReason } from '../../domain/reason-check.js';
import { callContextOf, contextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { Successions } from '../../records/replacements/successions.js';
import { HolderPlaces } from '../../records/workstations/holder-places.js';
import { RequestService } from '../../records/requests/request.service.js';
import { PreflightService, planSummary } from '../steer/preflight.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import { requireFree } from '../steer/giving-way.js';
import { WaitingStarts, type Beginning } from '../steer/waiting-starts.js';
import type { Asked } from '../../domain/asked.js';

/** offered: it is the offer of a card that is bound to this person, so the request that waits is what is meant. */
type IssueBody = IssueCardRequest & { offered?: true };

@Injectable()
export class IssueRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly successions: Successions,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: PreflightService,
    private readonly starter: SagaStarter,
    private readonly waiting: WaitingStarts,
    private readonly places: HolderPlaces,
    private readonly identification: HolderIdentification,
  ) {}

  async plan(envelope: Asked<'devices.plan'>): Promise<{ plan: PlanSummary }> {
    const prepared = await this.prepare(envelope, 'devices.plan');
    const { device, version, context, plan, asked, foreseen } = prepared;
    // The start does it for good, and holds the person's row until the card is theirs.
    await this.subjects.inTransaction((manager) => this.successions.requireRoom(manager, prepared));
    const mustAccept = keptAcceptance(asked);
    const checks = await this.preflight.doctor.examine(context, { ...envelope.body, device, version });
    const doctor = foreseen === undefined ? checks : [...checks, relyingPartyCheck(foreseen)];
    return { plan: { ...planSummary(plan, version), keeps: [...asked.kept], mustAccept, doctor } };
  }

  async start(envelope: RequestEnvelope<IssueBody>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    const known = await this.subjects.repeated(envelope, 'ISSUE');
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const prepared = await this.prepare(envelope, 'devices.issue', async (target) => {
      const { person, actor } = target;
      const identifiedBy = await this.identification.of(envelope, person.personId, actor.personId === person.personId);
      await this.preflight.doctor.require(target.context, { ...body, ...target });
      return identifiedBy;
    });
    const { actor, device, person, version, succession, plan, asked, identifiedBy } = prepared;
    requireKeptAccepted(asked);
    const passkey = version.definition.passkey !== undefined;
    if (body.planHash !== undefined && body.planHash !== plan.hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: body.planHash, now: plan.hash });
    const request = await this.subjects.inTransaction(async (manager) => {
      await this.successions.begin(manager, { device, person, version, succession });
      const { workstationId, readerName = null } = body;
      const how = { workstationId, readerName, profileVersion: version.version, planHash: plan.hash, passkey };
      const beginning = { ...how, idempotencyKey: body.idempotencyKey ?? envelope.idempotencyKey };
      const bound = prepared.offered ? await this.takeBound(manager, device.deviceId, beginning, change) : null;
      const created =
        bound ??
        (await this.requests.createIn(
          manager,
          {
            type: 'ISSUE',
            deviceId: device.deviceId,
            ...how,
            personId: person.personId,
            profileName: version.name,
            pinChange: body.pinChange,
            identifiedBy,
            reason: body.reason ?? null,
            acceptWellKnown: prepared.acceptWellKnown,
            idempotencyKey: body.idempotencyKey ?? null,
            requestedByPersonId: actor.personId,
          },
          change,
        ));
      if (!created.created) return created.request;
      // An operator who issues the card at once does what it waited for.
      await this.waiting.supersedeIn(manager, device.deviceId, 'ISSUE', change);
      await this.devices.changeState(manager, device.deviceId, 'ISSUING', created.request.reason, change, {
        ...bindCard(device, person, version.definition, {
          today: new Date(),
          newUuid: randomUUID,
          expiresOn: succession?.expiresOn,
        }),
        profileName: version.name,
        profileVersion: version.version,
        operation: sagaKinds.ISSUE.operation,
        activeRequestId: created.request.requestId,
        workstationId: body.workstationId,
      });
      return created.request;
    });
    return this.starter.begin(request);
  }

  /** [B06] Begins the issue that waits for the person to whom the card is bound. Throws REQUEST_DEVICE_BUSY, and LIFECYCLE_TRANSITION: it was unbound. */
  private async takeBound(
    manager: EntityManager,
    deviceId: string,
    how: Beginning,
    change: ChangeContext,
  ): Promise<{ request: RequestEntity; created: true }> {
    requireFree(await this.devices.lock(manager, deviceId));
    const waiting = await this.waiting.of(deviceId, 'ISSUE', manager);
    if (waiting === null) throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.unbound-meanwhile'));
    return { request: await this.waiting.beginIn(manager, waiting, how, change), created: true };
  }

  /** Authorises, checks the record, and plans for the card as it is. beforePlan: a further check, before the card is read. */
  private async prepare(
    envelope: RequestEnvelope<Omit<IssueBody, 'planHash' | 'idempotencyKey' | 'identifiedBy'>>,
    endpoint: Endpoint,
    beforePlan: (target: IssueTarget) => Promise<Identification | null> = () => Promise.resolve(null),
  ) {
    const { body } = envelope;
    const target = await this.target(envelope, endpoint);
    const identifiedBy = await beforePlan(target);
    const { device, person, version, succession, offered, selfService } = target;
    // What the holder of a bound card cannot answer for, whoever bound it did; of one that they chose themselves, nobody.
    const bound = offered ? await this.waiting.of(body.deviceId, 'ISSUE') : null;
    const acceptWellKnown = bound?.acceptWellKnown ?? (!selfService && body.acceptWellKnown === true);
    if (acceptWellKnown && bound === null) requireWords(body.reason, wellKnownReason);
    const planned = await this.preflight.plan(target.context, {
      ...body,
      acceptWellKnown,
      device,
      person,
      version,
      readerName: body.readerName,
      expiresOn: succession?.expiresOn,
    });
    return { ...target, ...planned, acceptWellKnown, identifiedBy };
  }

  private async target(
    envelope: RequestEnvelope<Omit<IssueBody, 'planHash' | 'idempotencyKey' | 'identifiedBy'>>,
    endpoint: Endpoint,
  ) {
    const { body, tenantId } = envelope;
    const device = await this.devices.get(body.deviceId);
    const person = await this.subjects.person(tenantId, body.personId);
    const actor = await this.access.authorise(envelope, endpoint, {
      personId: person.personId,
      organizationalUnit: person.organizationalUnit,
      profileName: body.profileName,
      // A blank card is nobody's: then it is only said who may not be given one.
      ...(device.personId !== null && { cardOf: device.personId }),
    });
    const version = await this.subjects.profileToIssue(tenantId, body.profileName);
    // The key is touched by whoever it is for, and its PIN is theirs: nobody makes one in advance.
    if (version.definition.passkey !== undefined && body.pinChange === 'none')
      throw new CardwrightError('REQUEST_INVALID', say('record.passkey-by-holder'), { field: 'pinChange' });
    const { personId } = person;
    // This check is first: for a card that shall replace itself the error must say so, not that the card is issued already.
    const succession = await this.successions.find(body.replacementRequestId, { device, person, version });
    this.preflight.checkRecord(device, person);
    const selfService = body.offered !== true && isSelfService(actor, personId);
    const way = selfService ? requireSelfService({ device, personId, profile: version.definition }) : null;
    if (way === 'chosen') await this.places.require(actor, envelope.actor, body.workstationId);
    const offered = body.offered === true || way === 'bound';
    const context = callContextOf(contextOf(envelope));
    return { context, actor, device, person, version, succession, offered, selfService };
  }
}

type IssueTarget = Awaited<ReturnType<IssueRequests['target']>>;
