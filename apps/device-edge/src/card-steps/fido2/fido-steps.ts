/** The executor of every kind of FIDO2's steps: a kind without one does not compile. */
import { isCardStepKind, type CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { credentialSteps } from './credential-steps.js';
import { enterpriseAttestation } from './enterprise-attestation.js';
import { pinSteps } from './pin-steps.js';
import type { StepExecutor, StepExecutors } from './step.js';

const executors: Required<StepExecutors> = {
  ...pinSteps,
  ...credentialSteps,
  'enable-enterprise-attestation': enterpriseAttestation,
};

/** Throws REQUEST_INVALID for a kind that this agent does not know (a newer server). */
export function executorOf<Step extends CardStep>(step: Step): StepExecutor<Step> {
  if (!isCardStepKind(step.kind) || !Object.hasOwn(executors, step.kind))
    throw new CardwrightError('REQUEST_INVALID', say('card.unknown-step', { step: String(step.kind) }));
  return executors[step.kind as keyof typeof executors] as unknown as StepExecutor<Step>;
}
