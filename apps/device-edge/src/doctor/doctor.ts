/** All checks in the order in which a fix makes sense. A check that throws is a finding, never the end of the others. */
import type { AgentHome } from '../home/agent-home.js';
import type { Finding } from './finding.js';
import { checkEnrolment, checkJournal } from './home-checks.js';
import { checkPcsc } from './reader-checks.js';
import { checkNats, checkServer } from './server-checks.js';

const checks: readonly { name: string; run: (home: AgentHome) => Promise<Finding[]> }[] = [
  { name: 'user', run: () => Promise.resolve([checkUser()]) },
  { name: 'PC/SC', run: () => checkPcsc() },
  { name: 'enrolment', run: checkEnrolment },
  { name: 'journal', run: checkJournal },
  { name: 'server', run: checkServer },
  { name: 'NATS', run: checkNats },
];

export async function runDoctor(home: AgentHome): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run } of checks) {
    try {
      findings.push(...(await run(home)));
    } catch (error) {
      const found = error instanceof Error ? error.message : 'unknown failure';
      findings.push({
        check: name,
        state: 'fail',
        found,
        fix: 'Correct what the message names, then run the doctor again.',
      });
    }
  }
  return findings;
}

function checkUser(): Finding {
  const uid = process.getuid?.();
  if (uid === 0)
    return {
      check: 'user',
      state: 'warn',
      found: 'running as root',
      fix: 'The agent needs no privilege: run it as an ordinary user or a service user.',
    };
  return { check: 'user', state: 'ok', found: uid === undefined ? 'current user' : `uid ${uid}, unprivileged` };
}
