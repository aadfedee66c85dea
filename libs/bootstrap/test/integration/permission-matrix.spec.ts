/**
 * Every identity against every kind of subject, on a real server. The table below is written by hand from spec/security.md,
 * not derived from the permission rows: it is what the rows are checked against.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, credsAuthenticator, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { createUser } from '@nats-io/nkeys';
import { agentInboxPrefix, serviceInboxPrefix, servicePermissions } from '@cardwright/contracts/nats/permissions';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  lookUpAccountJwt,
  makeNatsIdentities,
  pushAccountJwt,
  revocationsOf,
  revokeInAccount,
} from '../../src/nats/account-claims.js';
import { makeCredentials, signAgentJwt } from '../../src/nats/user-jwt.js';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';

const who = ['gateway', 'issuance', 'update', 'pki', 'A', 'B'] as const;
type Who = (typeof who)[number];

/** subject -> who may publish, who may subscribe. Everybody else is refused. */
const matrix: Record<string, { publish: Who[]; subscribe: Who[] }> = {
  'cw.v1.issuance.people.list': { publish: ['gateway'], subscribe: ['issuance'] },
  'cw.v1.issuance.codec.decode': { publish: ['gateway'], subscribe: ['issuance'] },
  'cw.v1.issuance-internal.lease.check': { publish: ['pki'], subscribe: ['issuance'] },
  'cw.v1.issuance-internal.devices.export': { publish: ['update'], subscribe: ['issuance'] },
  'cw.v1.issuance-internal.orphans.sweep': { publish: [], subscribe: ['issuance'] },
  'cw.v1.issuance-internal.sagas.begin': { publish: ['update'], subscribe: ['issuance'] },
  'cw.v1.issuance-internal.mail.remind': { publish: ['update'], subscribe: ['issuance'] },
  'cw.v1.update.audit.verify': { publish: ['issuance'], subscribe: ['update'] },
  'cw.v1.update.offers.began': { publish: ['issuance'], subscribe: ['update'] },
  'cw.v1.update.anything.else': { publish: [], subscribe: ['update'] },
  'cw.v1.pki.crl.get': { publish: ['gateway'], subscribe: ['pki'] },
  'cw.v1.pki.crl.list': { publish: [], subscribe: ['pki'] },
  'cw.v1.pki.ca.chain': { publish: ['gateway', 'issuance'], subscribe: ['pki'] },
  'cw.v1.pki.ca.check': { publish: ['issuance'], subscribe: ['pki'] },
  'cw.v1.pki.offers.sign': { publish: ['update'], subscribe: ['pki'] },
  'cw.v1.pki.codec.decode': { publish: [], subscribe: ['pki'] },
  'cw.v1.pki.certificates.issue': { publish: ['issuance'], subscribe: ['pki'] },
  'cw.v1.pki.vault.batch.open': { publish: ['issuance'], subscribe: ['pki'] },
  'cw.v1.pki.vault.batch.settle': { publish: ['issuance'], subscribe: ['pki'] },
  'cw.v1.pki.archive.list': { publish: ['issuance'], subscribe: ['pki'] },
  'cw.v1.pki.archive.create': { publish: [], subscribe: ['pki'] },
  'cw.v1.pki.agents.sign-jwt': { publish: ['issuance'], subscribe: ['pki'] },
  'cw.v1.edge.ws-a.request.batch.execute': { publish: ['issuance'], subscribe: ['A'] },
  'cw.v1.edge.ws-a.request.doctor.run': { publish: ['issuance'], subscribe: ['A'] },
  'cw.v1.edge.ws-b.request.logs.read': { publish: ['issuance'], subscribe: ['B'] },
  'cw.v1.edge.ws-b.request.batch.execute': { publish: ['issuance'], subscribe: ['B'] },
  'cw.v1.edge.ws-a.event.step.progress': { publish: ['A'], subscribe: ['issuance'] },
  'cw.v1.edge.ws-b.event.step.progress': { publish: ['B'], subscribe: ['issuance'] },
  'cw.v1.edge.ws-a.event.card.inserted': { publish: ['A'], subscribe: ['issuance', 'update'] },
  'cw.v1.edge.ws-b.event.card.removed': { publish: ['B'], subscribe: ['issuance', 'update'] },
  'cw.v1.edge.ws-a.event.card.present': { publish: ['A'], subscribe: ['issuance', 'update'] },
  'cw.v1.edge.ws-a.event.agent.report': { publish: ['A'], subscribe: ['issuance', 'update'] },
  'cw.v1.edge.ws-a.event.agent.started': { publish: ['A'], subscribe: ['issuance', 'update'] },
  'cw.v1.edge.ws-a.notice.update.changed': { publish: ['update'], subscribe: ['A'] },
  'cw.v1.edge.ws-b.notice.update.changed': { publish: ['update'], subscribe: ['B'] },
  'cw.v1.agents.notice.presence.asked': { publish: ['update'], subscribe: ['A', 'B'] },
  'cw.v1.agents.notice.anything.else': { publish: [], subscribe: ['A', 'B'] },
  'cw.v1.edge.ws-a.notice.anything.else': { publish: [], subscribe: ['A'] },
  'cw.v1.edge.ws-a.call.jwt.renew': { publish: ['A'], subscribe: ['issuance'] },
  'cw.v1.edge.ws-b.call.jwt.renew': { publish: ['B'], subscribe: ['issuance'] },
  'cw.v1.edge.ws-a.call.lease.check': { publish: ['A'], subscribe: ['issuance'] },
  'cw.v1.edge.ws-a.call.bridge.answer': { publish: ['A'], subscribe: ['issuance'] },
  'cw.v1.edge.ws-a.call.update.check': { publish: ['A'], subscribe: ['update'] },
  'cw.v1.edge.ws-a.call.update.accept': { publish: ['A'], subscribe: ['update'] },
  'cw.v1.event.card.issued': { publish: ['issuance'], subscribe: [] },
  'cw.v1.event.credentials.propagated': { publish: ['issuance'], subscribe: [] },
  'cw.v1.event.device.changed': { publish: ['issuance'], subscribe: [] },
  'cw.v1.event.certificate.issued': { publish: ['pki'], subscribe: [] },
  'cw.v1.event.anything.else': { publish: [], subscribe: [] },
  'cw.v1.progress.r1': { publish: ['issuance'], subscribe: ['gateway'] },
  // The stream and its consumers are made by issuance-svc, and read by update-svc, which publishes no event.
  '$JS.API.INFO': { publish: [], subscribe: [] },
  '$JS.API.STREAM.CREATE.OTHER': { publish: [], subscribe: [] },
  '$JS.API.STREAM.CREATE.CARDWRIGHT_EVENTS': { publish: ['issuance'], subscribe: [] },
  '$JS.API.STREAM.INFO.CARDWRIGHT_EVENTS': { publish: ['issuance'], subscribe: [] },
  '$JS.API.STREAM.DELETE.CARDWRIGHT_EVENTS': { publish: [], subscribe: [] },
  '$JS.API.STREAM.PURGE.CARDWRIGHT_EVENTS': { publish: [], subscribe: [] },
  '$JS.API.STREAM.MSG.GET.CARDWRIGHT_EVENTS': { publish: [], subscribe: [] },
  '$JS.API.DIRECT.GET.CARDWRIGHT_EVENTS': { publish: [], subscribe: [] },
  '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS': { publish: [], subscribe: [] },
  '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS.x': { publish: [], subscribe: [] },
  '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS.x.cw.v1.event.x': { publish: [], subscribe: [] },
  '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS.update-device-state.cw.v1.event.device.changed': {
    publish: ['issuance'],
    subscribe: [],
  },
  '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS.update-request-state.cw.v1.event.request.changed': {
    publish: ['issuance'],
    subscribe: [],
  },
  '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS.update-request-state.cw.v1.event.device.changed': {
    publish: [],
    subscribe: [],
  },
  '$JS.API.CONSUMER.MSG.NEXT.CARDWRIGHT_EVENTS.update-request-state': { publish: ['update'], subscribe: [] },
  '$JS.ACK.CARDWRIGHT_EVENTS.update-request-state.1.1.1.1.0': { publish: ['update'], subscribe: [] },
  '$JS.API.CONSUMER.DURABLE.CREATE.CARDWRIGHT_EVENTS.x': { publish: [], subscribe: [] },
  '$JS.API.CONSUMER.DELETE.CARDWRIGHT_EVENTS.update-device-state': { publish: [], subscribe: [] },
  '$JS.API.CONSUMER.INFO.CARDWRIGHT_EVENTS.update-device-state': { publish: ['update'], subscribe: [] },
  '$JS.API.CONSUMER.INFO.CARDWRIGHT_EVENTS.other': { publish: [], subscribe: [] },
  '$JS.API.CONSUMER.MSG.NEXT.CARDWRIGHT_EVENTS.update-device-state': { publish: ['update'], subscribe: [] },
  '$JS.API.CONSUMER.MSG.NEXT.CARDWRIGHT_EVENTS.other': { publish: [], subscribe: [] },
  '$JS.ACK.CARDWRIGHT_EVENTS.update-device-state.1.1.1.1.0': { publish: ['update'], subscribe: [] },
  '$JS.ACK.CARDWRIGHT_EVENTS.other.1.1.1.1.0': { publish: [], subscribe: [] },
  '$SYS.REQ.CLAIMS.UPDATE': { publish: [], subscribe: [] },
  '_INBOX.gateway.x': { publish: [], subscribe: ['gateway'] },
  '_INBOX.issuance.x': { publish: [], subscribe: ['issuance'] },
  '_INBOX.update.x': { publish: [], subscribe: ['update'] },
  '_INBOX.pki.x': { publish: [], subscribe: ['pki'] },
  '_INBOX_ws-a.x': { publish: [], subscribe: ['A'] },
  '_INBOX_ws-b.x': { publish: [], subscribe: ['B'] },
  'anything.else': { publish: [], subscribe: [] },
  // Wildcards: nobody listens to all workstations but the services, nobody to everything.
  'cw.v1.edge.*.event.>': { publish: [], subscribe: ['issuance'] },
  'cw.v1.edge.*.call.>': { publish: [], subscribe: [] },
  'cw.v1.agents.>': { publish: [], subscribe: [] },
  'cw.v1.edge.*.request.>': { publish: [], subscribe: [] },
  'cw.v1.edge.ws-a.>': { publish: [], subscribe: [] },
  '_INBOX.>': { publish: [], subscribe: [] },
  '_INBOX*.>': { publish: [], subscribe: [] },
  'cw.v1.>': { publish: [], subscribe: [] },
  '>': { publish: [], subscribe: [] },
};

