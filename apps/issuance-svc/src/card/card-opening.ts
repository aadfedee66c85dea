/**
 * How a batch gets the right to write to a card: what stands first in it, what is asked last of the card for the batch after it, and what it
 * proved. Each application of a card says which way is its own (contracts card/card-applications.ts).
 */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { secretsOf, type CardStep, type SecretName, type StepResult } from '@cardwright/contracts/card/card-step';
import type { KeySetWish } from '@cardwright/contracts/nats/pki.api';
import type { PlannedStep } from '@cardwright/card-plan/planned-step';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';
import type { CardSessionState } from '../persistence/card-session-state.js';

/** The input of `openBatch` for one batch. */
export interface BatchNeeds {
  stockBatchId: string;
  batchId: string;
  /** The steps of the batch after the authentication; only the names of secrets in them matter here. */
  steps: readonly (CardStep | PlannedStep)[];
  /** The person whose archived keys the steps may name. */
  personId?: string | null;
  /** Stored as pending before anything of it is sealed. */
  keySetWish?: KeySetWish;
  /** To be signed for this card. */
  securityObject?: Uint8Array;
}

export interface OpenedBatch {
  /** The step that opens the batch, before all others; absent: nothing has to be shown to the card. */
  first?: CardStep;
  sealedSecrets?: string;
  /** Over `securityObject`, DER. */
  cms?: Buffer;
}

/** What a batch proved. */
export interface ProvedBatch {
  results: readonly StepResult[];
  sealedOperationPin?: string;
  pukChanged?: boolean;
  pukRefused?: boolean;
}

/** One way in which a batch gets the right to write to the card; card-openings.ts has a row for each. */
export interface CardOpening {
  /** The last step of the batch that opens a card, before anything is known of the card; undefined: nothing is asked. */
  firstStep(): CardStep | undefined;
  /** The card's answer to that step, for a new session. Throws CARD_UNSUPPORTED where the card cannot be opened so. */
  firstAnswer(image: CardImage, results: readonly StepResult[]): Pick<CardSessionState, 'witness'>;
  openBatch(context: CallContext, session: CardSessionState, needs: BatchNeeds): Promise<OpenedBatch>;
  settleBatch(
    context: CallContext,
    session: CardSessionState,
    stockBatchId: string,
    proved: ProvedBatch,
  ): Promise<void>;
  /** The last step of a batch that is followed by another opened batch; undefined: nothing is asked. wish: what this batch changes first. */
  nextStep(session: CardSessionState, wish?: KeySetWish): CardStep | undefined;
  /** Stores the card's answer to that step in the session. */
  keepNext(session: CardSessionState, asked: CardStep | undefined, results: readonly StepResult[]): void;
}

/** For a list of steps. */
export const present = (step: CardStep | undefined): CardStep[] => (step === undefined ? [] : [step]);

/** The agent makes or receives these secrets itself, so the vault is not asked for them. */
const agentsOwn: ReadonlySet<string> = new Set(['pin.operation', 'pin.holder', 'pin.old', 'pin.fido']);

/** What the vault has to seal to the agent for these steps. */
export const vaultSecretsOf = (steps: readonly (CardStep | PlannedStep)[]): SecretName[] => [
  ...new Set(steps.flatMap(secretsOf).filter((name) => !agentsOwn.has(name))),
];
