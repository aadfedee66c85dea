import { describe, expect, it } from '@jest/globals';
import type { Explanation } from '../desk-link/protocol.js';
import { readPolicies } from '../policies/policies.js';
import { policyReport } from '../policies/policy-report.js';
import type { PolicySource, SourceAnswer } from '../policies/policy-source.js';
import { versionReport } from '../server/version-report.js';
import type { CardOutlook } from '../updates/rules.js';
import { explanationText } from './explanation-text.js';

const now = new Date('2026-11-27T10:30:00Z');
const minute = 60_000;
const card: CardOutlook = {
  readerName: 'Reader 0',
  heard: 'none',
  heardMsAgo: 3 * minute,
  offered: false,
  asksInMs: 477 * minute,
};

async function text(said: SourceAnswer['said'], change: Partial<Explanation> = {}): Promise<string[]> {
  const machine: PolicySource = {
    name: 'machine-policy',
    place: '/etc/cardwright/policy.json',
    read: () => Promise.resolve({ said, problems: [] }),
  };
  const report = policyReport(await readPolicies([machine]), 'https://cards.example.org');
  const explanation = { report, running: true, connected: true, cards: [card], ...change };
  return explanationText(explanation, now).split('\n');
}

describe('explain', () => {
  it('names the winner of each setting, and what comes next for the card', async () => {
    expect(await text({ cardAutoUpdate: { state: 'enabled', value: true } })).toEqual([
      'Settings of the agent that runs here:',
      '  cardAutoUpdate = true, by machine-policy (enabled)',
      '  serverUrl = the server that it is enrolled with, by default; machine-policy: not configured',
      '  updateCheckMinutes = 480, by default; machine-policy: not configured',
      '  updateCheckJitterSeconds = 120, by default; machine-policy: not configured',
      '  repromptMinutes = as the server says, by default; machine-policy: not configured',
      'Reader 0: asked at 2026-11-27 10:27 UTC, nothing is due; asked again at 2026-11-27 18:27 UTC',
      '',
    ]);
  });

  it('says of a source that is closed to who asks that it is, and not that it is broken', async () => {
    const settings: PolicySource = {
      name: 'settings.json',
      place: '/var/lib/cardwright/settings.json',
      read: () => Promise.resolve({ said: {}, problems: [], closed: true }),
    };
    const report = policyReport(await readPolicies([settings]), undefined);
    const [first, second] = explanationText({ report, running: false, connected: false, cards: null }, now).split('\n');
    expect([first, second]).toEqual([
      'No agent answers here. Settings that one would have that is started now by this user:',
      '  cardAutoUpdate = false, by default; settings.json: closed to you',
    ]);
    expect(report).toMatchObject({ problems: [], hold: null });
  });

  it('[B12] says both versions, and what to do where this agent is too old', async () => {
    const said = { serverVersion: '0.3.0', minimumAgentVersion: '0.2.0' };
    const old: CardOutlook = { ...card, heard: 'version-unsupported' };
    expect((await text({}, { versions: versionReport(said), cards: [old] })).slice(6, 9)).toEqual([
      'STOP  agent 0.1.0 is too old: the server (0.3.0) needs 0.2.0 or later, and offers and begins nothing here until then',
      '      fix: Install agent 0.2.0 or later; it goes on with the same enrolment.',
      'Reader 0: asked at 2026-11-27 10:27 UTC, this agent is too old for the server; asked again at 2026-11-27 18:27 UTC',
    ]);
    const versions = versionReport({ serverVersion: '0.3.0', minimumAgentVersion: '0.1.0' });
    expect((await text({}, { versions }))[6]).toBe('Versions: agent 0.1.0, server 0.3.0');
  });

  it('[A20] says what stops everything, and what to do', async () => {
    const lines = await text({ serverUrl: { state: 'disabled', value: false } }, { connected: false });
    expect(lines.slice(6)).toEqual([
      'STOP  server-missing: The server is disabled by machine-policy. Nothing is sent.',
      '      fix: Set the server in the policy, or take the policy away, so that the server counts that this workstation is enrolled with.',
      'Reader 0: asked at 2026-11-27 10:27 UTC, nothing is due; nothing is sent: server-missing',
      '',
    ]);
  });

  it.each<[Partial<CardOutlook>, Partial<Explanation>, string]>([
    [
      { asksInMs: null, heard: null, heardMsAgo: null },
      {},
      'Reader 0: the server was not asked about it yet; nothing is asked by itself (cardAutoUpdate), `cardwright-agent check` asks',
    ],
    [
      { heard: 'failed' },
      { connected: false },
      'Reader 0: asked at 2026-11-27 10:27 UTC, the server did not answer; asked when the server can be reached again',
    ],
    [
      { heard: 'available', offered: true },
      {},
      'Reader 0: asked at 2026-11-27 10:27 UTC, an update is due; the update is shown to the person at this computer; asked again at 2026-11-27 18:27 UTC',
    ],
  ])('a card %j', async (change, explanation, expected) => {
    expect((await text({}, { cards: [{ ...card, ...change }], ...explanation })).at(-2)).toBe(expected);
  });

  it.each<[Partial<Explanation>, string]>([
    [{ cards: [] }, 'Cards: none in a reader that can be asked about'],
    [{ cards: null }, 'Cards: are told to the person at this computer only'],
    [{ running: false, cards: null }, 'Cards: only an agent that runs knows them: `cardwright-agent run`'],
  ])('no card: %j', async (change, expected) => {
    expect((await text({}, change)).at(-2)).toBe(expected);
  });
});
