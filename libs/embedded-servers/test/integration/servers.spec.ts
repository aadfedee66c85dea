/** The servers as an installation gets them: separated roles, kept data, prepared namespace, locked-down UI; both ways of Temporal. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { makeStateDir, type StateDir } from '@cardwright/testing/state-dir';
import { ensureDatabase, startPostgres, type Postgres } from '../../src/postgres.js';
import { startTemporalOnPostgres } from '../../src/temporal-postgres.js';
import { prepareNamespace, searchAttributes, startTemporalServer } from '../../src/temporal-server.js';
import { startTemporalUi } from '../../src/temporal-ui.js';

let state: StateDir;
let postgres: Postgres;

beforeAll(async () => {
  state = await makeStateDir('servers');
  postgres = await startPostgres({ stateDir: state.path, adminPassword: 'admin-password' });
}, 60_000);
afterAll(async () => {
  await postgres?.stop();
  await state.remove();
});

const urlOf = (schema: string, password: string): string =>
  `postgresql://cardwright_${schema}:${encodeURIComponent(password)}@127.0.0.1:${postgres.port}/cardwright`;
async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('Postgres', () => {
  const services = [
    { schema: 'issuance', password: "a'1" },
    { schema: 'pki', password: 'b"2' },
  ];

  it('gives each service its own schema and nothing of the others', async () => {
    await ensureDatabase(postgres.adminUrl, 'cardwright', services);
    await ensureDatabase(postgres.adminUrl, 'cardwright', services);
    const [issuance, pki] = [urlOf('issuance', "a'1"), urlOf('pki', 'b"2')];
    await query(pki, 'create table secret (value text)');
    expect(
      await query(pki, 'select table_schema from information_schema.tables where table_name = $$secret$$'),
    ).toEqual([{ table_schema: 'pki' }]);
    await expect(query(issuance, 'select * from pki.secret')).rejects.toThrow(/permission denied for schema pki/);
    await expect(query(issuance, 'create table public.x (y int)')).rejects.toThrow(/permission denied/);
    await expect(query(issuance, 'create schema other')).rejects.toThrow(/permission denied/);
    await expect(query(issuance, 'create role other')).rejects.toThrow(/permission denied/);
    await expect(query(urlOf('issuance', 'wrong'), 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('keeps its data over a stop and a kill', async () => {
    for (const end of ['stop', 'kill'] as const) {
      await postgres.process[end]();
      postgres = await startPostgres({ stateDir: state.path, adminPassword: 'admin-password', port: postgres.port });
      expect(await query(urlOf('pki', 'b"2'), 'select count(*)::int as rows from secret')).toEqual([{ rows: 0 }]);
    }
  }, 60_000);

  it('of a test run has its own password and data, though two are copies of the same', async () => {
    const states = await Promise.all([makeStateDir('one'), makeStateDir('two')]);
    const both: Postgres[] = [];
    try {
      for (const [index, { path }] of states.entries())
        both.push(await startPostgres({ stateDir: path, adminPassword: `it's ${index}`, throwAway: true }));
      const [one, two] = both.map(({ adminUrl }) => adminUrl) as [string, string];
      await query(one, 'create table mine (value text)');
      expect(await query(two, 'select to_regclass($$mine$$) as found')).toEqual([{ found: null }]);
      await expect(query(two.replace('1@', '0@'), 'select 1')).rejects.toThrow(/password authentication failed/);
    } finally {
      for (const each of both) await each.stop();
      for (const each of states) await each.remove();
    }
  }, 60_000);

  it('listens on loopback only', async () => {
    expect(await query(postgres.adminUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });
});

async function checkNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const described = await connection.workflowService.describeNamespace({ namespace });
    expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
    const listed = await connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(listed.customAttributes ?? {})).toEqual(expect.arrayContaining([...searchAttributes]));
    expect(
      (await connection.workflowService.countWorkflowExecutions({ namespace, query: "CardwrightStage = 'x'" })).count,
    ).toBeDefined();
  } finally {
    await connection.close();
  }
}

describe('Temporal', () => {
  it('has the namespace with 30 days and the search attributes, kept over a restart; its UI is locked down', async () => {
    const first = await startTemporalServer({ stateDir: state.path });
    await checkNamespace(first.address, first.namespace);
    await first.stop();
    const again = await startTemporalServer({ stateDir: state.path, port: Number(first.address.split(':')[1]) });
    await checkNamespace(again.address, again.namespace);
    await prepareNamespace(again.address, 'another');
    await checkNamespace(again.address, 'another');

    const ui = await startTemporalUi({
      stateDir: state.path,
      temporalAddress: again.address,
      namespace: again.namespace,
      codecEndpoint: 'http://127.0.0.1:1/codec',
    });
    const settings = (await (await fetch(`${ui.url}/api/v1/settings`)).json()) as Record<string, unknown>;
    expect(settings).toMatchObject({
      DefaultNamespace: 'cardwright',
      WorkflowTerminateDisabled: true,
      WorkflowResetDisabled: true,
      WorkflowCancelDisabled: true,
      StartWorkflowDisabled: true,
      BatchActionsDisabled: true,
      WorkflowUpdateDisabled: false,
      // Its menu with the updates is greyed out where all of terminate, reset and signal are off.
      WorkflowSignalDisabled: false,
      Codec: { Endpoint: 'http://127.0.0.1:1/codec', IncludeCredentials: true, PassAccessToken: false },
    });
    await ui.stop();
    await again.stop();
  }, 120_000);

  it('runs on Postgres, the production way, with the same namespace, and starts again on its schema', async () => {
    for (const _ of ['first', 'again']) {
      const server = await startTemporalOnPostgres({ stateDir: state.path, adminUrl: postgres.adminUrl });
      await checkNamespace(server.address, server.namespace);
      await server.stop();
    }
  }, 120_000);
});
