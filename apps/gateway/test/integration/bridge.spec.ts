/** The gateway's part of the workstation bridge: what it signs and for whom, and that only browser sessions have a part in it. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BridgeKeys, BridgeOffer } from '@cardwright/contracts/workstation/bridge';
import { bridgeKeyId, readBridgeChallenge } from '@cardwright/sealing/bridge-challenge';
import { PlainBrowser } from '@cardwright/testing/browser';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();
const json = { 'content-type': 'application/json' };
const nobody = { workstation: null, challenge: null, before: null, outdated: null };

beforeAll(async () => {
  gateway = await startGatewayFixture({ BRIDGE_PORT: '27999' });
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.answers.clear();
  gateway.seen.length = 0;
  gateway.answers.set('issuance me.get', () => ({ person: null, roles: [], permissions: [] }));
  gateway.answers.set('issuance bridge.open', () => ({ opened: true }));
  gateway.answers.set('issuance bridge.state', () => nobody);
  gateway.answers.set('issuance bridge.unpair', () => ({ unpaired: true }));
});

async function signedIn() {
  const browser = await PlainBrowser.signedIn({ url: gateway.publicUrl }, 'ada');
  const { response } = await browser.open(`${gateway.publicUrl}/api/v1/me`);
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const own = { origin: gateway.publicUrl, 'x-csrf-token': csrfToken };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const init = { method, ...content, headers: { ...own, ...(body && json), ...headers } };
    return (await browser.open(`${gateway.publicUrl}/api/v1/bridge/${path}`, init)).response;
  };
  return { send, sessionSha256Hex: [...gateway.sessions.keys()].at(-1)! };
}
const keys = async (): Promise<BridgeKeys> =>
  (await (await gateway.request('/api/v1/bridge/keys')).json()) as BridgeKeys;

it('[C03] signs a challenge for the browser’s session, by a key that everybody can fetch, and puts it on record first', async () => {
  const { send, sessionSha256Hex } = await signedIn();
  const { url, seconds } = (await (await send('POST', 'challenges', {})).json()) as BridgeOffer;
  expect([url.slice(0, url.indexOf('=') + 1), seconds]).toEqual(['http://127.0.0.1:27999/pair?challenge=', 60]);
  const text = new URL(url).searchParams.get('challenge')!;
  const published = await keys();
  expect(published.portal).toBe(gateway.publicUrl);
  const jwk = published.keys.find(({ kid }) => kid === bridgeKeyId(text))!;
  expect(jwk).toEqual({
    ...{ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA' },
    ...{ x: expect.stringMatching(/^[\w-]{43}$/), kid: expect.stringMatching(/^[\w-]{43}$/) },
  });
  const challenge = (await readBridgeChallenge(text, jwk))!;
  expect(challenge).toEqual({
    iss: gateway.publicUrl,
    jti: expect.stringMatching(/^[\w-]{43}$/),
    sid: expect.stringMatching(/^[\w-]{22}$/),
    iat: expect.any(Number),
    exp: challenge.iat + 60,
  });
  const [opened] = gateway.seen.filter(({ name }) => name === 'issuance bridge.open');
  expect(opened!.envelope.body).toEqual({ sessionSha256Hex, jtiSha256Hex: sha256Hex(challenge.jti) });
  expect(gateway.log.join('')).not.toContain(challenge.jti);
});

it('gives nothing out that is not on record', async () => {
  const { send } = await signedIn();
  gateway.answers.set('issuance bridge.open', () => {
    throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds: 60 });
  });
  const answer = await send('POST', 'challenges', {});
  expect([answer.status, await answer.text()]).toEqual([429, expect.not.stringContaining('challenge=')]);
});

it('has the same keys after a restart, on every copy', async () => {
  const before = await keys();
  await gateway.restartGateway();
  expect(await keys()).toEqual(before);
});

it('[C03] passes the code on as its hash, and says whose request it is and where that browser is', async () => {
  const { send, sessionSha256Hex } = await signedIn();
  const code = 'c'.repeat(43);
  gateway.answers.set('issuance bridge.pair', () => nobody);
  expect((await send('POST', 'pairing', { code })).status).toBe(200);
  expect(gateway.seen.at(-1)!.envelope.body).toEqual({ sessionSha256Hex, codeSha256Hex: sha256Hex(code) });
  expect(gateway.seen.at(-1)!.envelope.actor).not.toHaveProperty('pairedWorkstationId');
  expect(gateway.log.join('')).not.toContain(code);
  gateway.answers.set('issuance sessions.check', () => ({ active: true, pairedWorkstationId: 'ws-desk' }));
  expect(await (await send('GET', 'pairing')).json()).toEqual(nobody);
  expect(gateway.seen.at(-1)!.envelope).toMatchObject({
    actor: { sub: 'ada', pairedWorkstationId: 'ws-desk' },
    body: { sessionSha256Hex },
  });
  expect(await (await send('DELETE', 'pairing')).json()).toEqual({ unpaired: true });
});

it('[C05] reads a typed code however it was typed, and passes its hash on', async () => {
  const { send, sessionSha256Hex } = await signedIn();
  gateway.answers.set('issuance bridge.pair-typed', () => nobody);
  expect((await send('POST', 'pairing/typed', { code: ' ozoz-ahip' })).status).toBe(200);
  expect(gateway.seen.at(-1)!.envelope.body).toEqual({ sessionSha256Hex, codeSha256Hex: sha256Hex('0Z0ZAH1P') });
  const malformed = await send('POST', 'pairing/typed', { code: '0Z0Z' });
  expect([malformed.status, await malformed.json()]).toMatchObject([403, { code: 'BRIDGE_CODE_REFUSED' }]);
});

it('refuses / a page of somebody else, whatever it has, and whoever has only a token', async () => {
  const { send } = await signedIn();
  const changes = [
    ['POST', 'challenges', {}],
    ['POST', 'pairing', { code: 'c'.repeat(43) }],
    ['POST', 'pairing/typed', { code: '0Z0ZAH1P' }],
    ['DELETE', 'pairing', undefined],
  ] as const;
  const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'x-csrf-token': 'guessed' }];
  for (const wrong of foreign)
    for (const [method, path, body] of changes) expect((await send(method, path, body, wrong)).status).toBe(403);
  const token = await gateway.token();
  for (const [method, path, body] of [...changes, ['GET', 'pairing', undefined] as const]) {
    const init = { method, ...(body && { body: JSON.stringify(body), headers: json }) };
    const withToken = await gateway.request(`/api/v1/bridge/${path}`, { ...init, token });
    const withNothing = await gateway.request(`/api/v1/bridge/${path}`, init);
    expect([method, path, withToken.status, withNothing.status]).toEqual([method, path, 403, 401]);
  }
  expect(gateway.seen.filter(({ name }) => name.startsWith('issuance bridge.'))).toEqual([]);
});
