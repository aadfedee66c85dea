/**
 * The policy matrix: each state of a setting in each kind of source, with what the agent then sends and what `explain` says. The servers are real,
 * and every connection and request to them is counted.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@cardwright/testing/eventually';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { EnvironmentSource } from '../../src/policies/environment-source.js';
import { FileSource } from '../../src/policies/file-source.js';
import { policyReport, settingLines } from '../../src/policies/policy-report.js';
import { readPolicies } from '../../src/policies/policies.js';
import { RegistrySource } from '../../src/policies/registry-source.js';
import type { PolicySource } from '../../src/policies/policy-source.js';
import type { SettingName } from '../../src/policies/settings-table.js';
import { EdgeClient } from '../support/edge-client.js';
import { CountedServers, PolicyAgent, type Traffic } from '../support/policy-agent.js';
import { SigningAuthority } from '../support/signing-authority.js';
import { UpdatePeer } from '../support/update-peer.js';

let nats: TestNats;
let services: EdgeClient;
let updates: UpdatePeer;
let servers: CountedServers;
let folder: string;
let agent: PolicyAgent | undefined;

beforeAll(async () => {
  nats = await startTestNats();
  services = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
  updates = await UpdatePeer.connect(nats.url, await nats.creds('update'), await SigningAuthority.create());
  servers = await CountedServers.start(nats, updates, services);
  folder = await mkdtemp(join(tmpdir(), 'cardwright-matrix-'));
});
afterEach(async () => {
  await agent?.stop();
  agent = undefined;
});
afterAll(async () => {
  await servers.close();
  await updates.close();
  await services.close();
  await nats.stop();
  await rm(folder, { recursive: true });
});

type State = 'not configured' | 'enabled' | 'disabled' | 'broken';
type Kind = 'machine-policy' | 'edge.json' | 'environment';

/** The three sources; only `kind` says something. */
async function sourcesWith(kind: Kind, text: Record<Kind, string | undefined>): Promise<PolicySource[]> {
  const files = { 'machine-policy': join(folder, 'policy.json'), 'edge.json': join(folder, 'edge.json') };
  for (const [name, file] of Object.entries(files)) {
    await rm(file, { force: true });
    const content = name === kind ? text[kind] : undefined;
    if (content !== undefined) await writeFile(file, content);
  }
  const variables = Object.fromEntries([(kind === 'environment' ? text[kind] : undefined)?.split('=') ?? []]);
  return [
    new FileSource('machine-policy', files['machine-policy']),
    new FileSource('edge.json', files['edge.json']),
    new EnvironmentSource(variables),
  ];
}

async function observe(
  sources: PolicySource[],
  setting: SettingName,
): Promise<{ traffic: Traffic; line: string; hold: string }> {
  const report = policyReport(await readPolicies(sources), servers.serverUrl);
  agent = await PolicyAgent.start(servers, sources);
  const traffic = await agent.traffic(report.hold === null);
  const line = settingLines(report).find((each) => each.startsWith(`${setting} `))!;
  return { traffic, line, hold: report.hold?.state ?? 'none' };
}

const all: Traffic = { nats: 1, checks: 1, http: 1 };
const noChecks: Traffic = { nats: 1, checks: 0, http: 1 };
const nothing: Traffic = { nats: 0, checks: 0, http: 0 };
const unset = (...others: Kind[]) => others.map((name) => `; ${name}: not configured`).join('');
const [machine, file, environment] = ['machine-policy', 'edge.json', 'environment'] as const;

