/**
 * What a card step's executor is, and what an application of the card brings to an operation. The executors of an application stand in a folder
 * of its own beside this one (piv/); registry.ts has the applications. Executors know the card's commands; what comes before and after
 * (journal, progress, lease) is operations/run-steps.ts. Governing documents: contracts card/card-steps.ts, design.md 2.
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardStep, CardStepKind, StepResult } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { ApplicationSession } from '@cardwright/card-session/application-session.port';
import type { PlatformAuthenticator } from '../../platform-webauthn/platform-authenticator.port.js';
import type { RefusedPinsOfRequest } from '../../secrets/refused-pins.js';
import type { SecretBag } from '../../secrets/secret-bag.js';

/** What a batch brings, whichever application its steps are about. */
export interface BatchContext {
  readonly bag: SecretBag;
  readonly refusedPins: RefusedPinsOfRequest;
  readonly pinRule: PinRule | undefined;
  /** Seals to the vault's key, bound to request and device; throws when the batch brought no key. */
  sealToVault(plaintext: Uint8Array): Promise<string>;
  /** The step goes on when somebody touches the card, or is done with the window of the system. */
  waitsFor?(what: 'touch' | 'window'): void;
  /** The system's dialog for passkeys; absent: nobody can be asked by it. */
  readonly platform?: PlatformAuthenticator;
  /** Aborted when the operation ends: nobody is waited for any more. */
  readonly signal?: AbortSignal;
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

/** Context: what the executors of an application work on. */
export interface StepExecutor<Step extends CardStep, Context> {
  /**
   * True if the card is already in the state that the step wants, judged from what was read since the connection was made. Sends no APDU.
   */
  probe?(step: Step, context: Context): boolean;
  prepare?(step: Step, context: Context): Promise<Prepared>;
  execute(step: Step, context: Context): Promise<StepFields>;
}

/** A step with its executor and what it works on: StepExecutor says what the three are. */
export interface StepRun {
  probe(): boolean;
  prepare(): Promise<Prepared>;
  execute(): Promise<StepFields>;
}

/** An application of the card during one operation: its session, and what is known of its part of the card. */
export interface ApplicationWork {
  readonly session: ApplicationSession;
  /** The object (tag, upper-case hex) whose writing was begun last and that was not read back. */
  readonly doubted: string | undefined;
  /** The card has been shown a PIN of the application, and has not forgotten it as far as is known. */
  readonly isVerified: boolean;
  /** The card was read again. */
  learn(image: CardImage): void;
  /** Another application was selected: what this one was shown is forgotten. */
  forgetShown(): void;
  /** step: one of the application's. Throws REQUEST_INVALID for a kind that this agent does not know (a newer server). */
  run(step: CardStep, batch: BatchContext): StepRun;
  /** What the failure of a step means, asked of the card where it is not clear: the same error or another one. */
  explain(thrown: unknown): Promise<unknown>;
}
