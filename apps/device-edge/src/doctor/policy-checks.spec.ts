import { expect, it } from '@jest/globals';
import { inGerman } from '@cardwright/contracts/words/in-german';
import type { PolicyReport } from '../policies/policy-report.js';
import { policyFindings } from './policy-checks.js';

const place = '/etc/cardwright/policy.json';
const report = (value: boolean, problems: PolicyReport['problems'] = []): PolicyReport => ({
  decisions: {
    cardAutoUpdate: {
      value,
      source: 'machine-policy',
      said: [{ source: 'machine-policy', place, state: value ? 'enabled' : 'disabled', value }],
    },
  } as unknown as PolicyReport['decisions'],
  problems,
  hold: null,
});
const inBoth = (given: PolicyReport) =>
  policyFindings(given).map(({ check, found, said }) => [check, found, inGerman(said!.check!), inGerman(said!.found!)]);

it.each([
  [
    true,
    `on: cardAutoUpdate is enabled by machine-policy (${place})`,
    `an: cardAutoUpdate ist durch machine-policy eingeschaltet (${place})`,
  ],
  [
    false,
    `off: cardAutoUpdate is disabled by machine-policy (${place})`,
    `aus: cardAutoUpdate ist durch machine-policy ausgeschaltet (${place})`,
  ],
])('[A19] whether the server is asked is said in both languages: %s', (value, english, german) =>
  expect(inBoth(report(value))).toEqual([['update checks', english, 'Fragen nach Aktualisierungen', german]]),
);

it('what is wrong with a file is said with its place in both languages', () => {
  const problem = { code: 'EDGE_POLICY_INVALID', source: 'machine-policy', place, kind: 'value', reason: 'no boolean' };
  const problems = [{ ...problem, line: 3, column: 5 }, problem] as PolicyReport['problems'];
  expect(inBoth(report(true, problems)).slice(0, 2)).toEqual([
    [
      'settings',
      `EDGE_POLICY_INVALID: ${place}, line 3, column 5: no boolean`,
      'Einstellungen',
      `EDGE_POLICY_INVALID: ${place}, Zeile 3, Spalte 5: no boolean`,
    ],
    [
      'settings',
      `EDGE_POLICY_INVALID: ${place}: no boolean`,
      'Einstellungen',
      `EDGE_POLICY_INVALID: ${place}: no boolean`,
    ],
  ]);
});
