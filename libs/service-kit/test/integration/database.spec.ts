/** Data source, migrations and outbox on real servers. */
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { eventStream } from '@cardwright/contracts/nats/subjects';
import { MigrationError } from '@cardwright/service-kit/database/data-source';
import { inBatches } from '@cardwright/service-kit/database/in-batches';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { enqueueEvent, enqueueEvents } from '@cardwright/service-kit/outbox/enqueue-event';
import { ensureEventStream } from '@cardwright/service-kit/outbox/event-stream';
import { OutboxPublisher } from '@cardwright/service-kit/outbox/outbox-publisher';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import { Initial1700000000000, openSpecDatabase } from './spec-database.js';

const tenantId = '00000000-0000-4000-8000-000000000001';
const logger = createLogger({ name: 'spec', level: 'silent' });

class Broken1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table half (id int)');
    await runner.query('select * from nowhere');
  }
  async down(): Promise<void> {}
}

describe('database and outbox', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let connection: NatsConnection;
  /** Looks at the stream behind the services' backs. */
  let watching: NatsConnection;
  let copies: DataSource[] = [];

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    connection = await connectNats({ url: nats.url, credsFile: nats.credsFile('issuance'), name: 'issuance-svc' });
    watching = await connect({ servers: nats.url, authenticator: credsAuthenticator(await nats.anyCreds()) });
    const open = () => openSpecDatabase(postgres.databases.issuance);
    copies = await Promise.all([open(), open(), open()]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(copies.map((copy) => copy.destroy()));
    await connection.close();
    await watching.close();
    await nats.stop();
    await postgres.stop();
  }, 30_000);

  const first = (): DataSource => copies[0] as DataSource;
  const publisher = (dataSource: DataSource) => new OutboxPublisher(dataSource, connection, logger);
  const enqueue = (version: number) =>
    inTransaction(first(), (manager) =>
      enqueueEvent(manager, {
        name: 'profile.published',
        tenantId,
        correlationId: 'c',
        data: { name: 'piv', version },
      }),
    );

  it('runs each migration once, however many copies start together', async () => {
    expect(await first().query('select name from migrations')).toEqual([{ name: 'Initial1700000000000' }]);
  });

  it('works in its own schema and cannot read another one', async () => {
    expect(await first().query('select current_schema() as schema')).toEqual([{ schema: 'issuance' }]);
    const pki = await openSpecDatabase(postgres.databases.pki);
    try {
      await expect(pki.query('select * from issuance.audit_log')).rejects.toThrow(/permission denied/);
    } finally {
      await pki.destroy();
    }
  });

  it('stops on a migration that fails, and leaves nothing of it behind', async () => {
    const open = openSpecDatabase(postgres.databases.issuance, [Initial1700000000000, Broken1700000000001]);
    await expect(open).rejects.toBeInstanceOf(MigrationError);
    expect(await first().query(`select to_regclass('half') as half`)).toEqual([{ half: null }]);
  });

  it('takes batches until one is not full, each in its own transaction: what failed is left, what was before it stays', async () => {
    const schema = await openSpecDatabase(postgres.databases.pki);
    await schema.query('create table work as select id from generate_series(1, 7) id');
    const done: number[][] = [];
    const taking = (poison?: number) =>
      inBatches(schema, {
        size: 3,
        take: async (manager) => {
          const [rows]: [{ id: number }[], number] = await manager.query(
            'delete from work where id in (select id from work order by id limit 3) returning id',
          );
          if (rows.some(({ id }) => id === poison)) throw new Error('this one fails');
          return rows.map(({ id }) => id);
        },
        committed: (ids) => void done.push([...ids].sort()),
      });
    await expect(taking(5)).rejects.toThrow('this one fails');
    expect(done).toEqual([[1, 2, 3]]);
    expect(await schema.query('select count(*)::int as left from work')).toEqual([{ left: 4 }]);
    await taking();
    expect(done).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    await schema.destroy();
  });

  it('takes migrations back', async () => {
    const update = await openSpecDatabase(postgres.databases.update);
    await update.undoLastMigration();
    expect(await update.query(`select to_regclass('audit_log') as a, to_regclass('outbox') as b`)).toEqual([
      { a: null, b: null },
    ]);
    await update.destroy();
  });

  it('makes the stream, twice if it must', async () => {
    await Promise.all([ensureEventStream(connection), ensureEventStream(connection)]);
    await ensureEventStream(connection);
    const manager = await jetstreamManager(connection, { checkAPI: false });
    expect(
      (await (await jetstreamManager(watching)).consumers.info(eventStream.name, 'update-device-state')).config,
    ).toMatchObject({
      durable_name: 'update-device-state',
      filter_subject: 'cw.v1.event.device.changed',
      ack_policy: 'explicit',
      deliver_policy: 'all',
    });
    expect(
      (await (await jetstreamManager(watching)).consumers.info(eventStream.name, 'update-request-state')).config,
    ).toMatchObject({ durable_name: 'update-request-state', filter_subject: 'cw.v1.event.request.changed' });
    expect((await manager.streams.info(eventStream.name)).config.subjects).toEqual([...eventStream.subjects]);
  });

  it('[fault 17] publishes each event once, in order, with its id, from several copies', async () => {
    for (let version = 1; version <= 20; version++) await enqueue(version);
    const counts = await Promise.all(copies.map((copy) => publisher(copy).publishOnce()));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    const manager = await jetstreamManager(connection, { checkAPI: false });
    expect((await manager.streams.info(eventStream.name)).state.messages).toBe(20);
    // A publisher that died before it could mark them publishes again: the server drops the doubles.
    await first().query('update outbox set published_at = null');
    expect(await publisher(first()).publishOnce()).toBe(20);
    expect((await manager.streams.info(eventStream.name)).state.messages).toBe(20);
    const versions: number[] = [];
    const consumer = await jetstream(watching).consumers.get(eventStream.name);
    for (let index = 0; index < 20; index++)
      versions.push((await consumer.next())?.json<{ data: { version: number } }>().data.version ?? -1);
    expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('keeps the order when one in the middle is not taken: those behind it wait with it', async () => {
    const manager = await jetstreamManager(watching);
    const { state } = await manager.streams.info(eventStream.name);
    for (const version of [31, 32, 33]) await enqueue(version);
    const [middle] = await first().query<{ id: string; payload: object }[]>(
      `select id, payload from outbox where payload->'data'->>'version' = '32'`,
    );
    const put = (payload: object) =>
      first().query('update outbox set payload = $2 where id = $1', [middle!.id, JSON.stringify(payload)]);
    await put({ ...middle!.payload, moreThanTheServerTakes: 'x'.repeat(connection.info!.max_payload) });
    await expect(publisher(first()).publishOnce()).rejects.toThrow('is not taken');
    await expect(publisher(first()).publishOnce()).rejects.toThrow('is not taken');
    const taken = async (): Promise<number[]> => {
      const { last_seq: last } = (await manager.streams.info(eventStream.name)).state;
      const versions: number[] = [];
      for (let sequence = state.last_seq + 1; sequence <= last; sequence++) {
        const message = await manager.streams.getMessage(eventStream.name, { seq: sequence });
        versions.push(message!.json<{ data: { version: number } }>().data.version);
      }
      return versions;
    };
    expect(await taken()).toEqual([31]);
    await put(middle!.payload);
    expect(await publisher(first()).publishOnce()).toBe(2);
    expect(await taken()).toEqual([31, 32, 33]);
  });

  it('states of different devices may overtake each other, those of one device never', async () => {
    const manager = await jetstreamManager(watching);
    const { state } = await manager.streams.info(eventStream.name);
    const states = ['a 1', 'b 1', 'c 1', 'a 2', 'b 2'].map((text) => text.split(' ') as [string, string]);
    await inTransaction(first(), (transaction) =>
      enqueueEvents(
        transaction,
        states.map(([deviceId, revision]) => ({
          ...{ name: 'device.changed', tenantId, correlationId: 'c' },
          data: { deviceId, revision: Number(revision) } as never,
        })),
      ),
    );
    const [second] = await first().query<{ id: string; payload: object }[]>(
      `select id, payload from outbox where payload->'data'->>'deviceId' = 'b' order by id limit 1`,
    );
    const put = (payload: object) =>
      first().query('update outbox set payload = $2 where id = $1', [second!.id, JSON.stringify(payload)]);
    const taken = async (): Promise<string[]> => {
      const { last_seq: last } = (await manager.streams.info(eventStream.name)).state;
      const texts: string[] = [];
      for (let sequence = state.last_seq + 1; sequence <= last; sequence++) {
        const message = await manager.streams.getMessage(eventStream.name, { seq: sequence });
        const { data } = message!.json<{ data: { deviceId: string; revision: number } }>();
        texts.push(`${data.deviceId} ${data.revision}`);
      }
      return texts;
    };
    await put({ ...second!.payload, moreThanTheServerTakes: 'x'.repeat(connection.info!.max_payload) });
    await expect(publisher(first()).publishOnce()).rejects.toThrow('is not taken');
    expect((await taken()).sort()).toEqual(['a 1', 'c 1']);
    await put(second!.payload);
    expect(await publisher(first()).publishOnce()).toBe(3);
    const all = await taken();
    expect([...all].sort()).toEqual(['a 1', 'a 2', 'b 1', 'b 2', 'c 1']);
    for (const device of ['a', 'b'])
      expect(all.filter((text) => text.startsWith(device))).toEqual([`${device} 1`, `${device} 2`]);
  });

  it('keeps events in the outbox while NATS is away, and publishes them when it is back', async () => {
    const running = publisher(first());
    running.start();
    await nats.server.process.kill();
    const event = await enqueue(99);
    const waiting = async () => {
      const rows: { published: boolean }[] = await first().query(
        'select published_at is not null as published from outbox where event_id = $1',
        [event.eventId],
      );
      return rows[0]?.published === false;
    };
    expect(await waiting()).toBe(true);
    await nats.restart();
    const deadline = Date.now() + 30_000;
    while ((await waiting()) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await waiting()).toBe(false);
    await running.stop();
  }, 60_000);
});
