import { expect, it } from '@jest/globals';
import { say } from '@cardwright/contracts/words/say';
import { inGerman } from '@cardwright/contracts/words/in-german';
import type { PolicyReport } from '../policies/policy-report.js';
import type { PolicyProblem } from '../policies/policy-source.js';
import type { AgentSettings } from '../policies/settings-table.js';
import { trafficHold } from '../policies/traffic-hold.js';
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
  const { text: reason, said } = say('policy.no-switch', { setting: 'cardAutoUpdate' });
  const problem = {
    ...{ code: 'EDGE_POLICY_INVALID', source: 'machine-policy', place, kind: 'value' },
    ...{ reason, said: { reason: said } },
  };
  const problems = [{ ...problem, line: 3, column: 5 }, problem] as PolicyReport['problems'];
  expect(inBoth(report(true, problems)).slice(0, 2)).toEqual([
    [
      'settings',
      `EDGE_POLICY_INVALID: ${place}, line 3, column 5: cardAutoUpdate is neither true nor false`,
      'Einstellungen',
      `EDGE_POLICY_INVALID: ${place}, Zeile 3, Spalte 5: cardAutoUpdate ist weder true noch false`,
    ],
    [
      'settings',
      `EDGE_POLICY_INVALID: ${place}: cardAutoUpdate is neither true nor false`,
      'Einstellungen',
      `EDGE_POLICY_INVALID: ${place}: cardAutoUpdate ist weder true noch false`,
    ],
  ]);
});

it('why nothing is sent is said in both languages, with the reason in the policy', () => {
  const { text: reason, said } = say('policy.not-json', { code: 'InvalidSymbol' });
  const problem: PolicyProblem = {
    ...{ code: 'EDGE_POLICY_INVALID', source: 'machine-policy', place, line: 1, column: 2 },
    ...{ kind: 'unreadable', reason, said: { reason: said } },
  };
  const given = report(false, [problem]);
  const hold = trafficHold({ ...given, settings: { serverUrl: null } as AgentSettings }, undefined)!;
  expect(inBoth({ ...given, hold }).slice(1)).toEqual([
    [
      'policy',
      `policy-broken: ${place}, line 1, column 2: not JSON (InvalidSymbol); nothing is sent, and the server was not asked anything now`,
      'Richtlinie',
      `Richtlinie fehlerhaft (policy-broken): ${place}, Zeile 1, Spalte 2: kein JSON (InvalidSymbol); es wird nichts gesandt, und der Server wurde jetzt nichts gefragt`,
    ],
  ]);
});
