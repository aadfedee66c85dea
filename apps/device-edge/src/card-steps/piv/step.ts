/** What the executors of PIV's steps work on. They stand beside this file, grouped by what they change; piv-steps.ts joins them. */
import type { CardStep, CardStepKindOf } from '@cardwright/contracts/card/card-step';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { BatchContext, StepExecutor as AnyExecutor, StepOf } from '../step/step.js';
import type { CardKnowledge } from './card-knowledge.js';

export type { Prepared, StepFields, StepOf } from '../step/step.js';

export interface StepContext extends BatchContext {
  readonly piv: PivSession;
  readonly knowledge: CardKnowledge;
}

export type StepExecutor<Step extends CardStep> = AnyExecutor<Step, StepContext>;

/** Some of the executors, by kind. */
export type StepExecutors = { [Kind in CardStepKindOf<'PIV'>]?: StepExecutor<StepOf<Kind>> };
