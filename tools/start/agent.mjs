/** The agent of this machine with a simulated card: enrolled at the first start, then run like any other agent. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from '../setup/run.mjs';
import { serviceEnvironment } from './service-environment.mjs';
import { keepRunning } from './services.mjs';

export const workstationName = 'this-machine';

/**
 * @param {import('./service-environment.mjs').Installation} at
 * @param {import('./api.mjs').Api} api of a system administrator
 * @param {(name: string, stop: () => Promise<void>) => void} stopLater
 * @param {{ name?: string, args?: string[], env?: NodeJS.ProcessEnv }} [agent] another one than the simulated one of `npm start`
 * @returns {Promise<{ workstationId: string, agentHome: string, stop: () => Promise<void>, pid: () => number }>}
 */
export async function startAgent(
  at,
  api,
  stopLater,
  { name = workstationName, args = ['--simulated', '4'], env: more = {} } = {},
) {
  const agentHome = join(at.home, name === workstationName ? 'agent' : `agent-${name}`);
  const program = join(root, 'apps', 'device-edge', 'dist', 'main.js');
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    // Which PC/SC service its clients use: pcsc-lite's own variable.
    ...(process.env.PCSCLITE_CSOCK_NAME ? { PCSCLITE_CSOCK_NAME: process.env.PCSCLITE_CSOCK_NAME } : {}),
    CARDWRIGHT_AGENT_HOME: agentHome,
    ...serviceEnvironment('device-edge', at),
    ...more,
  };
  if (!existsSync(join(agentHome, 'agent.jwt'))) {
    const { code } = await api('POST', '/workstations/enrolment-codes', { name });
    // The code goes in by standard input or environment, never in the arguments: other users can read those.
    await run(process.execPath, [program, 'enrol', '--server', `http://127.0.0.1:${at.httpPort}`], {
      env: { ...env, CARDWRIGHT_ENROLMENT_CODE: code },
    });
  }
  // Off by default: here somebody wants to see it. A file that is there is the user's.
  const settings = join(agentHome, 'settings.json');
  if (name === workstationName && !existsSync(settings))
    await writeFile(settings, `${JSON.stringify({ cardAutoUpdate: true, updateCheckJitterSeconds: 0 })}\n`);
  const agent = await keepRunning({
    name: 'agent',
    args: [program, 'run', ...args],
    env,
    logFile: join(at.home, 'logs', name === workstationName ? 'agent.log' : `agent-${name}.log`),
    // The agent has no door of its own: it is ready when the system sees it.
    ready: async () => {
      const { rows } = await api('GET', '/workstations');
      return rows.some((/** @type {{ name: string, online: boolean }} */ row) => row.name === name && row.online);
    },
  });
  stopLater(`agent ${name}`, agent.stop);
  const { rows } = await api('GET', '/workstations');
  const { workstationId } = rows.find((/** @type {{ name: string }} */ row) => row.name === name);
  return { ...agent, agentHome, workstationId };
}
