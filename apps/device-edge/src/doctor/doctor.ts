/** All checks in the order in which a fix makes sense. A check that throws is a finding, never the end of the others. */
import type { AgentHome } from '../home/agent-home.js';
import { failureWords, finding, type CheckName, type Finding } from './finding.js';
import { readPolicies } from '../policies/policies.js';
import { policyReport } from '../policies/policy-report.js';
import type { PolicySource } from '../policies/policy-source.js';
import { systemSources } from '../policies/system-sources.js';
import { checkBridge } from './bridge-checks.js';
import { checkEnrolment, checkJournal } from './home-checks.js';
import { policyFindings } from './policy-checks.js';
import { checkPcsc, readerNames, type PcscParts } from './reader-checks.js';
import { checkNats, checkServer } from './server-checks.js';
import { checkSessions } from './session-checks.js';
import { checkUsbKeys } from './usb-key-checks.js';
import { say } from '@cardwright/contracts/words/say';

type Check = { name: CheckName; run: (home: AgentHome) => Promise<Finding[]> };

const localChecks = (pcsc: PcscParts | undefined): readonly Check[] => [
  { name: 'user', run: () => Promise.resolve([checkUser()]) },
  { name: 'PC/SC', run: () => checkPcsc(pcsc) },
  { name: 'USB keys', run: () => checkUsbKeys(() => readerNames(pcsc)) },
  { name: 'enrolment', run: (home) => checkEnrolment(home, pcsc && process.pid) },
  { name: 'journal', run: checkJournal },
  { name: 'portal', run: checkBridge },
];
const serverChecks = (named: boolean): readonly Check[] => [
  { name: 'server', run: checkServer },
  { name: 'NATS', run: checkNats },
  { name: 'sessions', run: () => checkSessions(named) },
];

/** A policy that forbids to talk to the server is kept here too. pcsc: where the readers are an agent's that runs, for operators somewhere else. */
export async function runDoctor(
  home: AgentHome,
  sources: readonly PolicySource[] = systemSources(home.settingsFile),
  pcsc?: PcscParts,
): Promise<Finding[]> {
  const enrolledUrl = (await home.config())?.serverUrl;
  const report = policyReport(await readPolicies(sources), enrolledUrl);
  const policies: Check = { name: 'policies', run: () => Promise.resolve(policyFindings(report)) };
  const findings: Finding[] = [];
  for (const { name, run } of [
    ...localChecks(pcsc),
    policies,
    ...(report.hold === null ? serverChecks(pcsc === undefined) : []),
  ]) {
    try {
      findings.push(...(await run(home)));
    } catch (error) {
      findings.push(finding(name, 'fail', failureWords(error), say('doctor.correct-it')));
    }
  }
  return findings;
}

function checkUser(): Finding {
  const uid = process.getuid?.();
  if (uid === 0) return finding('user', 'warn', say('doctor.root'), say('doctor.run-as-user'));
  return finding('user', 'ok', uid === undefined ? say('doctor.current-user') : say('doctor.uid', { uid }));
}
