/**
 * Where a process is killed in a flow: when a stage begins, and when its last effect is there but nobody has said so yet. Taken from the
 * progress of an uncut run, so that a flow with other stages needs no table here. Pure; governing document: faults.md 1.
 */
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';

export interface KillPoint {
  stage: string;
  moment: 'before the call' | 'after the effect';
  /** Whether this row is the one that the kill waits for. */
  at: (row: SagaProgress) => boolean;
}

/** Before the first stage there is no workflow yet, and after the last one none any more. */
export const stagesOf = (uncut: readonly SagaProgress[]): string[] =>
  [...new Set(uncut.map(({ stage }) => stage))].filter((stage) => stage !== 'requested' && stage !== 'done');

export function killPoints(uncut: readonly SagaProgress[]): KillPoint[] {
  return stagesOf(uncut).flatMap((stage): KillPoint[] => {
    const rows = uncut.filter((row) => row.stage === stage);
    const lastStep = rows.findLast((row) => row.step?.phase === 'finished');
    // A stage without card steps has had its effect when the next one begins.
    const effect = lastStep ?? uncut[uncut.indexOf(rows.at(-1)!) + 1] ?? rows.at(-1)!;
    return [
      { stage, moment: 'before the call', at: (row) => row.stage === stage },
      { stage, moment: 'after the effect', at: (row) => isSame(row, effect) },
    ];
  });
}

const isSame = (row: SagaProgress, other: SagaProgress): boolean =>
  row.stage === other.stage &&
  row.kind === other.kind &&
  row.step?.kind === other.step?.kind &&
  row.step?.subject === other.step?.subject &&
  row.step?.phase === other.step?.phase;