describe('[A19] cardAutoUpdate', () => {
  const says: Record<State, Record<Kind, string | undefined>> = {
    'not configured': { 'machine-policy': undefined, 'edge.json': undefined, environment: undefined },
    enabled: {
      'machine-policy': '{ "cardAutoUpdate": true }',
      'edge.json': '{ "cardAutoUpdate": true }',
      environment: 'CARDWRIGHT_AGENT_CARD_AUTO_UPDATE=true',
    },
    disabled: {
      'machine-policy': '{ "cardAutoUpdate": false }',
      'edge.json': '{ "cardAutoUpdate": false }',
      environment: 'CARDWRIGHT_AGENT_CARD_AUTO_UPDATE=false',
    },
    broken: {
      'machine-policy': '{ "cardAutoUpdate": ',
      'edge.json': '{ "cardAutoUpdate": ',
      environment: 'CARDWRIGHT_AGENT_CARD_AUTO_UPDATE=perhaps',
    },
  };

  it.each<[State, Kind, Traffic, string, string]>([
    [
      'not configured',
      machine,
      noChecks,
      'none',
      `cardAutoUpdate = false, by default${unset(machine, file, environment)}`,
    ],
    ['enabled', machine, all, 'none', `cardAutoUpdate = true, by machine-policy (enabled)${unset(file, environment)}`],
    [
      'disabled',
      machine,
      noChecks,
      'none',
      `cardAutoUpdate = false, by machine-policy (disabled)${unset(file, environment)}`,
    ],
    [
      'broken',
      machine,
      nothing,
      'policy-broken',
      `cardAutoUpdate = false, by default; machine-policy: broken${unset(file, environment)}`,
    ],
    [
      'not configured',
      file,
      noChecks,
      'none',
      `cardAutoUpdate = false, by default${unset(machine, file, environment)}`,
    ],
    ['enabled', file, all, 'none', `cardAutoUpdate = true, by edge.json (enabled)${unset(machine, environment)}`],
    [
      'disabled',
      file,
      noChecks,
      'none',
      `cardAutoUpdate = false, by edge.json (disabled)${unset(machine, environment)}`,
    ],
    [
      'broken',
      file,
      noChecks,
      'none',
      `cardAutoUpdate = false, by default${unset(machine)}; edge.json: broken${unset(environment)}`,
    ],
    [
      'not configured',
      environment,
      noChecks,
      'none',
      `cardAutoUpdate = false, by default${unset(machine, file, environment)}`,
    ],
    ['enabled', environment, all, 'none', `cardAutoUpdate = true, by environment (enabled)${unset(machine, file)}`],
    [
      'disabled',
      environment,
      noChecks,
      'none',
      `cardAutoUpdate = false, by environment (disabled)${unset(machine, file)}`,
    ],
    [
      'broken',
      environment,
      noChecks,
      'none',
      `cardAutoUpdate = false, by default${unset(machine, file)}; environment: broken`,
    ],
  ])('%s in %s', async (state, kind, traffic, hold, line) => {
    expect(await observe(await sourcesWith(kind, says[state]), 'cardAutoUpdate')).toEqual({ traffic, line, hold });
  });
});

describe('[A20] the server', () => {
  const here = (kind: Kind, url: string | false): string =>
    kind === 'environment' ? `CARDWRIGHT_AGENT_SERVER_URL=${url}` : JSON.stringify({ serverUrl: url });
  const says = (state: State | 'another server', kind: Kind): string | undefined => {
    if (state === 'enabled') return here(kind, servers.serverUrl);
    if (state === 'another server') return here(kind, 'https://new.example.org');
    if (state === 'disabled') return here(kind, false);
    return state === 'broken' ? here(kind, 'http://new.example.org') : undefined;
  };
  const rest: Record<Kind, string> = {
    'machine-policy': unset(file, environment),
    'edge.json': unset(machine, environment),
    environment: unset(machine, file),
  };
  const kinds: Kind[] = [machine, file, environment];

  const observed = async (state: State | 'another server', kind: Kind) => {
    const text = { [machine]: undefined, [file]: undefined, [environment]: undefined, [kind]: says(state, kind) };
    return observe(await sourcesWith(kind, text as Record<Kind, string | undefined>), 'serverUrl');
  };

  it.each(kinds)('that it is enrolled with, named by %s: traffic', async (kind) => {
    expect(await observed('enabled', kind)).toEqual({
      traffic: noChecks,
      hold: 'none',
      line: `serverUrl = ${servers.serverUrl}, by ${kind} (enabled)${rest[kind]}`,
    });
  });

  it.each(kinds)('another one, named by %s: nothing is sent', async (kind) => {
    expect(await observed('another server', kind)).toEqual({
      traffic: nothing,
      hold: 'enrolled-elsewhere',
      line: `serverUrl = https://new.example.org, by ${kind} (enabled)${rest[kind]}`,
    });
  });

  it.each(kinds)('disabled by %s: nothing is sent', async (kind) => {
    expect(await observed('disabled', kind)).toEqual({
      traffic: nothing,
      hold: 'server-missing',
      line: `serverUrl = none, by ${kind} (disabled)${rest[kind]}`,
    });
  });

  it.each<[Kind, Traffic, string]>([
    [machine, nothing, 'policy-broken'],
    [file, noChecks, 'none'],
    [environment, noChecks, 'none'],
  ])('broken in %s', async (kind, traffic, hold) => {
    expect(await observed('broken', kind)).toMatchObject({ traffic, hold });
  });
});

