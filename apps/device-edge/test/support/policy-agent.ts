/**
 * An agent with policies in a spec's hand, between a real NATS server and a real HTTP server, and what it sends them: connections to NATS,
 * update checks, HTTP requests.
 */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createTcpServer, connect, type AddressInfo, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromSeed } from '@nats-io/nkeys';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { eventually } from '@cardwright/testing/eventually';
import type { TestNats } from '@cardwright/testing/nats-server';
import { Agent } from '../../src/agent/agent.js';
import { runDoctor } from '../../src/doctor/doctor.js';
import { AgentHome, readJson } from '../../src/home/agent-home.js';
import { readPolicies } from '../../src/policies/policies.js';
import type { PolicyReport } from '../../src/policies/policy-report.js';
import type { PolicySource } from '../../src/policies/policy-source.js';
import { SimulatedReaders } from '../../src/reader/simulated-readers.js';
import { parseCreds } from './creds.js';
import type { EdgeClient } from './edge-client.js';
import type { UpdatePeer } from './update-peer.js';

export interface Traffic {
  /** Connections to the NATS server. */
  nats: number;
  /** `update.check` requests. */
  checks: number;
  /** Requests to the gateway, by the doctor. */
  http: number;
}

export const workstationId = 'ws-1';
const reader = 'Reader 0';

/** The servers, for all agents of a spec. */
export class CountedServers {
  connections = 0;
  requests = 0;

  private constructor(
    readonly nats: TestNats,
    readonly updates: UpdatePeer,
    readonly services: EdgeClient,
    private readonly line: TcpServer,
    private readonly gateway: Server,
  ) {
    line.on('connection', () => (this.connections += 1));
    gateway.on('request', (_request, response) => {
      this.requests += 1;
      response.end('{}');
    });
  }

  static async start(nats: TestNats, updates: UpdatePeer, services: EdgeClient): Promise<CountedServers> {
    const { port } = new URL(nats.url);
    const line = createTcpServer((client) => {
      const upstream = connect({ host: '127.0.0.1', port: Number(port) });
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        from.pipe(to);
        from.on('error', () => to.destroy()).on('close', () => to.destroy());
      }
    });
    const gateway = createServer();
    for (const server of [line, gateway]) await once(server.listen(0, '127.0.0.1'), 'listening');
    return new CountedServers(nats, updates, services, line, gateway);
  }

  get natsUrl(): string {
    return `nats://127.0.0.1:${(this.line.address() as AddressInfo).port}`;
  }
  get serverUrl(): string {
    return `http://127.0.0.1:${(this.gateway.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const server of [this.line, this.gateway]) await new Promise((closed) => server.close(closed));
  }
}

export class PolicyAgent {
  private serial = 30000000;

  private constructor(
    private readonly servers: CountedServers,
    private readonly home: AgentHome,
    private readonly sources: readonly PolicySource[],
    private readonly readers: SimulatedReaders,
    readonly agent: Agent,
  ) {}

  static async start(servers: CountedServers, sources: readonly PolicySource[]): Promise<PolicyAgent> {
    servers.connections = 0;
    servers.requests = 0;
    servers.updates.asked.length = 0;
    const home = new AgentHome(await mkdtemp(join(tmpdir(), 'cardwright-policy-agent-')));
    const { natsUrl, serverUrl, nats } = servers;
    const { jwt, seed } = parseCreds(new TextDecoder().decode(await nats.agentCreds(workstationId)));
    const agentNkey = fromSeed(seed).getPublicKey();
    const enrolled = { workstationId, natsUrl, serverUrl, agentNkey, enrolledAt: '2030-01-01T00:00:00Z' };
    await home.saveEnrolment(enrolled, { seed, jwt, caPem: '' });
    const readers = new SimulatedReaders([reader]);
    const agent = await Agent.create({
      home,
      readers,
      readerKind: 'simulated',
      log: () => undefined,
      policies: () => readPolicies(sources),
    });
    await agent.start();
    return new PolicyAgent(servers, home, sources, readers, agent);
  }

  /** What `status` shows of the agent. */
  async report(): Promise<{ connected: boolean; policies: PolicyReport }> {
    return (await readJson<{ connected: boolean; policies: PolicyReport }>(this.home.statusFile))!;
  }

  /** Another card is put in, and is known to the agent. What follows from it has been sent where `online` says that something may be. */
  async insert(online: boolean): Promise<void> {
    await this.readers.remove(reader);
    const serial = (this.serial += 1);
    await this.readers.insert(reader, new SimulatedCard({ serial }));
    const identityText = `ykserial:${serial}`;
    await eventually(async () => (await this.agent.status()).readers[0]?.identityText, identityText);
    if (!online) return;
    await this.servers.services.until('card.inserted', (event) => event.identityText === identityText);
    // Answered on the agent's one connection after whatever it sent before.
    await this.servers.services.ask(workstationId, 'readers.list', {});
  }

  /** Everything that an agent does of itself, and then its doctor. */
  async traffic(online: boolean): Promise<Traffic> {
    await this.insert(online);
    const { connections: nats, updates } = this.servers;
    const checks = updates.of('update.check').length;
    await runDoctor(this.home, this.sources);
    return { nats, checks, http: this.servers.requests };
  }

  async stop(): Promise<void> {
    await this.agent.stop();
    await rm(this.home.folder, { recursive: true });
  }
}
