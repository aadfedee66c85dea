/** Whether the portal finds this computer: the running agent's door for browsers (docs/decisions/0012). */
import { readJson, type AgentHome } from '../home/agent-home.js';
import { lockHolder } from '../home/agent-lock.js';
import type { Finding } from './finding.js';

const check = 'portal';

/** Nothing where no agent runs, or where nobody has asked for a door. */
export async function checkBridge(home: AgentHome): Promise<Finding[]> {
  if ((await lockHolder(home.lockFile)) === undefined) return [];
  const status = await readJson<{ bridge?: { port: number; open: boolean } }>(home.statusFile);
  return status?.bridge === undefined ? [] : [bridgeFinding(status.bridge, (await home.config()) !== undefined)];
}

export function bridgeFinding({ port, open }: { port: number; open: boolean }, enrolled: boolean): Finding {
  if (open && !enrolled)
    return {
      check,
      state: 'ok',
      found: `a browser that is sent to 127.0.0.1:${port} is told that this computer is not set up yet`,
    };
  if (open) return { check, state: 'ok', found: `finds this computer at 127.0.0.1:${port}` };
  if (process.platform !== 'linux')
    return {
      check,
      state: 'ok',
      found: 'does not find this computer by itself on this system: `cardwright-agent pair` shows a code',
    };
  return {
    check,
    state: 'warn',
    found: `cannot find this computer: another program has 127.0.0.1:${port}`,
    fix: 'End that program and start the agent again, or give agent and gateway another port (`--bridge-port`, BRIDGE_PORT); until then `cardwright-agent pair` shows a code.',
  };
}
