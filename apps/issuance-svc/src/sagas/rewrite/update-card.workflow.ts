/**
 * The update saga as issuance-svc ran it before it moved to update-svc. It exists for runs that began then and still wait; new runs begin
 * on the queue of their row. It is removed together with `movedFrom` one release later, when no such run can wait any more. Sandbox: no
 * Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { runUpdate } from '@cardwright/card-saga/run-update';
import type { UpdateActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, UpdateCardInput } from '@cardwright/contracts/workflow/card-write.contract';

const proxies = cardProxies<UpdateActivities>();

export function updateCard(input: UpdateCardInput): Promise<CardWriteResult> {
  return runUpdate(input, proxies);
}
