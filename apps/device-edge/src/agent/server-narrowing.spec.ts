import { describe, expect, it } from '@jest/globals';
import { readPolicies, type Policies } from '../policies/policies.js';
import { checksText, policyReport, settingLines } from '../policies/policy-report.js';
import type { SourceAnswer } from '../policies/policy-source.js';
import type { ServerRules } from '../updates/rules.js';
import { narrowed } from './server-narrowing.js';

const policies = (said: SourceAnswer['said']): Promise<Policies> =>
  readPolicies([{ name: 'machine-policy', place: 'p', read: () => Promise.resolve({ said, problems: [] }) }]);
const nothing: ServerRules = { off: false, leastMinutes: null };
const line = async (said: SourceAnswer['said'], rules: Partial<ServerRules>, setting: string): Promise<string> =>
  settingLines(narrowed(await policies(said), { ...nothing, ...rules })).find((each) =>
    each.startsWith(`${setting} `),
  )!;

describe('the server narrows', () => {
  const hourly: SourceAnswer['said'] = { updateCheckMinutes: { state: 'enabled', value: 60 } };

  it.each<[SourceAnswer['said'], number, string]>([
    [hourly, 120, 'updateCheckMinutes = 120, by server (enabled); machine-policy: enabled, 60'],
    [hourly, 10, 'updateCheckMinutes = 60, by machine-policy (enabled); server: enabled, 10'],
    [{}, 10, 'updateCheckMinutes = 480, by default; machine-policy: not configured; server: enabled, 10'],
    [{}, 600, 'updateCheckMinutes = 600, by server (enabled); machine-policy: not configured'],
    [hourly, 43_201, 'updateCheckMinutes = 60, by machine-policy (enabled)'],
    [hourly, -1, 'updateCheckMinutes = 60, by machine-policy (enabled)'],
  ])('the interval: %j, at least %d minutes', async (said, leastMinutes, expected) => {
    expect(await line(said, { leastMinutes }, 'updateCheckMinutes')).toBe(expected);
  });

  it.each<[SourceAnswer['said'], boolean, string]>([
    [
      { cardAutoUpdate: { state: 'enabled', value: true } },
      true,
      'cardAutoUpdate = false, by server (disabled); machine-policy: enabled, true',
    ],
    [
      { cardAutoUpdate: { state: 'disabled', value: false } },
      true,
      'cardAutoUpdate = false, by machine-policy (disabled); server: disabled',
    ],
    [
      { cardAutoUpdate: { state: 'disabled', value: false } },
      false,
      'cardAutoUpdate = false, by machine-policy (disabled)',
    ],
  ])('[A18, A19] the switch: %j, off at the server: %j', async (said, off, expected) => {
    expect(await line(said, { off }, 'cardAutoUpdate')).toBe(expected);
  });

  it('[A18] status says that it is the server', async () => {
    const on = await policies({ cardAutoUpdate: { state: 'enabled', value: true } });
    expect(checksText(policyReport(narrowed(on, { ...nothing, off: true }), undefined))).toBe(
      'off: switched off at the server, which is asked again all the same',
    );
  });
});
