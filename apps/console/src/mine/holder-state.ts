/** How a card is to its holder: the state of the record and of its PIN in one word. Pure, no React. */
import { givesWay, sagaKinds, type CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { Device, DeviceDetail, DeviceState, Saga } from '../api/types.js';

export type HolderState =
  | 'active'
  | 'pinBlocked'
  | 'pinToChange'
  | 'pending'
  | 'toSetUp'
  | 'busy'
  | 'suspended'
  | 'failed'
  | 'replaced'
  | 'ended'
  | 'expired';

const byState: Record<DeviceState, HolderState> = {
  REGISTERED: 'busy',
  AVAILABLE: 'busy',
  ASSIGNED: 'toSetUp',
  ISSUING: 'busy',
  ISSUE_FAILED: 'failed',
  PENDING_ACTIVATION: 'pending',
  ACTIVE: 'active',
  SUSPENDED: 'suspended',
  REPLACED: 'replaced',
  TERMINATED: 'ended',
  EXPIRED: 'expired',
  RECYCLING: 'ended',
  DISPOSED: 'ended',
};

/** [C17] A card that an operator has activated has a PIN that nobody knows: its holder chooses one. */
export function holderState({ state, pin }: Pick<Device, 'state' | 'pin'>): HolderState {
  if (state !== 'ACTIVE') return byState[state];
  if (pin === 'blocked') return 'pinBlocked';
  return pin === 'must-change' || pin === 'initial' ? 'pinToChange' : 'active';
}

/** It has ended, and is shown below those that are in use. */
export const isOver = (device: Pick<Device, 'state' | 'pin'>): boolean =>
  ['replaced', 'ended', 'expired'].includes(holderState(device));

/** A security key is plugged in itself; the catalogue of models has no member that says so, so that it is told by its name. */
export const isKey = ({ modelId }: Pick<Device, 'modelId'>): boolean => /yubi|token|nitrokey|usb/i.test(modelId);

/** Its holder has reported it as lost or stolen. */
export const isReportedGone = ({ suspendedFor = [] }: Pick<Device, 'suspendedFor'>): boolean =>
  suspendedFor.some(({ reason }) => reason === 'REPORTED_LOST' || reason === 'REPORTED_STOLEN');

/** Whether there is neither another card in its place nor one on its way, and its holder has not asked for one already. */
export const mayAskForNew = ({ state, openReplacement, replacedBy, replaces, replacementAsk }: DeviceDetail): boolean =>
  (state === 'ACTIVE' || state === 'SUSPENDED' || state === 'TERMINATED') &&
  openReplacement === null &&
  replacedBy === null &&
  replaces?.kind !== 'temporary' &&
  replacementAsk?.decision !== null;

/**
 * Whether work of this kind can be begun beside what is under way with the card: only where that has stopped, and gives way. null: nothing is; undefined: not known
 * yet. Whether a key was begun the server alone knows.
 */
export function canBegin(type: CardSagaType, underWay: Pick<Saga, 'type' | 'state'> | null | undefined): boolean {
  if (underWay === null) return true;
  return underWay?.state === 'FAILED' && givesWay({ type: underWay.type, begun: false }, sagaKinds[type].action);
}
