/** Reprovision, PIN reset, suspend, resume, terminate, reasons and revocations: from HTTP to the request on NATS, and what is refused before it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { reasons } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { ReprovisionCardRequest } from '@cardwright/contracts/nats/issuance.api';
import { sagaRow } from '../gateway-fixture.js';
import { startGatewayOfSpec } from '../gateway-of-spec.js';

const { gateway, token, asked } = await startGatewayOfSpec();
const deviceId = randomUUID();
const at = { workstationId: 'ws-1', readerName: 'Reader 1' };

const post = (route: string, body: unknown, headers: Record<string, string> = {}) =>
  gateway.request(`/api/v1/devices/${deviceId}/${route}`, {
    method: 'POST',
    token,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const problem = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe('[F07] the idempotency key', () => {
  const lock = { ...at, reason: 'PIN_EXPOSED' };
  it('goes with whatever starts or changes something, and with nothing else', async () => {
    gateway.answers.set('issuance devices.lock', () => ({ saga: sagaRow(deviceId) }));
    gateway.answers.set('issuance devices.suspend', () => ({ device: {} }));
    gateway.answers.set('issuance devices.plan-update', () => ({ plan: {} }));
    await post('lock', lock, { 'Idempotency-Key': 'once' });
    await post('suspend', { reason: 'LOST' }, { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' });
    await post('update/plan', { ...lock, keyReferences: ['9A'] }, { 'idempotency-key': 'once' });
    await post('lock', lock);
    expect(gateway.seen.map(({ envelope }) => envelope.idempotencyKey)).toEqual([
      'once',
      '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
      undefined,
      undefined,
    ]);
  });

  it('is refused where it cannot be stored, and its answers are problems with codes', async () => {
    for (const key of ['two words', 'a'.repeat(129)]) {
      const response = await post('lock', lock, { 'idempotency-key': key });
      expect([response.status, (await problem(response)).code]).toEqual([400, 'REQUEST_INVALID']);
    }
    expect(gateway.seen).toEqual([]);
    for (const code of ['REQUEST_KEY_REUSED', 'REQUEST_KEY_RUNNING', 'REQUEST_KEY_ANSWERED'] as const) {
      gateway.answers.set('issuance devices.lock', () => {
        throw new CardwrightError(code);
      });
      const response = await post('lock', lock, { 'idempotency-key': 'once' });
      expect(await problem(response)).toMatchObject({ status: 409, code, fix: errorCatalogue[code].fix });
    }
  });
});

describe('[F07] the header Location', () => {
  const saga = sagaRow('2c9ffbd4-3c1c-4a86-9d0f-5f8a8c6f9b01');
  const device = { deviceId: '7c1f6f0a-2f3b-4b57-9a52-3a0c6f1d2e90' };
  it.each([
    [
      'lock',
      { ...at, reason: 'PIN_EXPOSED' },
      'devices.lock',
      { saga },
      '/api/v1/sagas/2c9ffbd4-3c1c-4a86-9d0f-5f8a8c6f9b01',
    ],
    [
      'bind',
      { personId: deviceId, profileName: 'piv' },
      'devices.bind',
      { saga, device },
      '/api/v1/sagas/2c9ffbd4-3c1c-4a86-9d0f-5f8a8c6f9b01',
    ],
    [
      'replacement-ask',
      { reason: 'LOST' },
      'devices.ask-replacement',
      { device },
      '/api/v1/devices/7c1f6f0a-2f3b-4b57-9a52-3a0c6f1d2e90',
    ],
    ['suspend', { reason: 'LOST' }, 'devices.suspend', { device }, null],
  ])(
    '%s says where what it made or began is read again; 200 has none',
    async (route, body, request, answer, location) => {
      gateway.answers.set(`issuance ${request}`, () => answer);
      const response = await post(route, body);
      expect([response.ok, response.headers.get('location')]).toEqual([true, location]);
    },
  );

  it('a refusal has none', async () => {
    const response = await post('lock', at);
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });
});

describe('reprovision', () => {
  it('[D20, F04] a dry run answers the plan with both warnings, and asks for nothing else', async () => {
    const reply = {
      plan: { planHash: 'AB', steps: [], certificates: [], drift: [], pointOfNoReturn: 3, estimateMs: 9000 },
      warnings: { replaced: [], operator: 'For the operator', holder: 'For the holder' },
    };
    gateway.answers.set('issuance devices.plan-reprovision', () => reply);
    const response = await post('reprovision/plan', { ...at, reason: 'CONTENT_DAMAGED' });
    expect([response.status, await response.json()]).toEqual([200, reply]);
    expect(asked()).toEqual([['issuance devices.plan-reprovision', { deviceId, ...at, reason: 'CONTENT_DAMAGED' }]]);
  });

  it('[D19] starts with reason, words, plan and key, and answers the saga', async () => {
    const saga = sagaRow(randomUUID(), { type: 'REPROVISION', deviceId });
    gateway.answers.set('issuance devices.reprovision', () => ({ saga }));
    const body = { ...at, reason: 'OTHER', reasonText: 'Asked by the holder', acceptHistoryLoss: true, planHash: 'AB' };
    const response = await post('reprovision', body, { 'idempotency-key': 'once' });
    expect([response.status, await response.json()]).toEqual([202, { saga }]);
    expect(asked()).toEqual([['issuance devices.reprovision', { deviceId, ...body }]]);
    expect(gateway.seen[0]!.envelope.idempotencyKey).toBe('once');
  });

  it('the key in the body is the one that counts; one that cannot be stored is refused', async () => {
    gateway.answers.set('issuance devices.reprovision', () => ({ saga: sagaRow(deviceId) }));
    const body = { ...at, reason: 'CONTENT_DAMAGED' };
    await post('reprovision', { ...body, idempotencyKey: 'mine' }, { 'idempotency-key': 'other' });
    expect((gateway.seen[0]?.envelope.body as ReprovisionCardRequest).idempotencyKey).toBe('mine');
    expect(gateway.seen[0]?.envelope.idempotencyKey).toBe('mine');
    const refused = await post('reprovision', { ...body, idempotencyKey: 'two words' });
    expect([refused.status, (await problem(refused)).code]).toEqual([400, 'REQUEST_INVALID']);
    expect(gateway.seen).toHaveLength(1);
  });

  it.each(['reprovision/plan', 'reprovision', 'pin-reset'])(
    '[D19] %s without a reason, or with one that is no code, goes nowhere',
    async (route) => {
      for (const reason of [undefined, '', 'damaged', 'X; drop', 'A'.repeat(65)]) {
        const response = await post(route, { ...at, reason });
        expect(response.status).toBe(400);
        expect(await problem(response)).toMatchObject({
          code: 'REQUEST_INVALID',
          details: { fields: [{ field: 'reason' }] },
        });
      }
      expect(gateway.seen).toEqual([]);
    },
  );

  it.each([
    ['AUTH_NOT_YOUR_DEVICE', 403],
    ['LIFECYCLE_NOT_ACTIVE', 409],
    ['LIFECYCLE_CARD_EXPIRED', 409],
    ['LIFECYCLE_HISTORY_REQUIRED', 409],
    ['PERSON_NOT_APPROVED', 409],
    ['PROFILE_WITHDRAWN', 409],
    ['REASON_NOT_ALLOWED', 422],
    ['REASON_TEXT_REQUIRED', 422],
    ['REQUEST_PLAN_CHANGED', 409],
  ] as const)('[D16] a refusal %s is passed on as %i with its sentence and what to do', async (code, status) => {
    const refusal = new CardwrightError(code);
    gateway.answers.set('issuance devices.reprovision', () => {
      throw refusal;
    });
    const response = await post('reprovision', { ...at, reason: 'CONTENT_DAMAGED' });
    expect(response.status).toBe(status);
    expect(await problem(response)).toMatchObject({ code, detail: refusal.message, fix: refusal.row.fix });
  });

  it('refuses a PIN in the body, and does not repeat it', async () => {
    for (const route of ['reprovision', 'pin-reset']) {
      const response = await post(route, { ...at, reason: 'OTHER', pin: '73194862' });
      const answer = await problem(response);
      expect(answer).toMatchObject({ code: 'REQUEST_INVALID', details: { fields: [{ field: 'pin' }] } });
      expect(JSON.stringify(answer)).not.toContain('73194862');
    }
    expect(gateway.log.join('')).not.toContain('73194862');
  });
});

describe('what needs no card, or only its PUK', () => {
  it('a PIN reset answers its saga', async () => {
    gateway.answers.set('issuance devices.reset-pin', () => ({ saga: sagaRow(deviceId, { type: 'UNLOCK' }) }));
    expect((await post('pin-reset', { ...at, reason: 'FORGOTTEN_PIN' })).status).toBe(202);
    expect(asked()).toEqual([['issuance devices.reset-pin', { deviceId, ...at, reason: 'FORGOTTEN_PIN' }]]);
  });

  it('[C01] a change of a PIN that is known answers its saga, and takes neither a reason nor a PIN', async () => {
    gateway.answers.set('issuance devices.change-pin', () => ({ saga: sagaRow(deviceId, { type: 'CHANGE_PIN' }) }));
    expect((await post('pin-change', at)).status).toBe(202);
    expect(asked()).toEqual([['issuance devices.change-pin', { deviceId, ...at }]]);
    for (const more of [{ reason: 'PIN_EXPOSED' }, { pin: '73194862' }, { old: '73194862' }])
      expect((await post('pin-change', { ...at, ...more })).status).toBe(400);
  });

  it('a lock answers its saga', async () => {
    gateway.answers.set('issuance devices.lock', () => ({ saga: sagaRow(deviceId, { type: 'LOCK' }) }));
    expect((await post('lock', { ...at, reason: 'PIN_EXPOSED' })).status).toBe(202);
    expect(asked()).toEqual([['issuance devices.lock', { deviceId, ...at, reason: 'PIN_EXPOSED' }]]);
  });

  it('[B05] a lock that waits for its card needs no workstation', async () => {
    const saga = sagaRow(deviceId, { type: 'LOCK', state: 'READY' });
    gateway.answers.set('issuance devices.request-lock', () => ({ saga }));
    const response = await post('lock-request', { reason: 'OTHER', reasonText: 'As said' });
    expect([response.status, await response.json()]).toEqual([201, { saga }]);
    expect(asked()).toEqual([['issuance devices.request-lock', { deviceId, reason: 'OTHER', reasonText: 'As said' }]]);
    expect((await post('lock-request', { ...at, reason: 'PIN_EXPOSED' })).status).toBe(400);
  });

  it('[B05] a PIN reset that waits for its holder needs no workstation', async () => {
    const saga = sagaRow(deviceId, { type: 'UNLOCK', state: 'READY' });
    gateway.answers.set('issuance devices.request-pin-reset', () => ({ saga }));
    const response = await post('pin-reset-request', { reason: 'FORGOTTEN_PIN' });
    expect([response.status, await response.json()]).toEqual([201, { saga }]);
    expect(asked()).toEqual([['issuance devices.request-pin-reset', { deviceId, reason: 'FORGOTTEN_PIN' }]]);
    expect((await post('pin-reset-request', { ...at, reason: 'FORGOTTEN_PIN' })).status).toBe(400);
  });

  it('[B06] a bind answers its request and the card, and an unbind the card; neither needs a workstation', async () => {
    const to = { personId: '00000000-0000-4000-9000-0000000000aa', profileName: 'piv' };
    const body = { ...to, reasonText: 'starts in May' };
    const reply = { saga: sagaRow(deviceId, { type: 'ISSUE', state: 'READY' }), device: { deviceId } };
    gateway.answers.set('issuance devices.bind', () => reply);
    gateway.answers.set('issuance devices.unbind', () => ({ device: { deviceId } }));
    expect((await post('bind', body)).status).toBe(201);
    expect((await post('unbind', { reasonText: 'not hired' })).status).toBe(200);
    expect(asked()).toEqual([
      ['issuance devices.bind', { deviceId, ...to, reason: 'starts in May' }],
      ['issuance devices.unbind', { deviceId, reason: 'not hired' }],
    ]);
    expect((await post('bind', { ...body, ...at })).status).toBe(400);
    expect((await post('unbind', {})).status).toBe(400);
  });

  it('a replacement answers its request and the old card', async () => {
    const body = { kind: 'permanent', reason: 'LOST', profileName: 'piv' };
    const reply = { saga: sagaRow(deviceId, { type: 'REPLACE_PERM', state: 'READY' }), device: { deviceId } };
    gateway.answers.set('issuance devices.replace', () => reply);
    expect((await post('replace', body)).status).toBe(201);
    expect(asked()).toEqual([['issuance devices.replace', { deviceId, ...body }]]);
    expect((await post('replace', { ...body, kind: 'some' })).status).toBe(400);
  });

  it('of a cancel of many the words are reasonText, and there is no code', async () => {
    gateway.answers.set('issuance bulk.act', () => ({ bulkId: deviceId, rows: [] }));
    const cancel = async (given: object) => {
      const body = JSON.stringify({ action: 'cancel', ids: [deviceId], ...given });
      const headers = { 'content-type': 'application/json' };
      const response = await gateway.request('/api/v1/bulk-actions', { method: 'POST', token, headers, body });
      const { code, details } = (await response.json()) as { code?: string; details?: object };
      return [response.status, code, details];
    };
    expect((await cancel({ reasonText: 'ordered twice' }))[0]).toBe(200);
    expect(await cancel({ reasonText: 'w', reason: 'LOST' })).toEqual([400, 'REQUEST_INVALID', { field: 'reason' }]);
    expect((await cancel({ reason: 'ordered twice' }))[0]).toBe(400);
    expect(asked()).toEqual([['issuance bulk.act', { action: 'cancel', ids: [deviceId], reason: 'ordered twice' }]]);
  });

  it('a holder asks for a new card, and an operator declines it with words', async () => {
    for (const name of ['ask', 'decline'])
      gateway.answers.set(`issuance devices.${name}-replacement`, () => ({ device: { deviceId } }));
    expect((await post('replacement-ask', { reason: 'DAMAGED', reasonText: 'The chip is off' })).status).toBe(201);
    expect((await post('replacement-ask/decline', { reasonText: 'Bring it first' })).status).toBe(200);
    expect(asked()).toEqual([
      ['issuance devices.ask-replacement', { deviceId, reason: 'DAMAGED', reasonText: 'The chip is off' }],
      ['issuance devices.decline-replacement', { deviceId, reason: 'Bring it first' }],
    ]);
    expect((await post('replacement-ask/decline', {})).status).toBe(400);
  });

  it.each([
    ['suspend', 'ON_LEAVE'],
    ['resume', 'FOUND'],
    ['terminate', 'STOLEN'],
  ])('%s answers the device as it is then', async (action, reason) => {
    gateway.answers.set(`issuance devices.${action}`, () => ({ device: { deviceId } }));
    const response = await post(action, { reason, reasonText: 'As said' });
    expect([response.status, await response.json()]).toEqual([200, { device: { deviceId } }]);
    expect(asked()).toEqual([[`issuance devices.${action}`, { deviceId, reason, reasonText: 'As said' }]]);
    // No workstation: nothing waits for a card.
    expect((await post(action, { reason, ...at })).status).toBe(400);
  });
});

describe('[D15] one action on many', () => {
  const ids = [randomUUID(), randomUUID()];
  const ask = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    gateway.request(`/api/v1/bulk-actions${path}`, {
      method: 'POST',
      token,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('is looked at by ids or by the filters of the list, and is done by ids with a key', async () => {
    const looked = { action: 'suspend', done: 2, leftOut: 0, rows: [] };
    gateway.answers.set('issuance bulk.preview', () => looked);
    gateway.answers.set('issuance bulk.act', () => ({ bulkId: ids[0], rows: [] }));
    const filter = { profileName: 'piv-four', state: ['ACTIVE', 'SUSPENDED'], certificatesExpireWithinDays: 30 };
    expect(await (await ask('/preview', { action: 'suspend', ids })).json()).toEqual(looked);
    expect((await ask('/preview', { action: 'suspend', filter })).status).toBe(200);
    const act = { action: 'suspend', ids, bulkId: ids[0], reason: 'ON_LEAVE' };
    expect((await ask('', act, { 'idempotency-key': 'once' })).status).toBe(200);
    expect(asked()).toEqual([
      ['issuance bulk.preview', { action: 'suspend', ids }],
      ['issuance bulk.preview', { action: 'suspend', filter }],
      ['issuance bulk.act', act],
    ]);
    expect(gateway.seen.at(-1)!.envelope.idempotencyKey).toBe('once');
  });

  it.each([
    ['an action that is none', '/preview', { action: 'terminate', ids }],
    ['ids that are none', '/preview', { action: 'suspend', ids: ['1'] }],
    ['a filter that is none', '/preview', { action: 'suspend', filter: { colour: 'red' } }],
    ['501 to look at', '/preview', { action: 'suspend', ids: Array.from({ length: 501 }, () => randomUUID()) }],
    ['what cannot be taken back', '', { action: 'recycle', ids, reason: 'LOST' }],
    ['nothing', '', { action: 'suspend', ids: [], reason: 'ON_LEAVE' }],
    ['a search', '', { action: 'suspend', filter: {}, reason: 'ON_LEAVE' }],
    ['101 to act on', '', { action: 'suspend', ids: Array.from({ length: 101 }, () => randomUUID()) }],
  ])('refuses / %s', async (_, path, body) => {
    const response = await ask(path, body);
    expect([response.status, (await problem(response)).code]).toEqual([400, 'REQUEST_INVALID']);
    expect(gateway.seen).toEqual([]);
  });

  it('takes 500 to look at', async () => {
    gateway.answers.set('issuance bulk.preview', () => ({ action: 'suspend', done: 0, leftOut: 0, rows: [] }));
    const many = { action: 'suspend', ids: Array.from({ length: 500 }, () => randomUUID()) };
    expect((await ask('/preview', many)).status).toBe(200);
    expect(asked()).toEqual([['issuance bulk.preview', many]]);
  });
});

describe('reasons and revocations', () => {
  it('[D19] lists reasons by use, and knows no other use', async () => {
    const list = reasons.filter(({ uses }) => uses.includes('reprovision'));
    gateway.answers.set('issuance reasons.list', () => ({ reasons: list }));
    const response = await gateway.request('/api/v1/reasons?use=reprovision', { token });
    expect(await response.json()).toEqual({ reasons: list });
    expect(asked()).toEqual([['issuance reasons.list', { use: 'reprovision' }]]);
    expect((await gateway.request('/api/v1/reasons?use=fun', { token })).status).toBe(400);
  });

  it('[F08] lists revocations of a device, or only those that are open', async () => {
    gateway.answers.set('issuance revocations.list', () => ({ rows: [], nextCursor: null }));
    await gateway.request(`/api/v1/revocations?deviceId=${deviceId}&open=true&limit=5`, { token });
    expect(asked()).toEqual([['issuance revocations.list', { deviceId, open: true, limit: 5 }]]);
    expect((await gateway.request('/api/v1/revocations?open=perhaps', { token })).status).toBe(400);
  });

  it('[F08] lists deletions of passkeys, of a device or by how they stand', async () => {
    gateway.answers.set('issuance passkey-deletions.list', () => ({ rows: [], nextCursor: null }));
    await gateway.request(`/api/v1/passkey-deletions?deviceId=${deviceId}&state=overdue&limit=5`, { token });
    expect(asked()).toEqual([['issuance passkey-deletions.list', { deviceId, state: 'overdue', limit: 5 }]]);
    expect((await gateway.request('/api/v1/passkey-deletions?state=perhaps', { token })).status).toBe(400);
  });

  it('says so where the service behind is away', async () => {
    gateway.answers.set('issuance revocations.list', () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    });
    expect((await gateway.request('/api/v1/revocations', { token })).status).toBe(503);
  });
});

it('[Issue 13] the history of a card is a page, of one saga where that is named', async () => {
  const requestId = randomUUID();
  const entry = { entryId: '7', action: 'saga.retry', actor: { kind: 'system', text: 'temporal-ui', person: null } };
  gateway.answers.set('issuance devices.history', () => ({ rows: [entry], nextCursor: 'y' }));
  const history = (of: string, query = '') => gateway.request(`/api/v1/devices/${of}/history${query}`, { token });
  const response = await history(deviceId, `?limit=2&cursor=x&requestId=${requestId}`);
  expect([response.status, await response.json()]).toEqual([200, { rows: [entry], nextCursor: 'y' }]);
  expect(asked()).toEqual([['issuance devices.history', { deviceId, requestId, limit: 2, cursor: 'x' }]]);
  for (const [of, query] of [
    ['1', ''],
    [deviceId, '?requestId=1'],
  ] as const)
    expect((await history(of, query)).status).toBe(400);
});

describe('offers of card updates', () => {
  const offerId = randomUUID();
  const at = (path: string, method = 'GET') => gateway.request(`/api/v1/${path}`, { method, token });

  it('one is looked at, and nothing is begun by it', async () => {
    gateway.answers.set('issuance update-offers.get', () => ({ offer: { offerId } }));
    const response = await at(`update-offers/${offerId}`);
    expect([response.status, await response.json()]).toEqual([200, { offer: { offerId } }]);
    expect(asked()).toEqual([['issuance update-offers.get', { offerId }]]);
  });

  it('those of a card are a page, with what is due and what holds it back', async () => {
    const held = { kind: 'cert.renew', cause: 'RENEW', keyReferences: ['9A'], heldBack: 'PERSON_NOT_APPROVED' };
    gateway.answers.set('issuance devices.update-offers', () => ({ rows: [], nextCursor: null, due: [held] }));
    const response = await at(`devices/${deviceId}/update-offers?limit=2&cursor=x`);
    expect([response.status, await response.json()]).toEqual([200, { rows: [], nextCursor: null, due: [held] }]);
    expect(asked()).toEqual([['issuance devices.update-offers', { deviceId, limit: 2, cursor: 'x' }]]);
  });

  it('"Update now" answers the saga', async () => {
    const saga = sagaRow(randomUUID(), { type: 'UPDATE', deviceId });
    gateway.answers.set('issuance update-offers.begin', () => ({ saga }));
    const response = await at(`update-offers/${offerId}/begin`, 'POST');
    expect([response.status, await response.json()]).toEqual([202, { saga }]);
    expect(asked()).toEqual([['issuance update-offers.begin', { offerId }]]);
  });

  it.each([
    ['AUTH_NOT_YOUR_DEVICE', 403],
    ['REQUEST_OFFER_CLOSED', 409],
    ['REQUEST_NOT_FOUND', 404],
    ['CARD_ABSENT', 409],
  ] as const)('a refusal %s is passed on as %i with what to do', async (code, status) => {
    const refusal = new CardwrightError(code);
    gateway.answers.set('issuance update-offers.begin', () => {
      throw refusal;
    });
    const response = await at(`update-offers/${offerId}/begin`, 'POST');
    expect(response.status).toBe(status);
    expect(await problem(response)).toMatchObject({ code, fix: refusal.row.fix });
  });

  it('an id that is none goes nowhere', async () => {
    for (const [path, method] of [
      ['update-offers/1', 'GET'],
      ['update-offers/1/begin', 'POST'],
      ['devices/1/update-offers', 'GET'],
    ] as const)
      expect((await at(path, method)).status).toBe(400);
    expect(gateway.seen).toEqual([]);
  });
});
