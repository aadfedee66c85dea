/** The definition of a card saga: its stages, its activities, its limits. The skeleton that runs it is card-saga.ts. Types only. */
import type {
  EndedOnRecord,
  SagaCareActivities,
  StageCall,
  UndoCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { SagaResume } from '@cardwright/contracts/workflow/card-write.contract';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { StagePosition } from '@cardwright/contracts/workflow/stages';

export type { StagePosition };

export interface SagaStage extends StagePosition {
  /** The saga may stay here for long: shown by the search attribute too, which costs the server a write of its own. */
  waits?: boolean;
  run(call: StageCall): Promise<void>;
}
/** What the skeleton itself calls, with the undo of the saga at hand: model.md section 4 "Compensation". */
export interface SagaActivities extends SagaCareActivities {
  compensate(call: UndoCall): Promise<EndedOnRecord | null>;
}

export interface SagaDefinition {
  type: CardSagaType;
  stages: readonly SagaStage[];
  activities: SagaActivities;
  abandonAfterMs: number;
  /** Failures after which this saga opens the card again, besides those after which each one does. */
  reopensAlso?: readonly ErrorCode[];
  /** State of the saga itself that a new run needs. */
  carried?: () => Partial<SagaResume>;
}
