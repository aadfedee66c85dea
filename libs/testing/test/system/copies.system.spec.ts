/**
 * Each service as its own process from environment variables alone, two copies of each, against servers that it did not start.
 * Nothing of ours is in memory only: the first copies die in the middle of an issuance, and so does the
 * Temporal server, which runs the production way here: its own program, its tables in Postgres.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isPortTaken } from '@cardwright/embedded-servers/ports';
import { ensureDatabase, startPostgres, type Postgres } from '@cardwright/embedded-servers/postgres';
import { startTemporalOnPostgres, type TemporalPostgresServer } from '@cardwright/embedded-servers/temporal-postgres';
import { inspect, personId, randomPin, startIssue, supplyPin, untilSaga } from '@cardwright/testing/issue';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { officeApi } from '@cardwright/testing/office-api';
import { patientApi } from '@cardwright/testing/patient-api';
import { makeStateDir, type StateDir } from '@cardwright/testing/state-dir';
import type { Api } from '@cardwright/testing/system';
import { startAgent } from '../../../../tools/start/agent.mjs';
import { startOnPorts } from '../../../../tools/start/home.mjs';
import { startServers } from '../../../../tools/start/servers.mjs';
import { startServices } from '../../../../tools/start/services.mjs';

type Copy = Awaited<ReturnType<typeof startServices>>;

let state: StateDir;
let postgres: Postgres;
let nats: TestNats;
let temporal: TemporalPostgresServer;
let home: string;
const stops: (() => Promise<void>)[] = [];
const stopLater = (_name: string, stop: () => Promise<void>): void => void stops.push(stop);
const copies: Copy[] = [];
const apis: Api[] = [];
let workstationId: string;

const net = { portIsFree: () => Promise.resolve(false), freePort, isPortTaken };

const temporalOnPostgres = (port?: number): Promise<TemporalPostgresServer> =>
  startTemporalOnPostgres({ stateDir: state.path, adminUrl: postgres.adminUrl, ...(port !== undefined && { port }) });

beforeAll(async () => {
  // The servers of the site: running before anything of ours, known to it by address alone.
  state = await makeStateDir('copies');
  [postgres, nats] = await Promise.all([startPostgres({ stateDir: state.path, throwAway: true }), startTestNats()]);
  temporal = await temporalOnPostgres();
  home = nats.installation.home;
  const schemas = ['issuance', 'update', 'pki'];
  const roles = schemas.map(async (schema) => ({
    schema,
    password: await readFile(join(home, 'secrets', `db-${schema}.password`), 'utf8'),
  }));
  await ensureDatabase(postgres.adminUrl, 'cardwright', await Promise.all(roles));
  const given = { DATABASE_URL: postgres.adminUrl, NATS_URL: nats.url, TEMPORAL_ADDRESS: temporal.address };
  const before = { ...process.env };
  Object.assign(process.env, given);
  const { at, first } = await startOnPorts({ home, net, stopLater }, async (ports, stopLater) => {
    const at = await startServers({ home, ports, natsTrust: nats.installation.natsTrust, stopLater });
    return { at, first: await startServices(at, stopLater) };
  });
  for (const name of Object.keys(given)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  const { atSecond, second } = await startOnPorts({ home, net, stopLater }, async (ports, stopLater) => {
    const publicUrl = `http://127.0.0.1:${at.httpPort}`;
    const atSecond = { ...at, publicUrl, healthPorts: ports, httpPort: ports.gateway, temporalUiUpstream: undefined };
    return { atSecond, second: await startServices(atSecond, stopLater) };
  });
  copies.push(first, second);
  apis.push(...[at, atSecond].map((copy) => patientApi(officeApi(copy))));
  await apis[0]?.('POST', '/people/import', {
    csv: await readFile(new URL('../../../../tools/start/demo-people.csv', import.meta.url), 'utf8'),
  });
  const agent = await startAgent(at, officeApi(at), stopLater);
  workstationId = agent.workstationId;
}, 240_000);

afterAll(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await Promise.allSettled([temporal?.stop(), nats?.stop(), postgres?.stop()]);
  await state?.remove();
}, 60_000);

describe('two copies of every service', () => {
  it('answer alike, whichever gateway is asked', async () => {
    const lists = await Promise.all(apis.map((api) => api<{ rows: { personId: string }[] }>('GET', '/people')));
    expect(lists[0]?.rows.length).toBeGreaterThan(0);
    expect(lists[1]).toEqual(lists[0]);
  });

  it('[fault 3] finish an issuance of which the first copies and the first Temporal server saw only the beginning', async () => {
    const [first, second] = apis;
    if (!first || !second) throw new TypeError('no copies');
    const { readers } = await first<{ readers: { readerName: string }[] }>(
      'GET',
      `/workstations/${workstationId}/readers`,
    );
    const readerName = readers[0]?.readerName ?? '';
    const { device } = await inspect(first, workstationId, readerName);
    const person = await personId(first, 'E1002');
    const saga = await startIssue(first, {
      deviceId: device.deviceId,
      personId: person,
      workstationId,
      readerName,
      profileName: 'piv-four',
      pinChange: 'holder',
    });
    await untilSaga(second, saga.requestId, ['AWAITING_USER']);
    // For good: a stopped copy is not started again.
    await Promise.all(Object.values(copies[0] ?? {}).map((service) => service.stop()));
    await supplyPin(second, saga.requestId, randomPin());
    await temporal.process.kill();
    temporal = await temporalOnPostgres(Number(temporal.address.split(':')[1]));
    const done = await untilSaga(second, saga.requestId, ['COMPLETED', 'FAILED']);
    expect([done.state, done.errorCode]).toEqual(['COMPLETED', null]);
    const after = await second<{ device: { state: string } }>('GET', `/devices/${device.deviceId}`);
    expect(after.device.state).toBe('ACTIVE');
  });
});
