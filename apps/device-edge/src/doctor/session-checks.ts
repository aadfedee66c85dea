/** Who could see an offer at this computer. */
import { sessionWords } from '../sessions/session-list.js';
import { whoIsHere, type WhoIsHere } from '../sessions/who-is-here.js';
import { finding, type Finding } from './finding.js';
import { say } from '@cardwright/contracts/words/say';

const check = 'sessions';
const overTheNetwork = say('doctor.install-there');

/** named: with the accounts of those who are signed in. */
export const checkSessions = async (named: boolean): Promise<Finding[]> => [sessionFinding(await whoIsHere(), named)];

export function sessionFinding({ sessions, remoteSession }: WhoIsHere, named = true): Finding {
  if (remoteSession !== undefined)
    return finding(check, 'warn', say('doctor.remote-session', { session: remoteSession }), overTheNetwork);
  if (sessions === null) return finding(check, 'ok', say('doctor.no-logind'));
  const found =
    sessions.length === 0
      ? say('doctor.nobody-signed-in')
      : say('doctor.sessions', {
          sessions: sessions.map((each) => sessionWords(each, named ? each.userName : say('doctor.somebody'))),
        });
  const alone = sessions.length > 0 && sessions.every(({ offers }) => offers === 'remote' || offers === 'no-seat');
  return alone ? finding(check, 'warn', found, overTheNetwork) : finding(check, 'ok', found);
}
