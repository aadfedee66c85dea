/**
 * Ends every saga that stops, whatever it has to undo: first the card session, then the record. It is repeated until it succeeds. Until
 * then the request stays CANCELLING and shows the reason in the lists that people see. The record of a parked saga is written in the same
 * way.
 */
import { Injectable } from '@nestjs/common';
import type { EndedOnRecord, UndoCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { toRetryableFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaTroubles } from './saga-troubles.js';
import { SagaActivitiesProvider } from './saga.activities.js';

@Injectable()
export class SagaUndo {
  constructor(
    private readonly requests: RequestService,
    private readonly troubles: SagaTroubles,
    private readonly saga: SagaActivitiesProvider,
  ) {}

  /**
   * work: undoes the record of this kind of saga; may be repeated. If the request has already ended and only the answer of its last
   * activity was lost, nothing is undone and its end is returned. Rejects with an error that Temporal always retries, whatever the
   * catalogue says about it.
   */
  async run(call: UndoCall, work: () => Promise<void>): Promise<EndedOnRecord | null> {
    try {
      await this.saga.closeSession(call);
      const ended = await this.requests.endedAs(call.input.requestId);
      if (ended !== null) return { ended: ended === 'COMPLETED' ? 'completed' : 'otherwise' };
      await work();
      return null;
    } catch (error) {
      await this.troubles.undoFails(call, error);
      throw toRetryableFailure(error);
    }
  }
}
