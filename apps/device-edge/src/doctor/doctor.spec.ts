import { createUser } from '@nats-io/nkeys';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentHome } from '../home/agent-home.js';
import { bridgeFinding, checkBridge } from './bridge-checks.js';
import { checkEnrolment, checkJournal } from './home-checks.js';
import { checkNats, checkServer, clockFinding, versionFinding } from './server-checks.js';
import { inGerman } from '@cardwright/contracts/words/in-german';

let home: AgentHome;
beforeEach(async () => {
  home = new AgentHome(await mkdtemp(join(tmpdir(), 'cardwright-doctor-')));
});
afterEach(() => rm(home.folder, { recursive: true }));

const enrolled = (jwt: string): Promise<void> =>
  home.saveEnrolment(
    {
      workstationId: 'ws-1',
      serverUrl: 'http://127.0.0.1:1',
      natsUrl: 'nats://127.0.0.1:1',
      agentNkey: 'U',
      enrolledAt: '2030-01-01T00:00:00Z',
    },
    { seed: Buffer.from(createUser().getSeed()), jwt, caPem: '' },
  );
const jwtUntil = (expiresAtMs: number): string =>
  `e30.${Buffer.from(JSON.stringify({ iat: 1, exp: Math.floor(expiresAtMs / 1000) })).toString('base64url')}.sig`;

describe('[F09] doctor', () => {
  it('says how to enrol a home that is not', async () => {
    const [finding] = await checkEnrolment(home);
    expect(finding).toMatchObject({ state: 'fail', fix: expect.stringContaining('cardwright-agent enrol') });
  });

  it('distinguishes a good credential from one that ends soon and one that has ended', async () => {
    for (const [left, state] of [
      [20, 'ok'],
      [5, 'warn'],
      [-1, 'fail'],
    ] as const) {
      await enrolled(jwtUntil(Date.now() + left * 24 * 3600 * 1000));
      expect((await checkEnrolment(home)).find(({ check }) => check === 'credential')?.state).toBe(state);
    }
  });

  it('finds a key that others can read', async () => {
    await enrolled(jwtUntil(Date.now() + 1e10));
    await chmod(home.seedFile, 0o644);
    expect((await checkEnrolment(home)).find(({ check }) => check === 'key file')).toMatchObject({ state: 'fail' });
  });

  it('writes to the journal folder, or says why it cannot', async () => {
    expect(await checkJournal(home)).toMatchObject([{ state: 'ok' }]);
    await rm(home.journalFolder, { recursive: true });
    await writeFile(home.journalFolder, 'in the way');
    expect(await checkJournal(home)).toMatchObject([{ state: 'fail', fix: expect.any(String) }]);
  });

  it('says whether the portal finds this computer, and what to do about a port that is taken', () => {
    expect(bridgeFinding({ port: 27432, open: true }, true)).toMatchObject({
      state: 'ok',
      found: 'finds this computer at 127.0.0.1:27432',
    });
    expect(bridgeFinding({ port: 27432, open: false }, true)).toMatchObject({
      ...{ state: 'warn', fix: expect.stringContaining('--bridge-port') },
    });
    expect(bridgeFinding({ port: 27432, open: true }, false)).toMatchObject({
      ...{ check: 'portal', state: 'ok' },
      found: 'a browser that is sent to 127.0.0.1:27432 is told that this computer is not set up yet',
    });
  });

  it('asks for no door where no agent runs', async () => {
    expect(await checkBridge(home)).toEqual([]);
  });

  it('[B12] says which of agent and server is too old for the other, with both versions', () => {
    expect(versionFinding({ serverVersion: '0.1.0', minimumAgentVersion: '0.1.0' })).toMatchObject({
      ...{ check: 'versions', state: 'ok', found: 'agent 0.1.0, server 0.1.0' },
    });
    expect(versionFinding({ serverVersion: '0.3.0', minimumAgentVersion: '0.2.0' })).toMatchObject({
      check: 'versions',
      state: 'fail',
      found:
        'agent 0.1.0 is too old: the server (0.3.0) needs 0.2.0 or later, and offers and begins nothing here until then',
      fix: 'Install agent 0.2.0 or later; it goes on with the same enrolment.',
    });
    expect(versionFinding({ serverVersion: '0.0.9', minimumAgentVersion: '0.0.1' })).toMatchObject({
      ...{ state: 'fail', found: 'the server (0.0.9) is too old: agent 0.1.0 needs 0.1.0 or later' },
    });
    expect(versionFinding(undefined)).toMatchObject({ state: 'warn', fix: expect.stringContaining('issuance-svc') });
  });

  it('reports a server and a NATS server that are away, each with a fix', async () => {
    await enrolled(jwtUntil(Date.now() + 1e10));
    for (const findings of [await checkServer(home), await checkNats(home)])
      expect(findings).toMatchObject([{ state: 'fail', fix: expect.any(String) }]);
  });

  it('[fault 19] measures the clock against the server', () => {
    expect(clockFinding(5_000).state).toBe('ok');
    const { found, fix, said } = clockFinding(3_600_000);
    expect([found, inGerman(said!.found!), inGerman(said!.fix!)]).toEqual([
      '3600 s ahead of the server',
      '3600 s vor der des Servers',
      'Stellen Sie die Uhr dieses Rechners (NTP einschalten): Versiegelte PINs würden als abgelaufen abgelehnt.',
    ]);
    expect(fix).toBe('Set the clock of this machine (turn on NTP): sealed PINs would be refused as expired.');
    expect(clockFinding(-90_000).found).toBe('90 s behind the server');
  });
});
