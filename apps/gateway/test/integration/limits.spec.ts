/** Limits: whose requests count against whom, behind proxies and without them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

const json = { 'content-type': 'application/json' };
const enrolment = JSON.stringify({ code: 'guess', agentNkey: `U${'A'.repeat(55)}`, agentVersion: '1' });

/** How many go through of so many; a minute that ends in between begins the count anew. */
async function through(count: number, ask: () => Promise<Response>): Promise<{ passed: number; refused: Response[] }> {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  const refused = answers.filter(({ status }) => status === 429);
  return { passed: answers.length - refused.length, refused };
}
const between = (passed: number, limit: number): void => {
  expect(passed).toBeGreaterThanOrEqual(limit);
  expect(passed).toBeLessThanOrEqual(2 * limit);
};

describe('without a proxy', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGatewayFixture({ HTTP_RATE_PER_ADDRESS: '20', HTTP_RATE_PER_IDENTITY: '30' });
  }, 60_000);
  afterAll(() => gateway.stop());
  beforeEach(() => {
    gateway.answers.clear();
    gateway.answers.set('issuance workstations.enrol', () => {
      throw new CardwrightError('ENROLMENT_CODE_INVALID');
    });
    gateway.answers.set('issuance me.get', () => ({ person: null, roles: [], permissions: [] }));
    gateway.answers.set('pki crl.get', () => ({
      crlDerBase64: 'AA==',
      thisUpdate: '2026-01-01T00:00:00Z',
      nextUpdate: '2099-01-01T00:00:00Z',
      crlNumber: 1,
    }));
  });
  const system = () => gateway.request('/api/v1/system');

  it('says how many requests a minute whoever is signed in has, and how many are left', async () => {
    const told = ({ headers }: Response) => [headers.get('ratelimit-policy'), headers.get('ratelimit')];
    const response = await gateway.request('/api/v1/me', { token: await gateway.token({ sub: 'counting' }) });
    expect(told(response)).toEqual(['"identity";q=30;w=60', expect.stringMatching(/^"identity";r=29;t=[1-9][0-9]?$/)]);
    expect(told(await gateway.request('/healthz'))).toEqual([null, null]);
  });

  it('counts an address that nobody is signed in at, and says when to come back', async () => {
    const { passed, refused } = await through(60, system);
    between(passed, 20);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused[0]!.json()).toMatchObject({ code: 'REQUEST_RATE_LIMITED' });
  });

  it('counts probes, CRLs, sign-ins and enrolments apart: an address without a request left still gets them', async () => {
    await through(60, system);
    const enrol = () =>
      gateway.request('/api/v1/workstations/enrol', { method: 'POST', headers: json, body: enrolment });
    const login = () => gateway.request('/auth/login');
    const kinds: [number, () => Promise<Response>][] = [
      [200, () => gateway.request('/readyz')],
      [200, () => gateway.request('/healthz')],
      [200, () => gateway.request('/crl/issuing-1.crl')],
      [403, enrol],
    ];
    for (const [status, ask] of [...kinds, [302, login] as const]) expect((await ask()).status).toBe(status);
    // And the other way round: who floods one of them takes nothing from the others.
    // Fewer than the limits of two minutes, of which one has been used.
    const { passed } = await through(1_100, login);
    between(passed, 599);
    for (const [status, ask] of kinds) expect((await ask()).status).toBe(status);
  });

  it('counts tokens that are refused against the address, and nobody’s good token with them', async () => {
    const me = (token: string) => gateway.request('/api/v1/me', { token });
    const { passed } = await through(60, () => me('nonsense'));
    expect(passed).toBeLessThanOrEqual(40);
    expect((await me(await gateway.token({ sub: 'grace' }))).status).toBe(200);
  });

  it('counts an identity by itself, wherever it comes from', async () => {
    const token = await gateway.token({ sub: 'busy' });
    const { passed } = await through(90, () => gateway.request('/api/v1/me', { token }));
    between(passed, 30);
    expect((await gateway.request('/api/v1/me', { token: await gateway.token({ sub: 'calm' }) })).status).toBe(200);
  });

  it('believes no X-Forwarded-For', async () => {
    const headers = () => ({ 'x-forwarded-for': `198.51.100.${Math.floor(Math.random() * 250)}` });
    const { passed } = await through(60, () => gateway.request('/api/v1/system', { headers: headers() }));
    expect(passed).toBeLessThanOrEqual(40);
  });
});

