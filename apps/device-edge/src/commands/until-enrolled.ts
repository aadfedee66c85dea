/**
 * `run` on a computer that belongs to no portal yet: where a door is asked for, browsers that are sent there are told so until somebody has enrolled the computer.
 * Without a door nobody is waited for.
 */
import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { openNotEnrolledDoor } from '../agent/not-enrolled-door.js';
import type { AgentHome } from '../home/agent-home.js';
import type { Log } from '../log/log.js';
import { enrolSilently } from './silent-enrolment.js';

/** Comes back once the home is enrolled, and at once where it cannot be without somebody and there is no door. bridgePort: 0 is no door. */
export async function untilEnrolled(home: AgentHome, bridgePort: number, log: Log): Promise<void> {
  if (bridgePort === 0 || process.platform !== 'linux' || (await home.config()) !== undefined)
    return enrolSilently(home, log);
  const closeDoor = await openNotEnrolledDoor(bridgePort, log);
  try {
    await enrolSilently(home, log);
    await enrolled(home);
  } finally {
    await closeDoor();
  }
}

async function enrolled(home: AgentHome): Promise<void> {
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  await new Promise<void>((done, failed) => {
    const look = (): void => void home.config().then((config) => config !== undefined && watcher.close(), failed);
    const watcher = watch(home.folder, look).once('close', done).once('error', failed);
    // It may have been between the question before and the watch.
    look();
  });
}
