/** The stages of a kind of saga, read from its row (saga-kinds.ts). */
import type { HolderPinRow } from './saga-kind.js';
import {
  cardSagaTypes,
  sagaKind,
  sagaKinds,
  type CardSagaType,
  type PinSagaType,
  type SagaStageName,
} from './saga-kinds.js';

/** Where a saga stands: for its activities and for the row of its request. */
export interface StagePosition {
  name: string;
  /** When the stage begins. */
  percent: number;
  sentence: string;
}
/** waits: the saga may stay here for long, for the holder's PIN. */
export type StageOfKind = StagePosition & { waits?: true };

/** By name, in the order of the row. */
export function stagesOf<Type extends CardSagaType>(type: Type): Readonly<Record<SagaStageName<Type>, StageOfKind>> {
  const stages = Object.entries(sagaKind(type).stages).map(([name, { span, sentence, pin }]) => [
    name,
    { name, percent: span[0], sentence, ...(pin !== undefined && { waits: true }) },
  ]);
  return Object.fromEntries(stages) as Record<SagaStageName<Type>, StageOfKind>;
}

/** percent: the furthest that the saga has come; it never goes back. */
export const hasReached = <Type extends CardSagaType>(
  type: Type,
  stage: SagaStageName<Type>,
  percent: number,
): boolean => percent >= sagaKind(type).stages[stage]!.span[0];

export interface PinStage extends HolderPinRow {
  stage: string;
  percent: number;
}
/** The stage that waits for the holder's PIN; null: nobody is asked for one. */
export function pinStageOf(type: PinSagaType): PinStage;
export function pinStageOf(type: CardSagaType): PinStage | null;
export function pinStageOf(type: CardSagaType): PinStage | null {
  for (const [stage, { span, pin }] of Object.entries(sagaKind(type).stages))
    if (pin !== undefined) return { ...pin, stage, percent: span[0] };
  return null;
}

/** The spans of all stages, by type and name. */
export const stageSpans: Readonly<Record<string, Readonly<Record<string, readonly [from: number, to: number]>>>> =
  Object.fromEntries(
    cardSagaTypes.map((type) => [
      type,
      Object.fromEntries(Object.entries(sagaKinds[type].stages).map(([name, { span }]) => [name, span])),
    ]),
  );
