/** Whom the gateway takes a request to be from, and what it lets nobody in with. */
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { generateKeyPair, SignJWT } from 'jose';
import { startGatewayOfSpec } from '../gateway-of-spec.js';
import { problem } from '../problem.js';

const { gateway, token } = await startGatewayOfSpec();
const personId = randomUUID();

it('passes the actor, as the token names it, and nothing else of the token', async () => {
  gateway.answers.set('issuance people.get', (body: { personId: string }) => ({
    person: { personId: body.personId },
  }));
  const response = await gateway.request(`/api/v1/people/${personId}`, {
    token,
    headers: { 'x-correlation-id': 'from-the-caller-1' },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ person: { personId } });
  expect(response.headers.get('x-correlation-id')).toBe('from-the-caller-1');
  expect(gateway.seen).toEqual([
    {
      name: 'issuance people.get',
      envelope: {
        actor: {
          kind: 'person',
          iss: gateway.issuer,
          sub: 'ada',
          externalId: 'E1001',
          displayName: 'Ada Lovelace',
          roleClaims: ['issuance-operator'],
          clientId: 'cardwright-cli',
        },
        tenantId: '00000000-0000-4000-8000-000000000001',
        correlationId: 'from-the-caller-1',
        body: { personId },
      },
    },
  ]);
});

it('refuses without a token', async () => {
  const response = await gateway.request('/api/v1/people');
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect(await problem(response)).toMatchObject({ code: 'AUTH_REQUIRED', instance: '/api/v1/people' });
});

const now = Math.floor(Date.now() / 1000);
it.each([
  ['an expired token', { exp: now - 60 }, 'expired'],
  ['a token for another audience', { aud: 'urn:somebody:else' }, 'claim aud'],
  ['a token of another issuer', { iss: 'https://issuer.example.org' }, 'claim iss'],
  ['a token without an end', { exp: undefined }, 'claim exp'],
])('refuses %s', async (_, claims, reason) => {
  const response = await gateway.request('/api/v1/people', { token: await gateway.token(claims) });
  expect(response.status).toBe(401);
  expect(await problem(response)).toMatchObject({ code: 'AUTH_TOKEN_INVALID', details: { reason } });
  expect(gateway.seen).toEqual([]);
});

it('refuses a token signed by somebody else, and one that is not signed', async () => {
  const { privateKey } = await generateKeyPair('ES256');
  const claims = { iss: gateway.issuer, aud: 'urn:cardwright:api', sub: 'ada', exp: now + 300 };
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'spec', typ: 'at+jwt' })
    .sign(privateKey);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const bad of [forged, `${part({ alg: 'none' })}.${part(claims)}.`, 'nonsense']) {
    const response = await gateway.request('/api/v1/people', { token: bad });
    expect(await problem(response)).toMatchObject({ status: 401, code: 'AUTH_TOKEN_INVALID' });
  }
});

it('refuses what the issuer signed for something else, by the type of the token', async () => {
  for (const typ of ['JWT', 'logout+jwt', undefined]) {
    const response = await gateway.request('/api/v1/people', { token: await gateway.token({}, { typ }) });
    expect(await problem(response)).toMatchObject({ code: 'AUTH_TOKEN_INVALID', details: { reason: 'claim typ' } });
  }
  expect(gateway.seen).toEqual([]);
});

it('passes on that the role is missing', async () => {
  gateway.answers.set('issuance audit.list', () => {
    throw new CardwrightError('AUTH_FORBIDDEN', onlyInEnglish('Needs the role AU or SO'), { roles: ['AU', 'SO'] });
  });
  const response = await gateway.request('/api/v1/audit', { token });
  expect(response.status).toBe(403);
  expect(await problem(response)).toMatchObject({
    code: 'AUTH_FORBIDDEN',
    detail: 'Needs the role AU or SO',
    details: { roles: ['AU', 'SO'] },
  });
});