describe.each([
  ['one proxy', '1', ['198.51.100.7']],
  ['two proxies in a row', '2', ['198.51.100.7', '10.0.0.2']],
  ['proxies by their addresses', '127.0.0.0/8, 10.0.0.0/8', ['198.51.100.7', '10.0.0.2', '10.9.9.9']],
])('behind %s', (_, trusted, chain) => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGatewayFixture({ HTTP_RATE_PER_ADDRESS: '10', HTTP_TRUST_PROXY: trusted });
  }, 60_000);
  afterAll(() => gateway.stop());
  /** forged: what the client wrote itself, in front of what the proxies add. */
  const ask = (forged: string[], client = chain) =>
    gateway.request('/api/v1/system', { headers: { 'x-forwarded-for': [...forged, ...client].join(', ') } });

  it('counts the address that no trusted proxy has written, whatever the client puts in front', async () => {
    let count = 0;
    const { passed } = await through(40, () => {
      const forged = `203.0.113.${++count}`;
      return ask(count % 2 ? [forged] : [forged, '10.0.0.1']);
    });
    between(passed, 10);
  });

  it('counts another client by itself', async () => {
    await through(40, () => ask([]));
    const other = await ask([], ['198.51.100.8', ...chain.slice(1)]);
    expect([other.status, other.headers.get('ratelimit-policy')]).toEqual([200, '"address";q=10;w=60']);
    expect(other.headers.get('ratelimit')).toMatch(/^"address";r=9;t=[1-9][0-9]?$/);
  });

  it('counts a whole IPv6 network as one', async () => {
    let count = 0;
    const { passed } = await through(40, () => ask([], [`2001:db8:1:2::${(++count).toString(16)}`, ...chain.slice(1)]));
    between(passed, 10);
    expect((await ask([], ['2001:db8:1:3::1', ...chain.slice(1)])).status).toBe(200);
  });
});

describe('enrolments', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGatewayFixture({ HTTP_TRUST_PROXY: '1' });
  }, 60_000);
  afterAll(() => gateway.stop());
  const enrol = (code: string, client: string) =>
    gateway.request('/api/v1/workstations/enrol', {
      method: 'POST',
      headers: { ...json, 'x-forwarded-for': client },
      body: JSON.stringify({ ...JSON.parse(enrolment), code }),
    });
  const asked = () => gateway.seen.filter(({ name }) => name === 'issuance workstations.enrol').length;
  beforeEach(() => {
    gateway.seen.length = 0;
    gateway.answers.set('issuance workstations.enrol', ({ code }: { code: string }) => {
      if (code !== 'good') throw new CardwrightError('ENROLMENT_CODE_INVALID');
      const made = { jwt: 'j', expiresAt: 'e', natsUrl: 'n', transportCaPem: 'p', vaultPublicJwk: {} };
      return { workstationId: 'ws-1', ...made };
    });
  });

  it('slows down who sends bad codes, and lets in who has a good one, at that address too', async () => {
    const { passed, refused } = await through(60, () => enrol('guess', '198.51.100.20'));
    between(passed, 20);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await enrol('good', '198.51.100.20')).status).toBe(200);
    expect((await enrol('guess', '198.51.100.21')).status).toBe(403);
  });

  it('lets in a thousand computers with a good code behind one address', async () => {
    const statuses = new Set<number>();
    for (let sent = 0; sent < 1_000; sent += 100)
      for (const { status } of await Promise.all(Array.from({ length: 100 }, () => enrol('good', '198.51.100.22'))))
        statuses.add(status);
    expect([...statuses]).toEqual([200]);
  });

  it('looks at no code of an address that has sent 300 bad ones', async () => {
    // One after the other in tens: what is under way together is looked at together.
    for (let sent = 0; sent < 700; sent += 10)
      await Promise.all(Array.from({ length: 10 }, () => enrol('guess', '198.51.100.23')));
    expect(asked()).toBeGreaterThanOrEqual(300);
    // Two minutes at most, and ten that were under way at the end of each.
    expect(asked()).toBeLessThanOrEqual(620);
    expect((await enrol('good', '198.51.100.24')).status).toBe(200);
  });
});
