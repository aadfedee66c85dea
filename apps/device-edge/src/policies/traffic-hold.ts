/** Why this agent sends nothing at all, to nobody: what its policies say does not fit the server that it is enrolled with. */
import { CardwrightError, type WireError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { Policies } from './policies.js';
import { problemWords } from './policy-source.js';

export interface TrafficHold {
  state: 'policy-broken' | 'enrolled-elsewhere' | 'server-missing';
  error: WireError;
}

/** enrolledUrl: origin of the server that this workstation is enrolled with; undefined: with none yet. undefined: nothing is in the way. */
export function trafficHold(
  { settings: { serverUrl }, decisions, problems }: Policies,
  enrolledUrl: string | undefined,
): TrafficHold | undefined {
  const broken = problems.find(({ source, kind }) => source === 'machine-policy' && kind !== 'unknown');
  if (broken !== undefined) return hold('policy-broken', 'EDGE_POLICY_INVALID', problemWords(broken), { ...broken });
  const { source } = decisions.serverUrl;
  if (serverUrl === false)
    return hold('server-missing', 'EDGE_SERVER_MISSING', say('agent.server-disabled', { source }), { source });
  if (serverUrl === null || enrolledUrl === undefined || serverUrl === new URL(enrolledUrl).origin) return undefined;
  const message = say('agent.other-server', { server: serverUrl, source, enrolled: enrolledUrl });
  return hold('enrolled-elsewhere', 'EDGE_ENROLLED_ELSEWHERE', message, { source, serverUrl, enrolledUrl });
}

const hold = (
  state: TrafficHold['state'],
  code: WireError['code'],
  message: Sentence,
  details: WireError['details'],
): TrafficHold => ({ state, error: new CardwrightError(code, message, details).toJSON() });
