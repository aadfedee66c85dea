/** A sign-in with the card from the portal's button to the session, and every code that signs nobody in: late, used, and of somebody else's attempt. */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { certify, type Certified, uses } from '../card-certificates.js';
import { type CardDoor, startCardDoor } from '../card-door-fixture.js';
import type { GatewayFixture } from '../gateway-fixture.js';

let door: CardDoor;
let gateway: GatewayFixture;
let grace: Certified;
const identity = { iss: 'https://issuer.example', sub: 'grace-1', externalId: 'E1002', displayName: 'Grace Hopper' };
const me = { person: null, roles: ['CH'], permissions: [] };

beforeAll(async () => {
  door = await startCardDoor();
  ({ gateway } = door);
  grace = await certify('Grace', { uses: uses['9A'] }, door.ca.issuing);
}, 60_000);
afterAll(() => door?.stop());
/** The record: a code is good once, with its challenge. */
beforeEach(() => {
  const codes = new Map<string, string>();
  gateway.seen.length = 0;
  gateway.answers.set('issuance me.get', () => me);
  gateway.answers.set('pki ca.chain', () => ({ certificatesDerBase64: door.ca.ders }));
  gateway.answers.set('issuance card-sign-in.prove', (body: { challenge: string; codeSha256Hex: string }) => {
    codes.set(body.codeSha256Hex, body.challenge);
    return { proved: true };
  });
  gateway.answers.set('issuance card-sign-in.redeem', (body: { challenge: string; codeSha256Hex: string }) => {
    const made = codes.get(body.codeSha256Hex);
    codes.delete(body.codeSha256Hex);
    if (made !== body.challenge) throw new CardwrightError('AUTH_CARD_REFUSED', undefined, { cause: 'code' });
    return identity;
  });
});

interface Browser {
  cookies: Map<string, string>;
}
const newBrowser = (): Browser => ({ cookies: new Map() });
/** One request, as a browser sends it; where it is sent on to. */
async function go(
  { cookies }: Browser,
  path: string,
  init: RequestInit = {},
): Promise<{ response: Response; to: string }> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await gateway.request(path, { ...init, headers: { ...(init.headers as object), cookie } });
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (/expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
  return { response, to: response.headers.get('location') ?? '' };
}
/** The button, and what the door is asked for then. */
async function begin(browser: Browser, returnTo = '/mine'): Promise<URL> {
  const { response, to } = await go(browser, `/auth/card?returnTo=${encodeURIComponent(returnTo)}`);
  expect(response.status).toBe(302);
  return new URL(to);
}
/** The way back that the door gives. */
async function atDoor(url: URL, certified?: Certified): Promise<string> {
  const visit = { name: url.hostname, path: url.pathname + url.search, ...(certified && { certified }) };
  const back = new URL((await door.visit(visit)).headers.location!);
  expect(back.origin).toBe(gateway.publicUrl);
  return back.pathname + back.search;
}
async function signIn(browser: Browser, returnTo = '/mine'): Promise<string> {
  return (await go(browser, await atDoor(await begin(browser, returnTo), grace))).to;
}
const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await go(browser, '/api/v1/me')).response.status === 200;

