/** Which server this computer may be enrolled with. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentHome } from '../home/agent-home.js';
import { systemPolicies } from '../policies/system-sources.js';
import { trafficHold } from '../policies/traffic-hold.js';

/** Throws what stands in the way (EDGE_POLICY_INVALID, EDGE_SERVER_MISSING, EDGE_ENROLLED_ELSEWHERE for another server) before anything is sent. */
export async function allowedServer(home: AgentHome, given: string | undefined): Promise<string> {
  const policies = await systemPolicies(home.settingsFile);
  const server = given ?? (policies.settings.serverUrl || undefined);
  const hold = trafficHold(policies, server);
  if (hold !== undefined) throw CardwrightError.fromWire(hold.error);
  if (server === undefined) throw new Error('Name the server: --server <url>. No policy names one');
  return server;
}
