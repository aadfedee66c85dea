/** What is asked of a list: filters, order, numbers, and its export as a file. */
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { startGatewayOfSpec } from '../gateway-of-spec.js';
import { moreExports } from '../more-exports.js';
import { problem } from '../problem.js';

const { gateway, token, asked } = await startGatewayOfSpec();
const personId = randomUUID();

it('[D15, F01] asks for the number of what waits for somebody, and narrows the list to it; to nobody that there is not', async () => {
  const counted = { total: 3, more: false, waitsFor: { cardholder: 1, operator: 2, administrator: 0 } };
  gateway.answers.set('issuance sagas.attention', () => counted);
  gateway.answers.set('issuance sagas.list', () => ({ rows: [], nextCursor: null }));
  expect(await (await gateway.request('/api/v1/sagas/attention', { token })).json()).toEqual(counted);
  await gateway.request('/api/v1/sagas?attention=true&waitsFor=operator', { token });
  expect(asked()).toEqual([
    ['issuance sagas.attention', {}],
    ['issuance sagas.list', { attention: true, waitsFor: 'operator' }],
  ]);
  expect(await problem(await gateway.request('/api/v1/sagas?waitsFor=nobody', { token }))).toMatchObject({
    status: 400,
    details: { fields: [{ field: 'waitsFor' }] },
  });
  expect((await gateway.request('/api/v1/sagas/attention')).status).toBe(401);
});

it('[D15, F01] asks for the numbers of the start page, and narrows the cards to what expires', async () => {
  const overview = { expiring: [{ withinDays: 30, cards: 2 }], replacementsAsked: 1 };
  gateway.answers.set('issuance devices.overview', () => overview);
  gateway.answers.set('issuance devices.list', () => ({ rows: [], nextCursor: null }));
  expect(await (await gateway.request('/api/v1/devices/overview', { token })).json()).toEqual(overview);
  await gateway.request('/api/v1/devices?expiresWithinDays=30', { token });
  expect(asked()).toEqual([
    ['issuance devices.overview', {}],
    ['issuance devices.list', { expiresWithinDays: 30 }],
  ]);
  for (const days of ['-1', 'soon', '1.5'])
    expect(await problem(await gateway.request(`/api/v1/devices?expiresWithinDays=${days}`, { token }))).toMatchObject({
      status: 400,
      details: { fields: [{ field: 'expiresWithinDays' }] },
    });
  expect((await gateway.request('/api/v1/devices/overview')).status).toBe(401);
});

it('[D15] exports a list as CSV, page by page, in the order and with the filters that are asked', async () => {
  const person = {
    externalId: 'E1',
    givenName: 'Žofie',
    surname: 'Nová, "Z" B.',
    displayName: '=Žofie',
    enabled: true,
  };
  gateway.answers.set('issuance people.list', ({ cursor }: { cursor?: string }) => ({
    rows: [{ ...person, ...(cursor && { externalId: 'E2' }), personId, createdAt: '2026-01-01T00:00:00.000Z' }],
    nextCursor: cursor === undefined ? 'next' : null,
  }));
  const response = await gateway.request('/api/v1/people/export?query=nov&sort=updated&order=desc', { token });
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="people-\d{4}-\d{2}-\d{2}\.csv"$/);
  const line = (id: string) =>
    `${id},Žofie,"Nová, ""Z"" B.",'=Žofie,,,,,,true,${personId},2026-01-01T00:00:00.000Z,\r\n`;
  expect(Buffer.from(await response.arrayBuffer()).toString('utf8')).toBe(
    '\ufeffexternal_id,given_name,surname,display_name,email,upn,sid,object_id,organizational_unit,enabled,person_id,created_at,updated_at\r\n' +
      line('E1') +
      line('E2'),
  );
  const asked = { query: 'nov', sort: 'updated', order: 'desc', limit: 200, forExport: true };
  expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual([asked, { ...asked, cursor: 'next' }]);
});

