/** The agent as it is built, in Node for Windows: its commands, group policies in a registry, and its work on a simulated card over a real NATS server. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fromSeed } from '@nats-io/nkeys';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BatchRequest, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import type { PolicyReport } from '../../src/policies/policy-report.js';
import { AgentHome } from '../../src/home/agent-home.js';
import { agentVersion } from '../../src/server/version.js';
import { parseCreds } from '../support/creds.js';
import { EdgeClient } from '../support/edge-client.js';
import { issue, pinRule } from '../support/issue-flow.js';
import { SpecVault } from '../support/vault.js';
import { Wine, type WindowsProcess } from '../support/wine.js';

const home = 'C:\\agent';
const inHome = ['--home', home];
const policies = 'Software\\Policies\\Cardwright\\Agent';

let wine: Wine;
beforeAll(async () => {
  wine = await Wine.start();
}, 120_000);
afterAll(() => wine.stop(), 200_000);

describe('not enrolled', () => {
  it('says what it is and what it can do', async () => {
    expect(await wine.agent(['--version'])).toEqual({ code: 0, stdout: `${agentVersion}\n`, stderr: '' });
    const { code, stdout } = await wine.agent(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: cardwright-agent [options] [command]\n');
  }, 200_000);

  it('status, explain, logs and run say what is missing', async () => {
    expect(await wine.agent(['status', ...inHome])).toEqual({
      code: 1,
      stdout: [
        'Home          C:\\agent',
        'Enrolment     none: run `cardwright-agent enrol`',
        'Agent         not running: `cardwright-agent run`',
        'Update checks off: cardAutoUpdate is not configured anywhere',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect((await wine.agent(['explain', ...inHome])).stdout).toContain('cardAutoUpdate = false, by default;');
    expect(await wine.agent(['logs', ...inHome])).toMatchObject({ code: 0, stdout: '' });
    const { code, stderr } = await wine.agent(['run', '--simulated', ...inHome]);
    expect(code).toBe(78);
    expect(stderr).toContain('AUTH_REQUIRED: This workstation is not enrolled: run `cardwright-agent enrol` first\n');
  }, 200_000);

  it('doctor looks at everything', async () => {
    const { code, stdout, stderr } = await wine.agent(['doctor', ...inHome]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('ok    user: current user\n');
    expect(stdout).toContain(
      'FAIL  enrolment: nothing in C:\\agent; no deployment code in C:\\ProgramData\\Cardwright\\deployment-code\n',
    );
    expect(stdout).toContain('ok    journal: C:\\agent\\journal is written and synced\n');
  }, 200_000);
});

describe('group policies', () => {
  const set = (hive: string, ...value: string[]) =>
    wine.done(['reg.exe', 'add', `${hive}\\${policies}`, ...value, '/f']);
  afterEach(async () => {
    for (const hive of ['HKLM', 'HKCU']) await wine.run(['reg.exe', 'delete', `${hive}\\${policies}`, '/f']);
  });

  it('of the machine and of the user are read from the registry', async () => {
    await set('HKLM', '/v', 'CardAutoUpdate', '/t', 'REG_DWORD', '/d', '1');
    await set('HKCU', '/v', 'UpdateCheckMinutesEnabled', '/t', 'REG_DWORD', '/d', '1');
    await set('HKCU', '/v', 'UpdateCheckMinutes', '/t', 'REG_DWORD', '/d', '90');
    await set('HKCU', '/v', 'Unheard', '/t', 'REG_SZ', '/d', 'of');
    const { report } = JSON.parse((await wine.agent(['explain', '--json', ...inHome])).stdout) as {
      report: PolicyReport;
    };
    const { cardAutoUpdate, updateCheckMinutes } = report.decisions;
    expect([cardAutoUpdate, updateCheckMinutes].map(({ value, source }) => ({ value, source }))).toEqual([
      { value: true, source: 'machine-policy' },
      { value: 90, source: 'user-policy' },
    ]);
    expect(report.problems.map(({ code, place, kind }) => ({ code, place, kind }))).toEqual([
      {
        code: 'EDGE_POLICY_INVALID',
        place: 'HKCU\\Software\\Policies\\Cardwright\\Agent\\unheard',
        kind: 'unknown',
      },
    ]);
  }, 200_000);
});

describe('at work', () => {
  const workstationId = 'ws-1';
  const reader = 'Simulated reader 0';
  const open = { identityText: 'ykserial:10000001' };
  const lease: LeaseToken = { requestId: 'r-1', deviceId: 'd-1', workstationId, fencingToken: 2 };
  let nats: TestNats;
  let client: EdgeClient;
  let vault: SpecVault;
  let agent: WindowsProcess | undefined;

  beforeAll(async () => {
    nats = await startTestNats();
    vault = await SpecVault.create();
    client = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
    const folder = join(wine.folder, 'windows/drive_c/agent');
    await mkdir(folder, { recursive: true });
    const { jwt, seed } = parseCreds(new TextDecoder().decode(await nats.agentCreds(workstationId)));
    await new AgentHome(folder).saveEnrolment(
      {
        ...{ workstationId, natsUrl: nats.url, agentNkey: fromSeed(seed).getPublicKey() },
        ...{ serverUrl: 'http://127.0.0.1:1', enrolledAt: '2030-01-01T00:00:00Z' },
        vaultPublicJwk: vault.publicJwk,
      },
      { seed, jwt, caPem: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n' },
    );
  }, 200_000);
  afterAll(async () => {
    await agent?.kill();
    await client.close();
    await nats.stop();
  });

  const start = async () => {
    client.events.length = 0;
    agent = wine.beginAgent(['run', '--simulated', ...inHome]);
    await client.until('agent.started', ({ readers }) => readers.length === 1);
  };

  it('issues a card, says so, and goes on after it was killed', async () => {
    await start();
    const { results } = await issue({
      ...{ lease, identityText: open.identityText, vault, readerName: reader },
      send: (batch: BatchRequest) => client.ask(workstationId, 'batch.execute', batch, 60_000),
      holderPin: '73920518',
      supplyPin: (jwe) => client.ask(workstationId, 'pin.supply', { lease, purpose: 'holder-pin', jwe, pinRule }),
    });
    expect(results.map(({ failure }) => failure)).toEqual(results.map(() => undefined));
    const { code, stdout } = await wine.agent(['status', ...inHome]);
    expect(code).toBe(0);
    expect(stdout).toContain('connected\n');
    expect(stdout).toContain('  Simulated reader 0: card\n');
    // By the door for users' processes, which Windows tells whose they are.
    const explained = await wine.agent(['explain', '--json', ...inHome]);
    expect(JSON.parse(explained.stdout)).toMatchObject({ running: true, connected: true });
    await agent!.kill();
    expect((await wine.agent(['status', ...inHome])).stdout).toContain('Agent         not running');
    await start();
    const { image } = await client.ask(workstationId, 'card.inspect', {});
    expect(image.pin.factory).toBe(false);
    const older = { lease: { ...lease, requestId: 'r-0', fencingToken: 1 }, batchId: 'r-0/1/1', ttlMs: 60_000 };
    await expect(
      client.ask(workstationId, 'batch.execute', { ...older, steps: [{ kind: 'request-witness' }] }),
    ).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
  }, 400_000);
});