describe('[A11] the button', () => {
  it('leads to a name that no browser has an opinion about, each time another', async () => {
    const browser = newBrowser();
    const urls = [await begin(browser), await begin(browser)];
    for (const url of urls) {
      expect(url.href).toMatch(
        new RegExp(`^https://[0-9a-f]{20}\\.card\\.localhost:${door.port}/\\?challenge=[A-Za-z0-9_-]{43}$`),
      );
    }
    expect(urls[0]!.hostname).not.toBe(urls[1]!.hostname);
    const { cardSignIn } = (await (await gateway.request('/api/v1/system')).json()) as { cardSignIn: boolean };
    expect(cardSignIn).toBe(true);
  });

  it('signs in the person of the card, with no role that a token would have said, and comes back to the page that asked', async () => {
    const browser = newBrowser();
    expect(await signIn(browser, '/update/7?from=mail')).toBe('/update/7?from=mail');
    const { response } = await go(browser, '/api/v1/me');
    expect(await response.json()).toMatchObject({
      identity: { kind: 'person', issuer: identity.iss, subject: identity.sub, displayName: 'Grace Hopper' },
    });
    expect(gateway.seen.at(-1)?.envelope.actor).toEqual({
      ...{ kind: 'person', ...identity, roleClaims: [] },
      browser: true,
    });
  });

  it('has the record know that it was a card, and since when nobody knows', async () => {
    let started: object = {};
    gateway.answers.set('issuance sessions.start', (body: object) => {
      started = body;
      return { expiresAt: '2099-01-01T00:00:00.000Z' };
    });
    await signIn(newBrowser());
    gateway.answers.delete('issuance sessions.start');
    expect(started).toMatchObject({ amr: ['sc'] });
    expect(started).not.toHaveProperty('authenticatedAt');
  });

  it('keeps what it needs from scripts and other sites, and signs out here alone', async () => {
    const browser = newBrowser();
    const { response } = await go(browser, '/auth/card');
    const [line = ''] = response.headers.getSetCookie();
    expect(line).toMatch(/^cardwright-card-sign-in=.*HttpOnly; SameSite=Lax/);
    await signIn(browser);
    expect([...browser.cookies.keys()]).toEqual(['cardwright-session']);
    const { csrfToken } = (await (await go(browser, '/api/v1/me')).response.json()) as { csrfToken: string };
    const headers = { origin: gateway.publicUrl, 'x-csrf-token': csrfToken };
    const ended = await go(browser, '/auth/logout', { method: 'POST', headers });
    // The issuer knows nothing of it, and is not asked to end anything.
    expect(await ended.response.json()).toEqual({ location: `${gateway.publicUrl}/` });
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('is no fresh sign-in: the card may have been asked for its PIN long before', async () => {
    const browser = newBrowser();
    await signIn(browser);
    const { csrfToken } = (await (await go(browser, '/api/v1/me')).response.json()) as { csrfToken: string };
    const headers = { origin: gateway.publicUrl, 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: '{}' };
    const { response } = await go(browser, `/api/v1/devices/${randomUUID()}/terminate`, init);
    expect(await response.json()).toMatchObject({ status: 401, code: 'AUTH_STEP_UP_REQUIRED' });
  });

  it('takes the place of whoever was signed in before', async () => {
    const browser = newBrowser();
    await signIn(browser);
    const before = browser.cookies.get('cardwright-session')!;
    await signIn(browser);
    expect(await isSignedIn({ cookies: new Map([['cardwright-session', before]]) })).toBe(false);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('never sends a browser to another site', async () => {
    for (const returnTo of ['https://evil.example.org/', '//evil.example.org', '/\\evil.example.org'])
      expect(await signIn(newBrowser(), returnTo)).toBe('/');
    const browser = newBrowser();
    const refused = await go(browser, await atDoor(await begin(browser, '/.//evil.example.org')));
    expect(new URL(refused.to).origin).toBe(gateway.publicUrl);
    // Under another name of ours the cookie would stay behind.
    const name = gateway.publicUrl.replace('127.0.0.1', 'localhost');
    const other = await fetch(`${name}/auth/card?returnTo=/mine`, { redirect: 'manual' });
    expect(other.headers.get('location')).toBe(`${gateway.publicUrl}/auth/card?returnTo=%2Fmine`);
  });
});

describe('[A11][security Sign-in with the card] nobody is signed in', () => {
  it('in a browser that has not begun, and the code is used up', async () => {
    const [attacker, victim] = [newBrowser(), newBrowser()];
    const back = await atDoor(await begin(attacker), grace);
    expect((await go(victim, back)).to).toBe(`${gateway.publicUrl}/?signIn=card-code`);
    expect(await isSignedIn(victim)).toBe(false);
  });

  it('with the code of another attempt, by whichever browser', async () => {
    const [attacker, victim] = [newBrowser(), newBrowser()];
    await begin(victim, '/mine');
    const back = await atDoor(await begin(attacker), grace);
    expect((await go(victim, back)).to).toBe(`${gateway.publicUrl}/mine?signIn=card-code`);
    expect((await go(attacker, back)).to).toBe(`${gateway.publicUrl}/mine?signIn=card-code`);
    expect([await isSignedIn(victim), await isSignedIn(attacker)]).toEqual([false, false]);
  });

  it('with a code that was used', async () => {
    const browser = newBrowser();
    const url = await begin(browser);
    const kept = new Map(browser.cookies);
    const back = await atDoor(url, grace);
    expect((await go(browser, back)).to).toBe('/mine');
    expect((await go(browser, back)).to).toBe(`${gateway.publicUrl}/?signIn=card-code`);
    // And with a copy of the cookie of then.
    const copy: Browser = { cookies: kept };
    expect((await go(copy, back)).to).toBe(`${gateway.publicUrl}/mine?signIn=card-code`);
    expect(await isSignedIn(copy)).toBe(false);
  });

  it('with the cookie of a sign-in at the issuer, or an altered one', async () => {
    const browser = newBrowser();
    await go(browser, '/auth/login');
    const other: Browser = { cookies: new Map([['cardwright-card-sign-in', [...browser.cookies.values()][0]!]]) };
    expect((await go(other, '/auth/card/callback?code=x')).to).toBe(`${gateway.publicUrl}/?signIn=card-code`);
    expect(gateway.seen.filter(({ name }) => name === 'issuance card-sign-in.redeem')).toEqual([]);
  });

  it.each(['no-certificate', 'suspended', 'replaced', 'unavailable'])(
    'whom the door sends back (%s): the page that asked is told why, and the attempt is over',
    async (cause) => {
      const browser = newBrowser();
      const url = await begin(browser, '/update/7?from=mail');
      if (cause !== 'no-certificate')
        gateway.answers.set('issuance card-sign-in.prove', () => {
          if (cause === 'unavailable') throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
          throw new CardwrightError('AUTH_CARD_REFUSED', undefined, { cause });
        });
      const back = await atDoor(url, cause === 'no-certificate' ? undefined : grace);
      expect((await go(browser, back)).to).toBe(`${gateway.publicUrl}/update/7?from=mail&signIn=card-${cause}`);
      expect([...browser.cookies.keys()]).toEqual([]);
    },
  );

  it('whose card was suspended on the way, nor by a reason that nobody has', async () => {
    const browser = newBrowser();
    const back = await atDoor(await begin(browser), grace);
    gateway.answers.set('issuance card-sign-in.redeem', () => {
      throw new CardwrightError('AUTH_CARD_REFUSED', undefined, { cause: 'suspended' });
    });
    expect((await go(browser, back)).to).toBe(`${gateway.publicUrl}/mine?signIn=card-suspended`);
    await begin(browser);
    const made = '/auth/card/callback?refused=%3Cscript%3E';
    expect((await go(browser, made)).to).toBe(`${gateway.publicUrl}/mine?signIn=card-code`);
  });

  it('and no code or cookie is in the log, nor in what the record is asked', async () => {
    const browser = newBrowser();
    const url = await begin(browser);
    const cookie = browser.cookies.get('cardwright-card-sign-in')!;
    const back = await atDoor(url, grace);
    const code = new URL(back, gateway.publicUrl).searchParams.get('code')!;
    await go(browser, back);
    const [log, asked] = [gateway.log.join(''), JSON.stringify(gateway.seen)];
    for (const secret of [code, cookie]) expect([log.includes(secret), asked.includes(secret)]).toEqual([false, false]);
    expect(asked).toContain(createHash('sha256').update(code).digest('hex').toUpperCase());
  });
});

it('[A11] says at once that cards cannot be checked while the vault has never answered', async () => {
  gateway.answers.delete('pki ca.chain');
  await gateway.restartGateway();
  const { to } = await go(newBrowser(), '/auth/card?returnTo=%2Fmine');
  expect(to).toBe(`${gateway.publicUrl}/mine?signIn=card-unavailable`);
});
