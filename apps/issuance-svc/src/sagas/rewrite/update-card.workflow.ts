/**
 * The update saga as issuance-svc ran it before it moved to update-svc: for the runs that began then and wait. New ones begin on the queue of
 * their row. Goes with `movedFrom` one release later, when none of them can wait any more. Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { runUpdate } from '@cardwright/card-saga/run-update';
import type { UpdateActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, UpdateCardInput } from '@cardwright/contracts/workflow/card-write.contract';

const proxies = cardProxies<UpdateActivities>();

export function updateCard(input: UpdateCardInput): Promise<CardWriteResult> {
  return runUpdate(input, proxies);
}
