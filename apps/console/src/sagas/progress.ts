/**
 * What the rows of a saga's timeline say, folded into what is shown: the percentage, which is the server's, and each stage's state. Pure, no
 * React. The stages are those of the saga's kind (contracts workflow/saga-kinds.ts).
 */
import { isCardSaga, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import { stageLabelWords } from '@cardwright/contracts/words/rows';
import type { RequestState, RequestType, SagaProgress } from '../api/types.js';
import { rowText } from '../ui/row-words.js';

export interface Stage {
  name: string;
  label: string;
}
export type StageState = 'done' | 'current' | 'waiting' | 'failed' | 'skipped' | 'next';

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
export function withRow(progress: Progress, row: SagaProgress): Progress {
  if (row.sequence <= progress.sequence) return progress;
  return {
    sequence: row.sequence,
    percent: Math.max(progress.percent, row.percent),
    state: row.state,
    // Steps of the last batch may arrive after the next stage began.
    stage: row.kind === 'step' && progress.stage !== '' ? progress.stage : row.stage,
    sentence: row.sentence,
    seen: progress.seen.includes(row.stage) ? progress.seen : [...progress.seen, row.stage],
    rows: [...progress.rows, row],
  };
}

const stopped: readonly RequestState[] = [
  'FAILED',
  'INTERRUPTED',
  'CANCELLED',
  'CANCELLING',
  'SUPERSEDED',
  'WITHDRAWN',
];

/** A request that waits for another card's issue has no stages of its own. */
const stagesOfType = (type: RequestType): Stage[] =>
  isCardSaga(type)
    ? Object.entries(sagaKind(type).stages).map(([name, row]) => ({
        name,
        label: rowText(stageLabelWords(type, name, row)),
      }))
    : [];

export const stageNamed = (type: RequestType, name: string): Stage | undefined =>
  stagesOfType(type).find((stage) => stage.name === name);

/** How often the holder was waited for: each wait asks anew. */
export const waitsOf = ({ rows }: Progress): number =>
  rows.filter(({ kind, state }) => (kind === 'state' || kind === 'error') && state === 'AWAITING_USER').length;

/** What goes on when somebody at the card does it: the key blinks, or a window of the system is open there. */
export const awaitedAtCard = ({ rows, state }: Progress): 'touch' | 'window' | undefined =>
  state === 'IN_PROGRESS'
    ? rows.findLast(({ kind }) => kind === 'step' || kind === 'error')?.step?.waitsFor
    : undefined;

/** A stage that most sagas do without is shown once it has begun. */
const isShown = (progress: Progress, type: RequestType, name: string): boolean =>
  !isCardSaga(type) || sagaKind(type).stages[name]?.onlyWith === undefined || progress.seen.includes(name);

/** A PIN that may be left out was asked for, and nobody gave it (C15): after its last wait nothing went on in that stage. */
const isLeftOut = ({ rows }: Progress, type: RequestType, name: string): boolean =>
  isCardSaga(type) &&
  sagaKind(type).stages[name]?.pin?.optional === true &&
  rows.findLast(({ stage, kind }) => stage === name && kind !== 'error')?.state === 'AWAITING_USER';

export function stageStates(progress: Progress, type: RequestType): (Stage & { state: StageState })[] {
  const list = stagesOfType(type).filter(({ name }) => isShown(progress, type, name));
  // An attempt after a cut begins at the first stage again: where it is now is what counts, and not how far one before it had come.
  const now = list.findIndex(({ name }) => name === progress.stage);
  const current = now >= 0 ? now : list.findLastIndex(({ name }) => progress.seen.includes(name));
  const complete = progress.state === 'COMPLETED';
  return list.map((stage, index) => {
    const seen = progress.seen.includes(stage.name) && !isLeftOut(progress, type, stage.name);
    if (complete || index < current) return { ...stage, state: seen ? 'done' : 'skipped' };
    if (index > current) return { ...stage, state: 'next' };
    if (stopped.includes(progress.state)) return { ...stage, state: 'failed' };
    return { ...stage, state: progress.state === 'AWAITING_USER' ? 'waiting' : 'current' };
  });
}
