/** Dry run and start of an issue: authorise, check, record the request, start its workflow. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { bindCard } from '../../domain/bound-card.js';
import { type Endpoint } from '../../domain/endpoints.js';
import { keptAcceptance, requireKeptAccepted } from '../../domain/kept-secrets.js';
import { requireWords, wellKnownReason } from '../../domain/reason-check.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import { Successions } from '../../records/replacements/successions.js';
import { RequestService } from '../../records/requests/request.service.js';
import { PreflightService, planSummary } from '../steer/preflight.service.js';
import { RequestSubjects } from '../steer/request-subjects.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import type { Asked } from '../../domain/asked.js';

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
  ) {}

  async plan(envelope: Asked<'devices.plan'>): Promise<{ plan: PlanSummary }> {
    const { device, version, context, plan, asked } = await this.prepare(envelope, 'devices.plan');
    const mustAccept = keptAcceptance(asked);
    const doctor = await this.preflight.doctor.examine(context, { ...envelope.body, device, version });
    return { plan: { ...planSummary(plan, version), keeps: [...asked.kept], mustAccept, doctor } };
  }

  async start(envelope: Asked<'devices.issue'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    const known = await this.subjects.repeated(envelope, body.idempotencyKey, body.deviceId);
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const prepared = await this.prepare(envelope, 'devices.issue', ({ context, device, version }) =>
      this.preflight.doctor.require(context, { ...body, device, version }),
    );
    const { actor, device, person, version, succession, plan, asked } = prepared;
    requireKeptAccepted(asked);
    if (body.planHash !== undefined && body.planHash !== plan.hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: body.planHash, now: plan.hash });
    const request = await this.subjects.inTransaction(async (manager) => {
      await this.successions.begin(manager, { device, person, version, succession });
      const created = await this.requests.createIn(
        manager,
        {
          type: 'ISSUE',
          deviceId: device.deviceId,
          workstationId: body.workstationId,
          personId: person.personId,
          profileName: version.name,
          profileVersion: version.version,
          readerName: body.readerName ?? null,
          pinChange: body.pinChange,
          reason: body.reason ?? null,
          acceptWellKnown: body.acceptWellKnown ?? false,
          planHash: plan.hash,
          idempotencyKey: body.idempotencyKey ?? null,
          requestedByPersonId: actor.personId,
        },
        change,
      );
      if (created.created)
        await this.devices.changeState(manager, device.deviceId, 'ISSUING', body.reason ?? null, change, {
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

  /** Authorises, checks the record, and plans for the card as it is. beforePlan: a further check, before the card is read. */
  private async prepare(
    envelope: Asked<'devices.plan'> | Asked<'devices.issue'>,
    endpoint: Endpoint,
    beforePlan: (target: IssueTarget) => Promise<void> = () => Promise.resolve(),
  ) {
    const { body } = envelope;
    const target = await this.target(envelope, endpoint);
    await beforePlan(target);
    if (body.acceptWellKnown === true) requireWords(body.reason, wellKnownReason);
    const { device, person, version, succession } = target;
    const planned = await this.preflight.plan(target.context, {
      ...body,
      device,
      person,
      version,
      readerName: body.readerName,
      expiresOn: succession?.expiresOn,
    });
    return { ...target, ...planned };
  }

  private async target(envelope: Asked<'devices.plan'> | Asked<'devices.issue'>, endpoint: Endpoint) {
    const { body, tenantId } = envelope;
    const device = await this.devices.get(body.deviceId);
    const person = await this.subjects.person(tenantId, body.personId);
    const actor = await this.access.authorise(envelope, endpoint, {
      personId: person.personId,
      organizationalUnit: person.organizationalUnit,
      profileName: body.profileName,
    });
    const version = await this.subjects.profileToIssue(tenantId, body.profileName);
    // This check is first: for a card that shall replace itself the error must say so, not that the card is issued already.
    const succession = await this.successions.find(body.replacementRequestId, { device, person, version });
    this.preflight.checkRecord(device, person);
    return { context: callContextOf(contextOf(envelope)), actor, device, person, version, succession };
  }
}

type IssueTarget = Awaited<ReturnType<IssueRequests['target']>>;
