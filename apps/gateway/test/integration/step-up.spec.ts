/** Fresh authentication (docs/decisions/0013): which routes ask for it, how a person gives it, and what does not pass for it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { PlainBrowser } from '@cardwright/testing/browser';
import { stepUpRoutes } from '../../src/auth/step-up.guard.js';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
const openApi = fileURLToPath(new URL('../../openapi.json', import.meta.url));
const routes = [...stepUpRoutes];
const idOf = (name: string): string => (name === 'name' ? 'piv-four' : randomUUID());
const pathOf = (route: string): string => route.split(' ')[1]!.replaceAll(/:(\w+)/g, (_, name: string) => idOf(name));
const terminate = 'POST /api/v1/devices/:deviceId/terminate';

beforeAll(async () => {
  gateway = await startGatewayFixture({ HTTP_RATE_PER_ADDRESS: '0' });
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.answers.clear();
  gateway.answers.set('issuance me.get', () => ({ person: null, roles: ['SO'], permissions: [] }));
  for (const name of ['profile-proposals.approve', 'sagas.passkey-options'])
    gateway.answers.set(`issuance ${name}`, () => {
      throw new CardwrightError('REQUEST_INVALID');
    });
  gateway.seen.length = 0;
});

const signedIn = (login: string): Promise<PlainBrowser> => PlainBrowser.signedIn({ url: gateway.publicUrl }, login);
const cookieOf = (browser: PlainBrowser): string => browser.cookie(gateway.publicUrl, 'cardwright-session') ?? '';
const me = async (browser: PlainBrowser) =>
  (await (await browser.open(`${gateway.publicUrl}/api/v1/me`)).response.json()) as {
    csrfToken: string;
    code?: string;
    identity: { displayName: string };
  };
/** As if they had proved who they are so long ago. */
function ago(login: string, seconds: number): void {
  for (const session of gateway.sessions.values())
    if (session.sub === login && session.active) session.authenticatedAt = Date.now() - seconds * 1000;
}
/** Without a body: an empty one. Where nothing else is asked for, that is what is refused. */
async function codeOf(
  browser: PlainBrowser,
  route: string,
  body: object = {},
): Promise<{ code: string; response: Response }> {
  const headers = {
    'content-type': 'application/json',
    origin: gateway.publicUrl,
    'x-csrf-token': (await me(browser)).csrfToken,
  };
  const { response } = await browser.open(gateway.publicUrl + pathOf(route), {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return { code: ((await response.json()) as { code: string }).code, response };
}
const confirm = (browser: PlainBrowser, returnTo = '/devices/1?tab=keys') =>
  browser.open(`${gateway.publicUrl}/auth/login?${new URLSearchParams({ confirm: 'true', returnTo }).toString()}`);

describe('[security Browser sessions] the routes that ask for a fresh sign-in', () => {
  it('are routes that there are', async () => {
    const { paths } = JSON.parse(await readFile(openApi, 'utf8')) as { paths: Record<string, object> };
    const known = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(known).toEqual(expect.arrayContaining(routes));
    // PIN reset and its request, a new passkey and one that a browser registers, found again, end, reveal, publish (profiles and models), approve, grant
    // of a role.
    expect(routes).toHaveLength(11);
  });

  it.each(routes)('%s: five minutes after it, and not later', async (route) => {
    const browser = await signedIn('sofia');
    expect((await codeOf(browser, route)).code).toBe('REQUEST_INVALID');
    ago('sofia', 240);
    expect((await codeOf(browser, route)).code).toBe('REQUEST_INVALID');
    gateway.seen.length = 0;
    ago('sofia', 320);
    const { code, response } = await codeOf(browser, route);
    expect([response.status, code]).toEqual([401, 'AUTH_STEP_UP_REQUIRED']);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="cardwright", error="insufficient_user_authentication", ' +
        'error_description="For this you must have signed in just now", max_age="300"',
    );
    expect(gateway.seen.map(({ name }) => name)).toEqual(['issuance me.get']);
  });

  it('are no others: a report of a lost card waits for nothing', async () => {
    const browser = await signedIn('sofia');
    ago('sofia', 3600);
    for (const route of ['POST /api/v1/devices/:deviceId/suspend', 'POST /api/v1/devices/:deviceId/lock'])
      expect((await codeOf(browser, route)).code).toBe('REQUEST_INVALID');
  });

  it.each([
    ['pin.unlock', 'AUTH_STEP_UP_REQUIRED'],
    ['pin.change', 'AUTH_STEP_UP_REQUIRED'],
    ['passkey.new', 'AUTH_STEP_UP_REQUIRED'],
    ['cert.renew', 'REQUEST_OFFER_CLOSED'],
    ['a kind of the next release', 'REQUEST_OFFER_CLOSED'],
  ])('and what an offer of %s begins: %s', async (kind, code) => {
    const begin = 'POST /api/v1/update-offers/:offerId/begin';
    gateway.answers.set('issuance update-offers.get', () => ({ offer: { kind } }));
    gateway.answers.set('issuance update-offers.begin', () => {
      throw new CardwrightError('REQUEST_OFFER_CLOSED');
    });
    const browser = await signedIn('sofia');
    ago('sofia', 240);
    expect((await codeOf(browser, begin)).code).toBe('REQUEST_OFFER_CLOSED');
    ago('sofia', 320);
    gateway.seen.length = 0;
    expect((await codeOf(browser, begin)).code).toBe(code);
    const begun = gateway.seen.some(({ name }) => name === 'issuance update-offers.begin');
    expect(begun).toBe(code === 'REQUEST_OFFER_CLOSED');
  });

  it.each([
    ['resume', 'AUTH_STEP_UP_REQUIRED'],
    ['suspend', 'BULK_TOO_MANY'],
  ])('and %s of many cards, as of one: %s', async (action, code) => {
    gateway.answers.set('issuance bulk.act', () => {
      throw new CardwrightError('BULK_TOO_MANY');
    });
    const browser = await signedIn('sofia');
    ago('sofia', 320);
    const body = { action, ids: [randomUUID()], reason: 'FOUND' };
    expect((await codeOf(browser, 'POST /api/v1/bulk-actions', body)).code).toBe(code);
    ago('sofia', 240);
    expect((await codeOf(browser, 'POST /api/v1/bulk-actions', body)).code).toBe('BULK_TOO_MANY');
  });

  it('refuse a session of which nobody knows since when that is proved', async () => {
    const browser = await signedIn('sofia');
    gateway.answers.set('issuance sessions.check', () => ({ active: true, authenticatedSecondsAgo: null }));
    expect((await codeOf(browser, terminate)).code).toBe('AUTH_STEP_UP_REQUIRED');
  });

  it.each([
    ['is not old', { auth_time: () => -240 }, 'REQUEST_INVALID'],
    ['is old', { auth_time: () => -320 }, 'AUTH_STEP_UP_REQUIRED'],
    ['is not said, as for a program', {}, 'REQUEST_INVALID'],
  ])('take a token whose authentication %s as that', async (_, claims: { auth_time?: () => number }, code) => {
    const now = Math.floor(Date.now() / 1000);
    const token = await gateway.token(claims.auth_time ? { auth_time: now + claims.auth_time() } : {});
    const response = await gateway.request(pathOf(terminate), {
      token,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await response.json()).toMatchObject({ code });
  });
});

describe('[security Browser sessions] whoever confirms that it is them', () => {
  it('is asked by the issuer although that knows them, comes back to the same place, in a session that is another and goes on from the one before', async () => {
    const browser = await signedIn('sofia');
    ago('sofia', 3600);
    const before = cookieOf(browser);
    const [record] = [...gateway.sessions].filter(([, { sub, active }]) => sub === 'sofia' && active).at(-1)!;
    const asked = await confirm(browser);
    expect(asked.url).toMatch(/\/interaction\//);
    // The issuer is another site: the browser withholds the cookie where it comes back.
    browser.withhold(gateway.publicUrl, 'cardwright-session');
    const landed = await browser.submit(asked.url, { login: 'sofia' });
    expect(landed.url).toBe(`${gateway.publicUrl}/devices/1?tab=keys`);
    expect(cookieOf(browser)).not.toBe(before);
    expect(gateway.sessions.get(record)?.active).toBe(false);
    const copy = { headers: { cookie: `cardwright-session=${before}` } };
    expect((await gateway.request('/api/v1/me', copy)).status).toBe(401);
    expect((await codeOf(browser, terminate)).code).toBe('REQUEST_INVALID');
  });

  it('must be the same person: another one is sent back with that word, and the session is as it was', async () => {
    const browser = await signedIn('sofia');
    ago('sofia', 3600);
    const before = cookieOf(browser);
    const asked = await confirm(browser);
    // The issuer first ends its session of the person before: a form that a browser sends by itself.
    const ending = await browser.submit(asked.url, { login: 'grace' });
    const html = await ending.response.text();
    const [action = ''] = /(?<=action=")[^"]+/.exec(html) ?? [];
    const hidden = [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
    const landed = await browser.submit(new URL(action, ending.url).href, Object.fromEntries(hidden));
    expect(landed.url).toBe(`${gateway.publicUrl}/devices/1?tab=keys&signIn=other-person`);
    expect(cookieOf(browser)).toBe(before);
    expect((await me(browser)).identity.displayName).toBe('Sofia Kovalevskaya');
    expect((await codeOf(browser, terminate)).code).toBe('AUTH_STEP_UP_REQUIRED');
  });

  it('and gives up at the issuer, or comes back with an answer to another question, is as before', async () => {
    const browser = await signedIn('sofia');
    ago('sofia', 3600);
    const asked = await confirm(browser, '/.//evil.example.org');
    const landed = await browser.submit(asked.url, { login: 'nobody' });
    expect(new URL(landed.url).origin).toBe(gateway.publicUrl);
    expect(landed.url).toMatch(/signIn=unconfirmed$/);
    expect((await codeOf(browser, terminate)).code).toBe('AUTH_STEP_UP_REQUIRED');
  });

  it('without a session signs in as always', async () => {
    const browser = new PlainBrowser();
    const asked = await confirm(browser);
    const landed = await browser.submit(asked.url, { login: 'grace' });
    expect(landed.url).toBe(`${gateway.publicUrl}/devices/1?tab=keys`);
    expect((await me(browser)).identity.displayName).toBe('Grace Hopper');
  });
});
