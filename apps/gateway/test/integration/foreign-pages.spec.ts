/**
 * What a page of somebody else's can do with the browser of a person who is signed in here: send requests (CSRF), show our pages in its own
 * (clickjacking), plant a cookie (session fixation), and send people away through us (open redirect). Tables over every route.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PlainBrowser } from '@cardwright/testing/browser';
import { type GatewayFixture, startGatewayFixture, withPasskeys } from '../gateway-fixture.js';
import { everyRoute, nameOf, type Route } from '../routes.js';

jest.setTimeout(30_000);
let gateway: GatewayFixture;
const openApi = fileURLToPath(new URL('../../openapi.json', import.meta.url));
const evil = 'https://evil.example.org';
const routes = everyRoute();
const changing = routes.filter(({ method }) => !['GET', 'OPTIONS'].includes(method));
/** A sign-in: there is no session yet. */
const signIns = ['POST /auth/passkey/options', 'POST /auth/passkey', 'POST /api/v1/lab/sign-in'];
/** These ask for no session at all: the one-time code in their body is what counts, or the proof. */
const withoutSession = ['POST /api/v1/workstations/enrol', ...signIns];
/** The Temporal UI's page calls these, and its exact Origin alone stands in for the token. */
const codec = ['POST /codec/decode', 'POST /codec/encode'];

beforeAll(async () => {
  gateway = await startGatewayFixture(
    withPasskeys({
      HTTP_RATE_PER_ADDRESS: '0',
      HTTP_RATE_PER_IDENTITY: '0',
      LAB_READERS_SOCKET: '/nowhere/lab.sock',
      LAB_SIGN_IN_DIR: '/nowhere/links',
    }),
  );
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.answers.clear();
  gateway.answers.set('issuance me.get', () => ({ person: null, roles: [], permissions: [] }));
  gateway.seen.length = 0;
});

const signedIn = (login: string): Promise<PlainBrowser> => PlainBrowser.signedIn({ url: gateway.publicUrl }, login);
const cookieOf = (browser: PlainBrowser): string => browser.cookie(gateway.publicUrl, 'cardwright-session') ?? '';
const identityOf = async (
  cookie: string,
): Promise<{ csrfToken?: string; code?: string; identity?: { subject: string } }> =>
  (await (
    await gateway.request('/api/v1/me', { headers: { cookie: `cardwright-session=${cookie}` } })
  ).json()) as never;
const tokenOf = async (browser: PlainBrowser): Promise<string> => (await identityOf(cookieOf(browser))).csrfToken!;
/** A place for each parameter that its own check lets through. */
const addressOf = ({ path }: Route): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) =>
    name === 'name' ? 'piv-four' : name === 'workstationId' ? 'ws-1' : name === 'number' ? '1' : randomUUID(),
  );

