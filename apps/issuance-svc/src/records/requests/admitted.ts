/** A call of a card activity that was let in, with the row of its request as it was when the activity began (sagas/run/request-gate.ts). */
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { RequestEntity } from '../../persistence/request.entity.js';

export type Admitted<Call extends Pick<StageCall, 'input'> = StageCall> = Call & { request: RequestEntity };
