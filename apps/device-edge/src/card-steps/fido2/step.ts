/** What the executors of FIDO2's steps work on. They stand beside this file; fido-steps.ts joins them. */
import type { CardStep, CardStepKindOf } from '@cardwright/contracts/card/card-step';
import type { CtapSession } from '@cardwright/card-session/ctap/ctap-session';
import type { BatchContext, StepExecutor as AnyExecutor, StepOf } from '../step/step.js';

export interface StepContext extends BatchContext {
  readonly fido: CtapSession;
}

export type StepExecutor<Step extends CardStep> = AnyExecutor<Step, StepContext>;

/** Some of the executors, by kind. */
export type StepExecutors = { [Kind in CardStepKindOf<'FIDO2'>]?: StepExecutor<StepOf<Kind>> };
