/** The list of workstations: what agents say, found and sorted by the database, among ten thousand of them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import type { RequestOf } from '@cardwright/contracts/nats/rpc';
import { edgeEventSubject } from '@cardwright/contracts/nats/subjects';
import { eventually } from '@cardwright/testing/eventually';
import { workstationList } from '../../src/records/workstations/workstation-list.js';
import { HeardAgents } from '../../src/records/workstations/heard-agents.js';
import { SilentAgents } from '../../src/records/workstations/silent-agents.js';
import { agentSays } from '../../src/records/workstations/agent-report.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

type Asked = RequestOf<IssuanceApi, 'workstations.list'>;
const { columns } = workstationList;
const helpDesk = actorWith('hal', ['helpdesk']);

let service: RecordsService;
beforeAll(async () => void (service = await startRecordsService()), 90_000);
afterAll(async () => service?.stop(), 30_000);

const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);
const list = (asked: Asked = {}) => service.ask('workstations.list', asked, helpDesk);
const names = async (asked: Asked = {}): Promise<string[]> => (await list(asked)).rows.map(({ name }) => name);
const add = (id: string, name: string): Promise<unknown> =>
  query(
    `INSERT INTO workstation (workstation_id, tenant_id, name, agent_nkey, enrolled_at) VALUES ($1, $2, $3, $4, now())`,
    [id, defaultTenantId, name, `U${id}`],
  );

const reader = { atrHex: '3BFD', heldBy: 'someone', identityText: 'ykserial:47114712' };
const status = (of: Partial<AgentStatus> = {}): AgentStatus => ({
  workstationId: 'ws-not-believed',
  agentVersion: '0.2.0',
  startedAt: '2030-01-01T00:00:00Z',
  clock: '2030-01-01T00:00:00Z',
  pcsc: 'ok',
  readers: [
    { ...reader, readerName: 'Reader 0', cardPresent: true },
    { ...reader, readerName: 'Reader 1', cardPresent: false },
  ],
  system: 'Debian GNU/Linux 12 (bookworm), x64',
  policies: {
    settings: [{ name: 'cardAutoUpdate', value: true, source: 'machine-policy' }],
    problems: [{ source: 'edge.json', kind: 'value', setting: 'repromptMinutes' }],
  },
  ...of,
});
const says = async (id: string, event: 'agent.started' | 'agent.report' | 'agent.stopped', body: object) => {
  const agent = await service.agent(id, {});
  agent.publish(edgeEventSubject(id, event), JSON.stringify(body));
  await agent.flush();
};

describe('what an agent says of itself', () => {
  beforeAll(() => add('ws-a', 'Desk'));
  const kept = async () => (await service.ask('workstations.get', { workstationId: 'ws-a' }, helpDesk)).workstation;

  it('is kept for when it is away, and none of it says whose cards are in its readers', async () => {
    expect(await kept()).toMatchObject({ online: false, report: null, policies: null, lastSeenAt: null });
    await says('ws-a', 'agent.report', status());
    await eventually(async () => (await kept()).report?.readerCount, 2);
    expect(await kept()).toEqual({
      workstationId: 'ws-a',
      name: 'Desk',
      group: null,
      agentNkey: 'Uws-a',
      agentVersion: '0.2.0',
      enrolledAt: expect.any(String),
      lastSeenAt: expect.any(String),
      revokedAt: null,
      online: false,
      report: {
        reportedAt: expect.any(String),
        system: 'Debian GNU/Linux 12 (bookworm), x64',
        autoUpdate: true,
        autoUpdateSource: 'machine-policy',
        policyProblems: 1,
        pcsc: 'ok',
        pcscCode: null,
        readers: [
          { readerName: 'Reader 0', card: 'present' },
          { readerName: 'Reader 1', card: 'absent' },
        ],
        readerCount: 2,
        cardCount: 1,
      },
      policies: {
        settings: [{ name: 'cardAutoUpdate', value: true, source: 'machine-policy' }],
        problems: [{ source: 'edge.json', kind: 'value', setting: 'repromptMinutes' }],
      },
    });
    expect(JSON.stringify(await query('SELECT * FROM workstation'))).not.toMatch(/47114712|someone|not-believed/);
  });

  it('is changed by the next report, and what an agent of an earlier version does not say is not known', async () => {
    const { system: _, policies: __, ...older } = status({ readers: [], pcsc: 'unavailable', agentVersion: '0.1.0' });
    await says('ws-a', 'agent.started', { ...older, pcscCode: 'EDGE_PCSC_FORBIDDEN' });
    await eventually(async () => (await kept()).report?.pcscCode, 'EDGE_PCSC_FORBIDDEN');
    expect(await kept()).toMatchObject({
      agentVersion: '0.1.0',
      report: { readerCount: 0, readers: [], system: null, autoUpdate: null, autoUpdateSource: null },
      policies: null,
    });
  });

  it('a report that another copy of the service heard later is not undone', async () => {
    const heard = service.running.app.get(HeardAgents, { strict: false });
    heard.seen('ws-a', agentSays(status({ agentVersion: '0.1.5' })));
    await query(`UPDATE workstation SET reported_at = now() + interval '1 minute', agent_version = '0.9.0'`);
    await heard.write();
    expect((await kept()).agentVersion).toBe('0.9.0');
  });
});

describe('whether it is there', () => {
  beforeAll(() => add('ws-b', 'Beside'));
  const found = async (online: boolean) => (await names({ online, query: 'Beside' })).length;

  it('is as it was heard last, until it says that it goes', async () => {
    expect([await found(true), await found(false)]).toEqual([0, 1]);
    const agent = await service.agent('ws-b', { 'agent.status': () => status() });
    await says('ws-b', 'agent.report', status());
    await eventually(() => found(true), 1);
    expect((await list({ query: 'Beside' })).rows).toMatchObject([{ online: true }]);
    await says('ws-b', 'agent.stopped', {});
    await eventually(() => found(true), 0);
    await says('ws-b', 'agent.report', status());
    await eventually(() => found(true), 1);
    await agent.close();
  });

  it('where nobody answers for it any more the row says so at once, and the next search too', async () => {
    expect((await list({ query: 'Beside', online: true })).rows).toMatchObject([{ online: false }]);
    expect(await found(true)).toBe(0);
  });

  it('after seven minutes of silence it is not counted on', async () => {
    await says('ws-b', 'agent.report', status());
    await eventually(() => found(true), 1);
    await query(`UPDATE workstation SET gone_at = NULL, last_seen_at = now() - interval '7 minutes 1 second'`);
    expect(await found(true)).toBe(0);
  });

  it('in the order by when each was seen it is there until it goes or is found silent, and its reports do not move it', async () => {
    const silent = service.running.app.get(SilentAgents, { strict: false });
    const place = async () =>
      (
        await query<{ place: string }>(
          `SELECT CASE WHEN seen_until = last_seen_at THEN 'away' ELSE extract(year FROM seen_until AT TIME ZONE 'UTC')::text END AS place
           FROM workstation WHERE workstation_id = 'ws-b'`,
        )
      )[0]!.place;
    await silent.write();
    expect(await place()).toBe('away');
    await says('ws-b', 'agent.report', status());
    await eventually(place, '2200');
    await silent.write();
    expect(await place()).toBe('2200');
    await query(`UPDATE workstation SET last_seen_at = now() + interval '1 second'`);
    expect(await place()).toBe('2200');
    await query(`UPDATE workstation SET revoked_at = now()`);
    expect(await place()).toBe('away');
    await query(`UPDATE workstation SET revoked_at = NULL, gone_at = last_seen_at`);
    expect(await place()).toBe('away');
  });
});

describe('among ten thousand', () => {
  /** A look at a row asks its agent, and none is there. */
  const nobodyLooked = async (): Promise<void> => {
    await query('UPDATE workstation SET gone_at = NULL');
    await service.running.app.get(SilentAgents, { strict: false }).write();
  };
  beforeAll(async () => {
    await query('DELETE FROM workstation');
    await query(
      `INSERT INTO workstation (workstation_id, tenant_id, name, agent_nkey, agent_version, last_seen_at, reported_at, system, auto_update,
         auto_update_source, policy_problems, reader_count, card_count, report, enrolled_at)
       SELECT 'ws-' || n, $1, 'Desk ' || n, 'U' || n, CASE WHEN n % 1000 = 0 THEN '0.10.0' ELSE '0.9.0' END, 
         CASE WHEN n < 10000 THEN now() - (n * 4 - 3) * interval '1 minute' END, now(),
         CASE WHEN n % 2 = 0 THEN 'Debian 12' ELSE 'Windows 11' END, n % 4 <> 0, 'machine-policy', (n = 77)::int, CASE WHEN n = 5 THEN 0 ELSE 1 END,
         0, '{"pcsc":"ok","pcscCode":null,"readers":[],"policies":null}', CASE WHEN n < 2000 THEN now() - (5000 - n) * interval '1 day' END
       FROM generate_series(1, 10000) n`,
      [defaultTenantId],
    );
    await nobodyLooked();
    await query('ANALYZE workstation');
  });

  it.each<[Asked, string[]]>([
    [{ query: 'desk 100', version: '0.10.0' }, ['Desk 1000', 'Desk 10000']],
    [{ query: '100%' }, []],
    [{ online: true }, ['Desk 1', 'Desk 2']],
    [{ policy: 'mistakes' }, ['Desk 77']],
    [{ readers: 'none' }, ['Desk 5']],
    [{ readers: 'card' }, []],
    [{ policy: 'off', query: 'windows' }, []],
  ])('%j finds %j', async (asked, expected) => {
    expect(await names(asked)).toEqual(expected);
    await nobodyLooked();
  });

  it.each<[Asked, string[]]>([
    // Online are 1 and 2, of which 1 was heard later: both are seen now, and follow their id.
    [{ sort: 'last-seen' }, ['Desk 2', 'Desk 1', 'Desk 3']],
    [{ sort: 'last-seen', order: 'asc' }, ['Desk 9999', 'Desk 9998', 'Desk 9997']],
    [{ sort: 'enrolled', query: 'desk 1' }, ['Desk 1999', 'Desk 1998', 'Desk 1997']],
    [{ sort: 'enrolled', order: 'asc' }, ['Desk 1', 'Desk 2', 'Desk 3']],
    [{ sort: 'name', order: 'desc' }, ['Desk 9999', 'Desk 9998', 'Desk 9997']],
    [{ sort: 'version', order: 'desc' }, ['Desk 9000', 'Desk 8000', 'Desk 7000']],
    [{ sort: 'version', query: 'desk 9' }, ['Desk 9', 'Desk 90', 'Desk 900']],
    [{ sort: 'policy' }, ['Desk 77', 'Desk 100', 'Desk 1000']],
    [{}, ['Desk 1', 'Desk 10', 'Desk 100']],
  ])('%j begins with %j', async (asked, expected) => {
    const first = await names({ ...asked, limit: 3 });
    expect(first).toEqual(expected);
  });

  it.each<Asked>([
    { sort: 'last-seen' },
    { sort: 'last-seen', order: 'asc' },
    { sort: 'enrolled' },
    { sort: 'version', order: 'desc' },
    { sort: 'policy' },
    { order: 'desc' },
    {},
  ])('page after page by %j shows each once', async (asked) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ ...asked, query: 'desk 99', limit: 40, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.rows.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(111);
    expect(new Set(seen).size).toBe(111);
  });

  it('[D15] a page is read from an index by every column, in both directions', async () => {
    const scanned: unknown[] = [];
    for (const { by, has } of ['name', 'last-seen', 'enrolled', 'version', 'policy'].map(
      (sort) => columns[sort as 'name'],
    ))
      for (const direction of ['ASC', 'DESC']) {
        const [plan] = await query<{ 'QUERY PLAN': [{ Plan: { Plans: [{ 'Index Name': string }] } }] }>(
          `EXPLAIN (FORMAT JSON) SELECT * FROM workstation WHERE tenant_id = $1 AND ${has ?? 'true'}
           ORDER BY ${by} ${direction}, workstation_id ${direction} LIMIT 51`,
          [defaultTenantId],
        );
        scanned.push(plan!['QUERY PLAN'][0].Plan.Plans[0]['Index Name']);
      }
    expect(scanned).toEqual(
      ['names', 'seen_until', 'enrolled', 'versions', 'policies']
        .flatMap((name) => [name, name])
        .map((name) => `workstation_${name}`),
    );
  });

  it('[D15] one that is seen last, and one that was never seen or enrolled, come last', async () => {
    const end = async (asked: Asked) => (await names({ ...asked, query: 'desk 9999', limit: 200 })).at(-1);
    await query(`UPDATE workstation SET name = 'Desk 99990' WHERE workstation_id = 'ws-10000'`);
    for (const asked of [{ sort: 'last-seen' }, { sort: 'last-seen', order: 'asc' }] as Asked[])
      expect(await end(asked)).toBe('Desk 99990');
    await query(`UPDATE workstation SET enrolled_at = now() WHERE workstation_id = 'ws-9999'`);
    for (const asked of [{ sort: 'enrolled' }, { sort: 'enrolled', order: 'asc' }] as Asked[])
      expect(await end(asked)).toBe('Desk 99990');
    await query(`UPDATE workstation SET name = 'Desk 10000' WHERE workstation_id = 'ws-10000'`);
    await query(`UPDATE workstation SET enrolled_at = NULL WHERE workstation_id = 'ws-9999'`);
  });

  it('[D15] an export says what was heard last and asks no agent; it is written into the audit once', async () => {
    const asked: Asked = { query: 'desk 1', sort: 'last-seen', forExport: true, limit: 2 };
    await nobodyLooked();
    const heard: string[] = [];
    const agent = await service.agent('ws-1', {
      'agent.status': () => {
        heard.push('asked');
        return status();
      },
    });
    const first = await list(asked);
    expect(first.rows.map(({ name, online }) => [name, online])).toEqual([
      ['Desk 1', true],
      ['Desk 10', false],
    ]);
    expect(first.rows[0]!.lastSeenAt).toBe(
      (
        await query<{ at: Date }>(`SELECT last_seen_at AS at FROM workstation WHERE name = 'Desk 1'`)
      )[0]!.at.toISOString(),
    );
    await list({ ...asked, cursor: first.nextCursor! });
    expect(heard).toEqual([]);
    await agent.close();
    expect(await query(`SELECT object, details FROM audit_log WHERE action = 'list.exported'`)).toEqual([
      {
        object: 'list:workstations',
        details: { rows: 1112, filters: { query: 'desk 1', sort: 'last-seen' } },
      },
    ]);
  });

  it('[D15] refuses / a cursor of another order, and one whose id has another form', async () => {
    const { nextCursor } = await list({ limit: 2 });
    await expect(list({ order: 'desc', cursor: nextCursor! })).rejects.toMatchObject({
      code: 'REQUEST_CURSOR_OF_OTHER_ORDER',
    });
    const made = (id: string) => Buffer.from(JSON.stringify(['name asc', 'Desk 1', id])).toString('base64url');
    expect(await names({ cursor: made('ws-1'), limit: 1 })).toEqual(['Desk 10']);
    for (const id of ['', "ws'1", 'w'.repeat(65)])
      await expect(list({ cursor: made(id) })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('a version of two digits comes after one of one', async () => {
    const page = await list({ sort: 'version', query: '00', limit: 200 });
    const versions = page.rows.map(({ agentVersion }) => agentVersion);
    expect(versions.indexOf('0.10.0')).toBeGreaterThan(versions.lastIndexOf('0.9.0'));
  });

  it('counts them by what is behind', async () => {
    await nobodyLooked();
    expect(await service.ask('workstations.summary', {}, helpDesk)).toEqual({
      total: 10_000,
      online: 2,
      versions: [
        { version: '0.9.0', count: 9_990 },
        { version: '0.10.0', count: 10 },
      ],
      policies: [
        { policy: 'on', count: 7_500 },
        { policy: 'off', count: 2_500 },
        { policy: 'mistakes', count: 1 },
        { policy: 'unknown', count: 0 },
      ],
    });
  });

  it('a page of which nobody answers, and one whose agents are stuck, each come within their bound', async () => {
    const took = async (): Promise<number> => {
      const before = performance.now();
      expect((await list({ limit: 100 })).rows).toHaveLength(100);
      return performance.now() - before;
    };
    await took();
    const away = await took();
    const first = (await list({ limit: 100 })).rows;
    for (const { workstationId } of first.slice(0, 5))
      await service.agent(workstationId, { 'agent.status': () => new Promise(() => undefined) });
    const stuck = await took();
    console.info(`a page of 100: ${Math.round(away)} ms with all away, ${Math.round(stuck)} ms with 5 of them stuck`);
    // No agent that is away is waited for.
    expect(away).toBeLessThan(1_400);
    expect(stuck).toBeGreaterThan(1_400);
    expect(stuck).toBeLessThan(3_000);
  }, 60_000);

  it('what ten thousand report in three minutes is a statement every five seconds', async () => {
    const heard = service.running.app.get(HeardAgents, { strict: false });
    const says = agentSays(status());
    const took: number[] = [];
    for (let round = 0; round < 5; round++) {
      for (let agent = 0; agent < 280; agent++) heard.seen(`ws-${round * 280 + agent + 1}`, says);
      const before = performance.now();
      await heard.write();
      took.push(performance.now() - before);
    }
    const [rows] = await query<{ n: number }>(
      `SELECT count(*)::int AS n FROM workstation WHERE agent_version = '0.2.0'`,
    );
    expect(rows!.n).toBe(1_400);
    const middle = took.sort((a, b) => a - b)[2]!;
    console.info(`280 reports were written in ${middle.toFixed(0)} ms`);
    expect(middle).toBeLessThan(5_000);
  });
});