it('[D15] exports workstations and sagas too, each in columns of its own', async () => {
  gateway.answers.set('issuance workstations.list', () => ({
    rows: [{ workstationId: 'ws-1', name: '@Desk', online: true, report: { system: 'Debian 12', readerCount: 2 } }],
    nextCursor: null,
  }));
  gateway.answers.set('issuance sagas.list', () => ({
    rows: [{ requestId: personId, type: 'ISSUE', attention: { waitsFor: 'operator' }, sentence: 'Stopped, for now' }],
    nextCursor: null,
  }));
  const exported = async (asked: string) => (await gateway.request(`/api/v1/${asked}`, { token })).text();
  expect(await exported('workstations/export?readers=some&sort=enrolled')).toBe(
    'workstation_id,name,group,online,last_seen_at,agent_version,system,asks_for_updates,policy_mistakes,readers,cards,enrolled_at,revoked_at\r\n' +
      `ws-1,'@Desk,,true,,,Debian 12,,,2,,,\r\n`,
  );
  expect(await exported('sagas/export?state=FAILED')).toBe(
    'request_id,type,state,percent,now,waits_for,stopped_by,person,person_id,device_id,profile,profile_version,workstation_id,requested_by,created_at,updated_at,finished_at\r\n' +
      `${personId},ISSUE,,,"Stopped, for now",operator,,,,,,,,,,,\r\n`,
  );
  const page = { limit: 200, forExport: true };
  expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual([
    { readers: 'some', sort: 'enrolled', ...page },
    { state: 'FAILED', ...page },
  ]);
});

it.each(moreExports)('[D15] exports %s too', async (path, rpc, asked, row, file) => {
  gateway.answers.set(`issuance ${rpc}`, () => ({ rows: [row], nextCursor: null }));
  expect(await (await gateway.request(`/api/v1/${path}`, { token })).text()).toBe(file);
  expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual([{ ...asked, limit: 200, forExport: true }]);
  expect((await gateway.request(`/api/v1/${path.split('?')[0]}`)).status).toBe(401);
  expect((await gateway.request(`/api/v1/${path.split('?')[0]}?cursor=x`, { token })).status).toBe(400);
});

it('[F11] exports the audit trail as CSV, with what it is narrowed by', async () => {
  const row = { sequence: 7, at: '2026-01-01T00:00:00.000Z', actor: 'system:pki-svc', action: 'a.b', object: 'x:1' };
  gateway.answers.set('issuance audit.list', () => ({
    rows: [
      {
        ...row,
        reason: 'LOST',
        reasonText: '=1+1',
        correlationId: 'c-1',
        details: { from: 'A', to: 'B' },
        hashHex: 'AB',
      },
    ],
    nextCursor: null,
  }));
  const asked = { actor: 'person:nine@https://issuer.example', correlationId: 'c-1', to: '2026-02-01T00:00:00Z' };
  const path = `/api/v1/audit/export?${new URLSearchParams(asked).toString()}`;
  expect(await (await gateway.request(path, { token })).text()).toBe(
    'sequence,at,actor,action,object,reason,reason_text,correlation_id,details,hash\r\n' +
      `7,2026-01-01T00:00:00.000Z,system:pki-svc,a.b,x:1,LOST,'=1+1,c-1,"{""from"":""A"",""to"":""B""}",AB\r\n`,
  );
  expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual([{ ...asked, limit: 200, forExport: true }]);
});

it('[D15] an export that cannot be finished ends as a file that is cut off, and never as one that is whole', async () => {
  gateway.answers.set('issuance devices.list', ({ cursor }: { cursor?: string }) => {
    if (cursor !== undefined) throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    return { rows: [{ deviceId: personId, label: 'First' }], nextCursor: 'next' };
  });
  const response = await gateway.request('/api/v1/devices/export', { token });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  expect(gateway.seen).toHaveLength(2);
});

