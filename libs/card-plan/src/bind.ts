/**
 * Binds a plan to the values that only the run knows: proof inputs, certificates and object contents. Pure; every planned step becomes
 * exactly one card step, in the same order, so that the run is the plan.
 */
import { rowOf, type CardStep, type PlannedStep } from '@cardwright/contracts/card/card-step';
import type { StepBindings } from '@cardwright/contracts/card/card-step-row';

/** Throws TypeError for a binding that a step asks for and that is not given. */
export const bindSteps = (planned: readonly PlannedStep[], known: StepBindings): CardStep[] =>
  planned.map((step) => ({ kind: step.kind, ...(rowOf(step).bind?.(step, known) ?? step) }) as CardStep);
