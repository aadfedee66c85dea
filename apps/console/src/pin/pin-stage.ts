/** How a saga asks for the holder's PIN; null: it does not. */
import { isCardSaga } from '@cardwright/contracts/workflow/saga-kinds';
import { type DevicePinStage, passkeyStageOf, pinStageOf } from '@cardwright/contracts/workflow/stages';
import type { RequestType, Saga } from '../api/types.js';

export const pinOf = (type: RequestType): DevicePinStage | null => (isCardSaga(type) ? pinStageOf(type) : null);

/** It waits for a PIN, and whoever looks may give it. */
export const asksPin = ({ awaiting, actions }: Pick<Saga, 'awaiting' | 'actions'>): boolean =>
  awaiting === 'pin' && actions.includes('supply-pin');

/** Where a passkey is made, and its saga waits for what that is made with. */
export const passkeyStage = passkeyStageOf('ISSUE')!.stage;