it('[D15] refuses an export before it begins: a filter that is not known, a page of one, too many rows, nobody', async () => {
  gateway.answers.set('issuance devices.list', () => {
    throw new CardwrightError('REQUEST_EXPORT_TOO_LARGE', undefined, { most: 100_000 });
  });
  for (const asked of ['sort=name', 'limit=5', 'cursor=x', 'forExport=false'])
    expect([asked, (await gateway.request(`/api/v1/devices/export?${asked}`, { token })).status]).toEqual([asked, 400]);
  expect(gateway.seen).toEqual([]);
  expect(await problem(await gateway.request('/api/v1/devices/export', { token }))).toMatchObject({
    status: 422,
    code: 'REQUEST_EXPORT_TOO_LARGE',
    details: { most: 100_000 },
  });
  for (const list of ['devices', 'people', 'workstations', 'sagas', 'certificates'])
    expect((await gateway.request(`/api/v1/${list}/export`)).status).toBe(401);
  // Nor is a list of the API one of an export.
  expect((await gateway.request('/api/v1/devices?forExport=true', { token })).status).toBe(400);
});

it('[D15] sorts and narrows the lists as they are asked, and refuses what they do not know', async () => {
  for (const list of ['devices.list', 'people.list', 'workstations.list', 'sagas.list', 'certificates.list'])
    gateway.answers.set(`issuance ${list}`, () => ({ rows: [], nextCursor: null }));
  const lists: [path: string, body: object][] = [
    ['devices?state=ACTIVE&sort=label', { state: 'ACTIVE', sort: 'label' }],
    ['devices?state=ACTIVE&state=SUSPENDED&order=desc', { state: ['ACTIVE', 'SUSPENDED'], order: 'desc' }],
    ['devices?certificatesExpireBefore=2026-12-01', { certificatesExpireBefore: '2026-12-01' }],
    ['devices?certificatesExpireWithinDays=30', { certificatesExpireWithinDays: 30 }],
    ['devices?modelId=m&profileName=p', { modelId: 'm', profileName: 'p' }],
    ['devices?updatedSince=2026-11-29T08:00:00Z', { updatedSince: '2026-11-29T08:00:00Z' }],
    ['workstations?online=false&sort=last-seen&order=asc', { online: false, sort: 'last-seen', order: 'asc' }],
    ['sagas?type=ISSUE&sort=updated', { type: 'ISSUE', sort: 'updated' }],
    ['certificates?status=revoked&issuerId=issuing-1', { status: 'revoked', issuerId: 'issuing-1' }],
    ['certificates?query=0a%3A&expiresWithinDays=30', { query: '0a:', expiresWithinDays: 30 }],
    ['people?sort=updated&organizationalUnit=Sales%2FNorth', { sort: 'updated', organizationalUnit: 'Sales/North' }],
  ];
  for (const [path] of lists) expect((await gateway.request(`/api/v1/${path}`, { token })).status).toBe(200);
  expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual(lists.map(([, body]) => body));
  for (const [path, field] of [
    ['devices?state=ACTIVE&state=GONE', 'state'],
    ['devices?sort=name', 'sort'],
    ['devices?order=up', 'order'],
    ['devices?certificatesExpireBefore=tomorrow', 'certificatesExpireBefore'],
    ['devices?updatedSince=2026-11-29', 'updatedSince'],
    ['people?sort=label', 'sort'],
    ['workstations?sort=seen', 'sort'],
    ['sagas?sort=state', 'sort'],
    ['certificates?status=planned', 'status'],
    ['certificates?keyReference=9a', 'keyReference'],
  ])
    expect(await problem(await gateway.request(`/api/v1/${path}`, { token }))).toMatchObject({
      status: 400,
      details: { fields: [{ field }] },
    });
});

it('[D15, F08] asks how work went by week; nobody who is not signed in', async () => {
  const week = { startsOn: '2026-11-23', completed: 2, cancelled: 1, medianSeconds: 47 };
  gateway.answers.set('issuance sagas.weeks', () => ({ kinds: [{ type: 'ISSUE', weeks: [week] }] }));
  expect(await (await gateway.request('/api/v1/sagas/weeks', { token })).json()).toEqual({
    kinds: [{ type: 'ISSUE', weeks: [week] }],
  });
  expect(asked()).toEqual([['issuance sagas.weeks', {}]]);
  expect((await gateway.request('/api/v1/sagas/weeks')).status).toBe(401);
});
