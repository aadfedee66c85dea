/** The stages of a kind of saga, read from its row (saga-kinds.ts). */
import type { AskedFor, HolderPinRow } from './saga-kind.js';
import {
  cardSagaTypes,
  sagaKind,
  sagaKinds,
  type CardSagaType,
  type PasskeySagaType,
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
/** One that waits for the PIN of the device. */
export type DevicePinStage = PinStage & { asks: Exclude<PinStage['asks'], 'fido-pin'> };
const isOfDevice = (stage: PinStage): stage is DevicePinStage => stage.asks !== 'fido-pin';

/** The stage that waits for the holder's PIN of the device; null: nobody is asked for one. */
export function pinStageOf(type: PinSagaType): DevicePinStage;
export function pinStageOf(type: CardSagaType): DevicePinStage | null;
export function pinStageOf(type: CardSagaType): DevicePinStage | null {
  return pinStagesOf(type).find(isOfDevice) ?? null;
}

/** The stage that waits for what a passkey is made with; null: this kind makes none. */
export function passkeyStageOf(type: PasskeySagaType): PinStage;
export function passkeyStageOf(type: CardSagaType): PinStage | null;
export function passkeyStageOf(type: CardSagaType): PinStage | null {
  return pinStagesOf(type).find(({ asks }) => asks === 'fido-pin') ?? null;
}

/** What this stage waits for; null: it does not wait for a PIN. */
export const pinStageNamed = (type: CardSagaType, name: string): PinStage | null =>
  pinStagesOf(type).find(({ stage }) => stage === name) ?? null;

export const pinStagesOf = (type: CardSagaType): PinStage[] =>
  Object.entries(sagaKind(type).stages).flatMap(([stage, { span, pin }]) =>
    pin === undefined ? [] : [{ ...pin, stage, percent: span[0] }],
  );

/** The spans of all stages, by type and name. */
export const stageSpans: Readonly<Record<string, Readonly<Record<string, readonly [from: number, to: number]>>>> =
  Object.fromEntries(
    cardSagaTypes.map((type) => [
      type,
      Object.fromEntries(Object.entries(sagaKinds[type].stages).map(([name, { span }]) => [name, span])),
    ]),
  );

/** Of the passkey on a card, and not of the card. */
export const isPasskeyPin = (asks: AskedFor): asks is 'fido-pin' | 'new-fido-pin' =>
  asks === 'fido-pin' || asks === 'new-fido-pin';
