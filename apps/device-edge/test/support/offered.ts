/** An agent with simulated readers whose server has an offer for each card that is put in: what specs of the desktop begin with. */
import { randomUUID } from 'node:crypto';
import type { UpdateOffer } from '@cardwright/contracts/update/update-offer';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startAgentProcess, type AgentProcess } from './agent-process.js';
import { SigningAuthority } from './signing-authority.js';
import { UpdatePeer } from './update-peer.js';

const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';

export interface Offered {
  nats: TestNats;
  agent: AgentProcess;
  server: UpdatePeer;
  stop(): Promise<void>;
}

export const firstReader = 'Simulated reader 0';

/** A certificate that ends soon. */
export const someOffer = (change: Partial<UpdateOffer> = {}): UpdateOffer => ({
  offerId: randomUUID(),
  deviceId: randomUUID(),
  deviceLabel: '<b>&"x',
  kind: 'cert.renew',
  causes: [],
  urgency: 'normal',
  deadline: null,
  record: { medianSeconds: 38, succeeded: 211, of: 212 },
  postponable: true,
  postponedUntil: new Date(Date.now() + 60_000).toISOString(),
  ...change,
});

/** readers: simulated ones, all empty. env: for the agent. */
export async function startOffered({
  readers = 1,
  env = {},
}: { readers?: number; env?: Record<string, string> } = {}): Promise<Offered> {
  const nats = await startTestNats();
  const authority = await SigningAuthority.create();
  const server = await UpdatePeer.connect(nats.url, await nats.creds('update'), authority);
  const agent = await startAgentProcess({
    natsUrl: nats.url,
    workstationId: 'ws-1',
    creds: await nats.agentCreds('ws-1', [authority.rootSha256Hex]),
    caPem,
    args: ['--simulated', String(readers), '--cards', '0'],
    env,
    settings: { cardAutoUpdate: true, updateCheckJitterSeconds: 0 },
  });
  const stop = async (): Promise<void> => {
    await agent.remove();
    await server.close();
    await nats.stop();
  };
  return { nats, agent, server, stop };
}
