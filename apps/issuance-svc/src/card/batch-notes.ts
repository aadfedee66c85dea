/**
 * What the session notes about a batch that replaces keys, before it is sent and after it failed: the key references whose old key may be
 * gone, the data objects that may be filled up, and whether the management key may be another one. The attempt that continues after a cut reads these notes (records/requests/begun.ts).
 * Pure: the caller saves the session.
 */
import { setsManagementKey } from '@cardwright/card-plan/own-card';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import { mayBeLeftOut, opensBatch, rowOf } from '@cardwright/contracts/card/card-step';
import type { FailedBatch } from './batch-sender.js';
import type { CardSessionState } from '../persistence/card-session-state.js';

type Begun = NonNullable<CardSessionState['begun']>;
type Session = Pick<CardSessionState, 'begun' | 'begunBefore' | 'filling' | 'newManagementKey'>;

/** Before the batch is sent. */
export function noteBegun(session: Session, steps: readonly PlannedStep[]): void {
  session.begunBefore = session.begun ?? [];
  session.begun = begunBy(steps, session.begunBefore);
  session.filling = steps.flatMap((step) => rowOf(step).fills?.(step) ?? []);
  session.newManagementKey = session.newManagementKey === true || setsManagementKey(steps);
}

/** The agent reports how far the batch came: a key that it did not reach is unchanged. */
export function noteReached(session: Session, steps: readonly PlannedStep[], result: FailedBatch): void {
  const reached = steps.slice(0, reachedBy(steps, result));
  session.begun = begunBy(reached, session.begunBefore ?? []);
  if (setsManagementKey(steps)) session.newManagementKey = setsManagementKey(reached);
  const { kind, tagHex } = result.failure;
  const fills = steps.some((step) => step.kind === kind && rowOf(step).fills !== undefined);
  session.filling = fills && tagHex !== undefined ? [tagHex] : [];
}

/**
 * How many of these steps may have changed the card. The step that opens a batch, where one does, stands before them. An agent of an earlier
 * version skips steps that it does not know, and does not name the step that failed; its batches all begin with a step that opens them.
 */
function reachedBy(steps: readonly PlannedStep[], { results, failure: { index, kind } }: FailedBatch): number {
  if (kind === undefined) return index + steps.filter(mayBeLeftOut).length;
  return [...results, { kind }].some(opensBatch) ? index : index + 1;
}

/** Key references that these steps leave without their old key. */
function begunBy(steps: readonly PlannedStep[], before: Begun): Begun {
  return [...new Set([...before, ...steps.flatMap((step) => rowOf(step).begins?.(step) ?? [])])];
}
