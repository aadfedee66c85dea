/** What policies and settings files say, and whether the server may be talked to at all. */
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import { checksText, type PolicyReport } from '../policies/policy-report.js';
import { problemText } from '../policies/policy-source.js';
import type { Finding } from './finding.js';

export function policyFindings(report: PolicyReport): Finding[] {
  const { hold, problems } = report;
  const held = hold?.error;
  const broken = problems.map((problem): Finding => ({
    check: 'settings',
    state: 'warn',
    found: `${problem.code}: ${problemText(problem)}`,
    fix: problem.kind === 'unknown' ? 'Correct the name, or update the agent.' : errorCatalogue[problem.code].fix,
  }));
  if (held === undefined) return [...broken, { check: 'update checks', state: 'ok', found: checksText(report) }];
  return [
    ...broken,
    {
      check: 'policy',
      state: 'fail',
      found: `${hold!.state}: ${held.message}; nothing is sent, and the server was not asked anything now`,
      fix: errorCatalogue[held.code].fix,
    },
  ];
}
