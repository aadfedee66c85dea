/** Browser sign-in with the real development issuer: PKCE, session cookie, CSRF, two gateways, the codec endpoint. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { PlainBrowser } from '@cardwright/testing/browser';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

let gateway: GatewayFixture;
const json = { 'content-type': 'application/json' };
const ada = { personId: randomUUID(), displayName: 'Ada Lovelace' };

beforeAll(async () => {
  gateway = await startGatewayFixture();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.answers.clear();
  gateway.seen.length = 0;
  gateway.answers.set('issuance me.get', () => ({ person: ada, roles: ['IO'], permissions: ['devices.issue'] }));
  gateway.answers.set('issuance sagas.retry', () => ({ saga: {} }));
});

async function signIn(browser: PlainBrowser, login = 'ada', returnTo = '/devices?state=ACTIVE') {
  const page = await browser.open(`${gateway.publicUrl}/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
  expect(page.url).toMatch(/\/interaction\//);
  return browser.submit(page.url, { login });
}

async function me(browser: PlainBrowser) {
  const { response } = await browser.open(`${gateway.publicUrl}/api/v1/me`);
  return (await response.json()) as { csrfToken: string; code?: string; identity: object };
}

const retry = (browser: PlainBrowser, headers: Record<string, string>) =>
  browser.open(`${gateway.publicUrl}/api/v1/sagas/${randomUUID()}/retry`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: '{}',
  });

describe('sign-in', () => {
  it('comes back to the page that asked, as the person of the ID token', async () => {
    const browser = new PlainBrowser();
    const landed = await signIn(browser);
    expect(await landed.response.text()).toContain('the console');
    expect(landed.url).toBe(`${gateway.publicUrl}/devices?state=ACTIVE`);
    expect(await me(browser)).toMatchObject({
      person: ada,
      roles: ['IO'],
      identity: { kind: 'person', issuer: gateway.issuer, subject: 'ada', displayName: 'Ada Lovelace' },
      temporalUiUrl: gateway.codecOrigin,
    });
    expect(gateway.seen.at(-1)?.envelope.actor).toMatchObject({
      kind: 'person',
      iss: gateway.issuer,
      sub: 'ada',
      externalId: 'E1001',
      roleClaims: ['cardholder', 'issuance-operator'],
    });
  });

  it('keeps everything of the session from scripts and other sites', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    const cookie = browser.cookie(gateway.publicUrl, 'cardwright-session') ?? '';
    expect(cookie.split('.')).toHaveLength(5);
    const start = await gateway.request('/auth/login');
    const [line = ''] = start.headers.getSetCookie();
    expect(line).toMatch(/^cardwright-sign-in=.*HttpOnly; SameSite=Lax/);
    const target = new URL(start.headers.get('location') ?? '');
    expect(target.searchParams.get('code_challenge_method')).toBe('S256');
    expect(gateway.log.join('')).not.toContain(cookie);
  });

  it('never sends a browser to another site afterwards', async () => {
    for (const returnTo of ['https://evil.example.org/', '//evil.example.org', '/\\evil.example.org', 'devices'])
      expect((await signIn(new PlainBrowser(), 'ada', returnTo)).url).toBe(`${gateway.publicUrl}/`);
  });

  it('[A11] asks for somebody else where the issuer would have signed the same person in again', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    const login = `${gateway.publicUrl}/auth/login?returnTo=${encodeURIComponent('/update/1')}`;
    expect((await browser.open(login)).url).toBe(`${gateway.publicUrl}/update/1`);
    const asked = await browser.open(`${login}&prompt=login`);
    expect(asked.url).toMatch(/\/interaction\//);
    // The issuer first ends its session of the person before: a form that a browser sends by itself.
    const ending = await browser.submit(asked.url, { login: 'grace' });
    const html = await ending.response.text();
    const [action = ''] = /(?<=action=")[^"]+/.exec(html) ?? [];
    const hidden = [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
    const landed = await browser.submit(new URL(action, ending.url).href, Object.fromEntries(hidden));
    expect(landed.url).toBe(`${gateway.publicUrl}/update/1`);
    expect(await me(browser)).toMatchObject({ identity: { displayName: 'Grace Hopper' } });
  });

  it('[A11] has no door for cards where none is set up', async () => {
    const system = (await (await gateway.request('/api/v1/system')).json()) as { cardSignIn: boolean };
    expect(system.cardSignIn).toBe(false);
    for (const path of ['/auth/card', '/auth/card/callback?code=x'])
      expect((await gateway.request(path)).status).toBe(404);
  });

  it('refuses a callback that it did not start', async () => {
    const browser = new PlainBrowser();
    expect((await browser.open(`${gateway.publicUrl}/auth/callback?code=x&state=y`)).url).toContain('signIn=expired');
    await browser.open(`${gateway.publicUrl}/auth/login`);
    const { url } = await browser.open(`${gateway.publicUrl}/auth/callback?code=x&state=y`);
    expect(url).toContain('signIn=failed');
    expect(await me(browser)).toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  it('survives a restart of the gateway: any copy opens the cookie', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    await gateway.restartGateway();
    expect(await me(browser)).toMatchObject({ person: ada });
  });

  it('refuses a cookie that was altered', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    const sealed = browser.cookie(gateway.publicUrl, 'cardwright-session') ?? '';
    const at = sealed.lastIndexOf('.') - 5;
    const altered = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    const response = await gateway.request('/api/v1/me', { headers: { cookie: `cardwright-session=${altered}` } });
    expect(response.status).toBe(401);
  });

  it('signs out here and says where to sign out there', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    const { csrfToken } = await me(browser);
    const { response } = await browser.open(`${gateway.publicUrl}/auth/logout`, {
      method: 'POST',
      headers: { origin: gateway.publicUrl, 'x-csrf-token': csrfToken },
    });
    const { location } = (await response.json()) as { location: string };
    expect(location).toMatch(`${gateway.issuer}/session/end`);
    expect(await me(browser)).toMatchObject({ code: 'AUTH_REQUIRED' });
  });
});

describe('a session', () => {
  const cookieOf = (browser: PlainBrowser) => browser.cookie(gateway.publicUrl, 'cardwright-session') ?? '';
  const withCookie = (cookie: string, path = '/api/v1/me') =>
    gateway.request(path, { headers: { cookie: `cardwright-session=${cookie}` } });
  const signOut = async (browser: PlainBrowser) => {
    const { csrfToken } = await me(browser);
    const headers = { origin: gateway.publicUrl, 'x-csrf-token': csrfToken };
    return browser.open(`${gateway.publicUrl}/auth/logout`, { method: 'POST', headers });
  };

  it('is over for every copy of its cookie after the sign-out, and stays so over a restart; other sessions go on', async () => {
    const [browser, elsewhere] = [new PlainBrowser(), new PlainBrowser()];
    await signIn(browser, 'grace');
    await signIn(elsewhere, 'grace');
    const copy = cookieOf(browser);
    expect((await withCookie(copy)).status).toBe(200);
    await signOut(browser);
    for (const path of ['/api/v1/me', '/api/v1/people', `/api/v1/sagas/${randomUUID()}/events`])
      expect((await withCookie(copy, path)).status).toBe(401);
    await gateway.restartGateway();
    expect((await withCookie(copy)).status).toBe(401);
    expect(await me(elsewhere)).toMatchObject({ person: ada });
  });

  it('is known to the record by the hash of its id alone, and no part of it is in the log', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    const ids = [...gateway.sessions.keys()];
    expect(ids.every((id) => /^[0-9A-F]{64}$/.test(id))).toBe(true);
    expect(gateway.log.join('')).not.toContain(cookieOf(browser));
  });

  it('ends where the record says so: idle, too long, or ended by somebody else', async () => {
    const browser = new PlainBrowser();
    await signIn(browser, 'henri');
    for (const session of gateway.sessions.values()) if (session.sub === 'henri') session.active = false;
    expect(await me(browser)).toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  it('[security Browser sessions] is over everywhere when its person signs out everywhere; the others go on when this one is kept', async () => {
    const [here, there, elsewhere] = [new PlainBrowser(), new PlainBrowser(), new PlainBrowser()];
    for (const browser of [here, there, elsewhere]) await signIn(browser, 'sofia');
    expect((await withCookie(cookieOf(elsewhere))).status).toBe(200);
    const signOutAll = async (browser: PlainBrowser, query = '') => {
      const headers = { origin: gateway.publicUrl, 'x-csrf-token': (await me(browser)).csrfToken };
      const path = `${gateway.publicUrl}/api/v1/me/sessions${query}`;
      return (await browser.open(path, { method: 'DELETE', headers })).response;
    };
    expect(await (await signOutAll(here, '?others=true')).json()).toEqual({ ended: 2 });
    for (const browser of [there, elsewhere]) expect((await withCookie(cookieOf(browser))).status).toBe(401);
    expect(await me(here)).toMatchObject({ person: ada });
    const again = new PlainBrowser();
    await signIn(again, 'sofia');
    const copy = cookieOf(here);
    const answer = await signOutAll(here);
    expect(await answer.json()).toEqual({ ended: 2 });
    expect(answer.headers.getSetCookie().join()).toMatch(/cardwright-session=;.*Expires=Thu, 01 Jan 1970/);
    for (const cookie of [copy, cookieOf(again)]) expect((await withCookie(cookie)).status).toBe(401);
  });

  it('is named to the record by the browser that it is, and by nothing else of what that says of itself', async () => {
    const started: object[] = [];
    gateway.answers.set('issuance sessions.start', (body: object) => {
      started.push(body);
      return { expiresAt: '2099-01-01T00:00:00.000Z' };
    });
    const browser = new PlainBrowser({
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    });
    await signIn(browser);
    gateway.answers.delete('issuance sessions.start');
    // All of it: the version, 140, is in none of these. (A hash may have any three digits in it.)
    expect(started).toEqual([
      {
        sessionSha256Hex: expect.stringMatching(/^[0-9A-F]{64}$/),
        authenticatedAt: expect.any(String),
        idleSeconds: 3600,
        absoluteSeconds: 28_800,
        browser: 'Firefox',
        system: 'Linux',
      },
    ]);
  });

  it('is in use by its requests, which the record notes', async () => {
    const browser = new PlainBrowser();
    await signIn(browser, 'alan');
    await me(browser);
    await me(browser);
    const [session] = [...gateway.sessions.values()].filter(({ sub }) => sub === 'alan');
    expect(session).toMatchObject({ active: true, touched: 2 });
  });

  it('is not in use by what an open page tells by itself of the step that it shows, which is told with the browser', async () => {
    const browser = new PlainBrowser();
    await signIn(browser, 'alan');
    const told: object[] = [];
    for (const name of ['tell', 'leave'])
      gateway.answers.set(`issuance wizard-step.${name}`, (body: object) => {
        told.push(body);
        return name === 'tell' ? { told: true } : { left: true };
      });
    const headers = { origin: gateway.publicUrl, 'x-csrf-token': (await me(browser)).csrfToken };
    const touched = () =>
      [...gateway.sessions.values()].filter(({ sub }) => sub === 'alan').map((each) => each.touched);
    const before = touched();
    const path = `${gateway.publicUrl}/api/v1/me/wizard-step`;
    const send = async (method: string, body?: object) =>
      (
        await browser.open(path, {
          method,
          headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body: JSON.stringify(body) }),
        })
      ).response.status;
    const step = { wizard: 'add-device', step: 'pin', requestId: '4f0c5a0e-8f3c-4a63-9d6b-0d6c2f7b1a11' };
    expect(await send('PUT', step)).toBe(200);
    // Nothing that anybody typed gets through.
    for (const more of [{ pin: '123456' }, { says: '123456' }, { problem: 'my PIN' }, { wizard: 'other' }])
      expect(await send('PUT', { ...step, ...more })).toBe(400);
    expect(await send('DELETE')).toBe(200);
    const browserOf = { sessionSha256Hex: expect.stringMatching(/^[0-9A-F]{64}$/) };
    expect(told).toEqual([{ ...step, ...browserOf }, browserOf]);
    expect(touched()).toEqual(before);
  });

  it('cannot be believed while nobody can be asked, and that counts against nobody', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    gateway.answers.set('issuance sessions.check', () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    });
    const statuses = await Promise.all(
      Array.from({ length: 150 }, async () => (await withCookie(cookieOf(browser))).status),
    );
    expect(new Set(statuses)).toEqual(new Set([503]));
    gateway.answers.delete('issuance sessions.check');
    expect(await me(browser)).toMatchObject({ person: ada });
  });

  it('whose end could not be recorded is gone from this browser, and that is said', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    gateway.answers.set('issuance sessions.end', () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    });
    const { response } = await signOut(browser);
    expect(response.status).toBe(503);
    expect(cookieOf(browser)).toBe('');
    gateway.answers.delete('issuance sessions.end');
  });

  it('does not begin without its record', async () => {
    const browser = new PlainBrowser();
    gateway.answers.set('issuance sessions.start', () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    });
    const { response } = await signIn(browser);
    expect(response.status).toBe(503);
    expect(cookieOf(browser)).toBe('');
    gateway.answers.delete('issuance sessions.start');
  });
});

describe('CSRF', () => {
  it('takes a change by cookie only from our own page with the token of the session', async () => {
    const browser = new PlainBrowser();
    await signIn(browser);
    const other = new PlainBrowser();
    await signIn(other, 'grace');
    const origin = gateway.publicUrl;
    const mine = { origin, 'x-csrf-token': (await me(browser)).csrfToken };
    expect((await retry(browser, mine)).response.status).toBe(202);
    const refused: Record<string, string>[] = [
      {},
      { origin },
      { 'x-csrf-token': mine['x-csrf-token'] },
      { ...mine, origin: 'https://evil.example.org' },
      { ...mine, origin: 'null' },
      { origin, 'x-csrf-token': (await me(other)).csrfToken },
    ];
    gateway.seen.length = 0;
    for (const headers of refused) {
      const { response } = await retry(browser, headers);
      expect(await response.json()).toMatchObject({ status: 403, code: 'AUTH_CSRF' });
    }
    expect(gateway.seen).toEqual([]);
  });

  it('asks none of this of a bearer token', async () => {
    const { response } = await retry(new PlainBrowser(), { authorization: `Bearer ${await gateway.token()}` });
    expect(response.status).toBe(202);
  });
});

describe('codec endpoint', () => {
  const payloads = [{ metadata: { encoding: 'YmluYXJ5L2VuY3J5cHRlZA==' }, data: 'AA==' }];
  const decode = (browser: PlainBrowser, headers: Record<string, string>, what = 'decode') =>
    browser.open(`${gateway.publicUrl}/codec/${what}`, {
      method: 'POST',
      headers: { ...json, 'x-namespace': 'cardwright', ...headers },
      body: JSON.stringify({ payloads }),
    });

  it('decodes for a signed-in person with the role, called from exactly the Temporal UI', async () => {
    gateway.answers.set('issuance codec.authorise', () => ({ allowed: true }));
    gateway.answers.set('issuance codec.decode', (body: { payloads: unknown[] }) => body);
    const browser = new PlainBrowser();
    await signIn(browser);
    const { response } = await decode(browser, { origin: gateway.codecOrigin });
    expect(await response.json()).toEqual({ payloads });
    expect(response.headers.get('access-control-allow-origin')).toBe(gateway.codecOrigin);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(gateway.seen.map(({ name }) => name)).toEqual(['issuance codec.authorise', 'issuance codec.decode']);

    for (const origin of [gateway.publicUrl, `${gateway.codecOrigin}0`, 'null']) {
      const refused = await decode(browser, { origin });
      expect(await refused.response.json()).toMatchObject({ code: 'AUTH_CSRF' });
    }
    const stranger = await decode(new PlainBrowser(), { origin: gateway.codecOrigin });
    expect(stranger.response.status).toBe(401);
  });

  it('takes what is typed for an update as it is, for those who may decode', async () => {
    gateway.answers.set('issuance codec.authorise', () => ({ allowed: true }));
    const browser = new PlainBrowser();
    await signIn(browser);
    const { response } = await decode(browser, { origin: gateway.codecOrigin }, 'encode');
    expect(await response.json()).toEqual({ payloads });
    expect(gateway.seen.map(({ name }) => name)).toEqual(['issuance codec.authorise']);
    const elsewhere = await decode(browser, { origin: gateway.publicUrl }, 'encode');
    expect(await elsewhere.response.json()).toMatchObject({ code: 'AUTH_CSRF' });
    const stranger = await decode(new PlainBrowser(), { origin: gateway.codecOrigin }, 'encode');
    expect(stranger.response.status).toBe(401);
  });

  it('decodes nothing when the role is missing', async () => {
    gateway.answers.set('issuance codec.authorise', () => {
      throw new CardwrightError('AUTH_FORBIDDEN');
    });
    const browser = new PlainBrowser();
    await signIn(browser, 'henri');
    const { response } = await decode(browser, { origin: gateway.codecOrigin });
    expect(response.status).toBe(403);
    expect(gateway.seen.map(({ name }) => name)).toEqual(['issuance codec.authorise']);
  });

  it('answers the preflight of that one origin', async () => {
    const preflight = (origin: string) => gateway.request('/codec/decode', { method: 'OPTIONS', headers: { origin } });
    const allowed = await preflight(gateway.codecOrigin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-namespace');
    const refused = await preflight('https://evil.example.org');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });
});
