/**
 * Runs the steps of one batch in order: journal, probe, execute, journal, progress; stops at the first failure. Knows
 * nothing of leases and readers. Governing document: design.md 2.
 */
import { subjectOf, type CardStep, type StepResult } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError, type WireError } from '@cardwright/contracts/errors/cardwright-error';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { BatchRequest, BatchResult, StepProgress } from '@cardwright/contracts/nats/edge.api';
import type { Log } from '../log/log.js';
import { executorOf } from '../card-steps/registry.js';
import type { StepContext } from '../card-steps/step.js';
import type { OperationJournal } from '../journal/operation-journal.js';

export interface StepRunner {
  journal: OperationJournal;
  context: StepContext;
  progress: (progress: StepProgress) => void;
  /** Asked before every step: throws when the operation may not go on (removed card, newer lease, agent stopping). */
  mayGoOn: () => void;
  log: Log;
}

type Outcome = Pick<BatchResult, 'results' | 'failure' | 'sealedOperationPin'>;

export async function runSteps(batch: BatchRequest, runner: StepRunner): Promise<Outcome> {
  const outcome: Outcome = { results: [] };
  for (const [index, step] of batch.steps.entries()) {
    const report = (phase: StepProgress['phase'], code?: string): void =>
      runner.progress(progressOf(batch, index, step, phase, code));
    try {
      runner.mayGoOn();
      report('started');
      outcome.results.push(await runStep(batch.batchId, index, step, runner, outcome));
      report('finished');
    } catch (thrown) {
      const error = wireError(await confirmed(thrown, runner.context.piv), step, runner.log);
      const tagHex = runner.context.knowledge.doubted;
      outcome.failure = { index, error, kind: step.kind, ...(tagHex !== undefined && { tagHex }) };
      report('failed', error.code);
      // The journal itself may have failed; the answer reports the failure in both cases.
      await runner.journal.endStep(batch.batchId, index, { error }).catch(() => undefined);
      break;
    }
  }
  return outcome;
}

async function runStep(
  batchId: string,
  index: number,
  step: CardStep,
  { journal, context }: StepRunner,
  outcome: Outcome,
): Promise<StepResult> {
  const { piv } = context;
  const startedMs = performance.now();
  const apdusBefore = piv.apdus;
  const executor = executorOf(step);
  const base = (): Pick<StepResult, 'index' | 'kind' | 'durationMs' | 'apdus'> => ({
    index,
    kind: step.kind,
    durationMs: Math.round(performance.now() - startedMs),
    apdus: piv.apdus - apdusBefore,
  });
  const already = executor.probe?.(step, context) ?? false;
  const prepared = already ? {} : ((await executor.prepare?.(step, context)) ?? {});
  if (prepared.sealedOperationPin !== undefined) outcome.sealedOperationPin = prepared.sealedOperationPin;
  await journal.beginStep(batchId, index, step.kind, prepared.sealedOperationPin);
  const fields = already ? {} : await executor.execute(step, context);
  const result: StepResult = { ...base(), outcome: already ? 'already' : 'done', ...fields };
  // The step happened whatever the disk says now: the next step's begin is what stops the batch.
  await journal.endStep(batchId, index, { result }).catch(() => undefined);
  return result;
}

/**
 * An instruction that is not known may be one that the card lacks, or the card was reset and the PIV application is not selected any more:
 * a command that every PIV card has shows which of the two it is.
 */
async function confirmed(thrown: unknown, piv: PivSession): Promise<unknown> {
  if (!isCardwrightError(thrown, 'CARD_CAPABILITY_MISSING')) return thrown;
  try {
    await piv.pinStatus();
    return thrown;
  } catch (error) {
    if (!isCardwrightError(error, 'CARD_CAPABILITY_MISSING') && !isCardwrightError(error, 'CARD_UNEXPECTED_STATUS'))
      return error;
    const { details } = error;
    return new CardwrightError('CARD_SECURITY_STATUS', 'The PIV application is not selected any more', details, thrown);
  }
}

function wireError(error: unknown, step: CardStep, log: Log): WireError {
  if (error instanceof CardwrightError) return error.toJSON();
  if (error instanceof CardProtocolError)
    return new CardwrightError('REQUEST_INVALID', error.message, { kind: step.kind, reason: error.code }).toJSON();
  // Only the name is used: a message of crypto or of the runtime could quote secret input.
  log('error', 'a card step failed unexpectedly', {
    kind: step.kind,
    reason: error instanceof Error ? error.name : 'unknown',
  });
  return new CardwrightError('INTERNAL').toJSON();
}

function progressOf(
  { lease, batchId, steps }: BatchRequest,
  index: number,
  step: CardStep,
  phase: StepProgress['phase'],
  code: string | undefined,
): StepProgress {
  const subject = subjectOf(step);
  return {
    requestId: lease.requestId,
    deviceId: lease.deviceId,
    batchId,
    index,
    total: steps.length,
    kind: step.kind,
    ...(subject !== undefined && { subject }),
    phase,
    ...(code !== undefined && { code }),
  };
}
