/** Roll-outs of profile versions: from HTTP to the request on NATS, and what is refused before it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { startGatewayOfSpec } from '../gateway-of-spec.js';

const { gateway, token, asked } = await startGatewayOfSpec();
const rolloutId = randomUUID();

const get = (path: string) => gateway.request(`/api/v1/rollouts${path}`, { token });
const post = (path: string, body: unknown = {}) =>
  gateway.request(`/api/v1/rollouts/${path}`, {
    ...{ method: 'POST', token, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(body),
  });

describe('roll-outs', () => {
  it('[F12] are a page, and one is looked at', async () => {
    gateway.answers.set('issuance rollouts.list', () => ({ rows: [], nextCursor: null }));
    gateway.answers.set('issuance rollouts.get', () => ({ rollout: { rolloutId } }));
    gateway.answers.set('issuance rollouts.plan', () => ({ rings: [100], spreadDays: 0 }));
    expect(await (await get('/plan')).json()).toEqual({ rings: [100], spreadDays: 0 });
    expect(await (await get('?limit=2')).json()).toEqual({ rows: [], nextCursor: null });
    expect(await (await get(`/${rolloutId}`)).json()).toEqual({ rollout: { rolloutId } });
    expect(asked()).toEqual([
      ['issuance rollouts.plan', {}],
      ['issuance rollouts.list', { limit: 2 }],
      ['issuance rollouts.get', { rolloutId }],
    ]);
  });

  it.each<[string, object, object?]>([
    ['advance', { ring: 2, spreadDays: 0 }],
    ['advance', {}],
    ['pause', {}],
    ['resume', {}],
    ['stop', { reasonText: 'wrong algorithm' }, { reason: 'wrong algorithm' }],
  ])('[F12] %s %j is asked of the record, with who asks', async (decision, body, onBus: object = body) => {
    gateway.answers.set(`issuance rollouts.${decision}`, () => ({ rollout: { rolloutId } }));
    const response = await post(`${rolloutId}/${decision}`, body);
    expect([response.status, await response.json()]).toEqual([200, { rollout: { rolloutId } }]);
    expect(asked()).toEqual([[`issuance rollouts.${decision}`, { rolloutId, ...onBus }]]);
    expect(gateway.seen[0]?.envelope.actor).toMatchObject({ kind: 'person' });
  });

  it.each([
    ['stop', {}],
    ['stop', { reasonText: 'x'.repeat(1001) }],
    ['advance', { spreadDays: 61 }],
    ['advance', { spreadDays: -1 }],
    ['advance', { ring: 0 }],
    ['advance', { spreadDays: 1.5 }],
  ])('%s with %j is refused before anything is asked', async (decision, body) => {
    const response = await post(`${rolloutId}/${decision}`, body);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'REQUEST_INVALID']);
    expect(asked()).toEqual([]);
  });

  it('an id that is none is refused before anything is asked', async () => {
    expect([(await get('/first')).status, (await post('first/pause')).status, asked()]).toEqual([400, 400, []]);
  });

  it.each([
    ['ROLLOUT_STATE', 409],
    ['REQUEST_NOT_FOUND', 404],
    ['AUTH_FORBIDDEN', 403],
    ['REQUEST_SERVICE_UNAVAILABLE', 503],
  ] as const)('a refusal %s is passed on as %i', async (code, status) => {
    gateway.answers.set('issuance rollouts.resume', () => {
      throw new CardwrightError(code);
    });
    const response = await post(`${rolloutId}/resume`);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });
});
