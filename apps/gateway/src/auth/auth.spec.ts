import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { actorOf } from './actor.js';
import { requireOrigin, requireOwnPage } from './csrf.js';
import { requireAccessToken } from './oidc-issuer.js';
import { CookieSealer } from './sealed-cookie.js';
import { isFresh, ownPath } from './sign-in.controller.js';

const names = { externalIdClaim: 'external_id', rolesClaim: 'roles' };
const code = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return isCardwrightError(error) ? error.code : String(error);
  }
};

describe('actor', () => {
  const person = {
    iss: 'https://issuer',
    sub: 'p1',
    name: 'Ada',
    external_id: 'E1',
    roles: ['a', 7, 'b'],
    email: 'a@b',
  };

  it('is a person by issuer and subject, with the configured claims', () => {
    expect(actorOf(person, names)).toEqual({
      kind: 'person',
      iss: 'https://issuer',
      sub: 'p1',
      externalId: 'E1',
      displayName: 'Ada',
      roleClaims: ['a', 'b'],
    });
  });

  it('never takes an e-mail address for an external id', () => {
    expect(JSON.stringify(actorOf({ ...person, external_id: undefined }, names))).not.toContain('a@b');
  });

  it('is a client when the token is its own (RFC 9068 section 2.2)', () => {
    const claims = { iss: 'https://issuer', sub: 'scripts', client_id: 'scripts', roles: 'x y' };
    expect(actorOf(claims, names)).toEqual({
      kind: 'client',
      iss: 'https://issuer',
      sub: 'scripts',
      roleClaims: ['x', 'y'],
      clientId: 'scripts',
    });
  });

  it('finds a claim by its whole name before it looks into objects', () => {
    const claims = { iss: 'i', sub: 's', realm_access: { roles: ['deep'] }, 'https://x.example/roles': ['whole'] };
    expect(actorOf(claims, { ...names, rolesClaim: 'realm_access.roles' }).roleClaims).toEqual(['deep']);
    expect(actorOf(claims, { ...names, rolesClaim: 'https://x.example/roles' }).roleClaims).toEqual(['whole']);
    expect(actorOf(claims, { ...names, rolesClaim: 'constructor.name' }).roleClaims).toEqual([]);
  });

  it.each([{ sub: 's' }, { iss: 'i' }, { iss: 'i', sub: '' }, { iss: 'i', sub: 7 }])('refuses %j', (claims) =>
    expect(code(() => actorOf(claims, names))).toBe('AUTH_TOKEN_INVALID'),
  );
});

describe('CSRF', () => {
  const request = (method: string, headers: Record<string, string>) => ({ method, headers });
  const own = { origin: 'https://cards.example.org', 'x-csrf-token': 'token' };
  const check = (method: string, headers: Record<string, string>) =>
    code(() => requireOwnPage(request(method, headers), 'https://cards.example.org', 'token'));

  it('takes what only reads, and changes from our page with the token', () => {
    expect(check('GET', {})).toBe('taken');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(check(method, own)).toBe('taken');
  });

  it.each([
    [{ 'x-csrf-token': 'token' }],
    [{ origin: 'https://cards.example.org' }],
    [{ ...own, 'x-csrf-token': 'tokem' }],
    [{ ...own, 'x-csrf-token': '' }],
    [{ ...own, origin: 'http://cards.example.org' }],
    [{ ...own, origin: 'https://cards.example.org:8443' }],
    [{ ...own, origin: 'https://cards.example.org.evil.example' }],
    [{ ...own, origin: 'null' }],
  ])('refuses %j', (headers) => expect(check('POST', headers)).toBe('AUTH_CSRF'));

  it('refuses every origin where none is configured', () =>
    expect(code(() => requireOrigin(request('POST', { origin: 'null' }), null))).toBe('AUTH_CSRF'));
});

