/**
 * Agent and server say their versions to each other (B12), on the whole system: an agent that reports an old version, and the installation's own
 * agent while the least version is raised above it and lowered again.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { agentCalls, connectAsAgent } from '../../src/agent-connection.js';
import { untilCardSeen } from '../../src/card-seen.js';
import { eventually } from '../../src/eventually.js';
import { inspect, personId } from '../../src/issue.js';
import { startSystem, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(180_000);
const agentProgram = fileURLToPath(new URL('../../../../apps/device-edge/dist/main.js', import.meta.url));
const reader = 'Simulated reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;

let system: TestSystem;
let agent: RunningAgent;
let device: { deviceId: string; identityText: string };
let offerId: string;

beforeAll(async () => {
  system = await startSystem();
  await system.api('POST', '/people/import', { csv: people });
  const env = { CARDWRIGHT_AGENT_CARD_AUTO_UPDATE: 'true', CARDWRIGHT_AGENT_UPDATE_CHECK_JITTER_SECONDS: '0' };
  agent = await system.startAgent({ name: 'versions', args: ['--simulated', '1'], env });
  await untilCardSeen(system.api, agent.workstationId, reader);
  ({ device } = await inspect(system.api, agent.workstationId, reader));
  const holder = await personId(system.api, 'T1');
  await system.api('POST', `/devices/${device.deviceId}/bind`, {
    ...{ personId: holder, profileName: 'authentication-only', reasonText: 'starts in May' },
  });
});
afterAll(() => system?.stop());

/** As an agent of this workstation that says that it is of this version. */
async function asVersion<Answer>(ask: (call: ReturnType<typeof agentCalls>) => Promise<Answer>): Promise<Answer> {
  const connection = await connectAsAgent(system, agent);
  try {
    return await ask(agentCalls(connection, agent));
  } finally {
    await connection.close();
  }
}
const checkAs = (agentVersion: string) => {
  const { identityText } = device;
  return asVersion((call) => call('update.check', { identityText, agentVersion, offers: 1, readerName: reader }));
};
const offers = () =>
  system.api<ReplyOf<IssuanceApi, 'devices.update-offers'>>('GET', `/devices/${device.deviceId}/update-offers`);

/** What a person reads who administers the workstation. */
function program(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'] } };
    const child = execFile(process.execPath, [agentProgram, ...args, '--home', agent.agentHome], options, (_, out) =>
      resolve({ code: child.exitCode ?? -1, out }),
    );
  });
}
const versionsInStatus = async () => {
  const { versions } = JSON.parse((await program('status', '--json')).out) as { versions?: { state: string } };
  return versions?.state;
};
/** Of the agent; everything that it said of versions. */
const said = async (): Promise<string[]> => {
  const text = await readFile(join(system.home, 'logs', 'agent-versions.log'), 'utf8');
  return text.split('\n').filter((line) => line.includes('EDGE_OUTDATED'));
};
async function restartServer(minimumAgentVersion: string | undefined): Promise<void> {
  if (minimumAgentVersion === undefined) delete system.at.minimumAgentVersion;
  else system.at.minimumAgentVersion = minimumAgentVersion;
  for (const name of ['issuance-svc', 'update-svc'] as const) {
    await system.services[name].stop();
    await system.startService(name);
  }
}

describe('[B12] versions', () => {
  it('[B12] an agent that reports an old version is offered nothing and begins nothing; both versions are named', async () => {
    await eventually(async () => (await offers()).due.map(({ kind }) => kind), ['card.issue']);
    const versions = { serverVersion: '0.1.0', minimumAgentVersion: '0.1.0' };
    expect(await checkAs('0.0.9')).toMatchObject({ answer: 'version-unsupported', agentVersion: '0.0.9', ...versions });
    const answer = await checkAs('0.1.0');
    expect(answer).toMatchObject({ answer: 'available', kind: 'card.issue' });
    offerId = (answer as { requestId: string }).requestId;
    const accept = { offerId, readerName: reader };
    await expect(
      asVersion((call) => call('update.accept', { ...accept, agentVersion: '0.0.9' })),
    ).rejects.toMatchObject({
      code: 'EDGE_OUTDATED',
      details: { agentVersion: '0.0.9', minimumAgentVersion: '0.1.0' },
    });
    expect((await offers()).rows).toMatchObject([{ state: 'offered' }]);
    expect(await asVersion((call) => call('version.exchange', { agentVersion: '0.1.0' }))).toEqual(versions);
    expect(await versionsInStatus()).toBe('supported');
  });

  it('[B12] the least version is raised: the agent says so once, keeps its credential and offers nothing', async () => {
    await restartServer('0.2.0');
    await eventually(versionsInStatus, 'agent-outdated', 30_000);
    const text =
      'agent 0.1.0 is too old: the server (0.1.0) needs 0.2.0 or later, and offers and begins nothing here until then';
    const status = await program('status');
    expect(status).toMatchObject({ code: 1, out: expect.stringContaining(`Versions      ${text}`) });
    const doctor = await program('doctor');
    expect(doctor.out).toContain(`FAIL  versions: ${text}`);
    expect((await program('explain')).out).toContain(`STOP  ${text}`);
    expect(await checkAs('0.1.0')).toMatchObject({ answer: 'version-unsupported', minimumAgentVersion: '0.2.0' });
    const { agentNkey } = JSON.parse(await readFile(join(agent.agentHome, 'config.json'), 'utf8')) as {
      agentNkey: string;
    };
    expect(await asVersion((call) => call('jwt.renew', { agentNkey }))).toMatchObject({ jwt: expect.any(String) });
    expect(await said()).toHaveLength(1);
  });

  it('[B12] the least version is lowered again: the agent recovers by itself', async () => {
    await restartServer(undefined);
    await eventually(versionsInStatus, 'supported', 30_000);
    expect((await program('status')).code).toBe(0);
    expect((await program('explain')).out).toMatch(/Versions: agent 0\.1\.0, server 0\.1\.0/);
    expect(await checkAs('0.1.0')).toMatchObject({ answer: 'available', requestId: offerId });
    expect(await said()).toHaveLength(1);
  });
});
