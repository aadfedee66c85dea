/**
 * The activities of issuance-svc that card workflows are made of: what a workflow calls, wherever it runs, and what the worker offers.
 * Their arguments and results stand in Temporal histories: they change additively. A call names its request, and only that is believed:
 * which card, person and profile it is for, the activity reads from the request's row. A request of another workflow is refused.
 */
import type { ErrorCode } from '../errors/error-catalogue.js';
import type {
  CardWriteInput,
  IssueCardInput,
  ReprovisionCardInput,
  RewriteCardInput,
  UpdateCardInput,
} from './card-write.contract.js';
import type { MakesPasskey, PinRefusal } from './saga-kind.js';
import type { StagePosition } from './stages.js';
import type { Said } from '../said.js';

/** The argument of every activity of a saga. */
export interface StageCall {
  input: CardWriteInput;
  attempt: number;
  stage: StagePosition;
}
export interface UndoCall extends StageCall {
  outcome: 'cancelled' | 'abandoned';
  reason: string | null;
}
/** How the request ended on record, if a saga tries too late to park or undo it because the answer of its last activity was lost. */
export interface EndedOnRecord {
  ended: 'completed' | 'otherwise';
}
/** Why a stage failed. */
export interface StageFailure {
  code: ErrorCode;
  message: string;
  /** That may hold the card: CARD_BUSY only. Absent: none is known, or a history of an older release. */
  programs?: readonly string[];
  /** What the message says, for other languages. */
  said?: Said;
}
export interface CompleteCard extends StageCall {
  pinChange: IssueCardInput['pinChange'];
  /** The stages that this activity enters by itself. */
  next: { content: StagePosition; commit: StagePosition };
  /** The card did not accept the PIN of the previous attempt. */
  refused?: boolean;
  /** A passkey comes before the PIN, which is asked for later (askForPin). */
  passkey?: true;
}
/** round: counts the tries of an attempt; each is a batch of its own on the card. */
export type PasskeyCall = StageCall & { round: number };
export type PasskeyAsks = 'new-fido-pin' | 'fido-pin' | 'touch' | MakesPasskey | 'nothing' | 'made';
/** refused: by which code the try before it failed. round: of the try; absent from a run of the release before. */
export type PasskeyAsk = StageCall & { refused: PinRefusal | null; round?: number };
/** Of a reprovision or an update. */
export type RewriteCall<Input extends RewriteCardInput = RewriteCardInput> = StageCall & { reprovision: Input };
export type ReprovisionCall = RewriteCall<ReprovisionCardInput>;
export type UpdateCall = RewriteCall<UpdateCardInput>;
/** `index`: position of the key reference in the plan of this attempt. */
export type ReferenceCall = RewriteCall & { index: number };

type Undo = (call: UndoCall) => Promise<EndedOnRecord | null>;

/** Activities that every saga needs, whatever it writes. */
export interface SagaCareActivities {
  /** Consumes a single-use decision; without an id the message came from the Temporal UI and is audited as such. */
  useDecision(call: {
    input: CardWriteInput;
    decisionId: string | null;
    action: string;
    reason: string | null;
  }): Promise<void>;
  /** Checks that the agent there reports this device. */
  moveTo(call: { input: CardWriteInput; workstationId: string }): Promise<void>;
  /** Ends the card session and shows the reason in the request. A parked saga keeps its device. */
  parkSaga(call: StageCall & { failure: StageFailure }): Promise<EndedOnRecord | null>;
}

