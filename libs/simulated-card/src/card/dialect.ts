/**
 * A dialect says in data what one family of cards answers and refuses; its command handlers are the small strategy. Adding a family is a
 * file in dialects/. It is not a card model of card-plan: a model says what clients believe, a dialect says how the card behaves. Governing
 * document: design.md 5, cards.md "What independent cards demand".
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { AsymmetricAlgorithmName, SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import type { StatusWordName } from '@cardwright/card-protocol/iso7816/status-word';
import type { DialectName, TouchPolicyName } from './card-state.js';
import type { CardMemory, DataObjectRules, TornWrite } from './data-object-write.js';
import type { KeySource } from '../crypto/key-source.js';
import type { Session } from './session.js';

export interface ReferenceDataRule {
  minLength: number;
  maxLength: number;
  alphabet: 'numeric' | 'any';
}

/** What a command handler works on. */
export interface CardContext extends CardMemory {
  readonly dialect: Dialect;
  readonly session: Session;
  readonly keys: KeySource;
  /** Resolves to false if nobody touches the card in time. */
  touch(policy: TouchPolicyName): Promise<boolean>;
  /** SubjectPublicKeyInfo and policies in; DER of an attestation certificate out. */
  attest(keyReference: number): Promise<Uint8Array>;
  /** Back to the delivered state, attestation key kept. */
  factoryReset(): void;
}

/** Answers data (9000), or throws StatusError. Gets a whole command, its pieces joined. */
export type CommandHandler = (
  card: CardContext,
  command: CommandApdu,
) => Uint8Array | void | Promise<Uint8Array | void>;

export interface Dialect extends DataObjectRules {
  readonly name: DialectName;
  readonly atr: Uint8Array;
  readonly extendedLength: boolean;
  readonly instructions: ReadonlyMap<number, CommandHandler>;
  /** undefined: the card reports no firmware version. */
  readonly firmware: readonly [number, number, number] | undefined;
  readonly algorithms: readonly AsymmetricAlgorithmName[];
  readonly managementKeyAlgorithms: readonly SymmetricAlgorithmName[];
  /** Where GENERATE works. */
  readonly generateReferences: readonly number[];
  /** AA and AB in GENERATE. */
  readonly policies: boolean;
  readonly pin: ReferenceDataRule;
  readonly puk: ReferenceDataRule;
  /** A PIN or PUK of the wrong form costs a try like any wrong one; else it is 6A80 and costs nothing. */
  readonly malformedCountsAsWrong: boolean;
  /** What an empty VERIFY says of a blocked PIN. */
  readonly blockedQuery: number;
  /** SELECT of the selected application: SP 800-73-5 Part 2 section 3.1.1 keeps the security status. */
  readonly reselectKeepsStatus: boolean;
  /** What uses up a verified PIN for a key of policy `always`: any next command, or only the next use. */
  readonly freshPinEnds: 'next-command' | 'next-use';
  readonly missingKey: StatusWordName;
  /** Card production life cycle data under 9F7F at the card manager. */
  readonly cplc: boolean;
  readonly tornWrite: TornWrite;
}