describe('sealed cookie', () => {
  const secret = () => randomBytes(32).toString('base64url');
  const inAnHour = () => new Date(Date.now() + 3_600_000);

  it('opens what it sealed, for that purpose only', async () => {
    const sealer = new CookieSealer([secret()]);
    const sealed = await sealer.seal('session', { who: 'ada' }, inAnHour());
    expect(sealed).not.toContain(Buffer.from('ada').toString('base64url'));
    expect(await sealer.open('session', sealed)).toMatchObject({ who: 'ada' });
    expect(await sealer.open('sign-in', sealed)).toBeNull();
  });

  it('opens with an older key after a rotation, and not after its removal', async () => {
    const [older, newer] = [secret(), secret()];
    const sealed = await new CookieSealer([older]).seal('session', {}, inAnHour());
    expect(await new CookieSealer([newer, older]).open('session', sealed)).not.toBeNull();
    expect(await new CookieSealer([newer]).open('session', sealed)).toBeNull();
  });

  it('refuses one that is over, altered or nonsense', async () => {
    const sealer = new CookieSealer([secret()]);
    expect(await sealer.open('session', await sealer.seal('session', {}, new Date(Date.now() - 1000)))).toBeNull();
    const sealed = await sealer.seal('session', {}, inAnHour());
    expect(await sealer.open('session', `${sealed.slice(0, -2)}AA`)).toBeNull();
    expect(await sealer.open('session', 'a.b.c.d.e')).toBeNull();
  });
});

it.each([
  ['/devices?x=1', '/devices?x=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/a\nb', '/'],
  [['/a', '/b'], '/'],
  [undefined, '/'],
])('after the sign-in %j leads to %s', (asked, path) => expect(ownPath(asked)).toBe(path));

describe('typ of an access token', () => {
  const outcome = (wanted: 'at+jwt' | 'JWT', typ: string | undefined, claimed?: string): string =>
    code(() =>
      requireAccessToken(wanted, typ === undefined ? {} : { typ }, claimed === undefined ? {} : { typ: claimed }),
    );

  it.each([
    ['at+jwt', undefined],
    ['application/at+jwt', undefined],
    ['AT+JWT', undefined],
    ['at+jwt', 'Bearer'],
  ])('takes %s (claim %s) from every issuer', (typ, claimed) => {
    expect(outcome('at+jwt', typ, claimed)).toBe('taken');
    expect(outcome('JWT', typ, claimed)).toBe('taken');
  });

  it.each([
    ['JWT', undefined],
    [undefined, undefined],
    ['JWT', 'Bearer'],
  ])('takes %s (claim %s) only from an issuer that does not follow RFC 9068', (typ, claimed) => {
    expect(outcome('at+jwt', typ, claimed)).toBe('AUTH_TOKEN_INVALID');
    expect(outcome('JWT', typ, claimed)).toBe('taken');
  });

  it.each([
    ['JWT', 'ID'],
    ['JWT', 'Refresh'],
    ['at+jwt', 'ID'],
    ['logout+jwt', undefined],
    ['secevent+jwt', undefined],
    ['dpop+jwt', undefined],
    ['id+jwt', undefined],
  ])('never takes %s (claim %s)', (typ, claimed) => {
    expect(outcome('at+jwt', typ, claimed)).toBe('AUTH_TOKEN_INVALID');
    expect(outcome('JWT', typ, claimed)).toBe('AUTH_TOKEN_INVALID');
  });
});

describe('a sign-in that confirms who is there', () => {
  it.each([
    ['for it', 1_000, true],
    ['half a minute before by the issuer’s clock, which may differ', 970, true],
    ['before it', 969, false],
    ['an hour before it, as the issuer’s own session would have it', -2_600, false],
  ])('is one where the person proved who they are %s', (_, auth_time, fresh) =>
    expect(isFresh({ auth_time }, { startedAt: 1_000 })).toBe(fresh),
  );

  it.each([undefined, '1000', null])('is none where the issuer says %p of when that was', (auth_time) =>
    expect(isFresh({ auth_time }, { startedAt: 1_000 })).toBe(false),
  );
});
