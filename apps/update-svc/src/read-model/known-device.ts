/** A device as issuance-svc publishes it, with what is due by it and what holds that back. Pure. */
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { dueOf, heldBackBy, isOffered } from '../kinds/kinds.js';
import type { KnownDevice } from '../persistence/device-state.repository.js';

export const knownDevice = (device: DeviceExport): KnownDevice => ({
  device,
  due: dueOf(device).map((row) => {
    const heldBack = heldBackBy(row.kind, device);
    return { ...row, heldBack, offered: isOffered(row.kind) && heldBack === null };
  }),
});
