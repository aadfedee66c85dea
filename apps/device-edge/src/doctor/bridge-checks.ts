/** Whether the portal finds this computer: the running agent's door for browsers (docs/decisions/0012). */
import { readJson, type AgentHome } from '../home/agent-home.js';
import { lockHolder } from '../home/agent-lock.js';
import { finding, type Finding } from './finding.js';
import { say } from '@cardwright/contracts/words/say';

const check = 'portal';

/** Nothing where no agent runs, or where nobody has asked for a door. */
export async function checkBridge(home: AgentHome): Promise<Finding[]> {
  if ((await lockHolder(home.lockFile)) === undefined) return [];
  const status = await readJson<{ bridge?: { port: number; open: boolean } }>(home.statusFile);
  return status?.bridge === undefined ? [] : [bridgeFinding(status.bridge, (await home.config()) !== undefined)];
}

export function bridgeFinding({ port, open }: { port: number; open: boolean }, enrolled: boolean): Finding {
  if (open && !enrolled) return finding(check, 'ok', say('doctor.portal-not-set-up', { port }));
  if (open) return finding(check, 'ok', say('doctor.portal-finds', { port }));
  if (process.platform !== 'linux') return finding(check, 'ok', say('doctor.portal-by-code'));
  return finding(check, 'warn', say('doctor.portal-port-taken', { port }), say('doctor.other-port'));
}