let nats: TestNats;
const connections = {} as Record<Who, NatsConnection>;
const refusals = {} as Record<Who, string[]>;

async function collectRefusals(connection: NatsConnection, into: string[]): Promise<void> {
  for await (const status of connection.status()) if (status.type === 'error') into.push(status.error.message);
}

beforeAll(async () => {
  nats = await startTestNats();
  for (const name of who) {
    const agent = name === 'A' ? 'ws-a' : name === 'B' ? 'ws-b' : undefined;
    const connection = await connect({
      servers: nats.url,
      authenticator: credsAuthenticator(agent ? await nats.agentCreds(agent) : await nats.creds(name as 'gateway')),
      inboxPrefix: agent ? agentInboxPrefix(agent) : serviceInboxPrefix(name as 'gateway'),
      reconnect: false,
    });
    connections[name] = connection;
    void collectRefusals(connection, (refusals[name] = []));
  }
}, 60_000);

afterAll(async () => {
  await Promise.all(Object.values(connections).map((connection) => connection.close()));
  await nats?.stop();
});

/** The server answers in order: what it refused is known once it has answered the ping behind it. */
async function settled(connection: NatsConnection): Promise<void> {
  await connection.flush();
  await new Promise((resolve) => setImmediate(resolve));
}

async function mayPublish(name: Who, subject: string): Promise<boolean> {
  const before = refusals[name].length;
  connections[name].publish(subject, '');
  await settled(connections[name]);
  return refusals[name].length === before;
}

