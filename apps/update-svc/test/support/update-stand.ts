/** update-svc on real NATS and Postgres with a clock that specs set; issuance-svc is played by its subjects, agents ask with identities of their own. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import type { EdgeCalls, EdgeEvents, EdgeNotices } from '@cardwright/contracts/nats/edge.api';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import { agentInboxPrefix, serviceInboxPrefix } from '@cardwright/contracts/nats/permissions';
import { defaultTenantId, type RequestEnvelope, type RequestOf } from '@cardwright/contracts/nats/rpc';
import {
  agentsNoticeSubject,
  edgeCallSubject,
  edgeEventSubject,
  edgeNoticeSubject,
  eventSubject,
  issuanceInternalSubject,
  pkiSubject,
  updateSubject,
} from '@cardwright/contracts/nats/subjects';
import type { Reminder } from '@cardwright/contracts/update/reminder';
import { signedOfferLifeMs, type OfferStatement } from '@cardwright/contracts/update/signed-offer';
import type { UpdateApi } from '@cardwright/contracts/nats/update.api';
import { startService, type RunningService } from '@cardwright/service-kit/bootstrap-service';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { connectNats } from '@cardwright/service-kit/nats/connection';
import { ensureEventStream } from '@cardwright/service-kit/outbox/event-stream';
import { eventually } from '@cardwright/testing/eventually';
import { startTestNats } from '@cardwright/testing/nats-server';
import { startTestPostgres } from '@cardwright/testing/postgres';
import { Clock } from '../../src/config/clock.js';
import { OfferClock } from '../../src/offers/offer-clock.js';
import { updateService } from '../../src/service.js';

export type Answer = { body?: Record<string, unknown>; error?: { code: string; details?: Record<string, unknown> } };

export interface UpdateStand {
  /** Of update-svc's schema. */
  databaseUrl: string;
  services: RunningService[];
  /** Milliseconds; of every copy. */
  time: { now: number };
  /** What issuance-svc exports. */
  exported: DeviceExport[];
  /** issuance-svc exports nothing for now. */
  exportsAway: boolean;
  /** What was asked of `sagas.begin`; `answer` makes the reply, or a promise of it. */
  begun: { requests: Record<string, unknown>[]; answer: () => unknown };
  /** What was asked of `mail.remind`, and what it answers. */
  reminded: { reminders: Reminder[]; answer: () => unknown };
  start(more?: Record<string, string>): Promise<RunningService>;
  /** What a copy is started with: for one in a process of its own. */
  environment(): Record<string, string>;
  /** The vault, which is not there before: it signs every offer with the number of its answer, until it is closed. */
  startVault(): Promise<SigningVault>;
  /** Of an agent. */
  call<Name extends keyof EdgeCalls & string>(
    workstation: string,
    name: Name,
    body: RequestOf<EdgeCalls, Name>,
  ): Promise<Answer>;
  says<Name extends keyof EdgeEvents>(workstation: string, name: Name, event: EdgeEvents[Name]): void;
  notices: Record<string, EdgeNotices['update.changed'][]>;
  /** How often all agents were asked anew, as one of them hears it. */
  asked: { times: number };
  /** What issuance-svc asks for people. */
  ask<Name extends keyof UpdateApi & string>(name: Name, body: RequestOf<UpdateApi, Name>): Promise<Answer>;
  /** Resolves when the service has taken it and all that follows from it. */
  device(device: DeviceExport): Promise<void>;
  /** Only published. */
  publishDevice(device: DeviceExport): Promise<void>;
  request(data: { requestId: string; deviceId: string; type: string; state: string }, at?: number): Promise<void>;
  /** A saga waits for somebody: resolves when it is published. */
  failed(data: { requestId: string; deviceId: string; type: string; code: string | null }): Promise<void>;
  /** Everything whose time has come has happened, but for notices that are on their way. */
  settled(): Promise<void>;
  /** Resolves when the workstation has had as many notices. */
  noticed(workstation: string, count: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SigningVault {
  /** What it signed. */
  statements: OfferStatement[];
  answer: (statement: OfferStatement) => unknown;
  close(): Promise<void>;
}

const workstations = ['ws-1', 'ws-2'];

export async function startUpdateStand(startsAt: string): Promise<UpdateStand> {
  const [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  const issuance = await connectNats({ url: nats.url, credsFile: nats.credsFile('issuance'), name: 'issuance-svc' });
  // As whoever keeps the installation: what issuance-svc itself may ask is its own affair.
  const keeper = await connect({
    servers: nats.url,
    authenticator: credsAuthenticator(await nats.anyCreds()),
    inboxPrefix: serviceInboxPrefix('issuance'),
  });
  const agents: Record<string, NatsConnection> = {};
  const notices: UpdateStand['notices'] = {};
  const asked: UpdateStand['asked'] = { times: 0 };
  for (const name of workstations) {
    const authenticator = credsAuthenticator(await nats.agentCreds(name));
    const agent = await connect({ servers: nats.url, authenticator, inboxPrefix: agentInboxPrefix(name) });
    agents[name] = agent;
    notices[name] = [];
    agent.subscribe(edgeNoticeSubject(name, '>'), {
      callback: (_error, message) => {
        notices[name]!.push(message.json<EdgeNotices['update.changed']>());
      },
    });
    await agent.flush();
  }
  agents[workstations[0]!]!.subscribe(agentsNoticeSubject('>'), { callback: () => void (asked.times += 1) });
  const time = { now: Date.parse(startsAt) };
  const services: RunningService[] = [];
  const exported: DeviceExport[] = [];
  const begun: UpdateStand['begun'] = { requests: [], answer: () => ({ body: { saga: { requestId: randomUUID() } } }) };
  issuance.subscribe(issuanceInternalSubject('devices.export'), {
    callback: (_error, message) => {
      const away = { error: { code: 'REQUEST_SERVICE_UNAVAILABLE', message: 'away', details: {} } };
      message.respond(JSON.stringify(stand.exportsAway ? away : { body: { rows: exported, nextCursor: null } }));
    },
  });
  issuance.subscribe(issuanceInternalSubject('sagas.begin'), {
    callback: (_error, message) => {
      begun.requests.push(message.json<RequestEnvelope<Record<string, unknown>>>().body);
      void Promise.resolve(begun.answer()).then((answer) => message.respond(JSON.stringify(answer)));
    },
  });
  const reminded: UpdateStand['reminded'] = { reminders: [], answer: () => ({ body: { on: true } }) };
  issuance.subscribe(issuanceInternalSubject('mail.remind'), {
    callback: (_error, message) => {
      reminded.reminders.push(...message.json<RequestEnvelope<{ reminders: Reminder[] }>>().body.reminders);
      message.respond(JSON.stringify(reminded.answer()));
    },
  });
  await ensureEventStream(issuance);
  const envelope = (body: unknown) => JSON.stringify({ tenantId: defaultTenantId, correlationId: 'c', body });
  const database = () => services[0]!.dataSource!;

  const publish = async (name: string, data: unknown, at: number): Promise<void> => {
    const event = { eventId: randomUUID(), name, at: new Date(at).toISOString(), tenantId: defaultTenantId };
    await jetstream(issuance).publish(eventSubject(name), JSON.stringify({ ...event, correlationId: 'c', data }));
  };
  const until = (holds: () => Promise<boolean>): Promise<void> => eventually(holds, true, 10_000);

  const stand: UpdateStand = {
    databaseUrl: postgres.databases.update.url,
    services,
    time,
    exported,
    exportsAway: false,
    begun,
    reminded,
    notices,
    asked,
    environment() {
      return {
        NATS_URL: nats.url,
        NATS_CREDS_FILE: nats.credsFile('update'),
        HEALTH_PORT: '0',
        DATABASE_URL: stand.databaseUrl,
        // Nothing listens there: offers do without the worker.
        TEMPORAL_ADDRESS: '127.0.0.1:9',
        // Every card at once: the specs of roll-outs say otherwise.
        ROLLOUT_RINGS: '100',
        ROLLOUT_SPREAD_DAYS: '0',
        PAYLOAD_CODEC_KEYS_FILE: join(nats.installation.secretsDir, 'payload-codec-keys.json'),
      };
    },
    async start(more = {}) {
      const env = { ...stand.environment(), ...more };
      const service = await startService({
        ...updateService(env),
        logger: createLogger({ name: 'spec', level: 'silent' }),
      });
      service.app.get(Clock).now = () => time.now;
      services.push(service);
      return service;
    },
    async startVault() {
      const pki = await connectNats({ url: nats.url, credsFile: nats.credsFile('pki'), name: 'pki-svc' });
      const vault: SigningVault = {
        statements: [],
        answer: () => ({
          body: {
            signedOffer: `signature ${vault.statements.length}`,
            expiresAt: new Date(time.now + signedOfferLifeMs).toISOString(),
          },
        }),
        close: () => pki.close(),
      };
      pki.subscribe(pkiSubject('offers.sign'), {
        callback: (_error, message) => {
          const { statement } = message.json<RequestEnvelope<{ statement: OfferStatement }>>().body;
          vault.statements.push(statement);
          message.respond(JSON.stringify(vault.answer(statement)));
        },
      });
      await pki.flush();
      return vault;
    },
    async call(workstation, name, body) {
      const agent = agents[workstation]!;
      return (await agent.request(edgeCallSubject(workstation, name), envelope(body), { timeout: 5000 })).json();
    },
    says(workstation, name, event) {
      agents[workstation]!.publish(edgeEventSubject(workstation, name), JSON.stringify(event));
    },
    async ask(name, body) {
      return (await keeper.request(updateSubject(name), envelope(body), { timeout: 5000 })).json();
    },
    async device(device) {
      await publish('device.changed', device, time.now);
      await until(async () => {
        const sql = 'select revision from device_state where identity_text = $1';
        const rows: { revision: string }[] = await database().query(sql, [device.identityText]);
        return Number(rows[0]?.revision) >= device.revision;
      });
      await stand.settled();
    },
    async request(data, at = time.now) {
      await publish('request.changed', { code: null, ...data }, at);
      const ended = data.state !== 'IN_PROGRESS';
      await until(async () => {
        const sql = `select ended_at, exists (select from offer where request_id = $1 and outcome is null) as open
          from saga_run where request_id = $1`;
        const rows: { ended_at: Date | null; open: boolean }[] = await database().query(sql, [data.requestId]);
        return rows[0] !== undefined && (!ended || (rows[0].ended_at !== null && !rows[0].open));
      });
      await stand.settled();
    },
    publishDevice: (device) => publish('device.changed', device, time.now),
    failed: (data) => publish('request.changed', { ...data, state: 'FAILED' }, time.now),
    async settled() {
      await services[0]!.app.get(OfferClock).round();
      // A round of the service itself may be at work on it.
      await until(async () => {
        const sql = 'select from device_timer where at <= $1';
        return (await database().query<unknown[]>(sql, [new Date(time.now)])).length === 0;
      });
    },
    noticed: (workstation, count) => until(() => Promise.resolve(notices[workstation]!.length >= count)),
    async stop() {
      for (const service of services.splice(0)) await service.close();
      await Promise.all([issuance, keeper, ...Object.values(agents)].map((connection) => connection.close()));
      await nats.stop();
      await postgres.stop();
    },
  };
  return stand;
}
