/** The door of the workstation bridge on a computer that belongs to no portal yet: it says so to browsers that are sent there. */
import { BridgeDoor } from '../bridge/bridge-door.js';
import type { Log } from '../log/log.js';

/** Answers what closes it again. Where another program has the port there is no door. */
export async function openNotEnrolledDoor(port: number, log: Log): Promise<() => Promise<void>> {
  const door = new BridgeDoor(() => Promise.resolve({ why: 'not-enrolled' }), log);
  await door.open(port).then(
    () => log('info', 'not enrolled: the portal is told so', { port }),
    (error: Error) => log('warn', 'the portal cannot find this agent', { port, reason: error.message }),
  );
  return () => door.close();
}
