/** What the gateway does with every kind of bad request, and what a good one looks like on NATS. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { generateKeyPair, SignJWT } from 'jose';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';
import { moreExports } from '../more-exports.js';

let gateway: GatewayFixture;
let token: string;
const json = { 'content-type': 'application/json' };
const personId = randomUUID();

beforeAll(async () => {
  gateway = await startGatewayFixture();
  token = await gateway.token();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.answers.clear();
  gateway.seen.length = 0;
});

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as Record<string, unknown>;
}

describe('[D15] the search', () => {
  const hit = (name: string, exact: boolean) => ({ kind: 'workstation', workstationId: name, name, exact });
  const answers = (answer: (kinds: string[]) => object) =>
    gateway.answers.set('issuance search.find', ({ kinds }: { kinds: string[] }) => answer(kinds));
  const search = (query = 'desk') => gateway.request(`/api/v1/search?query=${query}`, { token });

  it('asks for everything at once, and puts exact hits first', async () => {
    answers((kinds) =>
      kinds.includes('certificate')
        ? { hits: [hit('c', true)], more: ['certificate'] }
        : { hits: [hit('a', true), hit('b', false)], more: [] },
    );
    const response = await search();
    expect([response.status, await response.json()]).toEqual([
      200,
      { hits: [hit('a', true), hit('c', true), hit('b', false)], more: ['certificate'], unanswered: [] },
    ]);
    expect(gateway.seen.map(({ envelope }) => envelope.body)).toEqual([
      { query: 'desk', kinds: ['person', 'card', 'request', 'workstation'] },
      { query: 'desk', kinds: ['certificate'] },
    ]);
  });

  it('says which part did not answer, and shows the others', async () => {
    answers((kinds) => {
      if (kinds.includes('certificate')) throw new CardwrightError('REQUEST_TIMEOUT');
      return { hits: [hit('a', false)], more: [] };
    });
    expect(await (await search()).json()).toEqual({ hits: [hit('a', false)], more: [], unanswered: ['certificate'] });
  });

  it.each([
    ['AUTH_FORBIDDEN', 403],
    ['REQUEST_SERVICE_UNAVAILABLE', 503],
  ] as const)('answers %s when nothing can be shown', async (code, status) => {
    answers(() => {
      throw new CardwrightError(code);
    });
    const response = await search();
    expect([response.status, await problem(response)]).toEqual([status, expect.objectContaining({ code })]);
  });

  it('refuses nothing to look for, and asks nobody', async () => {
    const response = await search('');
    expect([response.status, await problem(response)]).toEqual([
      400,
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    ]);
    expect(gateway.seen).toEqual([]);
  });
});

describe('who asks', () => {
  it('passes the actor, as the token names it, and nothing else of the token', async () => {
    gateway.answers.set('issuance people.get', (body: { personId: string }) => ({
      person: { personId: body.personId },
    }));
    const response = await gateway.request(`/api/v1/people/${personId}`, {
      token,
      headers: { 'x-correlation-id': 'from-the-caller-1' },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ person: { personId } });
    expect(response.headers.get('x-correlation-id')).toBe('from-the-caller-1');
    expect(gateway.seen).toEqual([
      {
        name: 'issuance people.get',
        envelope: {
          actor: {
            kind: 'person',
            iss: gateway.issuer,
            sub: 'ada',
            externalId: 'E1001',
            displayName: 'Ada Lovelace',
            roleClaims: ['issuance-operator'],
            clientId: 'cardwright-cli',
          },
          tenantId: '00000000-0000-4000-8000-000000000001',
          correlationId: 'from-the-caller-1',
          body: { personId },
        },
      },
    ]);
  });

  it('refuses without a token', async () => {
    const response = await gateway.request('/api/v1/people');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await problem(response)).toMatchObject({ code: 'AUTH_REQUIRED', instance: '/api/v1/people' });
  });

  const now = Math.floor(Date.now() / 1000);
  it.each([
    ['an expired token', { exp: now - 60 }, 'expired'],
    ['a token for another audience', { aud: 'urn:somebody:else' }, 'claim aud'],
    ['a token of another issuer', { iss: 'https://issuer.example.org' }, 'claim iss'],
    ['a token without an end', { exp: undefined }, 'claim exp'],
  ])('refuses %s', async (_, claims, reason) => {
    const response = await gateway.request('/api/v1/people', { token: await gateway.token(claims) });
    expect(response.status).toBe(401);
    expect(await problem(response)).toMatchObject({ code: 'AUTH_TOKEN_INVALID', details: { reason } });
    expect(gateway.seen).toEqual([]);
  });

  it('refuses a token signed by somebody else, and one that is not signed', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const claims = { iss: gateway.issuer, aud: 'urn:cardwright:api', sub: 'ada', exp: now + 300 };
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'spec', typ: 'at+jwt' })
      .sign(privateKey);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const bad of [forged, `${part({ alg: 'none' })}.${part(claims)}.`, 'nonsense']) {
      const response = await gateway.request('/api/v1/people', { token: bad });
      expect(await problem(response)).toMatchObject({ status: 401, code: 'AUTH_TOKEN_INVALID' });
    }
  });

  it('refuses what the issuer signed for something else, by the type of the token', async () => {
    for (const typ of ['JWT', 'logout+jwt', undefined]) {
      const response = await gateway.request('/api/v1/people', { token: await gateway.token({}, { typ }) });
      expect(await problem(response)).toMatchObject({ code: 'AUTH_TOKEN_INVALID', details: { reason: 'claim typ' } });
    }
    expect(gateway.seen).toEqual([]);
  });

  it('passes on that the role is missing', async () => {
    gateway.answers.set('issuance audit.list', () => {
      throw new CardwrightError('AUTH_FORBIDDEN', onlyInEnglish('Needs the role AU or SO'), { roles: ['AU', 'SO'] });
    });
    const response = await gateway.request('/api/v1/audit', { token });
    expect(response.status).toBe(403);
    expect(await problem(response)).toMatchObject({
      code: 'AUTH_FORBIDDEN',
      detail: 'Needs the role AU or SO',
      details: { roles: ['AU', 'SO'] },
    });
  });
});

describe('what is asked', () => {
  const issue = (body: unknown, headers: Record<string, string> = json) =>
    gateway.request(`/api/v1/devices/${randomUUID()}/issue`, {
      method: 'POST',
      token,
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const good = { personId, profileName: 'piv', workstationId: 'ws-1', pinChange: 'holder' };

  it('refuses malformed JSON', async () => {
    const response = await issue('{"personId": ');
    expect(response.status).toBe(400);
    expect(await problem(response)).toMatchObject({ code: 'REQUEST_MALFORMED' });
  });

  it('refuses JSON that would change prototypes', async () => {
    const response = await issue('{"__proto__": {"admin": true}}');
    expect(await problem(response)).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
  });

  it('refuses a body of 10 MB, here and at the import', async () => {
    const large = JSON.stringify({ csv: 'x'.repeat(10 * 1024 * 1024) });
    expect(await problem(await issue(large))).toMatchObject({ status: 413, code: 'REQUEST_TOO_LARGE' });
    const response = await gateway.request('/api/v1/people/import', {
      method: 'POST',
      token,
      headers: json,
      body: large,
    });
    expect(await problem(response)).toMatchObject({ status: 413, code: 'REQUEST_TOO_LARGE' });
  });

  it('lets the sender of a large body see the answer, every time', async () => {
    // Half of these met a closed connection: the answer came while the body was still on its way.
    const large = JSON.stringify({ csv: 'x'.repeat(10 * 1024 * 1024) });
    for (let times = 0; times < 6; times++) expect((await issue(large)).status).toBe(413);
  });

  it('refuses another kind of body', async () => {
    const response = await issue('<xml/>', { 'content-type': 'application/xml' });
    expect(await problem(response)).toMatchObject({ status: 415, code: 'REQUEST_MEDIA_TYPE' });
  });

  it('refuses an unknown field, and names it', async () => {
    const response = await issue({ ...good, pin: '123456' });
    expect(response.status).toBe(400);
    const answer = await problem(response);
    expect(answer).toMatchObject({ code: 'REQUEST_INVALID', details: { fields: [{ field: 'pin' }] } });
    expect(JSON.stringify(answer)).not.toContain('123456');
  });

  it('refuses fields that are wrong or missing, and names each', async () => {
    const answer = await problem(await issue({ personId: 'ada', profileName: '', pinChange: 'maybe' }));
    const { fields } = answer.details as { fields: { field: string }[] };
    expect(fields.map(({ field }) => field).toSorted()).toEqual([
      'personId',
      'pinChange',
      'profileName',
      'workstationId',
    ]);
  });

  it('refuses an id in the path, an unknown query field and a page size out of range', async () => {
    for (const path of ['/api/v1/devices/not-an-id', '/api/v1/devices?colour=red', '/api/v1/devices?limit=100000'])
      expect(await problem(await gateway.request(path, { token }))).toMatchObject({
        status: 400,
        code: 'REQUEST_INVALID',
      });
    expect(gateway.seen).toEqual([]);
  });

  it('[D15, F01] asks for the number of what waits for somebody, and narrows the list to it; to nobody that there is not', async () => {
    const counted = { total: 3, more: false, waitsFor: { cardholder: 1, operator: 2, administrator: 0 } };
    gateway.answers.set('issuance sagas.attention', () => counted);
    gateway.answers.set('issuance sagas.list', () => ({ rows: [], nextCursor: null }));
    expect(await (await gateway.request('/api/v1/sagas/attention', { token })).json()).toEqual(counted);
    await gateway.request('/api/v1/sagas?attention=true&waitsFor=operator', { token });
    expect(gateway.seen.map(({ name, envelope }) => [name, envelope.body])).toEqual([
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
    expect(gateway.seen.map(({ name, envelope }) => [name, envelope.body])).toEqual([
      ['issuance devices.overview', {}],
      ['issuance devices.list', { expiresWithinDays: 30 }],
    ]);
    for (const days of ['-1', 'soon', '1.5'])
      expect(
        await problem(await gateway.request(`/api/v1/devices?expiresWithinDays=${days}`, { token })),
      ).toMatchObject({
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
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="people-\d{4}-\d{2}-\d{2}\.csv"$/,
    );
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
      expect([asked, (await gateway.request(`/api/v1/devices/export?${asked}`, { token })).status]).toEqual([
        asked,
        400,
      ]);
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
    expect(gateway.seen.map(({ name, envelope }) => [name, envelope.body])).toEqual([['issuance sagas.weeks', {}]]);
    expect((await gateway.request('/api/v1/sagas/weeks')).status).toBe(401);
  });

  it('takes the idempotency key from the header', async () => {
    gateway.answers.set('issuance devices.issue', () => ({ saga: {} }));
    const response = await issue(good, { ...json, 'idempotency-key': 'once' });
    expect(response.status).toBe(202);
    expect(gateway.seen[0]?.envelope).toMatchObject({ body: good, idempotencyKey: 'once' });
  });

  it('refuses a recipient key with a private part', async () => {
    // SEC 2 section 2.4.2: the base point of P-256.
    const x = 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY';
    const y = 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';
    const response = await gateway.request(`/api/v1/sagas/${randomUUID()}/reveal-initial-pin`, {
      method: 'POST',
      token,
      headers: json,
      body: JSON.stringify({ reasonText: 'r', recipientJwk: { kty: 'EC', crv: 'P-256', x, y, d: x } }),
    });
    expect(await problem(response)).toMatchObject({ details: { fields: [{ field: 'recipientJwk.d' }] } });
  });
});

describe('what comes back', () => {
  it('shows nothing of an internal error but the correlation id', async () => {
    gateway.answers.set('issuance models.list', () => {
      throw new CardwrightError('INTERNAL', onlyInEnglish('password=hunter2 at 10.0.0.1'), { stack: 'secret' });
    });
    const response = await gateway.request('/api/v1/models', {
      token,
      headers: { 'x-correlation-id': 'find-me-again' },
    });
    expect(response.status).toBe(500);
    expect(await problem(response)).toEqual({
      type: 'urn:cardwright:error:INTERNAL',
      title: 'Something went wrong on our side',
      status: 500,
      detail: 'Something went wrong on our side',
      instance: '/api/v1/models',
      code: 'INTERNAL',
      fix: 'Give the correlation id to your administrator.',
      correlationId: 'find-me-again',
    });
    expect(gateway.log.some((line) => line.includes('find-me-again'))).toBe(true);
  });

  it('says when to come back where a service is away', async () => {
    gateway.answers.set('issuance models.list', () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    });
    const response = await gateway.request('/api/v1/models', { token });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
  });

  it('answers a path that does not exist with a problem, and carries the security headers', async () => {
    const response = await gateway.request('/api/v1/nothing', { token });
    expect(await problem(response)).toMatchObject({ status: 404, code: 'REQUEST_ROUTE_UNKNOWN' });
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is alive and ready, and says where to sign in, without a token', async () => {
    expect(await (await gateway.request('/healthz')).json()).toEqual({ alive: true });
    expect(await (await gateway.request('/readyz')).json()).toEqual({ ready: true, checks: { nats: 'ok' } });
    expect(await (await gateway.request('/api/v1/system')).json()).toMatchObject({
      oidc: { issuer: gateway.issuer, cliClientId: 'cardwright-cli', audience: 'urn:cardwright:api' },
    });
  });

  it('serves the API document and its page', async () => {
    const document = (await (await gateway.request('/api/openapi.json')).json()) as { openapi: string };
    expect(document.openapi).toBe('3.1.0');
    const page = await gateway.request('/api/docs/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
    expect(await (await gateway.request('/api/docs/swagger-initializer.js')).text()).toContain('/api/openapi.json');
  });

  it('serves the console: its files by name, its page for its own routes, and nothing else', async () => {
    for (const path of ['/', '/devices/1?tab=certificates']) {
      const page = await gateway.request(path);
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(page.headers.get('x-frame-options')).toBe('DENY');
      expect(await page.text()).toContain('the console');
    }
    const asset = await gateway.request('/assets/page-1a2b.js');
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    for (const path of ['/assets/none.js', '/..%2fclient.secret', '/%2e%2e/session.key', '/auth/none', '/%'])
      expect((await gateway.request(path)).status).toBeGreaterThanOrEqual(400);
  });

  it('serves CA certificates to everybody', async () => {
    const der = Buffer.from('3003020101', 'hex');
    const base64 = der.toString('base64');
    gateway.answers.set('pki ca.chain', () => ({
      certificatesDerBase64: [base64],
      issuers: [{ issuerId: 'issuing-1', certificateDerBase64: base64 }],
    }));
    const certificate = await gateway.request('/ca/issuing-1.cer');
    expect(certificate.headers.get('content-type')).toBe('application/pkix-cert');
    expect(Buffer.from(await certificate.arrayBuffer())).toEqual(der);
    expect((await gateway.request('/ca/other.cer')).status).toBe(404);
  });
});
