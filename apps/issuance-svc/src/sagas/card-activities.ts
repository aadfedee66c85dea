/**
 * The activities of all card sagas as the workers get them, each behind the gate. Error conversion and the actor of the calls are the
 * worker's (workflow-kit).
 */
import { Injectable } from '@nestjs/common';
import type {
  CardActivities,
  KindActivities,
  SagaCareActivities,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardSagaTypes, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { Admitted } from '../records/requests/admitted.js';
import { IssueRecord } from './issue/issue-record.js';
import { ActivateDeviceActivities } from './issue/activate-device.activities.js';
import { IssueCardActivities } from './issue/issue-card.activities.js';
import { ReprovisionCardActivities } from './rewrite/reprovision-card.activities.js';
import { KeyReplacement } from './rewrite/key-replacement.js';
import { LockCardActivities } from './pin/lock-card.activities.js';
import { RecycleCardActivities } from './recycle/recycle-card.activities.js';
import { ResetPinActivities } from './pin/reset-pin.activities.js';
import { RequestGate } from './run/request-gate.js';
import { SagaActivitiesProvider } from './run/saga.activities.js';
import { SagaUndo } from './run/undo.js';
import { UpdateCardActivities } from './rewrite/update-card.activities.js';

/** As they are carried out: with the row of the request. */
type Behind<Activities> = {
  [Name in keyof Activities]: Activities[Name] extends (call: infer Call extends Of) => infer Result
    ? (call: Admitted<Call>) => Result
    : never;
};
interface Of {
  input: CardWriteInput;
}
type Activity = (call: Admitted<Of>) => Promise<unknown>;

@Injectable()
export class CardActivitiesProvider {
  constructor(
    private readonly gate: RequestGate,
    private readonly issue: IssueCardActivities,
    private readonly activate: ActivateDeviceActivities,
    private readonly recycle: RecycleCardActivities,
    private readonly reprovision: ReprovisionCardActivities,
    private readonly keys: KeyReplacement,
    private readonly saga: SagaActivitiesProvider,
    private readonly issueRecord: IssueRecord,
    private readonly undo: SagaUndo,
    private readonly resetPin: ResetPinActivities,
    private readonly lock: LockCardActivities,
    private readonly update: UpdateCardActivities,
  ) {}

  all(): CardActivities {
    const offered = new Map<string, { activity: Activity; types: CardSagaType[] }>();
    const offer = (activities: object, types: readonly CardSagaType[]): void => {
      for (const [name, activity] of Object.entries(activities) as [string, Activity][])
        offered.set(name, { activity, types: [...(offered.get(name)?.types ?? []), ...types] });
    };
    offer(this.ofAll(), cardSagaTypes);
    for (const [type, activities] of Object.entries(this.ofKind())) offer(activities, [type as CardSagaType]);
    const gated = [...offered].map(([name, { activity, types }]) => [name, this.gate.before(types, activity)]);
    return Object.fromEntries(gated) as CardActivities;
  }

  private ofAll(): Behind<SagaCareActivities> {
    const { saga } = this;
    return {
      useDecision: (call) => saga.useDecision(call),
      moveTo: (call) => saga.moveTo(call),
      parkSaga: (call) => saga.parkSaga(call),
    };
  }

  private ofKind(): { [Type in CardSagaType]: Behind<KindActivities[Type]> } {
    const { issue, activate, recycle, reprovision, keys, issueRecord, undo, resetPin, lock, update } = this;
    const replacement: Pick<Behind<KindActivities['UPDATE']>, 'replaceReference' | 'finishReference'> = {
      replaceReference: (call) => keys.replaceReference(call),
      finishReference: (call) => keys.finishReference(call),
    };
    return {
      ISSUE: {
        openForIssue: (call) => issue.openForIssue(call),
        ownAndGenerate: (call) => issue.ownAndGenerate(call),
        completeCard: (call) => issue.completeCard(call),
        setHolderPin: (call) => issue.setHolderPin(call),
        commitIssue: (call) => issue.commitIssue(call),
        compensateIssue: (call) => undo.run(call, () => issueRecord.giveUp(call, call.outcome, call.reason)),
      },
      ACTIVATE: {
        activateDevice: (call) => activate.activateDevice(call),
        compensateActivation: (call) => undo.run(call, () => activate.compensate(call)),
      },
      RECYCLE: {
        revokeForRecycle: (call) => recycle.revokeForRecycle(call),
        openForRecycle: (call) => recycle.openForRecycle(call),
        eraseCard: (call) => recycle.eraseCard(call),
        commitRecycle: (call) => recycle.commitRecycle(call),
        compensateRecycle: (call) => undo.run(call, () => recycle.compensate(call)),
      },
      REPROVISION: {
        ...replacement,
        openForReprovision: (call) => reprovision.openForReprovision(call),
        finishReprovision: (call) => reprovision.finishReprovision(call),
        compensateReprovision: (call) => reprovision.compensateReprovision(call),
      },
      UPDATE: {
        ...replacement,
        openForUpdate: (call) => update.openForUpdate(call),
        verifyCardPin: (call) => update.verifyCardPin(call),
        finishUpdate: (call) => update.finishUpdate(call),
        compensateUpdate: (call) => update.compensateUpdate(call),
      },
      UNLOCK: {
        openForPinReset: (call) => resetPin.openForPinReset(call),
        resetHolderPin: (call) => resetPin.resetHolderPin(call),
        commitPinReset: (call) => resetPin.commitPinReset(call),
        compensatePinReset: (call) => undo.run(call, () => resetPin.compensate(call)),
      },
      LOCK: {
        openForLock: (call) => lock.openForLock(call),
        blockPin: (call) => lock.blockPin(call),
        commitLock: (call) => lock.commitLock(call),
        compensateLock: (call) => lock.compensateLock(call),
      },
    };
  }
}
