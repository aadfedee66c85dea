/**
 * What stands before every card activity. The workflows that call them may run in another service, which holds no right to write a card, so
 * nothing is believed of a call but the id of its request: the request must be this workflow's, and what the call says of tenant, card,
 * person, profile and reason is taken from the request's row. A request that has ended is let in: its last activity may be repeated.
 */
import { Context } from '@temporalio/activity';
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardWriteInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { isUuid } from '@cardwright/contracts/uuid';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { toRetryableFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { admissionRefusal } from '../../domain/activity-admission.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { sagaInputOf } from './saga-input.js';

interface Call {
  input: CardWriteInput;
}

@Injectable()
export class RequestGate {
  constructor(private readonly records: SagaRecords) {}

  /**
   * The activity as the worker offers it. types: the kinds of saga that have it. The call is refused with REQUEST_NOT_FOUND where there is no
   * such request, and with REQUEST_CONFLICT {requestId, differs} where the request is not this workflow's: for good, unless it is an activity
   * that is repeated without an end. Its workflow would only ask again, and fill its history: its request may be back once the database is
   * the right one.
   */
  before<Of extends Call, Result>(
    types: readonly CardSagaType[],
    activity: (call: Admitted<Of>) => Promise<Result>,
    { endless = false } = {},
  ): (call: Of) => Promise<Result> {
    return async (call) => {
      const admitted = this.admit(types, call).catch((error: unknown) => {
        throw endless && error instanceof CardwrightError ? toRetryableFailure(error) : error;
      });
      return activity(believed(call, await admitted));
    };
  }

  private async admit(types: readonly CardSagaType[], call: Partial<Call> | undefined): Promise<RequestEntity> {
    const requestId = call?.input?.requestId;
    const request = isUuid(requestId) ? await this.records.findRequest(requestId) : undefined;
    if (request === undefined) throw new CardwrightError('REQUEST_NOT_FOUND', undefined, { requestId });
    const { workflowExecution, workflowType, taskQueue } = Context.current().info;
    const { workflowId } = workflowExecution ?? {};
    const differs = admissionRefusal(request, types, { workflowId, workflowType, taskQueue });
    if (differs === null) return request;
    throw new CardwrightError(
      'REQUEST_CONFLICT',
      onlyInEnglish('The request is not of the workflow that calls for it'),
      {
        requestId,
        differs,
      },
    );
  }
}

/** What a call says of its request a second time, by the names that histories hold. */
const repeats = (call: object, input: CardWriteInput & { pinChange?: unknown }): object => ({
  ...('issue' in call && { issue: input }),
  ...('reprovision' in call && { reprovision: input }),
  ...('pinChange' in call && { pinChange: input.pinChange }),
});

/**
 * The workstation is the call's: a saga moves, and its next activities name the new place before any of them has recorded it. There the card
 * has to be found and to prove that it is ours.
 */
function believed<Of extends Call>(call: Of, request: RequestEntity): Admitted<Of> {
  const { workstationId } = call.input;
  const input = { ...sagaInputOf(request), workstationId };
  return { ...call, ...repeats(call, input), input, request };
}