async function maySubscribe(name: Who, subject: string): Promise<boolean> {
  let refused = false;
  const subscription = connections[name].subscribe(subject, {
    callback: (error) => {
      refused ||= error !== null;
    },
  });
  await settled(connections[name]);
  if (!refused) subscription.unsubscribe();
  return !refused;
}

describe('NATS permission matrix', () => {
  it.each(Object.keys(matrix).filter((subject) => !/[*>]/.test(subject)))('publish to %s', async (subject) => {
    const allowed: Who[] = [];
    for (const name of who) if (await mayPublish(name, subject)) allowed.push(name);
    expect(allowed).toEqual(matrix[subject]?.publish);
  });

  it.each(Object.keys(matrix))('subscribe to %s', async (subject) => {
    const allowed: Who[] = [];
    for (const name of who) if (await maySubscribe(name, subject)) allowed.push(name);
    expect(allowed).toEqual(matrix[subject]?.subscribe);
  });

  it('an agent answers a request, once, and has no standing right to the inbox', async () => {
    connections.A.subscribe('cw.v1.edge.ws-a.request.readers.list', {
      callback: (_, message) => {
        message.respond('first');
        message.respond('second');
      },
    });
    await connections.A.flush();
    const before = refusals.A.length;
    const reply = await connections.issuance.request('cw.v1.edge.ws-a.request.readers.list', '', { timeout: 2000 });
    expect(reply.string()).toBe('first');
    await settled(connections.A);
    expect(refusals.A.slice(before)).toHaveLength(1);
    expect(await mayPublish('A', reply.subject)).toBe(false);
  });
});

const connectAsSystem = async (): Promise<NatsConnection> =>
  connect({
    servers: nats.url,
    authenticator: credsAuthenticator(await nats.creds('system')),
    inboxPrefix: '_INBOX.pki-system',
  });

