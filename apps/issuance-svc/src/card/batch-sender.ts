/**
 * Sends one batch to an agent exactly once, whatever is lost on the way. If the answer is lost, it asks the agent what became of the batch.
 * If the worker is lost, the repeated activity asks that first. If the agent was restarted (EDGE_RESTARTED), the card is opened again. It
 * also counts the round trips and APDUs of the request. Governing text: design.md section 2, faults 4, 5, 17.
 */
import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import { mayBeLeftOut, opensBatch } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest, BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { batchGraceMs } from '@cardwright/contracts/workflow/cancel';
import { LeaseService } from '../records/leases/lease.service.js';
import { TraceStore } from '../records/traces/trace-store.js';
import { batchSequence } from '../domain/batch-sequence.js';
import { BatchSignatures } from './batch-signatures.js';
import { CardLearning } from './card-learning.js';
import { SagaRecords } from '../records/requests/saga-records.js';

/** How long one request waits before it asks what became of the batch instead: a killed agent never answers. */
const askAfterMs = 8_000;
/** A batch must be done within this; RSA-4096 on a slow card takes most of a minute per key. */
const batchTtlMs = 9 * 60_000;
/** An agent that is away longer than this parks the saga, so that a person sees it. */
const agentAwayMs = 120_000;
/** [A13] Most programs are done with a card by then. One that is not has to be closed by a person, who is told its name. */
const cardBusyMs = 10_000;
/** How long a batch is tried again for these, from when its activity was scheduled. */
const patienceMs: ReadonlyMap<string, number> = new Map([
  ['EDGE_UNREACHABLE', agentAwayMs],
  ['CARD_BUSY', cardBusyMs],
  // What ends just now is over by then.
  ['CARD_IN_WORK', cardBusyMs],
]);

export type FailedBatch = BatchResult & Required<Pick<BatchResult, 'failure'>>;
export type BatchContent = Omit<BatchRequest, 'lease' | 'batchId' | 'ttlMs' | 'leaseMs' | 'signedBatch'>;

@Injectable()
export class BatchSender {
  constructor(
    private readonly rpc: RpcClient,
    private readonly records: SagaRecords,
    private readonly traces: TraceStore,
    private readonly learning: CardLearning,
    private readonly leases: LeaseService,
    private readonly signatures: BatchSignatures,
  ) {}

  /**
   * Runs the batch; throws the failure of its step, if one failed. `build` is not called when the batch has already run. `failed` is called
   * with the part of the result that exists: the step that failed is the last one that can have changed the card.
   */
  async run(
    call: StageCall,
    sequence: number,
    lease: LeaseToken,
    build: () => Promise<BatchContent>,
    failed?: (result: FailedBatch) => Promise<void>,
  ): Promise<BatchResult> {
    const batchId = `${lease.requestId}/${call.attempt}/${sequence}`;
    const context = contextOf(call);
    // Between two batches the card is at rest: a cancelled activity stops here.
    Context.current().cancellationSignal.throwIfAborted();
    try {
      const result =
        (await this.earlierResult(context, lease, batchId)) ??
        (await this.send(context, lease, batchId, await build()));
      this.traces.keep(context.tenantId, lease, result);
      await this.records.countRoundTrip(lease.requestId, result.apdus);
      await this.learning.roomIn(call, result);
      if (result.failure === undefined) return result;
      await failed?.({ ...result, failure: result.failure });
      // The step that opens a batch writes nothing. A step that found too little room left everything as it was.
      if (isNotOpened(result.failure) || result.failure.error.code === 'CARD_OBJECT_CANNOT_GROW')
        await this.records.takeBackTouch(call, sequence);
      const error = CardwrightError.fromWire(result.failure.error);
      throw (await this.learning.refusalIn(call, lease, error)) ?? error;
    } catch (error) {
      throw patienceOf(error);
    }
  }

  private traceAsked(): { trace?: true } {
    return this.traces.wanted ? { trace: true } : {};
  }

  private async earlierResult(context: CallContext, lease: LeaseToken, batchId: string): Promise<BatchResult | null> {
    if (Context.current().info.attempt === 1) return null;
    return this.ask(context, lease, batchId, null);
  }

