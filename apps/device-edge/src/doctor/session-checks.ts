/** Who could see an offer at this computer. */
import { sessionText } from '../sessions/session-list.js';
import { whoIsHere, type WhoIsHere } from '../sessions/who-is-here.js';
import type { Finding } from './finding.js';

const check = 'sessions';
const overTheNetwork = 'Offers are for whoever is in front of the computer with the reader: install the agent there.';

/** named: with the accounts of those who are signed in. */
export const checkSessions = async (named: boolean): Promise<Finding[]> => [sessionFinding(await whoIsHere(), named)];

export function sessionFinding({ sessions, remoteSession }: WhoIsHere, named = true): Finding {
  if (remoteSession !== undefined)
    return { check, state: 'warn', found: `this one comes over the network (${remoteSession})`, fix: overTheNetwork };
  if (sessions === null)
    return { check, state: 'ok', found: 'not known here, without logind: offers go to the desk part that came last' };
  const found =
    sessions.length === 0
      ? 'nobody is signed in'
      : sessions.map((each) => sessionText(named ? each : { ...each, userName: 'somebody' })).join('; ');
  const alone = sessions.length > 0 && sessions.every(({ offers }) => offers === 'remote' || offers === 'no-seat');
  return alone ? { check, state: 'warn', found, fix: overTheNetwork } : { check, state: 'ok', found };
}
