/**
 * What the rows of a saga's timeline say, folded into what is shown: a percentage that never goes back, and each stage's state. Pure,
 * no React. Stages and their percentages are those of the workflows (model.md section 4); one that is not named here is still counted.
 */
import type { RequestState, RequestType, SagaProgress } from '../api/types.js';

export interface Stage {
  name: string;
  label: string;
  percent: number;
}
export type StageState = 'done' | 'current' | 'waiting' | 'failed' | 'skipped' | 'next';

export const stages: Record<RequestType, readonly Stage[]> = {
  ISSUE: [
    { name: 'open', label: 'Read the card', percent: 5 },
    { name: 'keys', label: 'Generate keys', percent: 15 },
    { name: 'certificates', label: 'Make certificates', percent: 50 },
    { name: 'content', label: 'Write the card', percent: 60 },
    { name: 'pin', label: 'Choose the PIN', percent: 85 },
    { name: 'commit', label: 'Finish', percent: 95 },
  ],
  RECYCLE: [
    { name: 'revoke', label: 'Revoke certificates', percent: 10 },
    { name: 'open', label: 'Read the card', percent: 25 },
    { name: 'erase', label: 'Wipe the card', percent: 40 },
    { name: 'commit', label: 'Back to stock', percent: 95 },
  ],
  REPROVISION: [
    { name: 'open', label: 'Read the card', percent: 5 },
    { name: 'new-pin', label: 'Choose the PIN', percent: 15 },
    { name: 'references', label: 'Replace keys and certificates', percent: 20 },
    { name: 'content', label: 'Write the card', percent: 60 },
  ],
  UNLOCK: [
    { name: 'open', label: 'Read the card', percent: 5 },
    { name: 'new-pin', label: 'Choose the PIN', percent: 15 },
    { name: 'commit', label: 'Finish', percent: 95 },
  ],
  UPDATE: [
    { name: 'open', label: 'Read the card', percent: 5 },
    { name: 'card-pin', label: 'Check the PIN', percent: 15 },
    { name: 'references', label: 'Replace keys and certificates', percent: 20 },
    { name: 'content', label: 'Write the card', percent: 60 },
  ],
  LOCK: [
    { name: 'open', label: 'Read the card', percent: 5 },
    { name: 'block', label: 'Block the PIN', percent: 15 },
  ],
  // They wait for the issue of another card, which has stages of its own.
  REPLACE_TEMP: [],
  REPLACE_PERM: [],
  ACTIVATE: [{ name: 'activate', label: 'Take certificates off hold', percent: 50 }],
};

export interface Progress {
  /** Sequence of the last row taken. */
  sequence: number;
  percent: number;
  state: RequestState;
  stage: string;
  sentence: string;
  /** Names of stages that began. */
  seen: readonly string[];
  rows: readonly SagaProgress[];
}

export const noProgress: Progress = {
  sequence: 0,
  percent: 0,
  state: 'READY',
  stage: '',
  sentence: '',
  seen: [],
  rows: [],
};

/** A row that was taken before changes nothing: a stream that comes back may repeat itself. */
export function withRow(progress: Progress, row: SagaProgress, type: RequestType): Progress {
  if (row.sequence <= progress.sequence) return progress;
  return {
    sequence: row.sequence,
    percent: Math.max(progress.percent, percentOf(row, type)),
    state: row.state,
    stage: row.stage,
    // Steps of the last batch may arrive after the next stage began: they do not replace its sentence.
    sentence: row.sentence,
    seen: progress.seen.includes(row.stage) ? progress.seen : [...progress.seen, row.stage],
    rows: [...progress.rows, row],
  };
}

/** Between two stages the steps of the batch move it; only the end is 100. */
export function percentOf({ percent, stage, state, step }: SagaProgress, type: RequestType): number {
  if (state === 'COMPLETED') return 100;
  const following = stages[type].find((other) => other.percent > percent)?.percent ?? 99;
  if (!stages[type].some(({ name }) => name === stage) || step?.total === undefined) return Math.min(percent, 99);
  const done = (step.index ?? 0) + (step.phase === 'finished' ? 1 : 0);
  return Math.min(99, Math.floor(percent + ((following - percent) * done) / (step.total + 1)));
}

const stopped: readonly RequestState[] = [
  'FAILED',
  'INTERRUPTED',
  'CANCELLED',
  'CANCELLING',
  'SUPERSEDED',
  'WITHDRAWN',
];

export function stageStates(progress: Progress, type: RequestType): (Stage & { state: StageState })[] {
  const list = stages[type];
  const current = list.findLastIndex(({ name }) => progress.seen.includes(name));
  const complete = progress.state === 'COMPLETED';
  return list.map((stage, index) => {
    const seen = progress.seen.includes(stage.name);
    if (complete || index < current) return { ...stage, state: seen ? 'done' : 'skipped' };
    if (index > current) return { ...stage, state: 'next' };
    if (stopped.includes(progress.state)) return { ...stage, state: 'failed' };
    return { ...stage, state: progress.state === 'AWAITING_USER' ? 'waiting' : 'current' };
  });
}