export interface IssueActivities {
  openForIssue(call: StageCall & { issue: IssueCardInput }): Promise<void>;
  ownAndGenerate(call: StageCall): Promise<void>;
  completeCard(call: CompleteCard): Promise<void>;
  /**
   * Reports what the holder is asked for before the passkey is made. Answers what there is to wait for: `nothing` where it can be made at once, `made`
   * where it has been made. Where the holder makes it (MakesPasskey), the card is let go of.
   */
  askForPasskey(call: PasskeyAsk): Promise<{ asks: PasskeyAsks }>;
  /** Throws FIDO_* and RELYING_PARTY_* of the catalogue; RELYING_PARTY_CHALLENGE_EXPIRED only of a passkey that the holder made. */
  registerPasskey(call: PasskeyCall): Promise<void>;
  /** Reports that the PIN is waited for. refused: the card did not take the one before. */
  askForPin(call: StageCall & { refused: boolean }): Promise<void>;
  setHolderPin(call: StageCall): Promise<void>;
  commitIssue(call: StageCall & { outcome: 'active' | 'pending-activation' }): Promise<void>;
  compensateIssue: Undo;
}
export interface ActivateActivities {
  activateDevice(call: StageCall): Promise<void>;
  compensateActivation: Undo;
}
export interface RecycleActivities {
  revokeForRecycle(call: StageCall & { reason: string }): Promise<void>;
  openForRecycle(call: StageCall): Promise<void>;
  eraseCard(call: StageCall): Promise<void>;
  commitRecycle(call: StageCall): Promise<void>;
  compensateRecycle: Undo;
}
/** Activities for replacing one key reference after the other, which reprovision and update share. */
export interface KeyReplacementActivities {
  replaceReference(call: ReferenceCall): Promise<void>;
  /** After a cancel: writes the certificate of the key reference before `index`, which already has its new key. */
  finishReference(call: ReferenceCall): Promise<void>;
}
export interface ReprovisionActivities extends KeyReplacementActivities {
  /** Answers how many key references are left. refused: the card did not accept the PIN of the previous attempt. */
  openForReprovision(call: ReprovisionCall & { refused?: boolean }): Promise<{ references: number }>;
  finishReprovision(call: ReprovisionCall): Promise<void>;
  compensateReprovision(call: ReprovisionCall & UndoCall): Promise<EndedOnRecord | null>;
}
export interface UpdateActivities extends KeyReplacementActivities {
  /**
   * Answers how many key references are left, and whether one was begun. Throws CARD_PIN_BLOCKED before the holder is asked for the PIN.
   */
  openForUpdate(call: UpdateCall & { refused: boolean }): Promise<{ references: number; begun: boolean }>;
  /** Throws CARD_PIN_INCORRECT while more than one try is left, CARD_PIN_LAST_TRY when one is left. */
  verifyCardPin(call: UpdateCall): Promise<void>;
  finishUpdate(call: UpdateCall): Promise<void>;
  compensateUpdate(call: UpdateCall & UndoCall): Promise<EndedOnRecord | null>;
}
export interface ResetPinActivities {
  openForPinReset(call: StageCall & { refused?: boolean }): Promise<void>;
  resetHolderPin(call: StageCall): Promise<void>;
  commitPinReset(call: StageCall): Promise<void>;
  compensatePinReset: Undo;
}
export interface ChangePinActivities {
  /** refused: by which code the card refused what was typed before; null: nothing was refused. Throws CARD_PIN_BLOCKED. */
  openForPinChange(call: StageCall & { refused: PinRefusal | null }): Promise<void>;
  /** Throws CARD_PIN_INCORRECT while more than one try is left, CARD_PIN_LAST_TRY when one is left, CARD_PIN_REFUSED. */
  changeHolderPin(call: StageCall): Promise<void>;
  commitPinChange(call: StageCall): Promise<void>;
  compensatePinChange: Undo;
}
export interface LockActivities {
  openForLock(call: StageCall): Promise<void>;
  blockPin(call: StageCall): Promise<void>;
  commitLock(call: StageCall): Promise<void>;
  compensateLock: Undo;
}

/** As those of an issue; of the card nothing else is written. */
export interface PasskeyActivities {
  openForPasskey(call: StageCall): Promise<void>;
  askForNewPasskey(call: PasskeyAsk): Promise<{ asks: PasskeyAsks }>;
  registerNewPasskey(call: PasskeyCall): Promise<void>;
  /** The passkeys that the card had before end at their relying parties. */
  commitPasskey(call: StageCall): Promise<void>;
  compensatePasskey: Undo;
}

/**
 * The further activities of each kind of saga: issuance-svc refuses activities of one kind for requests of another kind. A kind whose
 * workflow is in issuance-svc may keep its interface in its own folder.
 */
export interface KindActivities {
  ISSUE: IssueActivities;
  ACTIVATE: ActivateActivities;
  RECYCLE: RecycleActivities;
  REPROVISION: ReprovisionActivities;
  UPDATE: UpdateActivities;
  UNLOCK: ResetPinActivities;
  CHANGE_PIN: ChangePinActivities;
  LOCK: LockActivities;
  PASSKEY: PasskeyActivities;
}

/** All of them, by the names that histories hold. */
export type CardActivities = SagaCareActivities & AllOf<KindActivities[keyof KindActivities]>;
type AllOf<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