describe('[security Browser sessions] a request that another page sends with the cookie', () => {
  let victim: PlainBrowser;
  let forged: [what: string, headers: Record<string, string>][];

  beforeAll(async () => {
    gateway.answers.set('issuance me.get', () => ({ person: null, roles: [], permissions: [] }));
    victim = await signedIn('sofia');
    const [mine, attackers] = [await tokenOf(victim), await tokenOf(await signedIn('grace'))];
    const origin = gateway.publicUrl;
    forged = [
      ['nothing but the cookie', {}],
      ['no token', { origin }],
      ['an empty token', { origin, 'x-csrf-token': '' }],
      ['the token of the attacker’s own session', { origin, 'x-csrf-token': attackers }],
      ['half of the token', { origin, 'x-csrf-token': mine.slice(0, mine.length / 2) }],
      ['the token without an Origin', { 'x-csrf-token': mine }],
      ['the token from another site', { origin: evil, 'x-csrf-token': mine }],
      ['the token from a sandboxed frame', { origin: 'null', 'x-csrf-token': mine }],
      ['the token from another port of this host', { origin: gateway.codecOrigin, 'x-csrf-token': mine }],
      ['the token from a name that begins like ours', { origin: `${origin}.evil.example.org`, 'x-csrf-token': mine }],
    ];
  });

  const send = async (route: Route, headers: Record<string, string>, body = '{}') => {
    const cookie = `cardwright-session=${cookieOf(victim)}`;
    const response = await gateway.request(addressOf(route), {
      method: route.method,
      headers: { 'content-type': 'application/json', cookie, ...headers },
      body,
    });
    const { code } = (await response.json()) as { code: string };
    return `${String(response.status)} ${code}`;
  };

  it('has a table of every route that the document has, and more', async () => {
    const { paths } = JSON.parse(await readFile(openApi, 'utf8')) as { paths: Record<string, object> };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(routes.map(nameOf)).toEqual(expect.arrayContaining(documented));
    expect(changing.map(nameOf).filter((name) => !documented.includes(name))).toEqual([
      'POST /auth/logout',
      ...codec,
      'POST /api/v1/lab',
      ...signIns,
    ]);
  });

  it.each(
    changing.filter((route) => !withoutSession.includes(nameOf(route))).map((route) => [nameOf(route), route] as const),
  )('%s is refused, whatever it lacks, and nobody is asked anything', async (name, route) => {
    const outcomes: string[][] = [];
    for (const [what, headers] of forged) {
      // That origin is the codec's own page, which needs no token.
      const own = codec.includes(name) && headers.origin === gateway.codecOrigin;
      if (!own) outcomes.push([what, await send(route, headers)]);
    }
    expect(outcomes.filter(([, outcome]) => outcome !== '403 AUTH_CSRF')).toEqual([]);
    expect(gateway.seen).toEqual([]);
  });

  it.each(changing.map((route) => [nameOf(route), route] as const))(
    '%s takes no form, which is all that a page can send to another site without asking',
    async (_, route) => {
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])
        expect(await send(route, { origin: evil, 'content-type': type }, '{"a":"="}')).toMatch(/^(403|415) /);
      expect(gateway.seen).toEqual([]);
    },
  );

  it.each([
    ['the link of npm start', '/api/v1/lab/sign-in', { token: 'a'.repeat(22) }],
    ['a passkey that is asked for', '/auth/passkey/options', {}],
    [
      'a passkey',
      '/auth/passkey',
      { credentialId: 'AA', clientDataJson: 'AA', authenticatorData: 'AA', signature: 'AA', userHandle: 'AA' },
    ],
  ])('%s signs nobody in from another page', async (_, path, body) => {
    for (const origin of [evil, 'null', gateway.codecOrigin])
      expect(await send({ method: 'POST', path }, { origin }, JSON.stringify(body))).toBe('403 AUTH_CSRF');
    expect(gateway.seen).toEqual([]);
  });

  it('the one without a session is nobody’s, whatever cookie comes with it', async () => {
    gateway.answers.set('issuance workstations.enrol', () => ({}));
    await send({ method: 'POST', path: '/api/v1/workstations/enrol' }, { origin: evil });
    expect(gateway.seen.flatMap(({ envelope }) => ('actor' in envelope ? [envelope.actor] : []))).toEqual([]);
  });

  it('is not ended by it: the session goes on', async () => {
    expect(await identityOf(cookieOf(victim))).toMatchObject({ identity: { subject: 'sofia' } });
  });
});

