import type { Device } from '../api/types.js';

/** Active by its record, and of no use to anybody: its PIN is blocked. Pure. */
export const isLocked = ({ state, pin }: Pick<Device, 'state' | 'pin'>): boolean =>
  state === 'ACTIVE' && pin === 'blocked';
