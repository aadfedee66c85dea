/** `run` on a computer that has never been enrolled: by the deployment code that lies there, without anybody, however long the server is away. */
import { setTimeout as delay } from 'node:timers/promises';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { hostname } from 'node:os';
import type { AgentHome } from '../home/agent-home.js';
import { deploymentCodeFile, readDeploymentCode, removeDeploymentCode } from '../home/deployment-code-file.js';
import type { Log } from '../log/log.js';
import { allowedServer } from './allowed-server.js';

/** A fleet that is switched on together comes back spread out. */
const firstPauseMs = 2_000;
const longestPauseMs = 5 * 60_000;
/** What is refused stays so until somebody does something about it. */
const refusedPauseMs = 15 * 60_000;

/**
 * Comes back once the home is enrolled, or at once where there is no code: then whoever runs the agent is told to enrol. enrolled: somebody did it
 * another way.
 */
export async function enrolSilently(home: AgentHome, log: Log, enrolled?: AbortSignal): Promise<void> {
  // Cut between the enrolment and the end of the file.
  if ((await home.config()) !== undefined) return void (await removeCode(log));
  let said: string | undefined;
  for (let tries = 0; (await home.config()) === undefined; tries++) {
    const found = await readDeploymentCode();
    if (found.found === 'absent') return;
    try {
      if (found.found !== 'code')
        throw new Error(`${deploymentCodeFile()} cannot be read, or holds no deployment code`);
      const server = await allowedServer(home, undefined);
      const { enrol } = await import('../enrolment/enrol.js');
      const { workstationId } = await enrol(home, { server, code: found.code, hostName: hostname() });
      log('info', 'enrolled by the deployment code', { workstationId, server });
      return await removeCode(log);
    } catch (error) {
      const reason = isCardwrightError(error)
        ? error.code
        : ((error as NodeJS.ErrnoException).code ?? (error as Error).message);
      if (reason !== said) log('warn', `not enrolled yet, trying again: ${(error as Error).message}`, { reason });
      said = reason;
      const away = !isCardwrightError(error) || error.row.httpStatus >= 500 || error.code === 'REQUEST_RATE_LIMITED';
      const pauseMs = away ? Math.min(firstPauseMs * 2 ** tries, longestPauseMs) : refusedPauseMs;
      await delay(pauseMs * (0.5 + Math.random()), undefined, { signal: enrolled }).catch(() => undefined);
    }
  }
  await removeCode(log);
}

async function removeCode(log: Log): Promise<void> {
  if ((await readDeploymentCode()).found !== 'code') return;
  if (!(await removeDeploymentCode()))
    log('warn', 'the deployment code could not be removed: remove it', { file: deploymentCodeFile() });
}
