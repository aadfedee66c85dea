/** How soon the background work of sagas has its turn. Operators have no reason to change it; a spec gives shorter times and waits less. */
import { restMs } from '../../domain/wake-up.js';

export const SAGA_PACE = Symbol('SAGA_PACE');

export interface SagaPace {
  /** Between two looks for requests whose workflow was never started. */
  startLeftMs: number;
  /** Between two looks at the open requests for one whose workflow is gone. */
  lostWorkflowsMs: number;
  /** Between two questions to the workstations where sagas wait. */
  waitingSagasMs: number;
  /** How long a saga is left alone after it parked, by the attempts it has made. */
  restMs: (attempt: number) => number;
  /** Between two looks for sagas that a suspension or termination of their card has overtaken. */
  overtakenMs: number;
  /** Until a saga that a suspension has overtaken is asked once more: one at work takes its cancellation with its next step. */
  overtakenAgainMs: number;
}

export const sagaPace: SagaPace = {
  startLeftMs: 5_000,
  lostWorkflowsMs: 5_000,
  waitingSagasMs: 15_000,
  restMs,
  overtakenMs: 1_000,
  overtakenAgainMs: 5_000,
};
