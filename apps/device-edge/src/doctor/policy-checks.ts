/** What policies and settings files say, and whether the server may be talked to at all. */
import { errorFixOf, errorWords, say } from '@cardwright/contracts/words/say';
import { checksWords, type PolicyReport } from '../policies/policy-report.js';
import type { PolicyProblem } from '../policies/policy-source.js';
import { finding, type Finding } from './finding.js';
import type { Sentence } from '@cardwright/contracts/said';

function settingWords({ code, place, line, column, reason: text, said }: PolicyProblem): Sentence {
  const reason = { text, said: said.reason };
  if (line === undefined) return say('doctor.setting', { code, place, reason });
  return say('doctor.setting-at', { code, place, line, column: column ?? 0, reason });
}

export function policyFindings(report: PolicyReport): Finding[] {
  const { hold, problems } = report;
  const held = hold?.error;
  const broken = problems.map((problem): Finding => {
    const found = settingWords(problem);
    const fix = problem.kind === 'unknown' ? say('doctor.correct-name') : errorFixOf(problem.code);
    return finding('settings', 'warn', found, fix);
  });
  if (held === undefined) return [...broken, finding('update checks', 'ok', checksWords(report))];
  return [
    ...broken,
    finding(
      'policy',
      'fail',
      say('doctor.held', { state: say(`hold.${hold!.state}`), why: errorWords(held) }),
      errorFixOf(held.code),
    ),
  ];
}
