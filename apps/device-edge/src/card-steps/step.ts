/**
 * What a card step's executor is and what it works on. One file per kind beside this one, joined in registry.ts.
 * Executors know the card's commands; what comes before and after (journal, progress, lease) is session/run-batch.ts.
 * Governing documents: contracts card/card-step.ts, design.md 2.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardStep, CardStepKind, StepResult } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import type { SecretBag } from '../session/secret-bag.js';
import type { CardKnowledge } from './card-knowledge.js';

/** The card as steps see it: whole commands, chained or extended below this line. */
export interface StepCard {
  /** APDUs sent since the connection was made. */
  readonly apdus: number;
  /** Any status word comes back; throws CARD_REMOVED / CARD_OUTCOME_UNKNOWN when the link breaks. */
  transmit(command: CommandApdu): Promise<ResponseApdu>;
  /** Data of a 9000 answer; every other status word is thrown as the CARD_* error of its row. */
  send(command: CommandApdu): Promise<Uint8Array>;
  /** SELECTs the PIV Card Application again and reads the whole card: drops PIN and 9B status. */
  readImage(): Promise<CardImage>;
  select(): Promise<void>;
}

export interface StepContext {
  readonly card: StepCard;
  readonly knowledge: CardKnowledge;
  readonly bag: SecretBag;
  readonly pinRule: PinRule | undefined;
  /** Seals to the vault's key, bound to request and device; throws when the batch brought no key. */
  sealToVault(plaintext: Uint8Array): Promise<string>;
}

export type StepOf<Kind extends CardStepKind> = Extract<CardStep, { kind: Kind }>;
/** What a step answers beyond its outcome. Public things only: this goes into the journal and over NATS. */
export type StepFields = Omit<StepResult, 'index' | 'kind' | 'outcome' | 'durationMs' | 'apdus'>;

/** Made before the step is journalled as begun: it must be on the disk before the card has it. */
export interface Prepared {
  sealedOperationPin?: string;
}

export interface StepExecutor<Step extends CardStep> {
  /** True when the card already is as the step wants it, by what was read since the connection was made. No APDU. */
  probe?(step: Step, context: StepContext): boolean;
  prepare?(step: Step, context: StepContext): Promise<Prepared>;
  execute(step: Step, context: StepContext): Promise<StepFields>;
}
