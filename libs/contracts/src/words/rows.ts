/** Sentences whose English words stand in rows of their own: kinds of sagas (workflow/saga-kinds.ts) and card steps (card/card-steps.ts). */
import type { CardStepKind } from '../card/card-step.js';
import { cardSteps } from '../card/card-steps.js';
import type { DeviceState, RequestType } from '../nats/issuance.api.js';
import { cancelNow } from '../workflow/cancel.js';
import type { CancelRule, SagaStageRow } from '../workflow/saga-kind.js';
import {
  isCardSaga,
  sagaKind,
  sagaKinds,
  waitingRequests,
  type CardSagaType,
  type SagaTypeWith,
} from '../workflow/saga-kinds.js';
import { passkeyStageOf, pinStageOf, type PinStage } from '../workflow/stages.js';
import type { Sentence } from '../said.js';

type WaitingType = SagaTypeWith<'waits', object>;

const sentence = (code: string, text: string): Sentence => ({ text, said: { code } });

/** A stage at work, as its timeline says it. text: of the run, which may be older than this release. */
export const stageWords = (type: RequestType, stage: string, text: string): Sentence =>
  sentence(`stage.${type}.${stage}`, text);
export const waitingWords = (type: WaitingType): Sentence => sentence(`waits.${type}`, sagaKinds[type].waits.sentence);
export const begunWords = (type: WaitingType): Sentence => sentence(`begun.${type}`, sagaKinds[type].waits.begun);
export const pinStageWords = (type: CardSagaType, { sentence: text }: Pick<PinStage, 'sentence'>): Sentence =>
  sentence(`pin.${type}`, text);
export const passkeyStageWords = (type: CardSagaType, { sentence: text }: Pick<PinStage, 'sentence'>): Sentence =>
  sentence(`passkey.${type}`, text);
/** A card step, without its end: "Generating the key". */
export const stepWords = (kind: CardStepKind): Sentence => sentence(`step.${kind}`, cardSteps[kind].words.running);

/** The state of a card, as the API has it. lower: within an English sentence. */
export const deviceStateWords = (state: DeviceState, { lower = false } = {}): Sentence =>
  sentence(`device.${state}`, lower ? state.toLowerCase() : state);

/** What withdrawing a request that waits does. */
export function withdrawalWords(type: RequestType): Sentence {
  if (!isCardSaga(type)) return sentence(`withdraw.${type}`, waitingRequests[type].withdrawal);
  return sentence(`withdraw.${type}`, sagaKind(type).waits!.withdrawal);
}

/** Its name, as the console has it below the progress. */
export const stageLabelWords = (type: CardSagaType, stage: string, { label }: Pick<SagaStageRow, 'label'>): Sentence =>
  sentence(`label.${type}.${stage}`, label);

/** Said of one that is done, and below that; null: its last sentence says it. */
export function doneWords(type: CardSagaType): { title: Sentence | null; hint: Sentence | null } {
  const { title, hint } = sagaKind(type).words.done;
  return {
    title: title === null ? null : sentence(`done.${type}`, title),
    hint: hint === null ? null : sentence(`done-hint.${type}`, hint),
  };
}
/** Said of one that was cancelled; null: its last sentence says it. */
export function stoppedWords(type: CardSagaType): Sentence | null {
  const { stopped } = sagaKind(type).words;
  return stopped === null ? null : sentence(`stopped.${type}`, stopped);
}
/** Said below that: what the card is now; null: its last sentence says it. */
export function leftWords(type: CardSagaType, percent: number): Sentence | null {
  const { stage, rule } = cancelNow(type, percent);
  return leftOf(type, stage, rule);
}
const leftOf = (type: CardSagaType, stage: string | null, { left }: CancelRule): Sentence | null =>
  left === null ? null : sentence(stage === null ? `left.${type}` : `left.${type}.${stage}`, left);

/** What a cancel does now. */
export function cancelWords(type: CardSagaType, percent: number): Sentence {
  const { stage, rule } = cancelNow(type, percent);
  return sentence(stage === null ? `cancel.${type}` : `cancel.${type}.${stage}`, rule.effect);
}

const known = (each: Sentence | null): Sentence[] => (each === null ? [] : [each]);

/** Every sentence of these rows; the German table has the same codes (words.spec.ts). */
export function allRowWords(): Sentence[] {
  const kinds = Object.keys(sagaKinds) as CardSagaType[];
  return [
    ...(Object.keys(cardSteps) as CardStepKind[]).map(stepWords),
    ...Object.keys(waitingRequests).map((type) => withdrawalWords(type as RequestType)),
    ...kinds.flatMap((type) => {
      const { stages, waits, cancel } = sagaKind(type);
      const pin = pinStageOf(type);
      const passkey = passkeyStageOf(type);
      const named: [string, SagaStageRow][] = Object.entries(stages);
      return [
        sentence(`cancel.${type}`, cancel.effect),
        ...[stoppedWords(type), leftOf(type, null, cancel), ...Object.values(doneWords(type))].flatMap(known),
        ...(pin === null ? [] : [pinStageWords(type, pin)]),
        ...(passkey === null ? [] : [passkeyStageWords(type, passkey)]),
        ...(waits === null
          ? []
          : [waitingWords(type as WaitingType), begunWords(type as WaitingType), withdrawalWords(type)]),
        ...named.flatMap(([name, row]) => [
          stageWords(type, name, row.sentence),
          stageLabelWords(type, name, row),
          ...(row.cancel === undefined
            ? []
            : [sentence(`cancel.${type}.${name}`, row.cancel.effect), ...known(leftOf(type, name, row.cancel))]),
        ]),
      ];
    }),
  ];
}
