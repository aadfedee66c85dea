/** The door of the workstation bridge on a computer that belongs to no portal yet: it says so to browsers that are sent there. */
import { BridgeDoor } from '../bridge/bridge-door.js';
import type { Log } from '../log/log.js';

/** open: false where another program has the port. close: also then. */
export async function openNotEnrolledDoor(
  port: number,
  log: Log,
): Promise<{ open: boolean; close: () => Promise<void> }> {
  const door = new BridgeDoor(() => Promise.resolve({ why: 'not-enrolled' }), log);
  const open = await door.open(port).then(
    () => true,
    (error: Error) => {
      log('warn', 'the portal cannot find this agent', { port, reason: error.message });
      return false;
    },
  );
  if (open) log('info', 'not enrolled: the portal is told so', { port });
  return { open, close: () => door.close() };
}
