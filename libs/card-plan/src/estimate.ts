/** How long a plan takes, roughly. Key generation dominates everything else. */
import { rowOf } from '@cardwright/contracts/card/card-step';
import type { PlanPhase, PlannedStep } from './planned-step.js';

const mostStepsMs = 250;

export const estimateMs = (phases: Partial<Record<PlanPhase, PlannedStep[]>>): number =>
  Object.values(phases)
    .flat()
    .reduce((sum, step) => sum + (rowOf(step).takesMs?.(step) ?? mostStepsMs), 0);
