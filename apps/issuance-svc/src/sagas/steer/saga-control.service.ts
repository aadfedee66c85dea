/**
 * Starting and steering card sagas for people: authorise, record the request or the decision, inform the workflow. The row
 * and the decision come first; Temporal only carries them out (design.md section 2, "Who may act").
 */
import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import type { RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import {
  cancelUpdate,
  moveToWorkstationUpdate,
  retryUpdate,
  type CancelTaken,
  type DecisionArgument,
} from '@cardwright/contracts/workflow/card-write.contract';
import { isCardSaga, sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { actorText } from '@cardwright/service-kit/audit/append-audit';
import { fromTemporalFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { AuthorisationService, type KnownActor } from '../../records/authorisation/authorisation.service.js';
import { DeviceService } from '../../records/devices/device.service.js';
import { bindCard } from '../../domain/bound-card.js';
import { endpointFor, type Endpoint } from '../../domain/endpoints.js';
import { keptAcceptance, requireKeptAccepted } from '../../domain/kept-secrets.js';
import { requireWords, wellKnownReason } from '../../domain/reason-check.js';
import { activateRefusal, recycleRefusal, requireAllowed } from '../../domain/card-eligibility.js';
import { cancelEffect, isFinished } from '../../domain/request-lifecycle.js';
import { callContextOf, contextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { DecisionKind } from '../../persistence/decision.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { sagaRowOf } from '../../records/requests/request-row.js';
import type { RequestView } from '../../records/requests/request.repository.js';
import { RequestService } from '../../records/requests/request.service.js';
import { LostWorkflows } from '../run/lost-workflows.js';
import { PreflightService, planSummary } from './preflight.service.js';
import { SagaControlRecords } from './saga-control.records.js';
import { SagaStarter } from '../run/saga-starter.service.js';

export type Asked<Name extends keyof IssuanceApi> = RequestEnvelope<RequestOf<IssuanceApi, Name>>;

@Injectable()
export class SagaControlService {
  private readonly logger = new Logger(SagaControlService.name);

  constructor(
    private readonly access: AuthorisationService,
    private readonly records: SagaControlRecords,
    private readonly devices: DeviceService,
    private readonly requests: RequestService,
    private readonly preflight: PreflightService,
    private readonly starter: SagaStarter,
    private readonly lost: LostWorkflows,
  ) {}

  async plan(envelope: Asked<'devices.plan'>): Promise<{ plan: PlanSummary }> {
    const { body } = envelope;
    const { device, person, version, succession } = await this.target(envelope, 'devices.plan', body);
    const context = callContextOf(contextOf(envelope));
    const expiresOn = succession?.expiresOn;
    const { readerName } = body;
    if (body.acceptWellKnown === true) requireWords(body.reason, wellKnownReason);
    const planned = await this.preflight.plan(context, { ...body, device, person, version, readerName, expiresOn });
    const mustAccept = keptAcceptance(planned.asked);
    const doctor = await this.preflight.doctor.examine(context, { ...body, device, version });
    const keeps = [...planned.asked.kept];
    return { plan: { ...planSummary(planned.plan, version), keeps, mustAccept, doctor } };
  }

  async issue(envelope: Asked<'devices.issue'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    const known = await this.records.repeated(envelope, body.idempotencyKey, body.deviceId);
    if (known !== null) return { saga: await this.requests.row(change.tenantId, known.requestId) };
    const { actor, device, person, version, succession } = await this.target(envelope, 'devices.issue', body);
    await this.preflight.doctor.require(callContextOf(change), { ...body, device, version });
    if (body.acceptWellKnown === true) requireWords(body.reason, wellKnownReason);
    const { plan, asked } = await this.preflight.plan(callContextOf(change), {
      ...body,
      device,
      person,
      version,
      readerName: body.readerName,
      expiresOn: succession?.expiresOn,
    });
    requireKeptAccepted(asked);
    if (body.planHash !== undefined && body.planHash !== plan.hash)
      throw new CardwrightError('REQUEST_PLAN_CHANGED', undefined, { planned: body.planHash, now: plan.hash });
    const request = await this.records.begin(async (manager) => {
      await this.records.successions.begin(manager, { device, person, version, succession });
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
    return this.started(request);
  }

  async recycle(envelope: Asked<'devices.recycle'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    requireWords(body.reason, 'Say why the card is recycled');
    const device = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, 'devices.recycle', await this.records.targetOf(device));
    // Before anything gives way to it.
    requireAllowed(recycleRefusal(device.state), { deviceId: device.deviceId, state: device.state });
    await this.requireParkedOrFree(device);
    await this.supersedeParked(device.activeRequestId, change, 'superseded by a recycle');
    const request = await this.records.begin(async (manager) => {
      const { request } = await this.requests.createIn(
        manager,
        {
          type: 'RECYCLE',
          deviceId: device.deviceId,
          workstationId: body.workstationId,
          personId: device.personId,
          readerName: body.readerName ?? null,
          reason: body.reason,
          requestedByPersonId: actor.personId,
        },
        change,
      );
      await this.devices.beginRecycle(manager, device.deviceId, body.reason, change, {
        operation: sagaKinds.RECYCLE.operation,
        activeRequestId: request.requestId,
        workstationId: body.workstationId,
      });
      return request;
    });
    return this.started(request);
  }

  async activate(envelope: Asked<'devices.activate'>): Promise<{ saga: SagaRow }> {
    const { body } = envelope;
    const change = contextOf(envelope);
    const device = await this.devices.get(body.deviceId);
    const actor = await this.access.authorise(envelope, 'devices.activate', await this.records.targetOf(device));
    requireAllowed(activateRefusal(device.state), { deviceId: device.deviceId, from: device.state, to: 'ACTIVE' });
    const { request } = await this.requests.create(
      {
        type: 'ACTIVATE',
        deviceId: device.deviceId,
        workstationId: device.workstationId ?? 'none',
        personId: device.personId,
        reason: body.reason ?? null,
        requestedByPersonId: actor.personId,
      },
      change,
    );
    return this.started(request);
  }

  async retry(envelope: Asked<'sagas.retry'>): Promise<{ saga: SagaRow }> {
    const { requestId, workstationId } = envelope.body;
    const moves = workstationId !== undefined;
    const { saga } = await this.decide(envelope, 'sagas.retry', requestId, moves ? 'move' : 'retry', {
      update: moves ? moveToWorkstationUpdate : retryUpdate,
      argument: moves ? { workstationId } : {},
    });
    return { saga };
  }

  async cancel(envelope: Asked<'sagas.cancel'>): Promise<{ saga: SagaRow; effect: string }> {
    const { requestId, reason } = envelope.body;
    requireWords(reason, 'Say why it is cancelled');
    const view = await this.requests.view(envelope.tenantId, requestId);
    const { request } = view;
    if (!isCardSaga(request.type)) return this.withdraw(envelope, request);
    // Null is refused below: there is nothing to cancel.
    const effect = cancelEffect(request) ?? '';
    const { waits } = sagaKinds[request.type];
    if (request.state === 'READY' && waits !== null)
      return { saga: await this.withdrawWaiting(envelope, view, waits.request), effect };
    const { saga, answer } = await this.decide(envelope, 'sagas.cancel', requestId, 'cancel', {
      update: cancelUpdate,
      argument: { reason },
    });
    // The saga says how far it had come when it took the cancel; its row may not know of it yet.
    const taken = (answer as Partial<CancelTaken> | undefined)?.percent ?? 0;
    return { saga, effect: cancelEffect({ ...request, percent: Math.max(request.percent, taken) }) ?? effect };
  }

  /** No workflow runs for it: what it did to its card is undone by the record alone. */
  private async withdraw(
    envelope: Asked<'sagas.cancel'>,
    request: RequestEntity,
  ): Promise<{ saga: SagaRow; effect: string }> {
    await this.access.authorise(envelope, endpointFor(request, 'sagas.cancel'), await this.records.targetOf(request));
    const effect = cancelEffect(request) ?? '';
    const { requestId, reason } = envelope.body;
    await this.records.successions.withdraw(requestId, reason, contextOf(envelope));
    return { saga: await this.requests.row(envelope.tenantId, requestId), effect };
  }

  /** [D14] Whoever may ask for it may take it back; no workflow knows of it yet. */
  private async withdrawWaiting(
    envelope: Asked<'sagas.cancel'>,
    view: RequestView,
    askedBy: Endpoint,
  ): Promise<SagaRow> {
    const { request, organizationalUnit } = view;
    const { personId, profileName, requestId } = request;
    await this.access.authorise(envelope, askedBy, { personId, organizationalUnit, profileName });
    const { actor } = contextOf(envelope);
    const { reason } = envelope.body;
    await this.requests.mark(requestId, { state: 'WITHDRAWN', sentence: 'Withdrawn before it began', reason, actor });
    return this.requests.row(envelope.tenantId, requestId);
  }

  /** Authorises, writes the single-use decision, sends the update. The workflow consumes the decision. */
  async decide(
    envelope: RequestEnvelope<unknown>,
    endpoint: Endpoint,
    requestId: string,
    kind: DecisionKind,
    message: { update: string; argument: DecisionArgument },
    before: (request: RequestEntity, decidedBy: KnownActor) => Promise<void> = async () => undefined,
  ): Promise<{ saga: SagaRow; answer: unknown }> {
    const view = await this.requests.view(envelope.tenantId, requestId);
    const { request, organizationalUnit } = view;
    const actor = await this.access.authorise(envelope, endpointFor(request, endpoint), {
      personId: request.personId,
      organizationalUnit,
      profileName: request.profileName,
    });
    if ((kind === 'retry' || kind === 'cancel') && !sagaRowOf(view).actions.includes(kind))
      throw new CardwrightError(
        'LIFECYCLE_TRANSITION',
        `A request in state ${request.state} cannot be told to ${kind}`,
      );
    await before(request, actor);
    const decisionId = await this.records.decisions.write({
      tenantId: request.tenantId,
      requestId,
      kind,
      decidedBy: actor.actorText,
      correlationId: envelope.correlationId,
      reason: message.argument.reason ?? null,
      workstationId: message.argument.workstationId ?? null,
    });
    const answer = await this.send(request, message.update, { ...message.argument, decisionId, kind });
    return { saga: await this.requests.row(envelope.tenantId, requestId), answer };
  }

  /** A workflow that is missing gets another run, which takes the decision with it. */
  private async send(
    { deviceId, requestId }: RequestEntity,
    update: string,
    decision: DecisionArgument & { decisionId: string; kind: DecisionKind },
    again = false,
  ): Promise<unknown> {
    const { kind, ...argument } = decision;
    try {
      return await this.starter.handle(deviceId).executeUpdate(update, { args: [argument] });
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw fromTemporalFailure(error) ?? error;
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      const { decisionId, reason = null, workstationId } = argument;
      if (!(await this.lost.goOn(requestId, { decisionId, kind, reason, workstationId }))) {
        const request = await this.requests.get(requestId);
        if (isFinished(request.state))
          throw new CardwrightError('LIFECYCLE_TRANSITION', 'The saga of this request has ended');
        // A round that looks for lost workflows came first: the run that it started takes the decision.
        if (!again) return this.send(request, update, decision, true);
        throw new CardwrightError(
          'LIFECYCLE_TRANSITION',
          'The saga of this request is just being started again: decide once more in a moment',
        );
      }
      // The key that a PIN was sealed to went with the run that asked for it.
      if (kind === 'pin-supplied') throw new CardwrightError('PIN_KEY_EXPIRED', undefined, { reopening: true });
      return undefined;
    }
  }

  /** Throws REQUEST_DEVICE_BUSY. */
  private async requireParkedOrFree({ deviceId, activeRequestId, operation }: DeviceEntity): Promise<void> {
    if (activeRequestId === null || (await this.requests.get(activeRequestId)).state === 'FAILED') return;
    throw new CardwrightError('REQUEST_DEVICE_BUSY', undefined, { deviceId, requestId: activeRequestId, operation });
  }

  /** A parked saga gives way to a recycle: it is cancelled, with its compensation, before the new one starts. */
  async supersedeParked(requestId: string | null, change: ChangeContext, reason: string): Promise<void> {
    if (requestId === null) return;
    const request = await this.requests.get(requestId);
    if (request.state !== 'FAILED') return;
    const decisionId = await this.records.decisions.write({
      tenantId: change.tenantId,
      requestId,
      kind: 'cancel',
      decidedBy: actorText(change.actor),
      correlationId: change.correlationId,
      reason,
    });
    await this.send(request, cancelUpdate, { decisionId, reason, kind: 'cancel' });
    await this.starter.handle(request.deviceId).result();
  }

  private async target(
    envelope: RequestEnvelope<unknown>,
    endpoint: Endpoint,
    body: { deviceId: string; personId: string; profileName: string; replacementRequestId?: string },
  ) {
    const device = await this.devices.get(body.deviceId);
    const person = await this.records.person(envelope.tenantId, body.personId);
    const actor = await this.access.authorise(envelope, endpoint, {
      personId: person.personId,
      organizationalUnit: person.organizationalUnit,
      profileName: body.profileName,
    });
    const version = await this.records.profileToIssue(envelope.tenantId, body.profileName);
    // This check is first: for a card that shall replace itself the error must say so, not that the card is issued already.
    const succession = await this.records.successions.find(body.replacementRequestId, { device, person, version });
    this.preflight.checkRecord(device, person);
    return { actor, device, person, version, succession };
  }

  /** Temporal being away does not undo the request: its row is committed, and the sweep starts it. */
  async started(request: RequestEntity): Promise<{ saga: SagaRow }> {
    if (request.stage === 'requested')
      await this.starter.start(request).catch((error: unknown) => {
        if (error instanceof CardwrightError) throw error;
        this.logger.warn({ err: error, requestId: request.requestId }, 'the saga starts when Temporal is back');
      });
    return { saga: await this.requests.row(request.tenantId, request.requestId) };
  }
}
