/** A card that its holder has reported as misplaced or forgotten, and has again: it works at once. */
import { api, unwrap } from '../api/client.js';
import type { Device } from '../api/types.js';
import { HolderDialog } from './holder-dialog.js';
import { text } from './mine.text.js';

export function FoundAgain({ device: { deviceId }, onClose }: { device: Device; onClose: () => void }) {
  const { found } = text;
  const send = () =>
    unwrap(
      api.POST('/api/v1/devices/{deviceId}/resume', { params: { path: { deviceId } }, body: { reason: 'FOUND' } }),
    );
  return <HolderDialog words={found} send={send} onClose={onClose} />;
}
