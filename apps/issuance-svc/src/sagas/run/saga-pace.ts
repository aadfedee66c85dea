/** How often the background work of sagas runs. Operators have no reason to change it; specs give shorter times so that they wait less. */
import { restMs } from '../../domain/wake-up.js';

export const SAGA_PACE = Symbol('SAGA_PACE');

export interface SagaPace {
  /** The time between two searches for requests whose workflow was never started. */
  startLeftMs: number;
  /** The time between two searches for open requests whose workflow is gone. */
  lostWorkflowsMs: number;
  /** The time between two requests to the workstations at which sagas wait. */
  waitingSagasMs: number;
  /** How long a saga is left alone after it parked, by the attempts it has made. */
  restMs: (attempt: number) => number;
  /** The time between two searches for sagas whose card was suspended or terminated meanwhile. */
  overtakenMs: number;
  /** The time until such a saga is asked again to cancel: a saga that is working takes the cancel with its next step. */
  overtakenAgainMs: number;
  /** The time between two searches for cards and certificates that have expired. */
  expiriesMs: number;
  /** The time between two searches for devices that have to be published because of their holder or profile. */
  devicesToPublishMs: number;
  /** The time between two searches for mails that have to be sent. */
  mailMs: number;
  /** The time until a mail is tried again; doubled with each try. */
  mailAgainMs: number;
  /** The time between two searches for passkeys that have to be deleted at their relying party. */
  passkeyDeletionsMs: number;
  /** The time until that is tried again. */
  passkeyDeletionAgainMs: number;
}

export const sagaPace: SagaPace = {
  startLeftMs: 5_000,
  lostWorkflowsMs: 5_000,
  waitingSagasMs: 15_000,
  restMs,
  overtakenMs: 1_000,
  overtakenAgainMs: 5_000,
  expiriesMs: 60_000,
  devicesToPublishMs: 1_000,
  mailMs: 2_000,
  mailAgainMs: 60_000,
  passkeyDeletionsMs: 5_000,
  passkeyDeletionAgainMs: 60_000,
};
