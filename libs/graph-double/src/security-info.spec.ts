/** The page that plays `Security info`, by the requests that its script sends; walked by a browser in apps/console/test/system. */
import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GraphDouble } from './graph-double.js';
import type { StandInRequest } from './stand-in-keys.js';

const ada = { id: '3f2b7c1e-0000-4000-8000-00000000ada0', userPrincipalName: 'ada@example.org', displayName: 'A <b>' };

describe('the page of the double', () => {
  let double: GraphDouble;
  const asked: [string, StandInRequest, string][] = [];
  beforeEach(async () => {
    const keys = {
      names: () => Promise.resolve(['Reader 0']),
      make: (...all: [string, StandInRequest, string]) => {
        asked.push(all);
        return Promise.reject(new Error('There is no card in Reader 0.'));
      },
    };
    double = await GraphDouble.start({ tenantId: 'tenant', people: [ada], keys });
  });
  afterEach(() => double.stop());

  const send = async (path: string, body: object) => {
    const response = await fetch(`${double.url}/security-info/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as object };
  };

  it('says what it stands for, and names people and keys', async () => {
    expect(double.securityInfo).toEqual({
      url: `http://localhost:${new URL(double.url).port}/security-info`,
      rpId: 'login.microsoft.com',
    });
    const page = await fetch(`${double.url}/security-info`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    expect(html).toContain('It is a double for development');
    expect(html).toContain(`<option value="${ada.id}">A &lt;b&gt; (ada@example.org)</option>`);
    expect(html).toContain('<option>Reader 0</option>');
  });

  it('gives options for a key, not for this computer', async () => {
    expect(await send('options', { personId: ada.id })).toEqual({
      status: 200,
      body: {
        ...{ challenge: expect.any(String), attestation: 'direct', excludeCredentials: [] },
        rp: { id: 'login.microsoft.com', name: 'Microsoft' },
        user: { id: expect.any(String), name: 'ada@example.org', displayName: 'A <b>' },
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      },
    });
    double.tenant.policy.isSelfServiceRegistrationAllowed = false;
    expect((await send('options', { personId: ada.id })).status).toBe(403);
    expect((await send('options', {})).status).toBe(400);
  });

  it('asks the key that was chosen, and says why it made none', async () => {
    expect(await send('by-key', { personId: ada.id, key: 'Reader 0', pin: '4711' })).toEqual({
      status: 400,
      body: { error: { code: 'badRequest', message: 'There is no card in Reader 0.' } },
    });
    const [name, request, pin] = asked[0]!;
    expect([name, pin, request.rpId, request.userName]).toEqual([
      'Reader 0',
      '4711',
      'login.microsoft.com',
      'ada@example.org',
    ]);
    expect(JSON.parse(Buffer.from(request.clientDataJSON, 'base64url').toString())).toMatchObject({
      ...{ type: 'webauthn.create', origin: 'https://login.microsoft.com' },
    });
  });

  it('takes nothing that does not verify', async () => {
    expect((await send('passkeys', { personId: ada.id, displayName: 'x' })).status).toBe(400);
    expect((await send('elsewhere', {})).status).toBe(404);
  });
});
