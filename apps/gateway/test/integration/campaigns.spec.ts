/** Campaigns: from HTTP to the request on NATS, and what is refused before it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { startGatewayOfSpec } from '../gateway-of-spec.js';

const { gateway, token, asked } = await startGatewayOfSpec();
const campaignId = randomUUID();

const get = (path: string) => gateway.request(`/api/v1/campaigns${path}`, { token });
const post = (path: string, body: unknown = {}) =>
  gateway.request(`/api/v1/campaigns${path}`, {
    ...{ method: 'POST', token, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(body),
  });

const filter = { profileName: 'piv', issuerId: 'Issuing CA 1', expiresBefore: '2027-06-30' };
const wanted = { name: 'New CA', filter, reason: 'KEYSET_ROTATION', cardsPerHour: 100, cards: 12 };

describe('campaigns', () => {
  it('[F12] are a page, and one is looked at, with its cards', async () => {
    gateway.answers.set('issuance campaigns.list', () => ({ rows: [], nextCursor: null }));
    gateway.answers.set('issuance campaigns.get', () => ({ campaign: { campaignId } }));
    gateway.answers.set('issuance campaigns.cards', () => ({ rows: [], nextCursor: '7' }));
    expect(await (await get('?limit=2')).json()).toEqual({ rows: [], nextCursor: null });
    expect(await (await get(`/${campaignId}`)).json()).toEqual({ campaign: { campaignId } });
    expect(await (await get(`/${campaignId}/cards?state=failed&cursor=3`)).json()).toEqual({
      ...{ rows: [], nextCursor: '7' },
    });
    expect(asked()).toEqual([
      ['issuance campaigns.list', { limit: 2 }],
      ['issuance campaigns.get', { campaignId }],
      ['issuance campaigns.cards', { campaignId, state: 'failed', cursor: '3' }],
    ]);
  });

  it('[F12] are counted before one is created', async () => {
    gateway.answers.set('issuance campaigns.count', () => ({ count: { cards: 12 } }));
    gateway.answers.set('issuance campaigns.create', () => ({ campaign: { campaignId } }));
    const counted = await post('/count', { filter });
    const created = await post('', { ...wanted, deadline: '2027-07-01T12:00:00Z' });
    expect([counted.status, created.status]).toEqual([200, 201]);
    expect(asked()).toEqual([
      ['issuance campaigns.count', { filter }],
      ['issuance campaigns.create', { ...wanted, deadline: '2027-07-01T12:00:00Z' }],
    ]);
  });

  it.each<[string, object, object?]>([
    ['pause', {}],
    ['resume', {}],
    ['stop', { reasonText: 'wrong cards' }, { reason: 'wrong cards' }],
  ])('[F12] %s is asked of the record, with who asks', async (decision, body, onBus: object = body) => {
    gateway.answers.set(`issuance campaigns.${decision}`, () => ({ campaign: { campaignId } }));
    const response = await post(`/${campaignId}/${decision}`, body);
    expect([response.status, await response.json()]).toEqual([200, { campaign: { campaignId } }]);
    expect(asked()).toEqual([[`issuance campaigns.${decision}`, { campaignId, ...onBus }]]);
    expect(gateway.seen[0]?.envelope.actor).toMatchObject({ kind: 'person' });
  });

  it.each([
    [`/${campaignId}/stop`, {}],
    [`/${campaignId}/stop`, { reasonText: 'x'.repeat(1001) }],
    ['/count', {}],
    ['/count', { filter: { expiresBefore: 'soon' } }],
    ['/count', { filter: { state: 'ACTIVE' } }],
    ['', { ...wanted, cards: 0 }],
    ['', { ...wanted, cardsPerHour: 1.5 }],
    ['', { ...wanted, name: '' }],
    ['', { ...wanted, reason: 'because' }],
    ['/first/pause', {}],
  ])('POST %s with %j is refused before anything is asked', async (path, body) => {
    const response = await post(path, body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'REQUEST_INVALID']);
    expect(asked()).toEqual([]);
  });

  it('a state of cards that there is not is refused before anything is asked', async () => {
    expect([(await get(`/${campaignId}/cards?state=done`)).status, (await get('/first')).status, asked()]).toEqual([
      ...[400, 400],
      [],
    ]);
  });

  it.each([
    ['CAMPAIGN_COUNT_CHANGED', 409],
    ['CAMPAIGN_NAME_TAKEN', 409],
    ['REASON_NOT_ALLOWED', 422],
    ['AUTH_FORBIDDEN', 403],
    ['REQUEST_SERVICE_UNAVAILABLE', 503],
  ] as const)('a refusal %s is passed on as %i', async (code, status) => {
    gateway.answers.set('issuance campaigns.create', () => {
      throw new CardwrightError(code);
    });
    const response = await post('', wanted);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });
});
