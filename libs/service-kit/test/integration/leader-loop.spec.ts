/** One leader per lock over real connections, also when the leader's connection is cut; transactions that deadlock. */
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { LeaderLoop } from '@cardwright/service-kit/leader-loop';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import { openSpecDatabase } from './spec-database.js';

const logger = createLogger({ name: 'spec', level: 'silent' });

describe('background work and transactions', () => {
  let postgres: TestPostgres;
  let copies: DataSource[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    copies = await Promise.all([1, 2, 3].map(() => openSpecDatabase(postgres.databases.update)));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(copies.map((copy) => copy.destroy()));
    await postgres.stop();
  }, 30_000);

  const admin = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgres.adminUrl });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  const eventually = async (condition: () => boolean): Promise<void> => {
    for (let tries = 0; !condition() && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(condition()).toBe(true);
  };

  it('works in one copy only, and goes on when the leader loses its connection or stops', async () => {
    const rounds = [0, 0, 0];
    let atOnce = 0;
    let most = 0;
    const loops = copies.map(
      (dataSource, index) =>
        new LeaderLoop({
          dataSource,
          lock: 'spec',
          intervalMs: 5,
          logger,
          work: async () => {
            most = Math.max(most, ++atOnce);
            await dataSource.query('select pg_sleep(0.002)');
            rounds[index] = (rounds[index] ?? 0) + 1;
            atOnce--;
            return false;
          },
        }),
    );
    const total = (): number => rounds.reduce((sum, count) => sum + count, 0);
    for (const loop of loops) loop.start();
    await eventually(() => total() > 10);
    expect(loops.filter((loop) => loop.leading)).toHaveLength(1);
    expect(most).toBe(1);

    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cardwright-update'`);
    const afterCut = total();
    await eventually(() => total() > afterCut + 10);

    const leader = loops.findIndex((loop) => loop.leading);
    await loops[leader]?.stop();
    const afterStop = total();
    await eventually(() => total() > afterStop + 10);
    expect(loops[leader]?.leading).toBe(false);
    for (const loop of loops) await loop.stop();
    const held: unknown[] = await (copies[0] as DataSource).query(`select 1 from pg_locks where locktype = 'advisory'`);
    expect(held).toEqual([]);
  }, 60_000);

  it('[fault 7] tries a transaction again that a deadlock ended', async () => {
    const [first] = copies as [DataSource];
    await first.query('create table pair (id int primary key, value int not null)');
    await first.query('insert into pair values (1, 0), (2, 0)');
    let attempts = 0;
    let both: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => (both = resolve));
    let arrived = 0;
    const add = (order: number[]) =>
      inTransaction(first, async (manager) => {
        attempts++;
        await manager.query('update pair set value = value + 1 where id = $1', [order[0]]);
        // Each holds one row before it asks for the other's: the first attempts must deadlock.
        if (++arrived === 2) both();
        await meeting;
        await manager.query('update pair set value = value + 1 where id = $1', [order[1]]);
      });
    await Promise.all([add([1, 2]), add([2, 1])]);
    expect(attempts).toBe(3);
    expect(await first.query('select value from pair')).toEqual([{ value: 2 }, { value: 2 }]);
  }, 30_000);
});
