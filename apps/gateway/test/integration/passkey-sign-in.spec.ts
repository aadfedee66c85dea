/** A sign-in with a passkey from the challenge to the session, and every answer that signs nobody in. What is in an answer, issuance-svc verifies. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { type GatewayFixture, startGatewayFixture, withPasskeys } from '../gateway-fixture.js';
import { gatewayConfig } from '../../src/config/config.js';

let gateway: GatewayFixture;
const identity = { iss: 'https://issuer.example', sub: 'grace-1', externalId: 'E1002', displayName: 'Grace Hopper' };
const answer = {
  ...{ credentialId: 'Y3JlZA', clientDataJson: 'ZGF0YQ', authenticatorData: 'YXV0aA', signature: 'c2ln' },
  userHandle: 'dXNlcg',
};

beforeAll(async () => {
  gateway = await startGatewayFixture(withPasskeys());
}, 60_000);
afterAll(() => gateway?.stop());
beforeEach(() => {
  gateway.seen.length = 0;
  gateway.answers.clear();
  gateway.answers.set('issuance me.get', () => ({ person: null, roles: ['CH'], permissions: [] }));
  gateway.answers.set('issuance passkey-sign-in.redeem', () => identity);
});

type Cookies = Map<string, string>;
/** One request, as our own page sends it. */
async function send(cookies: Cookies, path: string, body?: object, origin = gateway.publicUrl): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await gateway.request(path, {
    method: path === '/api/v1/me' ? 'GET' : 'POST',
    headers: { cookie, origin, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (/expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
  return response;
}
async function begin(cookies: Cookies): Promise<string> {
  const response = await send(cookies, '/auth/passkey/options');
  expect(response.status).toBe(200);
  return ((await response.json()) as { challenge: string }).challenge;
}
const codeOf = async (response: Response): Promise<unknown> => {
  const { code, details } = (await response.json()) as { code: string; details?: object };
  return [response.status, code, details];
};
const isSignedIn = async (cookies: Cookies): Promise<boolean> => (await send(cookies, '/api/v1/me')).status === 200;
const redeemed = () => gateway.seen.filter(({ name }) => name === 'issuance passkey-sign-in.redeem');

describe('a sign-in with a passkey', () => {
  it('is offered with what a browser needs, a new challenge each time, and asks for no name', async () => {
    const { passkeySignIn } = (await (await gateway.request('/api/v1/system')).json()) as { passkeySignIn: boolean };
    expect(passkeySignIn).toBe(true);
    const cookies: Cookies = new Map();
    const response = await send(cookies, '/auth/passkey/options');
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^cardwright-passkey-sign-in=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const { challenge, ...others } = (await response.json()) as { challenge: string };
    expect(challenge).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const asked = { rpId: 'localhost', timeout: 300_000, userVerification: 'required', allowCredentials: [] };
    expect(others).toEqual(asked);
    expect(await begin(cookies)).not.toBe(challenge);
    expect(gateway.seen).toEqual([]);
  });

  it('signs in the person of the passkey as a holder and nothing else, freshly, and leaves one cookie', async () => {
    let started: { authenticatedAt?: string } = {};
    gateway.answers.set('issuance sessions.start', (body: object) => {
      started = body;
      return { expiresAt: '2099-01-01T00:00:00.000Z' };
    });
    const cookies: Cookies = new Map();
    const challenge = await begin(cookies);
    expect((await send(cookies, '/auth/passkey', answer)).status).toBe(204);
    expect(redeemed().map(({ envelope }) => envelope.body)).toEqual([{ challenge, assertion: answer }]);
    expect([...cookies.keys()]).toEqual(['cardwright-session']);
    expect(started).toMatchObject({ amr: ['hwk'] });
    expect(Math.abs(Date.parse(started.authenticatedAt!) - Date.now())).toBeLessThan(30_000);
  });

  it('gets /me with its session, and every request of it says what it is', async () => {
    const cookies: Cookies = new Map();
    await begin(cookies);
    await send(cookies, '/auth/passkey', answer);
    expect(await (await send(cookies, '/api/v1/me')).json()).toMatchObject({
      roles: ['CH'],
      identity: { kind: 'person', issuer: identity.iss, subject: identity.sub, displayName: 'Grace Hopper' },
    });
    expect(gateway.seen.at(-1)?.envelope.actor).toEqual({
      ...{ kind: 'person', ...identity, roleClaims: [], holderOnly: true },
      browser: true,
    });
  });

  it('takes the place of whoever was signed in before', async () => {
    const cookies: Cookies = new Map();
    await begin(cookies);
    await send(cookies, '/auth/passkey', answer);
    const before: Cookies = new Map(cookies);
    await begin(cookies);
    await send(cookies, '/auth/passkey', answer);
    expect(cookies.get('cardwright-session')).not.toBe(before.get('cardwright-session'));
    expect([await isSignedIn(before), await isSignedIn(cookies)]).toEqual([false, true]);
  });
});

describe('[security Sign-in with a passkey] nobody is signed in', () => {
  it('without the cookie of a challenge, with that of another sign-in, or an altered one', async () => {
    const none: Cookies = new Map();
    const refused = [403, 'AUTH_PASSKEY_REFUSED', { cause: 'challenge' }];
    expect(await codeOf(await send(none, '/auth/passkey', answer))).toEqual(refused);
    const login = await gateway.request('/auth/login');
    const sealed = /=([^;]+)/.exec(login.headers.getSetCookie()[0]!)![1]!;
    const other: Cookies = new Map([['cardwright-passkey-sign-in', sealed]]);
    expect(await codeOf(await send(other, '/auth/passkey', answer))).toEqual(refused);
    const altered: Cookies = new Map();
    await begin(altered);
    altered.set('cardwright-passkey-sign-in', altered.get('cardwright-passkey-sign-in')!.slice(0, -2));
    expect(await codeOf(await send(altered, '/auth/passkey', answer))).toEqual(refused);
    expect(redeemed()).toEqual([]);
  });

  it.each(['unknown', 'challenge', 'suspended', 'not-active', 'no-person'])(
    'whom the record refuses (%s), and the challenge is gone from the browser',
    async (cause) => {
      gateway.answers.set('issuance passkey-sign-in.redeem', () => {
        throw new CardwrightError('AUTH_PASSKEY_REFUSED', undefined, { cause });
      });
      const cookies: Cookies = new Map();
      await begin(cookies);
      const response = await send(cookies, '/auth/passkey', answer);
      expect(await codeOf(response)).toEqual([403, 'AUTH_PASSKEY_REFUSED', { cause }]);
      expect([...cookies.keys()]).toEqual([]);
    },
  );

  it('by anything that is no answer of a key', async () => {
    const cookies: Cookies = new Map();
    await begin(cookies);
    for (const wrong of [{ signature: '+/==' }, { userHandle: '' }, { signature: 'A'.repeat(4097) }, { name: 'ada' }])
      expect(await (await send(cookies, '/auth/passkey', { ...answer, ...wrong })).json()).toMatchObject({
        status: 400,
        code: 'REQUEST_INVALID',
      });
    expect(redeemed()).toEqual([]);
  });

  it('and no challenge, cookie or proof is in the log', async () => {
    const cookies: Cookies = new Map();
    const challenge = await begin(cookies);
    const cookie = cookies.get('cardwright-passkey-sign-in')!;
    await send(cookies, '/auth/passkey', { ...answer, signature: 'bmV2ZXItbG9nZ2Vk' });
    const log = gateway.log.join('');
    for (const secret of [challenge, cookie, 'bmV2ZXItbG9nZ2Vk']) expect(log).not.toContain(secret);
  });
});

it('is nowhere where no portal is configured, and refused where the portal is at another address', async () => {
  const key = 'a'.repeat(43);
  const env = { OIDC_ISSUER: 'https://issuer.example', SESSION_KEY: key, PUBLIC_URL: 'https://cards.example.org' };
  const row = { id: 'portal', kind: 'own', rpId: 'example.org', origins: ['https://portal.example.org'] };
  expect(() => gatewayConfig({ ...env, RELYING_PARTIES: JSON.stringify([row]) })).toThrow(
    'RELYING_PARTIES: the origins of "portal" are without that of PUBLIC_URL',
  );
  const plain = await startGatewayFixture();
  try {
    const headers = { origin: plain.publicUrl };
    expect((await plain.request('/auth/passkey/options', { method: 'POST', headers })).status).toBe(404);
    const system = (await (await plain.request('/api/v1/system')).json()) as { passkeySignIn: boolean };
    expect(system.passkeySignIn).toBe(false);
  } finally {
    await plain.stop();
  }
}, 60_000);
