/** An agent tells its server how it is ruled and what is in its readers, when that changes; and that it ends. On real NATS. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { FileSource } from '../../src/policies/file-source.js';
import { EdgeClient } from '../support/edge-client.js';
import { CountedServers, PolicyAgent, workstationId } from '../support/policy-agent.js';
import { SigningAuthority } from '../support/signing-authority.js';
import { UpdatePeer } from '../support/update-peer.js';

let nats: TestNats;
let client: EdgeClient;
let updates: UpdatePeer;
let servers: CountedServers;
let folder: string;
let policy: string;
let agent: PolicyAgent;

beforeAll(async () => {
  nats = await startTestNats();
  client = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
  updates = await UpdatePeer.connect(nats.url, await nats.creds('update'), await SigningAuthority.create());
  servers = await CountedServers.start(nats, updates, client);
  folder = await mkdtemp(join(tmpdir(), 'cardwright-reports-'));
  policy = join(folder, 'policy.json');
  agent = await PolicyAgent.start(servers, [new FileSource('machine-policy', policy)]);
});
afterAll(async () => {
  await servers.close();
  await updates.close();
  await client.close();
  await nats.stop();
  await rm(folder, { recursive: true });
});

const autoUpdate = (value: boolean, source: string) => ({ name: 'cardAutoUpdate', value, source });

it('first with what it says when it starts', async () => {
  await client.until('agent.started', () => true);
  expect(client.of('agent.started')).toMatchObject([
    {
      workstationId,
      system: expect.any(String),
      policies: { settings: [autoUpdate(false, 'default'), {}, {}, {}, {}] },
    },
  ]);
  expect(JSON.stringify(client.of('agent.started'))).not.toContain(folder);
});

it('[A19] then another policy', async () => {
  await writeFile(policy, '{ "cardAutoUpdate": true, "strange": 1 }');
  await agent.agent.lookAtPolicies();
  await client.until('agent.report', ({ policies }) => policies?.settings[0]?.value === true);
  expect(client.of('agent.report').at(-1)).toMatchObject({
    policies: {
      settings: [autoUpdate(true, 'machine-policy'), {}, {}, {}, {}],
      problems: [{ source: 'machine-policy', kind: 'unknown' }],
    },
  });
});

it('a card that is put in, and not whose', async () => {
  await agent.insert(true);
  await client.until('agent.report', ({ readers }) => readers[0]?.cardPresent === true);
  expect(client.of('agent.report').at(-1)!.readers).toEqual([{ readerName: 'Reader 0', cardPresent: true }]);
});

it('that it ends', async () => {
  expect(client.of('agent.stopped')).toEqual([]);
  await agent.stop();
  await client.until('agent.stopped', () => true);
});
