/** The list of certificates on the real database: each order, each filter, page by page. Whose of them an actor sees is in scopes.spec. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { defaultTenantId, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

type Asked = RequestOf<IssuanceApi, 'certificates.list'>;
const helpDesk = actorWith('ada', ['issuance-operator']);
const id = (number: number) => `0000000${number}-0000-4000-8000-000000000000`;
const people = { grace: id(1), rita: id(2) };
const cards = { first: id(3), second: id(4) };
const [issued, renewed, stocked] = [id(5), id(6), id(7)];
/** Grace had the first card, which is Rita's now; what the stock's request made is of whoever has the card. */
const requests: [requestId: string, card: string, personId: string | null, profile: string][] = [
  [issued, cards.first, people.grace, 'piv-four'],
  [renewed, cards.first, people.rita, 'piv-four'],
  [stocked, cards.second, null, 'rare'],
];
/** In the order in which they were made. Days until it ends; null: it is not known. */
const certificates: [serial: string, requestId: string, slot: string, state: string, days: number | null][] = [
  ['A0', issued, '9A', 'REVOKED', 10],
  ['A1', issued, '9D', 'REVOKE_PENDING', -4],
  ['A2B0', issued, '9C', 'SUPERSEDED', 40],
  ['A2B1', renewed, '9A', 'ACTIVE', -1],
  ['C4', renewed, '9C', 'HELD', 20],
  ['C5', renewed, '9E', 'EXPIRED', -8],
  ['D6', stocked, '9A', 'ACTIVE', 30],
  ['D7', stocked, '9C', 'VERIFIED', null],
];

