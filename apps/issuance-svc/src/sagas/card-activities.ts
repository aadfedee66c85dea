/** The activities of all card sagas as the worker gets them. Error conversion and the actor of the calls are the worker's (workflow-kit). */
import { Injectable } from '@nestjs/common';
import type { CardActivities, UndoCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { IssueRecord } from './issue/issue-record.js';
import { ActivateDeviceActivities } from './issue/activate-device.activities.js';
import { IssueCardActivities } from './issue/issue-card.activities.js';
import { ReprovisionCardActivities } from './rewrite/reprovision-card.activities.js';
import { LockCardActivities } from './pin/lock-card.activities.js';
import { RecycleCardActivities } from './recycle/recycle-card.activities.js';
import { ResetPinActivities } from './pin/reset-pin.activities.js';
import { SagaActivitiesProvider } from './run/saga.activities.js';
import { SagaUndo } from './run/undo.js';
import { UpdateCardActivities } from './rewrite/update-card.activities.js';

@Injectable()
export class CardActivitiesProvider {
  constructor(
    private readonly issue: IssueCardActivities,
    private readonly activate: ActivateDeviceActivities,
    private readonly recycle: RecycleCardActivities,
    private readonly reprovision: ReprovisionCardActivities,
    private readonly saga: SagaActivitiesProvider,
    private readonly issueRecord: IssueRecord,
    private readonly undo: SagaUndo,
    private readonly resetPin: ResetPinActivities,
    private readonly lock: LockCardActivities,
    private readonly update: UpdateCardActivities,
  ) {}

  all(): CardActivities {
    const { issue, activate, recycle, reprovision, saga, issueRecord, undo, resetPin, lock, update } = this;
    return {
      openForIssue: issue.openForIssue.bind(issue),
      ownAndGenerate: issue.ownAndGenerate.bind(issue),
      completeCard: issue.completeCard.bind(issue),
      setHolderPin: issue.setHolderPin.bind(issue),
      commitIssue: issue.commitIssue.bind(issue),
      revokeForRecycle: recycle.revokeForRecycle.bind(recycle),
      openForRecycle: recycle.openForRecycle.bind(recycle),
      eraseCard: recycle.eraseCard.bind(recycle),
      commitRecycle: recycle.commitRecycle.bind(recycle),
      openForReprovision: reprovision.openForReprovision.bind(reprovision),
      replaceReference: reprovision.replaceReference.bind(reprovision),
      finishReference: reprovision.finishReference.bind(reprovision),
      finishReprovision: reprovision.finishReprovision.bind(reprovision),
      compensateReprovision: reprovision.compensateReprovision.bind(reprovision),
      openForUpdate: update.openForUpdate.bind(update),
      verifyCardPin: update.verifyCardPin.bind(update),
      finishUpdate: update.finishUpdate.bind(update),
      compensateUpdate: update.compensateUpdate.bind(update),
      activateDevice: activate.activateDevice.bind(activate),
      openForPinReset: resetPin.openForPinReset.bind(resetPin),
      resetHolderPin: resetPin.resetHolderPin.bind(resetPin),
      commitPinReset: resetPin.commitPinReset.bind(resetPin),
      openForLock: lock.openForLock.bind(lock),
      blockPin: lock.blockPin.bind(lock),
      commitLock: lock.commitLock.bind(lock),
      compensateLock: lock.compensateLock.bind(lock),
      useDecision: saga.useDecision.bind(saga),
      moveTo: saga.moveTo.bind(saga),
      parkSaga: saga.parkSaga.bind(saga),
      compensateIssue: (call: UndoCall) => undo.run(call, () => issueRecord.giveUp(call, call.outcome, call.reason)),
      compensateRecycle: (call: UndoCall) => undo.run(call, () => recycle.compensate(call)),
      compensatePinReset: (call: UndoCall) => undo.run(call, () => resetPin.compensate(call)),
      compensateActivation: (call: UndoCall) => undo.run(call, () => activate.compensate(call)),
    };
  }
}
