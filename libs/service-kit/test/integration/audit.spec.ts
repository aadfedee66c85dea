/** [F11] The audit chain on a real Postgres: one transaction with the action, chained at once, and every tampering named. */
import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { AuditChainer, chainOnce } from '@cardwright/service-kit/audit/audit-chainer';
import { auditHash, recordColumns, type ChainedRecord } from '@cardwright/service-kit/audit/audit-record';
import { verifyAuditChain } from '@cardwright/service-kit/audit/verify-audit-chain';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import { openSpecDatabase } from './spec-database.js';

const tenantId = '00000000-0000-4000-8000-000000000001';

describe('audit', () => {
  let postgres: TestPostgres;
  let dataSource: DataSource;
  let other: DataSource;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    [dataSource, other] = await Promise.all([
      openSpecDatabase(postgres.databases.update),
      openSpecDatabase(postgres.databases.update),
    ]);
  }, 60_000);
  afterAll(async () => {
    await dataSource.destroy();
    await other.destroy();
    await postgres.stop();
  }, 30_000);

  /** What somebody with the database could do: no trigger, no constraint stands in the way. */
  const tamper = async (...statements: string[]): Promise<void> => {
    await dataSource.query('alter table audit_log disable trigger user');
    await dataSource.query('alter table audit_log drop constraint if exists audit_log_sequence_key');
    for (const statement of statements) await dataSource.query(statement);
    await dataSource.query('alter table audit_log enable trigger user');
  };
  const append = (count: number, from = 1): Promise<void> =>
    inTransaction(dataSource, async (manager) => {
      for (let number = from; number < from + count; number++)
        await appendAudit(manager, {
          tenantId,
          actor: { kind: 'person', iss: 'https://idp', sub: 'alice', roleClaims: [] },
          action: 'device.state-changed',
          object: `device:${number}`,
          reason: number % 2 ? 'Grund äöü' : null,
          correlationId: `corr-${number}`,
          details: { number, nested: { z: 1.5, a: [null, true, 'x'] } },
        });
    });
  const verify = () => verifyAuditChain(dataSource, 'update');
  const untilChained = async (): Promise<void> => {
    const unchained = async () => {
      const rows: { count: string }[] = await dataSource.query('select count(*) from audit_log where sequence is null');
      return Number(rows[0]?.count);
    };
    const deadline = Date.now() + 10_000;
    while ((await unchained()) > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await unchained()).toBe(0);
  };
  const recordAt = async (sequence: number): Promise<ChainedRecord> => {
    const [row]: ChainedRecord[] = await dataSource.query(
      `select ${recordColumns}, sequence, previous_hash, hash from audit_log where sequence = $1`,
      [sequence],
    );
    if (!row) throw new Error(`no row ${sequence}`);
    return row;
  };

  beforeEach(async () => {
    await tamper('delete from audit_log', `update audit_head set sequence = 0, hash = decode(repeat('00', 32), 'hex')`);
    await append(9);
    expect((await chainOnce(dataSource)).count).toBe(9);
  });

  it('verifies a chain that is whole', async () => {
    expect(await verify()).toMatchObject({
      schema: 'update',
      rows: 9,
      ok: true,
      finding: null,
      headHashHex: expect.stringMatching(/^[0-9A-F]{64}$/),
    });
  });

  it('appears and disappears with the transaction of its action', async () => {
    const failing = inTransaction(dataSource, async (manager) => {
      await appendAudit(manager, { tenantId, actor: 'system:spec', action: 'a.b', object: 'c:1', correlationId: 'x' });
      throw new Error('the action failed');
    });
    await expect(failing).rejects.toThrow('the action failed');
    expect((await chainOnce(dataSource)).count).toBe(0);
  });

  it('is append-only for honest code', async () => {
    await expect(dataSource.query(`update audit_log set actor = 'x'`)).rejects.toThrow(/never changed or removed/);
    await expect(dataSource.query('delete from audit_log')).rejects.toThrow(/never changed or removed/);
    await expect(dataSource.query('truncate audit_log')).rejects.toThrow(/never changed or removed/);
  });

  it('keeps one chain when two copies chain at the same time', async () => {
    await append(400, 100);
    const counts = await Promise.all([
      chainOnce(dataSource),
      chainOnce(other),
      chainOnce(dataSource),
      chainOnce(other),
    ]);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect(await verify()).toMatchObject({ rows: 409, ok: true });
  });

  it('chains new rows within a second, by one leader, and by the other one when that stops', async () => {
    const chainers = [new AuditChainer(dataSource), new AuditChainer(other)];
    for (const chainer of chainers) chainer.onApplicationBootstrap();
    await append(3, 200);
    await untilChained();
    await chainers[0]?.onApplicationShutdown();
    await append(3, 300);
    await untilChained();
    await chainers[1]?.onApplicationShutdown();
    expect(await verify()).toMatchObject({ rows: 15, ok: true });
  }, 30_000);

  describe('[F11] names', () => {
    const cases: [string, string[], { sequence: number; problem: string }][] = [
      [
        'a changed field',
        [`update audit_log set actor = 'person:mallory' where sequence = 5`],
        { sequence: 5, problem: 'changed' },
      ],
      [
        'a changed detail',
        [`update audit_log set details = details || '{"number": 6}' where sequence = 5`],
        { sequence: 5, problem: 'changed' },
      ],
      [
        'a changed time, by a microsecond',
        [`update audit_log set at = at + interval '1 microsecond' where sequence = 1`],
        { sequence: 1, problem: 'changed' },
      ],
      [
        'a changed last row',
        [`update audit_log set reason = 'other' where sequence = 9`],
        { sequence: 9, problem: 'changed' },
      ],
      ['a removed row', ['delete from audit_log where sequence = 4'], { sequence: 4, problem: 'missing' }],
      ['a removed first row', ['delete from audit_log where sequence = 1'], { sequence: 1, problem: 'missing' }],
      ['removed last rows', ['delete from audit_log where sequence > 7'], { sequence: 8, problem: 'missing' }],
      ['everything removed', ['delete from audit_log'], { sequence: 1, problem: 'missing' }],
      [
        'a removed row whose gap was closed',
        ['delete from audit_log where sequence = 4', 'update audit_log set sequence = sequence - 1 where sequence > 4'],
        { sequence: 4, problem: 'missing' },
      ],
      [
        'two rows that changed places',
        ['update audit_log set sequence = 11 - sequence where sequence in (4, 7)'],
        { sequence: 4, problem: 'reordered' },
      ],
      [
        'two neighbours that changed places',
        ['update audit_log set sequence = 11 - sequence where sequence in (5, 6)'],
        { sequence: 5, problem: 'reordered' },
      ],
      [
        'contents that changed places',
        [
          `update audit_log a set sequence = b.sequence, previous_hash = b.previous_hash, hash = b.hash
             from audit_log b where (a.sequence, b.sequence) in ((3, 8), (8, 3))`,
        ],
        { sequence: 3, problem: 'reordered' },
      ],
      [
        'a row put in between, later ones moved on',
        [
          'update audit_log set sequence = sequence + 1 where sequence >= 5',
          `insert into audit_log (tenant_id, actor, action, object, correlation_id, details, sequence, previous_hash, hash)
             select tenant_id, 'person:mallory', action, object, correlation_id, details, 5, previous_hash, hash from audit_log where sequence = 4`,
        ],
        { sequence: 5, problem: 'inserted' },
      ],
      [
        'a row with a sequence that is there already',
        [
          `insert into audit_log (tenant_id, actor, action, object, correlation_id, details, sequence, previous_hash, hash)
             select tenant_id, 'person:mallory', action, object, correlation_id, details, 5, previous_hash, hash from audit_log where sequence = 5`,
        ],
        { sequence: 5, problem: 'inserted' },
      ],
      [
        'a row taken out of the chain',
        ['update audit_log set sequence = null, previous_hash = null, hash = null where sequence = 2'],
        { sequence: 2, problem: 'missing' },
      ],
      [
        'a row that nobody chained',
        [
          `insert into audit_log (at, tenant_id, actor, action, object, correlation_id, details)
             values (now() - interval '5 minutes', '${tenantId}', 'a', 'b', 'c', 'd', '{}')`,
        ],
        { sequence: 10, problem: 'unchained' },
      ],
      [
        'a chain whose head was set back',
        ['update audit_head set sequence = 8, hash = (select hash from audit_log where sequence = 8)'],
        { sequence: 9, problem: 'inserted' },
      ],
      [
        'a row that was put in with a time of long ago, and chained like the others',
        [],
        { sequence: 11, problem: 'backdated' },
      ],
      ['a chain without a head', ['delete from audit_head'], { sequence: 0, problem: 'missing' }],
    ];
    it.each(cases)('%s', async (_title, statements, finding) => {
      if (finding.problem === 'backdated') await appendBackdated();
      await tamper(...statements);
      const result = await verify();
      if (statements[0] === 'delete from audit_head')
        await dataSource.query(`insert into audit_head (sequence, hash) values (0, decode(repeat('00', 32), 'hex'))`);
      expect(result).toMatchObject({ ok: false, finding });
    });

    /** By somebody who may insert: the chainer gives it a place like any other row. */
    async function appendBackdated(): Promise<void> {
      await append(1, 60);
      await dataSource.query(
        `insert into audit_log (at, tenant_id, actor, action, object, correlation_id, details)
           values (now() - interval '3 months', '${tenantId}', 'a', 'b', 'c', 'd', '{}')`,
      );
      await append(1, 61);
      expect((await chainOnce(dataSource)).count).toBe(3);
    }

    const endings: [string, string[], { sequence: number }][] = [
      [
        'an end that was cut off, the head set back',
        [
          'delete from audit_log where sequence > 7',
          'update audit_head set sequence = 7, hash = (select hash from audit_log where sequence = 7)',
        ],
        { sequence: 9 },
      ],
      [
        'an end that was changed and given to the chainer again',
        [
          `update audit_log set actor = 'person:mallory', sequence = null, previous_hash = null, hash = null where sequence > 7`,
          'update audit_head set sequence = 7, hash = (select hash from audit_log where sequence = 7)',
        ],
        { sequence: 9 },
      ],
      [
        'a whole chain that was made anew',
        ['delete from audit_log', `update audit_head set sequence = 0, hash = decode(repeat('00', 32), 'hex')`],
        { sequence: 9 },
      ],
    ];
    it.each(endings)('%s, by the memory of the chainer that runs', async (_title, statements, { sequence }) => {
      await tamper(
        'delete from audit_log',
        `update audit_head set sequence = 0, hash = decode(repeat('00', 32), 'hex')`,
      );
      const chainer = new AuditChainer(dataSource);
      chainer.onApplicationBootstrap();
      await append(9);
      await untilChained();
      await tamper(...statements);
      // Whatever happens next is what makes it known.
      await append(1, 70);
      await untilChained();
      await chainer.onApplicationShutdown();
      const result = await verify();
      expect(result).toMatchObject({ ok: false, finding: { problem: 'rewritten' } });
      const told: { details: object }[] = await dataSource.query(
        `select details from audit_log where action = 'audit.chain-rewritten'`,
      );
      expect(told).toMatchObject([{ details: { sequence, chainedHashHex: expect.stringMatching(/^[0-9A-F]{64}$/) } }]);
    });

    it('nothing where two chainers take turns', async () => {
      const chainers = [new AuditChainer(dataSource), new AuditChainer(other)];
      for (const chainer of chainers) {
        chainer.onApplicationBootstrap();
        await append(2, 80);
        await untilChained();
        await chainer.onApplicationShutdown();
      }
      expect(await verify()).toMatchObject({ rows: 13, ok: true });
    });

    it('a changed row that was hashed again', async () => {
      const row = { ...(await recordAt(6)), actor: 'person:mallory' };
      const hash = auditHash(row, 6, row.previous_hash).toString('hex');
      await tamper(`update audit_log set actor = 'person:mallory', hash = decode('${hash}', 'hex') where sequence = 6`);
      expect(await verify()).toMatchObject({ ok: false, finding: { sequence: 6, problem: 'changed' } });
    });

    it('a row put in between that was linked and hashed properly', async () => {
      const [before] = [await recordAt(4)];
      await tamper(
        'update audit_log set sequence = sequence + 1 where sequence >= 5',
        `insert into audit_log (tenant_id, actor, action, object, correlation_id, details) values ('${tenantId}', 'm', 'a', 'o', 'c', '{}')`,
      );
      const [made]: ChainedRecord[] = await dataSource.query(
        `select ${recordColumns} from audit_log where actor = 'm'`,
      );
      if (!made) throw new Error('not made');
      const hash = auditHash(made, 5, before.hash).toString('hex');
      await tamper(
        `update audit_log set sequence = 5, previous_hash = decode('${before.hash.toString('hex')}', 'hex'), hash = decode('${hash}', 'hex') where actor = 'm'`,
      );
      expect(await verify()).toMatchObject({ ok: false, finding: { sequence: 5, problem: 'inserted' } });
    });

    it('a row appended behind the head, hashed properly', async () => {
      const last = await recordAt(9);
      await append(1, 50);
      const [made]: ChainedRecord[] = await dataSource.query(
        `select ${recordColumns} from audit_log where sequence is null`,
      );
      if (!made) throw new Error('not made');
      const hash = auditHash(made, 10, last.hash).toString('hex');
      await tamper(
        `update audit_log set sequence = 10, previous_hash = decode('${last.hash.toString('hex')}', 'hex'), hash = decode('${hash}', 'hex') where sequence is null`,
      );
      expect(await verify()).toMatchObject({ ok: false, finding: { sequence: 10, problem: 'inserted' } });
    });

    it('a last row that was changed and hashed again', async () => {
      const row = { ...(await recordAt(9)), actor: 'person:mallory' };
      const hash = auditHash(row, 9, row.previous_hash).toString('hex');
      await tamper(`update audit_log set actor = 'person:mallory', hash = decode('${hash}', 'hex') where sequence = 9`);
      expect(await verify()).toMatchObject({ ok: false, finding: { sequence: 9, problem: 'changed' } });
    });
  });
});