let service: RecordsService;
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
  for (const [name, personId] of Object.entries(people))
    await query(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name) VALUES ($1, $2, $3, $3, $3, $3)`,
      [personId, defaultTenantId, name],
    );
  for (const [label, deviceId] of Object.entries(cards))
    await query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id)
       VALUES ($1, $2, $3, $4, 'vendor-5-4', 'ACTIVE', $5)`,
      [deviceId, defaultTenantId, `ykserial:${label}`, label, people.rita],
    );
  for (const [requestId, deviceId, personId, profile] of requests)
    await query(
      `INSERT INTO request (request_id, tenant_id, workflow_id, type, state, stage, sentence, device_id, person_id, profile_name,
         workstation_id, requested_by, correlation_id)
       VALUES ($1, $2, 'spec', 'ISSUE', 'COMPLETED', 'done', 'done', $3, $4, $5, 'ws-1', 'spec', 'spec')`,
      [requestId, defaultTenantId, deviceId, personId, profile],
    );
  for (const [day, [serial, requestId, slot, state, days]] of certificates.entries())
    await query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference, algorithm, key_origin,
         state, issuer_id, serial_number_hex, certificate_profile, not_after, created_at, updated_at)
       SELECT gen_random_uuid(), tenant_id, device_id, request_id, 1, 'PIV', 'slot-' || $2, $2, 'ECCP256', 'card', $3, 'issuing-' || $5 % 2, $1,
         'profile-' || $2, now() + $4::integer * interval '1 day', date '2026-01-01' + $5::integer, date '2026-02-20' - $5::integer
       FROM request WHERE request_id = $6`,
      [serial, slot, state, days, day, requestId],
    );
  // Of an attempt that never came to a certificate.
  await query(
    `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference, algorithm, key_origin, state)
     VALUES (gen_random_uuid(), $1, $2, $3, 2, 'PIV', 'none', '9A', 'ECCP256', 'card', 'REQUESTED')`,
    [defaultTenantId, cards.first, issued],
  );
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

/** Their serial numbers, in pages of three. */
async function found(asked: Asked): Promise<string> {
  const serials: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.ask('certificates.list', { ...asked, limit: 3, ...(cursor && { cursor }) }, helpDesk);
    serials.push(...page.rows.map(({ serialNumberHex }) => serialNumberHex));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return serials.join(' ');
}

it.each<[Asked, string]>([
  [{}, 'D7 D6 C5 C4 A2B1 A2B0 A1 A0'],
  [{ sort: 'created', order: 'asc' }, 'A0 A1 A2B0 A2B1 C4 C5 D6 D7'],
  // One without an end comes last both ways.
  [{ sort: 'expiry' }, 'C5 A1 A2B1 A0 C4 D6 A2B0 D7'],
  [{ sort: 'expiry', order: 'desc' }, 'A2B0 D6 C4 A0 A2B1 A1 C5 D7'],
  [{ sort: 'updated' }, 'A0 A1 A2B0 A2B1 C4 C5 D6 D7'],
])('[Issue 13] sorts certificates by %p', async (asked, serials) => {
  expect(await found(asked)).toBe(serials);
});

it.each<[Asked, string]>([
  [{ status: 'good' }, 'A2B0 D6'],
  [{ status: 'held' }, 'C4'],
  [{ status: 'revoked' }, 'A0 A1'],
  [{ status: 'expired' }, 'A2B1 C5'],
  [{ status: ['held', 'revoked'] }, 'A0 A1 C4'],
  [{ profileName: 'rare' }, 'D6 D7'],
  [{ profileName: 'piv-four', status: 'expired' }, 'A2B1 C5'],
  [{ profileName: 'none' }, ''],
  [{ certificateProfile: 'profile-9E' }, 'C5'],
  [{ keyReference: '9A' }, 'A0 A2B1 D6'],
  [{ issuerId: 'issuing-1' }, 'A1 A2B1 C5 D7'],
  [{ deviceId: cards.second }, 'D6 D7'],
  [{ personId: people.grace }, 'A0 A1 A2B0'],
  [{ personId: people.rita }, 'A2B1 C4 C5 D6 D7'],
  [{ expiresWithinDays: 30 }, 'C4 D6'],
  [{ expiresWithinDays: 19 }, ''],
  [{ updatedSince: '2026-02-17T00:00:00Z' }, 'A0 A1 A2B0 A2B1'],
  [{ query: 'a2' }, 'A2B0 A2B1'],
  [{ query: 'A2:b1' }, 'A2B1'],
  [{ query: '2B1' }, ''],
  [{ query: 'grace' }, 'A0 A1 A2B0'],
  [{ query: 'RIT' }, 'A2B1 C4 C5 D6 D7'],
  [{ query: 'seco' }, 'D6 D7'],
  [{ query: 'ri', profileName: 'rare', personId: people.rita }, 'D6 D7'],
  [{ query: 'd' }, 'D6 D7'],
  [{ query: 'g' }, ''],
  [{ query: '%' }, ''],
  [{ query: ' ' }, 'A0 A1 A2B0 A2B1 C4 C5 D6 D7'],
])('[Issue 13] finds certificates by %p', async (asked, serials) => {
  expect(await found({ sort: 'created', order: 'asc', ...asked })).toBe(serials);
});

it('[Issue 13] says whose each is, on which card, what made it and how it stands', async () => {
  const { rows } = await service.ask('certificates.list', { query: 'A0' }, helpDesk);
  expect(rows).toEqual([
    {
      credentialId: expect.any(String),
      ...{ serialNumberHex: 'A0', status: 'revoked', credentialState: 'REVOKED', issuerId: 'issuing-0' },
      ...{ certificateProfile: 'profile-9A', container: 'slot-9A', keyReference: '9A', algorithm: 'ECCP256' },
      ...{ deviceId: cards.first, deviceLabel: 'first', requestId: issued, profileName: 'piv-four' },
      ...{ personId: people.grace, personName: 'grace', notAfter: expect.stringMatching(/^\d{4}-.*Z$/) },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-02-20T00:00:00.000Z' },
    },
  ]);
});

it('[Issue 13] writes an export of them into the audit, with its filters and how many they were', async () => {
  const asked: Asked = { status: ['held', 'good'], forExport: true, limit: 1 };
  const { nextCursor } = await service.ask('certificates.list', asked, helpDesk);
  await service.ask('certificates.list', { ...asked, cursor: nextCursor! }, helpDesk);
  expect(await query(`SELECT object, details FROM audit_log WHERE action = 'list.exported'`)).toEqual([
    { object: 'list:certificates', details: { rows: 3, filters: { status: ['held', 'good'] } } },
  ]);
});

it('[Issue 13] refuses / what no certificate can be, a cursor of another order, and whoever sees no cards of others', async () => {
  const ask = (asked: object) => service.ask('certificates.list', asked, helpDesk);
  for (const status of ['planned', 'toString'])
    await expect(ask({ status })).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field: 'status' } });
  const { nextCursor } = await ask({ limit: 1 });
  await expect(ask({ sort: 'expiry', cursor: nextCursor })).rejects.toMatchObject({
    code: 'REQUEST_CURSOR_OF_OTHER_ORDER',
  });
  await expect(service.ask('certificates.list', {}, actorWith('grace', [], 'grace'))).rejects.toMatchObject({
    code: 'AUTH_FORBIDDEN',
  });
});
