/**
 * The end of every saga that stops, whatever it undoes: the card session first, then the record. It is repeated until it succeeds; as long as
 * it does not, the request stays CANCELLING and says why, in the lists of people. The same for the record of a parked saga.
 */
import { Injectable } from '@nestjs/common';
import type { EndedOnRecord, UndoCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { toRetryableFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaProgressService } from './saga-progress.service.js';
import { SagaActivitiesProvider } from './saga.activities.js';

@Injectable()
export class SagaUndo {
  constructor(
    private readonly requests: RequestService,
    private readonly progress: SagaProgressService,
    private readonly saga: SagaActivitiesProvider,
  ) {}

  /**
   * work: what this saga undoes on record; may be repeated. Nothing is undone of a request that has ended, because the answer of its last
   * activity was lost: then how it ended. Rejects with what the server repeats, whatever the catalogue says of it.
   */
  async run(call: UndoCall, work: () => Promise<void>): Promise<EndedOnRecord | null> {
    try {
      await this.saga.closeSession(call);
      const ended = await this.requests.endedAs(call.input.requestId);
      if (ended !== null) return { ended: ended === 'COMPLETED' ? 'completed' : 'otherwise' };
      await work();
      return null;
    } catch (error) {
      await this.progress.undoFails(call, error);
      throw toRetryableFailure(error);
    }
  }
}
