/**
 * Runs the steps of one batch in order: journal, probe, execute, journal, progress; stops at the first failure. Knows
 * nothing of leases and readers. Governing document: design.md 2.
 */
import type { CardApplication } from '@cardwright/contracts/card/card-applications';
import { rowOf, subjectOf, type CardStep, type StepResult } from '@cardwright/contracts/card/card-step';
import { CardwrightError, type WireError } from '@cardwright/contracts/errors/cardwright-error';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import type { BatchRequest, BatchResult, StepProgress } from '@cardwright/contracts/nats/edge.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { Log } from '../log/log.js';
import { workOf, type CardWork } from '../card-steps/registry.js';
import type { ApplicationWork, BatchContext } from '../card-steps/step/step.js';
import type { OperationJournal } from '../journal/operation-journal.js';

export interface StepRunner {
  journal: OperationJournal;
  card: CardWork;
  context: BatchContext;
  progress: (progress: StepProgress) => void;
  /** Selects the application where another one is. */
  select: (application: CardApplication) => Promise<void>;
  /** Asked before every step: throws when the operation may not go on (removed card, newer lease, agent stopping). */
  mayGoOn: () => void;
  log: Log;
}

type Outcome = Pick<BatchResult, 'results' | 'failure' | 'sealedOperationPin'>;

export async function runSteps(batch: BatchRequest, runner: StepRunner): Promise<Outcome> {
  const outcome: Outcome = { results: [] };
  for (const [index, step] of batch.steps.entries()) {
    const report = (phase: StepProgress['phase'], more?: Pick<StepProgress, 'code' | 'waitsFor'>): void =>
      runner.progress(progressOf(batch, index, step, { phase, ...more }));
    const context: BatchContext = { ...runner.context, waitsFor: (waitsFor) => report('started', { waitsFor }) };
    const work = workOf(runner.card, step);
    try {
      runner.mayGoOn();
      report('started');
      await runner.select(rowOf(step).application);
      outcome.results.push(await runStep(batch.batchId, index, { step, work }, { ...runner, context }, outcome));
      report('finished');
    } catch (thrown) {
      const error = wireError(await work.explain(thrown), step, runner.log);
      const tagHex = work.doubted;
      outcome.failure = { index, error, kind: step.kind, ...(tagHex !== undefined && { tagHex }) };
      report('failed', { code: error.code });
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
  { step, work }: { step: CardStep; work: ApplicationWork },
  { journal, context }: StepRunner,
  outcome: Outcome,
): Promise<StepResult> {
  const startedMs = performance.now();
  const apdusBefore = work.session.apdus;
  const run = work.run(step, context);
  const base = (): Pick<StepResult, 'index' | 'kind' | 'durationMs' | 'apdus'> => ({
    index,
    kind: step.kind,
    durationMs: Math.round(performance.now() - startedMs),
    apdus: work.session.apdus - apdusBefore,
  });
  const already = run.probe();
  const prepared = already ? {} : await run.prepare();
  if (prepared.sealedOperationPin !== undefined) outcome.sealedOperationPin = prepared.sealedOperationPin;
  await journal.beginStep(batchId, index, step.kind, prepared.sealedOperationPin);
  const fields = already ? {} : await run.execute();
  const result: StepResult = { ...base(), outcome: already ? 'already' : 'done', ...fields };
  // The step happened whatever the disk says now: the next step's begin is what stops the batch.
  await journal.endStep(batchId, index, { result }).catch(() => undefined);
  return result;
}

function wireError(error: unknown, step: CardStep, log: Log): WireError {
  if (error instanceof CardwrightError) return error.toJSON();
  if (error instanceof CardProtocolError)
    return new CardwrightError('REQUEST_INVALID', onlyInEnglish(error.message), {
      kind: step.kind,
      reason: error.code,
    }).toJSON();
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
  now: Pick<StepProgress, 'phase' | 'code' | 'waitsFor'>,
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
    ...now,
  };
}
