/**
 * What a card step's executor is and what it works on. The executors stand beside this file, grouped by what they change (pin-steps.ts,
 * key-steps.ts, data-steps.ts, management-steps.ts), a long one in a file of its own; registry.ts joins them. Executors know the card's
 * commands; what comes before and after (journal, progress, lease) is session/run-steps.ts. Governing documents: contracts card/card-steps.ts, design.md 2.
 */
import type { CardStep, CardStepKind, StepResult } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { RefusedPinsOfRequest } from '../secrets/refused-pins.js';
import type { SecretBag } from '../secrets/secret-bag.js';
import type { CardKnowledge } from './card-knowledge.js';

export interface StepContext {
  readonly piv: PivSession;
  readonly knowledge: CardKnowledge;
  readonly bag: SecretBag;
  readonly refusedPins: RefusedPinsOfRequest;
  readonly pinRule: PinRule | undefined;
  /** Seals to the vault's key, bound to request and device; throws when the batch brought no key. */
  sealToVault(plaintext: Uint8Array): Promise<string>;
}

export type StepOf<Kind extends CardStepKind> = Extract<CardStep, { kind: Kind }>;
/**
 * The result of a step; the outcome is given only if it is not `done`. It holds only public values, because it goes into the journal and
 * over NATS.
 */
export type StepFields = Omit<StepResult, 'index' | 'kind' | 'outcome' | 'durationMs' | 'apdus'> &
  Partial<Pick<StepResult, 'outcome'>>;

/** Made before the journal records that the step has begun, because the value must be on disk before the card has it. */
export interface Prepared {
  sealedOperationPin?: string;
}

export interface StepExecutor<Step extends CardStep> {
  /**
   * True if the card is already in the state that the step wants, judged from what was read since the connection was made. Sends no APDU.
   */
  probe?(step: Step, context: StepContext): boolean;
  prepare?(step: Step, context: StepContext): Promise<Prepared>;
  execute(step: Step, context: StepContext): Promise<StepFields>;
}

/** Some of the executors, by kind. */
export type StepExecutors = { [Kind in CardStepKind]?: StepExecutor<StepOf<Kind>> };