describe('the system account', () => {
  it('lets the vault read and renew the claims of our account, and nothing else', async () => {
    const system = await connectAsSystem();
    const refused: string[] = [];
    void collectRefusals(system, refused);
    const { publicKey } = nats.installation.natsTrust.account;
    const other = nats.installation.natsTrust.systemAccount.publicKey;
    const may = async (subject: string): Promise<boolean> => {
      const before = refused.length;
      system.publish(subject, '');
      await settled(system);
      return refused.length === before;
    };
    for (const subject of [
      `$SYS.REQ.ACCOUNT.${publicKey}.CLAIMS.LOOKUP`,
      `$SYS.REQ.ACCOUNT.${publicKey}.CLAIMS.UPDATE`,
    ])
      expect([subject, await may(subject)]).toEqual([subject, true]);
    for (const subject of [
      '$SYS.REQ.CLAIMS.UPDATE',
      '$SYS.REQ.CLAIMS.DELETE',
      '$SYS.REQ.CLAIMS.LIST',
      `$SYS.REQ.ACCOUNT.${other}.CLAIMS.UPDATE`,
      `$SYS.REQ.ACCOUNT.${publicKey}.CONNZ`,
      '$SYS.REQ.SERVER.PING.CONNZ',
      '$SYS.REQ.SERVER.NABC.KICK',
      '$SYS.REQ.SERVER.NABC.RELOAD',
      '$SYS.REQ.USER.INFO',
    ])
      expect([subject, await may(subject)]).toEqual([subject, false]);
    for (const subject of ['$SYS.>', `$SYS.ACCOUNT.${publicKey}.CONNECT`, '_INBOX.>']) {
      let allowed = true;
      system.subscribe(subject, { callback: (error) => void (allowed &&= error === null) });
      await settled(system);
      expect([subject, allowed]).toEqual([subject, false]);
    }
    await system.close();
  });
});

describe('an agent', () => {
  it('may listen to eight subjects at once, no more', async () => {
    const before = refusals.B.length;
    for (let count = 0; count < 20; count++) connections.B.subscribe(`cw.v1.edge.ws-b.request.n${count}`);
    await settled(connections.B);
    expect(refusals.B.length - before).toBeGreaterThanOrEqual(12);
  });
});

describe('revocation', () => {
  it('drops the live connection of the revoked agent at once, refuses its next one, and leaves the others alone', async () => {
    const secret = (name: string) => readFile(join(nats.installation.secretsDir, name), 'utf8');
    const account = nats.installation.natsTrust.account;
    const key = createUser();
    const { jwt } = await signAgentJwt({
      workstationId: 'ws-c',
      userNkey: key.getPublicKey(),
      accountPublicKey: account.publicKey,
      signingSeed: await secret('nats-account-signing.seed'),
      now: new Date(),
    });
    const login = () =>
      connect({ servers: nats.url, authenticator: jwtAuthenticator(jwt, key.getSeed()), reconnect: false });
    const agent = await login();
    const system = await connectAsSystem();

    const revoked = await revokeInAccount(
      await lookUpAccountJwt(system, account.publicKey),
      key.getPublicKey(),
      new Date(),
      await secret('nats-operator-signing.seed'),
    );
    await pushAccountJwt(system, account.publicKey, revoked);

    await agent.closed();
    await expect(login()).rejects.toThrow(/authorization/i);
    await connections.A.flush();
    expect(connections.A.isClosed()).toBe(false);

    // The list grows: a second revocation keeps the first.
    const again = await lookUpAccountJwt(system, account.publicKey);
    expect(Object.keys(revocationsOf(again))).toEqual([key.getPublicKey()]);
    await system.close();
  });

  it('a revocation survives a restart of the server, although the configuration preloads the older account', async () => {
    const before = await connectAsSystem();
    const revocations = revocationsOf(await lookUpAccountJwt(before, nats.installation.natsTrust.account.publicKey));
    await before.close();
    await nats.restart('kill');
    const after = await connectAsSystem();
    expect(revocationsOf(await lookUpAccountJwt(after, nats.installation.natsTrust.account.publicKey))).toEqual(
      revocations,
    );
    expect(Object.keys(revocations)).toHaveLength(1);
    await after.close();
  }, 30_000);

  it('what the server cannot read as an account is refused with its reason', async () => {
    const system = await connectAsSystem();
    try {
      await expect(pushAccountJwt(system, nats.installation.natsTrust.account.publicKey, 'not a JWT')).rejects.toThrow(
        /refused the account/,
      );
    } finally {
      await system.close();
    }
  });

  it('a user of an account that a foreign operator signed cannot log in', async () => {
    const foreign = await makeNatsIdentities();
    const creds = await makeCredentials({
      name: 'intruder',
      accountPublicKey: foreign.trust.account.publicKey,
      signingSeed: foreign.seeds.accountSigning,
      permissions: servicePermissions.issuance,
    });
    const authenticator = credsAuthenticator(new TextEncoder().encode(creds));
    await expect(connect({ servers: nats.url, authenticator, reconnect: false })).rejects.toThrow(/authorization/i);
  });
});
