/** The NATS crossing over a real server with the real permissions: envelope in, typed reply or typed error out. */
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { firstValueFrom, Subject } from 'rxjs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { agentInboxPrefix } from '@cardwright/contracts/nats/permissions';
import {
  anyEdgeCallSubject,
  anyEdgeEventSubject,
  edgeCallSubject,
  edgeEventSubject,
  issuanceSubject,
  workstationOfSubject,
} from '@cardwright/contracts/nats/subjects';
import { MessageContext } from '../../src/nats/message-context.js';
import { CardwrightNatsServer } from '@cardwright/service-kit/nats/cardwright-nats.server';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { NatsModule } from '@cardwright/service-kit/nats/nats.module';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { createLogger, NestLogger } from '@cardwright/service-kit/logging/logger';
import { waitFor } from '@cardwright/embedded-servers/process';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';

const context = { tenantId: 'tenant-1', correlationId: 'corr-1' };
const lines: string[] = [];
const logger = createLogger({ name: 'spec', destination: { write: (line: string) => void lines.push(line) } });
const told = new Subject<{ workstationId: string; data: unknown }>();
/** What `agent.started` handlers have begun, by workstation; they end when the spec says so. */
const begun: string[] = [];
/** What was reported in order: each attempt to apply it, and what was applied; with which error no attempt of a workstation succeeds. */
/** When it came, as each try was told. */
const came = new Map<string, number[]>();
const tried: string[] = [];
const reported: string[] = [];
const failing = new Map<string, Error>();
let mayEnd: Promise<void> = Promise.resolve();

@Controller()
class SpecController {
  @MessagePattern(issuanceSubject('people.get'))
  person(@Payload() request: RequestEnvelope<{ personId: string }>) {
    if (request.body.personId === 'typed')
      throw new CardwrightError('LIFECYCLE_ALREADY_ISSUED', onlyInEnglish('issued yesterday'), {
        deviceId: 'd-1',
        since: ['a', { b: 1 }],
      });
    if (request.body.personId === 'bug') throw new Error('connection string postgres://u:hunter2@db is wrong');
    if (request.body.personId === 'internal')
      throw new CardwrightError('INTERNAL', onlyInEnglish('the inside story'), { table: 'person' });
    if (request.body.personId === 'large') return { person: { displayName: 'x'.repeat(5_000_000) } };
    return { person: { ...request.body, actor: request.actor, tenantId: request.tenantId } };
  }

  @MessagePattern(issuanceSubject('me.get'))
  async slow() {
    await new Promise(() => undefined);
  }

  @MessagePattern(anyEdgeCallSubject('jwt.renew'))
  renew(@Payload() request: RequestEnvelope<{ agentNkey: string }>, @Ctx() nats: NatsContext) {
    return { jwt: request.body.agentNkey, expiresAt: workstationOfSubject(nats.getSubject()) };
  }

  @EventPattern<string>(anyEdgeEventSubject('card.removed'))
  async removed(@Ctx() nats: NatsContext): Promise<void> {
    begun.push(workstationOfSubject(nats.getSubject()));
    await mayEnd;
  }

  @EventPattern<string>(anyEdgeEventSubject('sessions.ended'), { inOrder: true })
  ended(@Payload() payload: { is: string }, @Ctx() nats: MessageContext): void {
    this.reported(payload, nats);
  }
  @EventPattern<string>(anyEdgeEventSubject('agent.started'), { inOrder: true, onlyLast: true })
  reported(@Payload() { is }: { is: string }, @Ctx() nats: MessageContext): void {
    tried.push(is);
    came.set(is, [...(came.get(is) ?? []), nats.cameAt.getTime()]);
    const error = failing.get(workstationOfSubject(nats.getSubject()));
    if (error !== undefined) throw error;
    reported.push(is);
  }

  @EventPattern<string>(anyEdgeEventSubject('card.inserted'))
  inserted(@Payload() data: unknown, @Ctx() nats: NatsContext): void {
    told.next({ workstationId: workstationOfSubject(nats.getSubject()), data });
  }
}

@Module({ controllers: [SpecController] })
class SpecModule {}

