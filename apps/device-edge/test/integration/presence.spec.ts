/** Agents' processes that are asked anew what the server may have missed, on real NATS. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agentPermissions } from '@cardwright/contracts/nats/permissions';
import { agentsNoticeSubject } from '@cardwright/contracts/nats/subjects';
import { eventually } from '@cardwright/testing/eventually';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startAgentProcess, type AgentProcess } from '../support/agent-process.js';
import { EdgeClient } from '../support/edge-client.js';
import { Renewals } from '../support/renewals.js';
import { SigningAuthority } from '../support/signing-authority.js';
import { renewalOffer, UpdatePeer } from '../support/update-peer.js';

const readerName = 'Simulated reader 0';
let nats: TestNats;
let client: EdgeClient;
let authority: SigningAuthority;

beforeAll(async () => {
  nats = await startTestNats();
  client = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
  authority = await SigningAuthority.create();
}, 60_000);
afterAll(async () => {
  await client?.close();
  await nats?.stop();
});

const startAgent = (workstationId: string, creds: Uint8Array): Promise<AgentProcess> =>
  startAgentProcess({
    natsUrl: nats.url,
    workstationId,
    creds,
    caPem: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
    args: ['--simulated', '1', '--cards', '0'],
    settings: { cardAutoUpdate: true, updateCheckJitterSeconds: 0 },
  });
const peer = async (): Promise<UpdatePeer> => UpdatePeer.connect(nats.url, await nats.creds('update'), authority);
const said = (workstationId: string, name: 'card.present' | 'agent.started'): unknown[] =>
  client.events.filter((event) => event.workstationId === workstationId && event.name === name).map(({ body }) => body);

describe('an agent of now', () => {
  const identityText = 'ykserial:20000001';
  let agent: AgentProcess;
  beforeAll(async () => void (agent = await startAgent('ws-1', await nats.agentCreds('ws-1'))), 60_000);
  afterAll(() => agent?.remove());

  it('[B09, E8] put in while update-svc was away: said and checked once it asks; what was answered is said again and not checked', async () => {
    await agent.insert(readerName, 20_000_001);
    await eventually(() => Promise.resolve(agent.log()), expect.stringMatching(/update check failed[^\n]*\n$/), 30_000);
    const server = await peer();
    try {
      expect(client.of('card.present')).toEqual([]);
      await server.askAnew();
      await eventually(() => Promise.resolve(server.of('update.check').length), 1);
      // Said on another connection than asked: each arrives in its own time.
      await eventually(() => Promise.resolve(client.of('card.present')), [{ cards: [{ readerName, identityText }] }]);
      await server.askAnew();
      await eventually(() => Promise.resolve(client.of('card.present').length), 2);
      await agent.takeOut(readerName);
      await client.until('card.removed', () => true);
      await server.askAnew();
      await eventually(() => Promise.resolve(client.of('card.present').at(2)), { cards: [] });
      expect(server.of('update.check')).toMatchObject([{ identityText }]);
    } finally {
      await server.close();
    }
  }, 60_000);
});

describe('an agent whose credential is older than the question', () => {
  const [workstationId, identityText] = ['ws-2', 'ykserial:20000002'];
  const refused = 'notices are not heard';
  let agent: AgentProcess;
  let server: UpdatePeer;
  let renewals: Renewals;
  const logged = (text: string): number => agent.log().split(text).length - 1;
  const status = () => client.ask(workstationId, 'agent.status', {});

  beforeAll(async () => {
    server = await peer();
    renewals = await Renewals.serve(nats, workstationId);
    const now = agentPermissions(workstationId);
    const subscribe = now.subscribe.filter((subject) => subject !== agentsNoticeSubject('>'));
    expect(subscribe).toHaveLength(now.subscribe.length - 1);
    agent = await startAgent(workstationId, await nats.agentCreds(workstationId, [], { ...now, subscribe }));
  }, 60_000);
  afterAll(async () => {
    await agent?.remove();
    await Promise.all([server?.close(), renewals?.close()]);
  });

  it('[E8] works as before: a line in its log for each connection, and nothing else of it', async () => {
    await agent.insert(readerName, 20_000_002);
    await eventually(() => Promise.resolve(server.of('update.check').length), 1);
    await server.askAnew();
    server.notify(workstationId, identityText);
    await eventually(() => Promise.resolve(server.of('update.check').length), 2);
    expect(await status()).toMatchObject({ workstationId });
    expect(logged(refused)).toBe(1);
    expect(agent.log()).toMatch(/notices are not heard[^\n]*cw\.v1\.agents\.notice\.>[^\n]*Permissions Violation/);
    await nats.restart();
    // By its own log: what it says to others at once, whoever is connected again later than it does not hear.
    await eventually(() => Promise.resolve(logged(refused)), 2, 30_000);
    expect(await status()).toMatchObject({ workstationId });
  }, 60_000);

  it('[E8] hears the question once its credential is renewed and it is connected with that', async () => {
    renewals.roots = [authority.rootSha256Hex];
    // What it cannot believe makes it ask for a credential.
    server.offer = renewalOffer();
    const again = 'connected to the server again';
    const connections = logged(again);
    await eventually(async () => {
      server.notify(workstationId, identityText);
      return Promise.resolve(logged('NATS credential renewed'));
    }, 1);
    // By its own log: what it said of the connection before may be heard as late as now.
    await eventually(() => Promise.resolve(logged(again)), connections + 1);
    // Its answer comes behind its subscription.
    await status();
    await server.askAnew();
    // This question alone.
    await eventually(
      () => Promise.resolve(said(workstationId, 'card.present')),
      [{ cards: [{ readerName, identityText }] }],
    );
    expect([renewals.asked, logged(refused)]).toEqual([1, 2]);
  }, 60_000);
});
