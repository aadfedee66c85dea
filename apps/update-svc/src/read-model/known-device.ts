/** A device as issuance-svc publishes it, with what is due by it. Pure. */
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { dueOf, isHeldBack, isOffered } from '../kinds/kinds.js';
import type { KnownDevice } from '../persistence/device-state.repository.js';

export const knownDevice = (device: DeviceExport): KnownDevice => ({
  device,
  due: dueOf(device).map((row) => ({ ...row, offered: isOffered(row.kind) && !isHeldBack(row.kind, device) })),
});
