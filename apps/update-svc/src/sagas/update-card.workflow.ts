/**
 * The update saga. Its steps are libs/card-saga's; what they do is done by issuance-svc, which alone may ask the vault and write a card.
 * Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { runUpdate } from '@cardwright/card-saga/run-update';
import type { UpdateActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, UpdateCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { taskQueue } from '@cardwright/contracts/workflow/names';

const proxies = cardProxies<UpdateActivities>(taskQueue.issuanceCards);

export function updateCard(input: UpdateCardInput): Promise<CardWriteResult> {
  return runUpdate(input, proxies);
}
