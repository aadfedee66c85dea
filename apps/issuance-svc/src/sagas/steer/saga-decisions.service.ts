/**
 * Steering card sagas for people: authorise, record the decision, inform the workflow. The decision comes first; Temporal only carries it
 * out (design.md section 2, "Who may act").
 */
import { Injectable } from '@nestjs/common';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import {
  cancelUpdate,
  moveToWorkstationUpdate,
  retryUpdate,
  type CancelTaken,
  type DecisionArgument,
} from '@cardwright/contracts/workflow/card-write.contract';
import { isCardSaga, sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import type { SaidIn } from '@cardwright/contracts/said';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { actorText } from '@cardwright/service-kit/audit/append-audit';
import { fromTemporalFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { AuthorisationService, type KnownActor } from '../../records/authorisation/authorisation.service.js';
import { requestTarget } from '../../records/authorisation/targets.js';
import { endpointFor, type Endpoint } from '../../domain/endpoints.js';
import { requireWords } from '../../domain/reason-check.js';
import { cancelEffect, isFinished } from '../../domain/request-lifecycle.js';
import { contextOf, type ChangeContext } from '../../persistence/change-context.js';
import type { DecisionKind } from '../../persistence/decision.entity.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { sagaRowOf } from '../../records/requests/request-row.js';
import type { RequestView } from '../../records/requests/request.repository.js';
import { DecisionService } from '../../records/requests/decision.service.js';
import { Successions } from '../../records/replacements/successions.js';
import { RequestService } from '../../records/requests/request.service.js';
import { LostWorkflows } from '../run/lost-workflows.js';
import { RequestSubjects } from './request-subjects.js';
import { SagaStarter } from '../run/saga-starter.service.js';
import { WaitingStarts } from './waiting-starts.js';
import type { Asked } from '../../domain/asked.js';

/** A move is the longest: it asks an agent for its card (libs/card-saga, activity-proxies.ts). */
const decidedMs = 45_000;

@Injectable()
export class SagaDecisions {
  constructor(
    private readonly access: AuthorisationService,
    private readonly subjects: RequestSubjects,
    private readonly decisions: DecisionService,
    private readonly successions: Successions,
    private readonly requests: RequestService,
    private readonly starter: SagaStarter,
    private readonly lost: LostWorkflows,
    private readonly waiting: WaitingStarts,
  ) {}

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
    requireWords(reason, say('request.say-why-cancelled'));
    const view = await this.requests.view(envelope.tenantId, requestId);
    const { request } = view;
    if (!isCardSaga(request.type)) return this.withdraw(envelope, request);
    // null means that there is nothing to cancel, and is refused below.
    const effect = effectOf(request);
    const { waits } = sagaKinds[request.type];
    if (request.state === 'READY' && waits !== null)
      return { saga: await this.withdrawWaiting(envelope, view, waits.request), ...effect };
    const { saga, answer } = await this.decide(envelope, 'sagas.cancel', requestId, 'cancel', {
      update: cancelUpdate,
      argument: { reason },
    });
    // The saga answers how far it had come when it took the cancel. Its row may not show this yet.
    const taken = (answer as Partial<CancelTaken> | undefined)?.percent ?? 0;
    return { saga, ...effectOf({ ...request, percent: Math.max(request.percent, taken) }) };
  }

  /** Why it may not be retried or cancelled by this actor now; null: it may. Nothing is audited. */
  async refusal(actor: KnownActor, view: RequestView, kind: 'retry' | 'cancel'): Promise<CardwrightError | null> {
    const { request } = view;
    const waits = isCardSaga(request.type) ? sagaKinds[request.type].waits : null;
    const endpoint =
      kind === 'cancel' && request.state === 'READY' && waits !== null
        ? waits.request
        : endpointFor(request, `sagas.${kind}`);
    const target = isCardSaga(request.type) ? requestTarget(view) : await this.subjects.targetOf(request);
    const refusal = await this.access.refusal(actor, request.tenantId, endpoint, target);
    return refusal ?? (sagaRowOf(view).actions.includes(kind) ? null : notNow(request, kind));
  }

  /** No workflow runs for this request, so only the record is changed. */
  private async withdraw(
    envelope: Asked<'sagas.cancel'>,
    request: RequestEntity,
  ): Promise<ReplyOf<IssuanceApi, 'sagas.cancel'>> {
    await this.access.authorise(envelope, endpointFor(request, 'sagas.cancel'), await this.subjects.targetOf(request));
    const effect = effectOf(request);
    const { requestId, reason } = envelope.body;
    await this.successions.withdraw(requestId, reason, contextOf(envelope));
    return { saga: await this.requests.row(envelope.tenantId, requestId), ...effect };
  }

  /** [D14] A person who may request it may also withdraw it. No workflow has started for it yet. */
  private async withdrawWaiting(
    envelope: Asked<'sagas.cancel'>,
    view: RequestView,
    askedBy: Endpoint,
  ): Promise<SagaRow> {
    const { request } = view;
    await this.access.authorise(envelope, askedBy, requestTarget(view));
    await this.subjects.inTransaction((manager) =>
      this.waiting.withdrawIn(manager, request, envelope.body.reason, contextOf(envelope)),
    );
    return this.requests.row(envelope.tenantId, request.requestId);
  }

  /** Authorises, writes the single-use decision, sends the update. The workflow consumes the decision. */
  async decide(
    envelope: RequestEnvelope<unknown>,
    endpoint: Endpoint,
    requestId: string,
    kind: DecisionKind,
    message: { update: string; argument: DecisionArgument; action?: string },
    before: (request: RequestEntity, decidedBy: KnownActor) => Promise<void> = async () => undefined,
  ): Promise<{ saga: SagaRow; answer: unknown }> {
    const view = await this.requests.view(envelope.tenantId, requestId);
    const { request } = view;
    const actor = await this.access.authorise(envelope, endpointFor(request, endpoint), requestTarget(view));
    if ((kind === 'retry' || kind === 'cancel') && !sagaRowOf(view).actions.includes(kind)) throw notNow(request, kind);
    await before(request, actor);
    const decisionId = await this.decisions.write({
      tenantId: request.tenantId,
      requestId,
      kind,
      decidedBy: actor.actorText,
      correlationId: envelope.correlationId,
      reason: message.argument.reason ?? null,
      workstationId: message.argument.workstationId ?? null,
      ...(message.action !== undefined && { action: message.action }),
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
      const handle = this.starter.handle(deviceId);
      return await this.starter.within(decidedMs, () => handle.executeUpdate(update, { args: [argument] }));
    } catch (error) {
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
        throw new CardwrightError('REQUEST_TIMEOUT', say('request.service-silent'));
      if (error instanceof WorkflowUpdateFailedError) throw fromTemporalFailure(error) ?? error;
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      const { decisionId, reason = null, workstationId } = argument;
      if (!(await this.lost.goOn(requestId, { decisionId, kind, reason, workstationId }))) {
        const request = await this.requests.get(requestId);
        if (isFinished(request.state)) throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.has-ended'));
        // The job for lost workflows was faster: the run that it started takes the decision.
        if (!again) return this.send(request, update, decision, true);
        throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.starting-again'));
      }
      // The key to which the PIN was sealed was lost with the run that asked for it.
      if (kind === 'pin-supplied') throw new CardwrightError('PIN_KEY_EXPIRED', undefined, { reopening: true });
      return undefined;
    }
  }

  /** A parked saga gives way to a recycle: it is cancelled, with its compensation, before the new one starts. */
  async supersedeParked(requestId: string | null, change: ChangeContext, reason: string): Promise<void> {
    if (requestId === null) return;
    const request = await this.requests.get(requestId);
    if (request.state !== 'FAILED') return;
    const decisionId = await this.decisions.write({
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
}

const notNow = ({ state }: RequestEntity, kind: 'retry' | 'cancel'): CardwrightError =>
  new CardwrightError('LIFECYCLE_TRANSITION', say('request.cannot-be-told', { state, decision: kind }));

/** Of a request of which there is nothing to cancel, which is refused: empty. */
function effectOf(request: RequestEntity): { effect: string } & SaidIn<'effect'> {
  const effect = cancelEffect(request);
  return effect === null ? { effect: '' } : { effect: effect.text, said: { effect: effect.said } };
}