  private async send(
    context: CallContext,
    lease: LeaseToken,
    batchId: string,
    content: BatchContent,
  ): Promise<BatchResult> {
    const leaseMs = await this.leases.remainingMs(lease);
    const request: BatchRequest = { ...content, lease, batchId, ttlMs: batchTtlMs, leaseMs, ...this.traceAsked() };
    let signed = await this.signatures.sign(context, request);
    const sendSigned = (): Promise<BatchResult> => {
      const sentAt = new Date().toISOString();
      return this.rpc.edge(lease.workstationId, 'batch.execute', { ...signed, sentAt }, context, {
        timeoutMs: askAfterMs,
      });
    };
    const execute = async (): Promise<BatchResult> => {
      try {
        return await sendSigned();
      } catch (error) {
        if (!isUnknownStep(error, request.steps)) throw error;
        const steps = request.steps.filter((step) => !mayBeLeftOut(step));
        signed = await this.signatures.sign(context, { ...request, steps });
        return sendSigned();
      }
    };
    try {
      return await execute();
    } catch (error) {
      if (!isTimeout(error)) throw error;
    }
    const result = await this.ask(context, lease, batchId, request);
    // Answers null when the batch never arrived, although the agent is there and its session is open. Sending again is safe because the
    // batch id is the same.
    return result ?? execute();
  }

  /** The result, or null when the agent never saw the batch and it may be sent. */
  private async ask(
    context: CallContext,
    lease: LeaseToken,
    batchId: string,
    sent: BatchRequest | null,
  ): Promise<BatchResult | null> {
    let cancelledAt: number | undefined;
    for (;;) {
      try {
        const asked = { lease, batchId, ...this.traceAsked() };
        const known = await this.rpc.edge(lease.workstationId, 'batch.result', asked, context, {
          timeoutMs: askAfterMs,
        });
        if (known.state === 'done' && known.result !== undefined) return known.result;
        const opens = sent?.open !== undefined || batchId.endsWith(`/${batchSequence.open}`);
        if (known.state === 'unknown' && (known.sessionOpen || opens)) return null;
        throw new CardwrightError('EDGE_RESTARTED', undefined, { batchId });
      } catch (error) {
        // A timeout here means that the batch is still running: otherwise the agent would have answered at once.
        if (!isTimeout(error)) throw error;
        const { cancellationSignal, cancellationDetails } = Context.current();
        if (!cancellationSignal.aborted) continue;
        // If a person cancelled, the batch may still bring the card to rest. Otherwise another run of the activity continues.
        cancelledAt ??= Date.now();
        if (cancellationDetails?.cancelRequested !== true || Date.now() - cancelledAt > batchGraceMs)
          cancellationSignal.throwIfAborted();
      }
    }
  }
}

export const contextOf = (call: Pick<StageCall, 'input'>): CallContext => ({
  tenantId: call.input.tenantId,
  correlationId: call.input.correlationId,
});

/** RpcClient reports "nobody there" and "no answer in time" with one code; the cause tells them apart. */
function isTimeout(error: unknown): boolean {
  const cause = error instanceof CardwrightError ? (error.cause as Error | undefined) : undefined;
  return (
    cause !== undefined &&
    (cause.name === 'TimeoutError' || (cause.cause as Error | undefined)?.name === 'TimeoutError')
  );
}

/**
 * An agent of an earlier version does not know this step and has done nothing. The saga then continues as it did before the step existed.
 */
function isUnknownStep(error: unknown, steps: BatchRequest['steps']): boolean {
  if (!isCardwrightError(error, 'REQUEST_INVALID')) return false;
  return steps.some((step, index) => mayBeLeftOut(step) && error.details['field'] === `steps[${index}].kind`);
}

/** An agent that stays away, or a program that does not let go of the card, ends the patience of the activity: the saga parks and says so. */
function patienceOf(error: unknown): unknown {
  const limitMs = error instanceof CardwrightError ? patienceMs.get(error.code) : undefined;
  if (!(error instanceof CardwrightError) || limitMs === undefined) return error;
  const waitedMs = Date.now() - Context.current().info.scheduledTimestampMs;
  if (waitedMs < limitMs) return error;
  return ApplicationFailure.nonRetryable(error.message, error.code, error.details);
}

/** Agents of earlier versions do not say which kind of step failed; all of their batches begin with the step that opens them. */
const isNotOpened = ({ index, kind }: FailedBatch['failure']): boolean =>
  index === 0 && (kind === undefined || opensBatch({ kind }));
