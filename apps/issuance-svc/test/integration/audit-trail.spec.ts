/** The audit trail as people ask for it: verified as far as it can be reached, and flooded by nobody. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeRepeated } from '@cardwright/service-kit/audit/repeated-entries';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { AuthorisationService } from '../../src/records/authorisation/authorisation.service.js';
import { CodecService } from '../../src/sagas/codec.service.js';
import type { TemporalConfig } from '@cardwright/workflow-kit/worker/temporal-address';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const officer = actorWith('sofia', ['security-officer']);
let service: RecordsService;

beforeAll(async () => {
  service = await startRecordsService();
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

it('is verified as far as its services are there, and the others are named', async () => {
  const own = async () => (await service.ask('audit.verify', {}, officer)).chains[0]!;
  expect(await own()).toMatchObject({ schema: 'issuance', ok: true, rows: expect.any(Number) });
  const reached = { schema: 'pki', rows: 3, ok: true, finding: null, headHashHex: 'AB' };
  service.vault['audit.verify'] = () => reached;
  // update-svc does not run here.
  const away = { schema: 'update', rows: 0, ok: false, finding: null, headHashHex: null };
  const { chains } = await service.ask('audit.verify', {}, officer);
  expect(chains.slice(1)).toEqual([reached, { ...away, notReached: 'REQUEST_SERVICE_UNAVAILABLE' }]);
  delete service.vault['audit.verify'];
  const both = (await service.ask('audit.verify', {}, officer)).chains;
  expect(both.map(({ ok, notReached }) => [ok, notReached])).toEqual([
    [true, undefined],
    [false, 'REQUEST_SERVICE_UNAVAILABLE'],
    [false, 'REQUEST_SERVICE_UNAVAILABLE'],
  ]);
});

describe('cannot be flooded', () => {
  const rowsOf = async (sub: string, action: string) =>
    (await service.ask('audit.list', { action, limit: 200 }, officer)).rows.filter(({ actor }) =>
      actor.startsWith(`person:${sub}@`),
    );
  /** As the minute's end does it. */
  const endOfMinute = () => closeRepeated(service.running.dataSource!, new Date(Date.now() + 60_000));

  it('by refused requests: the first of a minute, and how many more on what', async () => {
    await endOfMinute();
    const flooder = actorWith('flooder');
    const refusals = async (endpoint: 'devices.list' | 'audit.list', count: number) => {
      const all = Array.from({ length: count }, () => service.ask(endpoint, {}, flooder).catch(({ code }) => code));
      return new Set(await Promise.all(all));
    };
    const began = new Date().getUTCMinutes();
    expect(await refusals('devices.list', 1)).toEqual(new Set(['AUTH_FORBIDDEN']));
    await refusals('devices.list', 300);
    await refusals('audit.list', 100);
    await endOfMinute();
    const rows = await rowsOf('flooder', 'authorisation.refused');
    // A minute may have ended in between: then there are two of each.
    const minutes = new Date().getUTCMinutes() === began ? 1 : 2;
    expect(rows.length).toBeLessThanOrEqual(2 * minutes);
    expect(rows.at(-1)).toMatchObject({ object: 'endpoint:devices.list', details: { code: 'AUTH_FORBIDDEN' } });
    const counted = rows.flatMap(({ details }) =>
      details['repeated'] === undefined ? [] : [Number(details['repeated'])],
    );
    const single = rows.length - counted.length;
    expect(single + counted.reduce((sum, repeated) => sum + repeated, 0)).toBe(401);
    if (minutes === 1)
      expect(rows[0]).toMatchObject({
        object: 'endpoint:devices.list',
        details: { repeated: 400, objects: { 'endpoint:devices.list': 300, 'endpoint:audit.list': 100 } },
      });
  });

  it('by looks at the page of a saga in the Temporal UI, each of which decodes payloads', async () => {
    await endOfMinute();
    const looker = actorWith('looker', ['security-officer']);
    const { app, dataSource } = service.running;
    const codec = new CodecService(dataSource!, app.get(AuthorisationService), {
      codecKeysFile: service.nats.installation.secretsDir + '/payload-codec-keys.json',
    } as TemporalConfig);
    const envelope = { tenantId: defaultTenantId, correlationId: 'page', actor: looker, body: { payloads: [] } };
    await Promise.all(Array.from({ length: 300 }, () => codec.decode(envelope)));
    await endOfMinute();
    const rows = await rowsOf('looker', 'saga.payloads-read');
    // The first look and a count; a minute may have ended in between.
    expect(rows.length).toBeLessThanOrEqual(4);
    const looks = rows.map(({ details }) => Number(details['repeated'] ?? 1));
    expect(looks.reduce((sum, count) => sum + count, 0)).toBe(300);
  });

  it('and what happened once is one row, with no second', async () => {
    await service.ask('devices.list', {}, actorWith('once')).catch(() => undefined);
    await endOfMinute();
    await endOfMinute();
    expect(await rowsOf('once', 'authorisation.refused')).toHaveLength(1);
  });

  it('and each actor is counted apart', async () => {
    for (const sub of ['first', 'second', 'first'])
      await service.ask('devices.list', {}, actorWith(sub)).catch(() => undefined);
    expect(await rowsOf('second', 'authorisation.refused')).toHaveLength(1);
  });
});
