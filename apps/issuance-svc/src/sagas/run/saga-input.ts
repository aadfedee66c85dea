/** The input of a saga's workflow, from the row of its request. */
import type { CardWriteInput } from '@cardwright/contracts/workflow/card-write.contract';
import { isCardSaga, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import type { RequestEntity } from '../../persistence/request.entity.js';

/** Throws TypeError for a request that writes no card. */
export function sagaInputOf(request: RequestEntity): CardWriteInput {
  const { requestId, tenantId, deviceId, personId, workstationId, correlationId, type } = request;
  if (!isCardSaga(type)) throw new TypeError(`a request of type ${type} writes no card`);
  return {
    ...{ requestId, tenantId, deviceId, personId, workstationId, correlationId },
    ...sagaKind(type).input(request),
  };
}
