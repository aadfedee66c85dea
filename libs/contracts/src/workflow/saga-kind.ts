/** What a row of saga-kinds.ts says about a kind of saga. Types only. */
import type { ReasonUse } from '../card/reasons.js';
import type { ErrorCode } from '../errors/error-catalogue.js';
import type { Permission } from '../access/role.js';
import type { TaskQueue } from './names.js';

export interface SagaKind {
  /** The workflow's type as Temporal shows it: the worker of the queue exports a function of this name. */
  workflow: string;
  taskQueue: TaskQueue;
  /**
   * The queue of this kind in the previous release: runs that began there and still wait are finished there. It is removed one release
   * later.
   */
  movedFrom?: TaskQueue;
  /** The request `devices.<action>` starts it, and an inspection offers it by this name. */
  action: string;
  /** Who may start it. */
  start: Permitted;
  /** The request for its dry run on the card, and who may ask for that; null: there is no dry run. */
  plan: ({ request: string } & Permitted) | null;
  /**
   * The decisions about a running saga (retry, cancel, PIN) that need the same permission as its start, also on the actor's own card. All
   * other decisions need the permission that is the same for every saga.
   */
  decidedLikeStart: 'all' | 'retry' | 'none';
  /** The operation that the device shows while the saga holds it; null: the saga does not hold the device. */
  operation: string | null;
  writes: CardPart;
  /**
   * The parked sagas that give way to this one, by what they write. One that writes single keys gives way only before it has replaced a key:
   * after that it must be finished.
   */
  takesOver: 'every' | readonly CardPart[];
  /** A suspension or termination of its card ends it. */
  endsWithCard: boolean;
  /**
   * It may be asked for in advance and waits (READY) until the holder runs it or the card is there; null: it begins at once. `inStates`: the
   * states of its device (nats/issuance.api); in any other one the request ends, because what it is for is not possible any more.
   */
  waits: {
    request: string;
    withdrawal: string;
    sentence: string;
    begun: string;
    inStates: readonly string[];
  } | null;
  /** How the reasons catalogue calls it; null: its reason is free text. */
  reasonUse: ReasonUse | null;
  /** In the order in which the saga comes to them. */
  stages: Readonly<Record<string, SagaStageRow>>;
  /** What a cancel does before any stage says otherwise. */
  cancel: CancelRule;
  /** The input of its workflow besides CardWriteInput, taken from the row of its request. */
  input: (request: SagaRequest) => object;
  words: SagaWords;
}

/** The part of the card that a saga writes: everything, single keys with their certificates, PIN and PUK, the passkey, or nothing. */
export type CardPart = 'card' | 'keys' | 'pin' | 'passkey' | 'nothing';

/** Any one of the permissions is enough. own: for a card of one's own; others: for anybody else's, and for nobody's. */
export interface Permitted {
  own: readonly Permission[];
  others: readonly Permission[];
}

export interface SagaStageRow {
  /**
   * How far the saga has come when the stage begins and when it ends, in percent. The steps of its batches share what lies between
   * (requirement C12).
   */
  span: readonly [from: number, to: number];
  /** The sentence about this stage in the timeline and in the Temporal UI. */
  sentence: string;
  /** Its name in the console. */
  label: string;
  /** What a cancel does from this stage on; absent: the same as in the stage before. */
  cancel?: CancelRule;
  /** The stage waits for a PIN of the holder. A kind asks for the PIN of the device in one stage, and for the one of passkeys in another. */
  pin?: HolderPinRow;
  /** Absent from most runs: it belongs to a request whose profile asks for it. */
  onlyWith?: 'passkey';
}

/** The PIN is not the card's, or the card has a rule of its own that the new one breaks; or a passkey was not made, elsewhere, or too late. */
export type PinRefusal = Extract<
  ErrorCode,
  | 'CARD_PIN_INCORRECT'
  | 'CARD_PIN_REFUSED'
  | 'FIDO_PIN_INCORRECT'
  | 'FIDO_PIN_REFUSED'
  | 'FIDO_USER_CANCELLED'
  | 'FIDO_MADE_ELSEWHERE'
  | 'FIDO_EXCLUDED_ELSEWHERE'
  | 'EDGE_WEBAUTHN_UNAVAILABLE'
  | 'RELYING_PARTY_CHALLENGE_EXPIRED'
