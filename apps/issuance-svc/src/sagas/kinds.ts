/** The kinds of sagas whose activities are carried out here, each by a folder of its own. A kind that is missing does not compile. */
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { ActivateDeviceActivities } from './issue/activate-device.activities.js';
import { ActivateRequests } from './issue/activate-requests.service.js';
import { IssueCardActivities } from './issue/issue-card.activities.js';
import { IssueRequests } from './issue/issue-requests.service.js';
import { MakePasskeyActivities } from './passkey/make-passkey.activities.js';
import { PasskeyRequests } from './passkey/passkey-requests.service.js';
import { ChangePinActivities } from './pin/change-pin.activities.js';
import { LockCardActivities } from './pin/lock-card.activities.js';
import { PinRequests } from './pin/pin-requests.service.js';
import { ResetPinActivities } from './pin/reset-pin.activities.js';
import { RecycleCardActivities } from './recycle/recycle-card.activities.js';
import { RecycleRequests } from './recycle/recycle-requests.service.js';
import { ReprovisionCardActivities } from './rewrite/reprovision-card.activities.js';
import { RewriteRequests } from './rewrite/rewrite-requests.service.js';
import { UpdateCardActivities } from './rewrite/update-card.activities.js';
import type { KindProviders } from './run/kind-providers.js';

export const kinds: { readonly [Kind in CardSagaType]: KindProviders<Kind> } = {
  ISSUE: { activities: IssueCardActivities, requests: IssueRequests },
  ACTIVATE: { activities: ActivateDeviceActivities, requests: ActivateRequests },
  RECYCLE: { activities: RecycleCardActivities, requests: RecycleRequests },
  REPROVISION: { activities: ReprovisionCardActivities, requests: RewriteRequests },
  UPDATE: { activities: UpdateCardActivities, requests: RewriteRequests },
  UNLOCK: { activities: ResetPinActivities, requests: PinRequests },
  CHANGE_PIN: { activities: ChangePinActivities, requests: PinRequests },
  LOCK: { activities: LockCardActivities, requests: PinRequests },
  PASSKEY: { activities: MakePasskeyActivities, requests: PasskeyRequests },
};

/** Each once, for the module. */
export const kindProviders = [
  ...new Set(Object.values(kinds).flatMap(({ activities, requests }) => [activities, requests])),
];
