/** From a request's row to the input of its workflow. Pure. */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { RequestType } from '@cardwright/contracts/nats/issuance.api';
import {
  workflowType,
  type ActivateCardInput,
  type CardWriteInput,
  type IssueCardInput,
  type LockCardInput,
  type RecycleCardInput,
  type ReprovisionCardInput,
  type ResetPinInput,
  type RewriteCardInput,
  type SagaResume,
  type UpdateCardInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import type { RequestEntity } from '../persistence/request.entity.js';

/** A person who does not come back within this leaves a Pending card (C15); the operator can still activate it. */
const pinWaitMs = 10 * 60_000;
/** Model.md section 4: a parked saga is given up after 72 h. */
const abandonAfterMs = 72 * 3600_000;

const workflowOf: Readonly<Partial<Record<RequestType, string>>> = {
  ISSUE: workflowType.issueCard,
  RECYCLE: workflowType.recycleCard,
  ACTIVATE: workflowType.activateCard,
  REPROVISION: workflowType.reprovisionCard,
  UNLOCK: workflowType.resetPin,
  LOCK: workflowType.lockCard,
  UPDATE: workflowType.updateCard,
};

/** Throws TypeError for a request that writes no card. */
export function typeOf({ type }: RequestEntity): string {
  const workflow = workflowOf[type];
  if (workflow === undefined) throw new TypeError(`a request of type ${type} writes no card`);
  return workflow;
}

export function inputOf(
  request: RequestEntity,
  resume: SagaResume,
):
  | IssueCardInput
  | RecycleCardInput
  | ActivateCardInput
  | ReprovisionCardInput
  | ResetPinInput
  | LockCardInput
  | UpdateCardInput {
  const common: CardWriteInput = {
    requestId: request.requestId,
    tenantId: request.tenantId,
    deviceId: request.deviceId,
    personId: request.personId,
    workstationId: request.workstationId,
    correlationId: request.correlationId,
    resume,
  };
  if (request.type === 'RECYCLE')
    return { ...common, kind: 'recycle', reason: request.reason ?? 'OTHER', abandonAfterMs };
  if (request.type === 'ACTIVATE') return { ...common, kind: 'activate' };
  if (request.type === 'UNLOCK')
    return { ...common, kind: 'unlock', reason: request.reason!, pinWaitMs, abandonAfterMs };
  const rewrite = (): RewriteCardInput => ({
    ...common,
    profileName: request.profileName!,
    profileVersion: request.profileVersion!,
    reason: request.reason!,
    acceptHistoryLoss: request.acceptHistoryLoss,
    planHash: request.planHash,
    pinWaitMs,
    abandonAfterMs,
  });
  if (request.type === 'REPROVISION') return { ...rewrite(), kind: 'reprovision' };
  if (request.type === 'UPDATE')
    return { ...rewrite(), kind: 'update', keyReferences: request.keyReferences as KeyReferenceName[] };
  if (request.type === 'LOCK') return { ...common, kind: 'lock', reason: request.reason!, abandonAfterMs };
  return {
    ...common,
    kind: 'issue',
    profileName: request.profileName!,
    profileVersion: request.profileVersion!,
    pinChange: request.pinChange ?? 'holder',
    planHash: request.planHash,
    pinWaitMs,
    abandonAfterMs,
  };
}
