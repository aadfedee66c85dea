/**
 * What a cancel does, for each kind of saga and by how far it has come: what people read before and after, and what the saga does.
 * One table for both. A cancel counts at any time before the record is settled: the record's transaction refuses one of the two
 * (LIFECYCLE_CANCELLED for the commit, LIFECYCLE_TRANSITION for the cancel). What repeats or waits stops at once; a batch that is at work on
 * the card is finished first, for as long as `batchGraceMs`, so that the card is at rest.
 */
import { stageSpan, type StageName } from './stages.js';

/** Sagas that write a card, by the type of their request. */
export type CardSagaType = 'ISSUE' | 'RECYCLE' | 'ACTIVATE' | 'REPROVISION' | 'UNLOCK' | 'LOCK' | 'UPDATE';

/**
 * `at-rest`: what waits or repeats is stopped, a batch that is at work is finished first. `after-key`: the same, and the key reference that
 * was begun gets its certificate where card, agent and CA still answer.
 */
export type CancelTakesEffect = 'at-rest' | 'after-key';

export interface CancelRule {
  takesEffect: CancelTakesEffect;
  /** One sentence or two: what the card is afterwards, and what may be done with it. */
  effect: string;
}

/** After a cancel a batch is waited for no longer than this: the card or its agent may be gone for good. */
export const batchGraceMs = 60_000;

const atRest = (effect: string): CancelRule => ({ takesEffect: 'at-rest', effect });
const afterKey = (effect: string): CancelRule => ({ takesEffect: 'after-key', effect });

const untouched = atRest('Nothing on the card was changed yet: it goes on as before.');
const issueBegun = atRest(
  'The certificates of this attempt are revoked and the card is left half written; recycle it to use it again.',
);

/**
 * By the stage that a saga has reached in any of its attempts, in the order of their percentages: the last row whose percentage is
 * reached holds.
 */
const rules: Readonly<Record<CardSagaType, readonly (readonly [from: 'begin' | StageName, rule: CancelRule])[]>> = {
  ISSUE: [
    ['begin', atRest('The card is left as it is; recycle it to use it again.')],
    ['keys', issueBegun],
  ],
  RECYCLE: [
    ['begin', atRest('The certificates are revoked all the same; nothing on the card is wiped. Recycle it again.')],
    ['erase', atRest('The certificates are revoked already; the card keeps what was not wiped yet. Recycle it again.')],
  ],
  ACTIVATE: [['begin', atRest('The card stays Pending, with its certificates on hold.')]],
  REPROVISION: [
    ['begin', untouched],
    [
      'references',
      afterKey(
        'It stops after the key that is at work. The card is then neither old nor new: finish it by another reprovision, or terminate and recycle it.',
      ),
    ],
  ],
  UNLOCK: [
    ['begin', atRest('The card keeps its content and its PIN.')],
    ['new-pin', atRest('The card keeps its content; its PIN stays as it is unless the new one is set already.')],
  ],
  LOCK: [
    ['begin', atRest('Nothing on the card is changed.')],
    ['block', atRest('The card keeps its content; its PIN may have fewer tries, or none.')],
  ],
  UPDATE: [
    ['begin', untouched],
    [
      'references',
      afterKey(
        'It stops after the key that is at work; what was replaced by then stays, the other keys go on as before.',
      ),
    ],
  ],
};

export const isCardSaga = (type: string): type is CardSagaType => Object.hasOwn(rules, type);

/** percent: the furthest that the saga has come; it never goes back. */
export function cancelRule(type: CardSagaType, percent: number): CancelRule {
  const reached = rules[type].filter(([from]) => from === 'begin' || percent >= stageSpan[from][0]);
  return reached.at(-1)![1];
}
