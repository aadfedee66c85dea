/** The kinds of sagas whose activities are carried out here, each by a folder of its own. A kind that is missing does not compile. */
import type { Type } from '@nestjs/common';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { ActivateDeviceActivities } from './issue/activate-device.activities.js';
import { IssueCardActivities } from './issue/issue-card.activities.js';
import { LockCardActivities } from './pin/lock-card.activities.js';
import { ResetPinActivities } from './pin/reset-pin.activities.js';
import { RecycleCardActivities } from './recycle/recycle-card.activities.js';
import { ReprovisionCardActivities } from './rewrite/reprovision-card.activities.js';
import { UpdateCardActivities } from './rewrite/update-card.activities.js';
import type { OffersActivities } from './run/offered-activities.js';

export const kinds: { readonly [Kind in CardSagaType]: Type<OffersActivities<Kind>> } = {
  ISSUE: IssueCardActivities,
  ACTIVATE: ActivateDeviceActivities,
  RECYCLE: RecycleCardActivities,
  REPROVISION: ReprovisionCardActivities,
  UPDATE: UpdateCardActivities,
  UNLOCK: ResetPinActivities,
  LOCK: LockCardActivities,
};