describe('[security Browser sessions] a page in a frame of somebody else’s', () => {
  const id = randomUUID();
  const pages = [
    ...['/', '/devices', '/mine', `/mine/${id}`, '/mine/add', '/help/update'],
    // Where people come to from elsewhere.
    ...[
      `/update/${id}`,
      `/update/pin/${id}`,
      '/paired',
      '/?signIn=failed',
      '/auth/login',
      '/auth/callback?code=x&state=y',
    ],
    ...[
      '/temporal-ui',
      '/assets/page-1a2b.js',
      '/api/docs',
      '/api/docs/',
      '/api/docs/swagger-ui.css',
      '/api/openapi.json',
    ],
  ];
  const errors = [
    ...['/nothing.txt', '/assets/nothing.js', '/auth/nothing', '/api/nothing', '/api/docs/nothing', '/api/v1/nothing'],
    ...[
      '/api/v1/people',
      '/api/v1/devices/1',
      '/codec/decode',
      '/crl/nothing.crl',
      '/ca/nothing.crt',
      '/%zz',
      '/%00',
      '/..%2f..%2fetc',
    ],
  ];

  it.each([...pages, ...errors, ...routes.filter(({ method }) => method === 'GET').map(addressOf)])(
    '%s is never shown',
    async (path) => {
      const { headers } = await gateway.request(path);
      expect(headers.get('content-security-policy')).toMatch(/(^|; )frame-ancestors 'none'($|;)/);
      expect(headers.get('x-frame-options')).toBe('DENY');
    },
  );

  it.each([
    ['/%zz', 400, 'REQUEST_MALFORMED'],
    ['/api/v1/%', 400, 'REQUEST_MALFORMED'],
    [`/api/v1/devices/${'a'.repeat(200)}`, 404, 'REQUEST_NOT_FOUND'],
  ])('%s, which is no address of ours, is a problem as every other: %i %s', async (path, status, code) => {
    const response = await gateway.request(path);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(await response.json()).toMatchObject({ code, status });
  });

  it('neither is the answer to a request that is refused before it has a route', async () => {
    const headersOf = async (path: string, init: RequestInit) => (await gateway.request(path, init)).headers;
    for (const headers of [
      await headersOf('/api/v1/people/import', { method: 'POST', body: 'x'.repeat(2_000_000) }),
      await headersOf('/', { method: 'POST', headers: { 'content-type': 'text/html' }, body: '<p>' }),
      await headersOf('/devices', { method: 'PATCH' }),
      await headersOf(`/${'a'.repeat(4_000)}`, {}),
    ])
      expect(headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('[security Browser sessions] a cookie that somebody has planted', () => {
  const landed = async (browser: PlainBrowser, login: string): Promise<string> => {
    const page = await browser.open(`${gateway.publicUrl}/auth/login?prompt=login`);
    await browser.submit(page.url, { login });
    return cookieOf(browser);
  };

  it.each([
    ['is the attacker’s own session', async () => cookieOf(await signedIn('grace'))],
    ['is nothing of ours', () => Promise.resolve('planted')],
  ])('and that %s is never the session after a first sign-in', async (_, plant) => {
    const planted = await plant();
    const victim = new PlainBrowser();
    victim.plant(gateway.publicUrl, 'cardwright-session', planted);
    const cookie = await landed(victim, 'sofia');
    expect(await identityOf(cookie)).toMatchObject({ identity: { subject: 'sofia' } });
    expect(cookie).not.toBe(planted);
    // Whoever keeps a copy of it has nothing: neither of the person who came, nor of their own.
    expect(await identityOf(planted)).toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  it('and a cookie of a sign-in that somebody else began is no use with the code of this one', async () => {
    const [attacker, victim] = [new PlainBrowser(), new PlainBrowser()];
    await attacker.open(`${gateway.publicUrl}/auth/login`);
    const page = await victim.open(`${gateway.publicUrl}/auth/login`);
    victim.plant(gateway.publicUrl, 'cardwright-sign-in', attacker.cookie(gateway.publicUrl, 'cardwright-sign-in')!);
    const { url } = await victim.submit(page.url, { login: 'sofia' });
    expect(url).toBe(`${gateway.publicUrl}/?signIn=failed`);
    expect(cookieOf(victim)).toBe('');
  });

  it('a sign-out in one browser and another sign-in there give another session and another token', async () => {
    const browser = await signedIn('sofia');
    const before = cookieOf(browser);
    const csrfToken = await tokenOf(browser);
    const headers = { origin: gateway.publicUrl, 'x-csrf-token': csrfToken };
    await browser.open(`${gateway.publicUrl}/auth/logout`, { method: 'POST', headers });
    const after = await landed(browser, 'sofia');
    expect([after === before, (await tokenOf(browser)) === csrfToken]).toEqual([false, false]);
    expect(await identityOf(before)).toMatchObject({ code: 'AUTH_REQUIRED' });
  });
});

describe('[security Browser sessions] a link of ours', () => {
  const elsewhere = [
    ...[
      evil,
      '//evil.example.org',
      '/\\evil.example.org',
      '\\\\evil.example.org',
      '/\t/evil.example.org',
      ' //evil.example.org',
    ],
    ...[
      '///evil.example.org',
      'https:evil.example.org',
      '/\n/evil.example.org',
      'javascript:alert(1)',
      'data:text/html,x',
      'devices',
    ],
    ...[
      '/.//evil.example.org',
      '/%2f/evil.example.org',
      '/%5cevil.example.org',
      '/@evil.example.org',
      '/..//evil.example.org',
    ],
  ];

  it.each(elsewhere)('leads nobody elsewhere after the sign-in: returnTo=%j', async (returnTo) => {
    for (const more of [{}, { confirm: 'true' }] as Record<string, string>[]) {
      const query = new URLSearchParams({ returnTo, prompt: 'login', ...more }).toString();
      const browser = new PlainBrowser();
      const page = await browser.open(`${gateway.publicUrl}/auth/login?${query}`);
      const { url } = await browser.submit(page.url, { login: 'sofia' });
      expect(new URL(url).origin).toBe(gateway.publicUrl);
    }
  });

  it.each(elsewhere)('nor to another place than the Temporal UI: path=%j', async (path) => {
    const { headers } = await gateway.request(`/temporal-ui?${new URLSearchParams({ path }).toString()}`);
    expect(new URL(headers.get('location')!, gateway.publicUrl).origin).toBe(gateway.codecOrigin);
  });

  it('leads to our own name, whatever name it was asked by', async () => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host: 'evil.example.org' };
      get(`${gateway.publicUrl}/auth/login?returnTo=/devices`, { headers }, resolve).on('error', reject);
    });
    answer.resume();
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe(`${gateway.publicUrl}/auth/login?returnTo=%2Fdevices`);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});