describe('[A19] cardAutoUpdate in the Windows registry, by recorded answers of reg.exe', () => {
  const key = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Cardwright\\Agent';
  const others = unset(file, environment);

  it.each<[State, string, Traffic, string, string]>([
    ['not configured', '', noChecks, 'none', `cardAutoUpdate = false, by default${unset(machine)}${others}`],
    ['enabled', 'REG_DWORD    0x1', all, 'none', `cardAutoUpdate = true, by machine-policy (enabled)${others}`],
    ['disabled', 'REG_DWORD    0x0', noChecks, 'none', `cardAutoUpdate = false, by machine-policy (disabled)${others}`],
    [
      'broken',
      'REG_SZ    yes',
      nothing,
      'policy-broken',
      `cardAutoUpdate = false, by default; machine-policy: broken${others}`,
    ],
  ])('%s', async (_, value, traffic, hold, line) => {
    const stdout = ['', key, ...(value === '' ? [] : [`    CardAutoUpdate    ${value}`]), '', ''].join('\r\n');
    const registry = new RegistrySource('HKLM', () => Promise.resolve({ code: 0, stdout, stderr: '' }));
    const [, ...weaker] = await sourcesWith(machine, {
      [machine]: undefined,
      [file]: undefined,
      [environment]: undefined,
    });
    expect(await observe([registry, ...weaker], 'cardAutoUpdate')).toEqual({ traffic, line, hold });
  });
});

describe('policies that change while the agent runs', () => {
  const source: PolicySource & { said: Awaited<ReturnType<PolicySource['read']>>['said'] } = {
    name: 'machine-policy',
    place: 'a registry',
    said: {},
    read: () => Promise.resolve({ said: { ...source.said }, problems: [] }),
  };
  const connected = async () => (await agent!.report()).connected;

  it('[A02] what the server answers makes the interval longer, and is said', async () => {
    source.said = {
      cardAutoUpdate: { state: 'enabled', value: true },
      updateCheckMinutes: { state: 'enabled', value: 30 },
    };
    updates.leastMinutes = 600;
    agent = await PolicyAgent.start(servers, [source]);
    await agent.insert(true);
    await eventually(
      async () => settingLines((await agent!.report()).policies)[2],
      'updateCheckMinutes = 600, by server (enabled); machine-policy: enabled, 30',
    );
    updates.leastMinutes = undefined;
  });

  it('[A20] the connection ends when another server is named, and is made again when it is the right one', async () => {
    source.said = { cardAutoUpdate: { state: 'enabled', value: true } };
    agent = await PolicyAgent.start(servers, [source]);
    await agent.insert(true);
    expect([servers.connections, updates.of('update.check').length]).toEqual([1, 1]);
    source.said = { ...source.said, serverUrl: { state: 'enabled', value: 'https://new.example.org' } };
    await agent.agent.lookAtPolicies();
    expect(await agent.report()).toMatchObject({
      connected: false,
      policies: { hold: { state: 'enrolled-elsewhere' } },
    });
    await agent.insert(false);
    expect([servers.connections, updates.of('update.check').length]).toEqual([1, 1]);
    source.said = { cardAutoUpdate: { state: 'enabled', value: true } };
    await agent.agent.lookAtPolicies();
    await eventually(connected, true);
    await agent.insert(true);
    expect([servers.connections, updates.of('update.check').length]).toEqual([2, 2]);
  });
});