describe('requests over NATS', () => {
  let nats: TestNats;
  let serving: NatsConnection;
  let asking: NatsConnection;
  let app: INestMicroservice;
  let client: RpcClient;

  beforeAll(async () => {
    nats = await startTestNats();
    serving = await connectNats({ url: nats.url, credsFile: nats.credsFile('issuance'), name: 'issuance-svc' });
    asking = await connectNats({ url: nats.url, credsFile: nats.credsFile('gateway'), name: 'gateway' });
    client = new RpcClient(asking);
    @Module({ imports: [NatsModule.forConnection(serving), SpecModule] })
    class Root {}
    app = await NestFactory.createMicroservice(Root, {
      strategy: new CardwrightNatsServer({ connection: serving, queueGroup: 'issuance', drainMs: 100 }),
      logger: new NestLogger(logger),
    });
    await app.listen();
    await serving.flush();
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await asking.close();
    await serving.close();
    await nats.stop();
  });

  it('gives the handler the envelope and the caller the reply body', async () => {
    const actor = { kind: 'person' as const, iss: 'https://idp', sub: 'alice', roleClaims: ['operator'] };
    const reply = await client.issuance('people.get', { personId: 'p-1' }, { ...context, actor });
    expect(reply).toEqual({ person: { personId: 'p-1', actor, tenantId: 'tenant-1' } });
  });

  it('keeps code, message and details of a typed error', async () => {
    const error = await client
      .issuance('people.get', { personId: 'typed' }, context)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CardwrightError);
    expect(error).toMatchObject({
      code: 'LIFECYCLE_ALREADY_ISSUED',
      message: 'issued yesterday',
      details: { deviceId: 'd-1', since: ['a', { b: 1 }] },
    });
  });

  it.each(['bug', 'internal'])(
    'tells nothing of an unknown error (%s) but the correlation id, and logs it',
    async (personId) => {
      const error = await client.issuance('people.get', { personId }, context).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'INTERNAL', details: { correlationId: 'corr-1' } });
      expect(JSON.stringify(error)).not.toMatch(/hunter2|inside|person/);
      const line = lines.find((text) => text.includes(personId === 'bug' ? 'connection string' : 'inside story'));
      expect(JSON.parse(line ?? '{}')).toMatchObject({ correlationId: 'corr-1', level: 'error' });
      expect(line).not.toContain('hunter2');
    },
  );

  it('refuses what is no envelope', async () => {
    for (const payload of ['{', '[]', '{"body":{}}', 'null']) {
      const reply = await asking.request(issuanceSubject('people.get'), payload, { timeout: 5000 });
      expect(reply.json()).toMatchObject({ error: { code: 'REQUEST_MALFORMED' } });
    }
  });

  it('answers a reply beyond the server limit with REQUEST_TOO_LARGE, and refuses such a request', async () => {
    await expect(client.issuance('people.get', { personId: 'large' }, context)).rejects.toMatchObject({
      code: 'REQUEST_TOO_LARGE',
    });
    await expect(client.issuance('people.import', { csv: 'x'.repeat(5_000_000) }, context)).rejects.toMatchObject({
      code: 'REQUEST_TOO_LARGE',
    });
  });

  it('says REQUEST_SERVICE_UNAVAILABLE when nobody serves and REQUEST_TIMEOUT when nobody answers', async () => {
    await expect(client.issuance('models.list', {}, context)).rejects.toMatchObject({
      code: 'REQUEST_SERVICE_UNAVAILABLE',
    });
    await expect(client.issuance('me.get', {}, context, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
    });
  });

  it('says EDGE_UNREACHABLE for a workstation without an agent', async () => {
    const error = new RpcClient(serving).edge('ws-none', 'readers.list', {}, context);
    await expect(error).rejects.toMatchObject({ code: 'EDGE_UNREACHABLE', details: { workstationId: 'ws-none' } });
  });

  it('serves agents: the workstation id comes from the subject that NATS vouches for', async () => {
    const agent = await connect({
      servers: nats.url,
      authenticator: credsAuthenticator(await nats.agentCreds('ws-7')),
      inboxPrefix: agentInboxPrefix('ws-7'),
    });
    try {
      const envelope = JSON.stringify({ ...context, body: { agentNkey: 'UABC' } });
      const reply = await agent.request(edgeCallSubject('ws-7', 'jwt.renew'), envelope, { timeout: 5000 });
      expect(reply.json()).toEqual({ body: { jwt: 'UABC', expiresAt: 'ws-7' } });
      const event = firstValueFrom(told);
      agent.publish(edgeEventSubject('ws-7', 'card.inserted'), JSON.stringify({ readerName: 'r' }));
      expect(await event).toEqual({ workstationId: 'ws-7', data: { readerName: 'r' } });
    } finally {
      await agent.close();
    }
  });

  const connectAgent = async (workstationId: string): Promise<NatsConnection> =>
    connect({
      servers: nats.url,
      authenticator: credsAuthenticator(await nats.agentCreds(workstationId)),
      inboxPrefix: agentInboxPrefix(workstationId),
    });

  it('one agent that sends without end takes its own turn, and the others theirs', async () => {
    const [noisy, quiet] = [await connectAgent('ws-noisy'), await connectAgent('ws-quiet')];
    const envelope = JSON.stringify({ ...context, body: { agentNkey: 'UABC' } });
    let end = (): void => undefined;
    mayEnd = new Promise((resolve) => (end = resolve));
    begun.length = 0;
    try {
      for (let count = 0; count < 20_000; count++) noisy.publish(edgeEventSubject('ws-noisy', 'card.removed'), '{}');
      await noisy.flush();
      quiet.publish(edgeEventSubject('ws-quiet', 'card.removed'), '{}');
      // Answered behind all of that, so everything has arrived by now.
      expect(
        (await quiet.request(edgeCallSubject('ws-quiet', 'jwt.renew'), envelope, { timeout: 5000 })).json(),
      ).toMatchObject({
        body: { jwt: 'UABC' },
      });
      await waitFor(() => Promise.resolve(begun.includes('ws-quiet')), 5_000);
      expect(begun).toEqual(['ws-noisy', 'ws-quiet']);
    } finally {
      end();
      mayEnd = Promise.resolve();
    }
    // 200 at once are taken, of which one was at work and 32 waited.
    await waitFor(() => Promise.resolve(begun.length >= 34), 5_000);
    expect(begun.filter((workstationId) => workstationId === 'ws-noisy')).toHaveLength(33);
    expect(lines.filter((line) => line.includes('sends more than is handled'))).toHaveLength(1);
    const answers = await Promise.all(
      Array.from({ length: 300 }, () =>
        noisy.request(edgeCallSubject('ws-noisy', 'jwt.renew'), envelope, { timeout: 5000 }),
      ),
    );
    const codes = answers.map((answer) => answer.json<{ error?: { code: string } }>().error?.code);
    expect(codes.filter((code) => code === undefined).length).toBeGreaterThan(0);
    expect(codes.filter((code) => code === 'REQUEST_RATE_LIMITED').length).toBeGreaterThan(150);
    const large = JSON.stringify({ ...context, body: { agentNkey: 'x'.repeat(70_000) } });
    const refused = await quiet.request(edgeCallSubject('ws-quiet', 'jwt.renew'), large, { timeout: 5000 });
    expect(refused.json()).toMatchObject({ error: { code: 'REQUEST_TOO_LARGE' } });
    await Promise.all([noisy.close(), quiet.close()]);
  }, 30_000);

  const sqlError = (code: string): Error => Object.assign(new Error('refused by the database'), { code });

  it.each(['57P03', '57P01', '57P02', '53300', '08006', 'ECONNREFUSED'])(
    '[fault 6] events in order wait where the database says %s, those of other workstations do not',
    async (code) => {
      const [one, other] = [await connectAgent('ws-one'), await connectAgent('ws-other')];
      const say = (agent: NatsConnection, workstation: string, name: string, is: string): void =>
        agent.publish(edgeEventSubject(workstation, name), JSON.stringify({ is }));
      for (const list of [tried, reported]) list.length = 0;
      came.clear();
      failing.set('ws-one', sqlError(code));
      try {
        say(one, 'ws-one', 'sessions.ended', 'first');
        // Of these only the last counts, where it came.
        say(one, 'ws-one', 'agent.started', 'second');
        say(one, 'ws-one', 'sessions.ended', 'third');
        say(one, 'ws-one', 'agent.started', 'fourth');
        await one.flush();
        say(other, 'ws-other', 'sessions.ended', 'elsewhere');
        expect(await waitFor(() => Promise.resolve(tried.length >= 4), 5_000)).toBe(true);
        expect(reported).toEqual(['elsewhere']);
        expect(new Set(tried)).toEqual(new Set(['first', 'elsewhere']));
      } finally {
        failing.clear();
      }
      expect(await waitFor(() => Promise.resolve(reported.length >= 4), 5_000)).toBe(true);
      expect(reported).toEqual(['elsewhere', 'first', 'third', 'fourth']);
      // Whatever was tried again, or waited behind that, came before what was said elsewhere.
      expect(new Set(came.get('first')).size).toBe(1);
      for (const is of ['first', 'third', 'fourth'])
        expect(came.get(is)![0]!).toBeLessThanOrEqual(came.get('elsewhere')![0]!);
      await Promise.all([one.close(), other.close()]);
    },
  );

  it('an event in order that the database refuses is given up at once, and the next one is applied', async () => {
    const agent = await connectAgent('ws-refused');
    for (const list of [tried, reported]) list.length = 0;
    failing.set('ws-refused', sqlError('23505'));
    const say = (is: string): void =>
      agent.publish(edgeEventSubject('ws-refused', 'sessions.ended'), JSON.stringify({ is }));
    say('first');
    expect(await waitFor(() => Promise.resolve(tried.length > 0), 5_000)).toBe(true);
    failing.clear();
    say('second');
    expect(await waitFor(() => Promise.resolve(reported.length > 0), 5_000)).toBe(true);
    expect([tried, reported]).toEqual([['first', 'second'], ['second']]);
    await agent.close();
  });

  it.each([
    'cw.v1.event.card.issued',
    'cw.v1.progress.r1',
    'cw.v1.edge.ws-other.request.batch.execute',
    'cw.v1.pki.agents.sign-jwt',
    '$JS.API.STREAM.PURGE.CARDWRIGHT_EVENTS',
    '_INBOX.gateway.abc',
    '_INBOX_ws-other.abc',
    '_INBOX_ws-replies',
  ])('gives no answer to a request of an agent that names %s as its reply subject', async (reply) => {
    const [agent, watching] = [
      await connectAgent('ws-replies'),
      await connect({ servers: nats.url, authenticator: credsAuthenticator(await nats.anyCreds()) }),
    ];
    const seen: string[] = [];
    watching.subscribe(reply, { callback: (_, message) => void seen.push(message.string()) });
    await watching.flush();
    const envelope = JSON.stringify({ ...context, body: { agentNkey: 'astray' } });
    agent.publish(edgeCallSubject('ws-replies', 'jwt.renew'), envelope, { reply });
    // The next one of the same agent is answered: what came before it has been dealt with.
    expect(
      (await agent.request(edgeCallSubject('ws-replies', 'jwt.renew'), envelope, { timeout: 5000 })).json(),
    ).toMatchObject({
      body: { jwt: 'astray' },
    });
    await watching.flush();
    expect(seen).toEqual([]);
    await Promise.all([agent.close(), watching.close()]);
  });

  it.each(['_INBOX.update.abc', '_INBOX.issuance.abc', 'cw.v1.event.card.issued', '_INBOX_ws-1.abc'])(
    'gives no answer to a request of a service that names %s as its reply subject',
    async (reply) => {
      const watching = await connect({
        servers: nats.url,
        authenticator: credsAuthenticator(await nats.anyCreds()),
      });
      const seen: string[] = [];
      watching.subscribe(reply, { callback: (_, message) => void seen.push(message.string()) });
      await watching.flush();
      asking.publish(issuanceSubject('people.get'), JSON.stringify({ ...context, body: { personId: 'astray' } }), {
        reply,
      });
      expect(await client.issuance('people.get', { personId: 'next' }, context)).toMatchObject({
        person: { personId: 'next' },
      });
      await watching.flush();
      expect(seen).toEqual([]);
      await watching.close();
    },
  );

  it('comes back by itself after the server was killed', async () => {
    await nats.restart('kill');
    // Both ends come back when they come back: asked until then, and while there is no connection a request fails at once.
    const asked = () => client.issuance('people.get', { personId: 'p-2' }, context, { timeoutMs: 500 });
    await waitFor(() => asked().then(() => true), 45_000);
    expect(await asked()).toMatchObject({ person: { personId: 'p-2' } });
  }, 60_000);
});
