import type { Device, DeviceState } from '../api/types.js';

/** Active by its record, and of no use to anybody: its PIN is blocked. Pure. */
export const isLocked = ({ state, pin }: Pick<Device, 'state' | 'pin'>): boolean =>
  state === 'ACTIVE' && pin === 'blocked';

const issued: readonly DeviceState[] = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED'];
/** [C15, C17] Issued, with the PIN that the vault made up for it: its holder knows it from nobody yet. Pure. */
export const hasInitialPin = ({ state, pin }: Pick<Device, 'state' | 'pin'>): boolean =>
  issued.includes(state) && (pin === 'initial' || pin === 'must-change');
