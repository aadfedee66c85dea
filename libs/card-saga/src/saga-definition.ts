/** What makes a card saga: its stages, its activities, its limits. The skeleton that runs it is card-saga.ts. Types only. */
import type { CardWriteInput, SagaResume } from '@cardwright/contracts/workflow/card-write.contract';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { StagePosition } from '@cardwright/contracts/workflow/stages';
import type { StageFailure } from './failure.js';

export type { StagePosition };

export interface SagaStage extends StagePosition {
  /** The saga may stay here for long: shown by the search attribute too, which costs the server a write of its own. */
  waits?: boolean;
  run(call: StageCall): Promise<void>;
}
/** What every activity of a saga is called with. */
export interface StageCall {
  input: CardWriteInput;
  attempt: number;
  stage: StagePosition;
}
export interface UndoCall extends StageCall {
  outcome: 'cancelled' | 'abandoned';
  reason: string | null;
}
/** How the request ended on record, where a saga comes too late to park or undo: the answer of its last activity was lost. */
export interface EndedOnRecord {
  ended: 'completed' | 'otherwise';
}

export interface SagaActivities {
  /** Consumes a single-use decision; without an id the message came from the Temporal UI and is audited as such. */
  useDecision(call: {
    input: CardWriteInput;
    decisionId: string | null;
    action: string;
    reason: string | null;
  }): Promise<void>;
  /** The card session ends, the request shows the reason; the lease stays with a parked saga's device. */
  parkSaga(call: StageCall & { failure: StageFailure }): Promise<EndedOnRecord | null>;
  /** Undo, as far as this saga can: model.md section 4 "Compensation". */
  compensate(call: UndoCall): Promise<EndedOnRecord | null>;
  /** Checks that the agent there reports this device. */
  moveTo(call: { input: CardWriteInput; workstationId: string }): Promise<void>;
}

export interface SagaDefinition {
  type: CardSagaType;
  stages: readonly SagaStage[];
  activities: SagaActivities;
  abandonAfterMs: number;
  /** Failures after which this saga opens the card again, besides those after which each one does. */
  reopensAlso?: readonly ErrorCode[];
  /** What the saga itself has to remember in a new run. */
  carried?: () => Partial<SagaResume>;
}
