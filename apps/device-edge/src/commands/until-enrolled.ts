/**
 * `run` on a computer that belongs to no portal yet: where a door is asked for, browsers that are sent there are told so until somebody has enrolled the computer.
 * Nobody is asked anything meanwhile: no server without a deployment code, and no reader. Without a door nobody is waited for.
 */
import { watch } from 'node:fs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { openNotEnrolledDoor } from '../agent/not-enrolled-door.js';
import { writePrivate, type AgentHome } from '../home/agent-home.js';
import { takeLock } from '../home/agent-lock.js';
import type { Log } from '../log/log.js';
import { enrolSilently } from './silent-enrolment.js';

/**
 * Comes back once the home is enrolled, and at once where it cannot be without somebody and there is no door. bridgePort: 0 is no door. Throws REQUEST_CONFLICT where another
 * agent waits there already.
 */
export async function untilEnrolled(home: AgentHome, bridgePort: number, log: Log): Promise<void> {
  if (bridgePort === 0 || process.platform !== 'linux' || (await home.config()) !== undefined)
    return enrolSilently(home, log);
  const lock = await takeLock(home.lockFile);
  if ('heldBy' in lock)
    throw new CardwrightError('REQUEST_CONFLICT', onlyInEnglish(`Another agent uses this home (pid ${lock.heldBy})`), {
      pid: lock.heldBy,
    });
  const { open, close } = await openNotEnrolledDoor(bridgePort, log);
  const ended = new AbortController();
  try {
    // For `status` and `doctor`, as an agent at work writes it.
    const status = { connected: false, bridge: { port: bridgePort, open } };
    await writePrivate(home.statusFile, `${JSON.stringify(status)}\n`, false);
    await Promise.all([
      enrolled(home).finally(() => ended.abort()),
      // Somebody may be quicker than the code.
      enrolSilently(home, log, ended.signal),
    ]);
  } finally {
    await close();
    await lock.release();
  }
}

function enrolled(home: AgentHome): Promise<void> {
  return new Promise((done, failed) => {
    const look = (): void => void home.config().then((config) => config !== undefined && watcher.close(), failed);
    const watcher = watch(home.folder, look).once('close', done).once('error', failed);
    // It may have been between the question before and the watch.
    look();
  });
}