>;

/** Why a PIN is asked for as it is: facts, from which each page makes a sentence in its own language. */
export interface PinAsked {
  /** The card refused what was typed before; null: it did not, or nothing was typed. */
  refusedWith: PinRefusal | null;
  /** A change was cut off, and the card may have the new PIN already. */
  cutOff: boolean;
  /** The work was cut off after a PIN had been asked for: it was sealed to a card session that ended, and is kept nowhere. */
  again?: boolean;
  /** Tries that are left for the PIN that the card has; null: that one is not asked for, or the card does not say. */
  triesLeft: number | null;
}

/**
 * What exactly is asked for while a saga waits. new-fido-pin: the first PIN of passkeys, fido-pin: the one that they have, touch: nothing is
 * typed, and whoever is at the key says that they try again. passkey-dialog: nothing is typed either; a browser at the card's computer makes the passkey.
 * passkey-page: the holder registers it on the relying party's own page, and says so. passkey-window: the operating system opens a window at the card's
 * computer, once the holder says so.
 */
export type AskedFor = HolderPinRow['asks'] | 'new-fido-pin' | 'touch' | MakesPasskey;

/** The holder makes the passkey, and no PIN comes to us. */
const byHolder = ['passkey-dialog', 'passkey-page', 'passkey-window'] as const;
export type MakesPasskey = (typeof byHolder)[number];
export const isMadeByHolder = (asks: string): asks is MakesPasskey => byHolder.some((each) => each === asks);

export interface HolderPinRow {
  /** The holder chooses a new PIN, types the one that the card has, or both. fido-pin: the PIN of passkeys, or that they touch the key. */
  asks: 'new-pin' | 'card-pin' | 'pin-change' | 'fido-pin';
  /** The saga can end without it: the card keeps its initial PIN and waits for its activation (C15). */
  optional: boolean;
  /** The codes with which the card refuses this PIN. The PIN is then asked for again. */
  refusedWith: readonly PinRefusal[];
  sentence: string;
  /** On the button that gives it. */
  submit: string;
}

/**
 * `at-rest`: activities that wait or repeat are stopped, and a batch that is at work is finished first. `after-key`: the same, and the key
 * reference that was begun gets its certificate if card, agent and CA still answer.
 */
export type CancelTakesEffect = 'at-rest' | 'after-key';

export interface CancelRule {
  takesEffect: CancelTakesEffect;
  /** One sentence or two, said before the cancel: what the card will be afterwards, and what may be done with it. */
  effect: string;
  /** Said afterwards, below the outcome (`stopped`); null: the saga's last sentence says it. */
  left: string | null;
}

/** For people. Everything that a page says about a kind beyond its stages. */
export interface SagaWords {
  /** `a recycle`: in sentences. */
  called: string;
  /** `Recycle`: before "a card" or "the card of Ada". */
  title: string;
  /** `Issue to`: before the holder's name, where "the card of" does not fit. */
  titleToHolder?: string;
  /** On the button that cancels it. */
  cancel: string;
  /** The text that it was cancelled; null: its last sentence says so, and in which state the card is. */
  stopped: string | null;
  /** How it ended; null: its last sentence says it. */
  done: { title: string | null; hint: string | null };
}

/** What the input of a workflow is made from: the columns of a request (issuance-svc, persistence/request.entity.ts). */
export interface SagaRequest {
  profileName: string | null;
  profileVersion: number | null;
  reason: string | null;
  pinChange: 'holder' | 'none' | null;
  planHash: string | null;
  acceptHistoryLoss: boolean;
  keyReferences: string[] | null;
  /** The profile says that a passkey is made. */
  passkey: boolean;
}

/** A request that writes no card and has no saga: it waits until another saga fulfils it. */
export interface WaitingRequest {
  /** The request that creates it, whose permission also withdraws it. */
  action: string;
  title: string;
  /** What withdrawing it does. */
  withdrawal: string;
}
