/** The double changed from another process, by its requests below `/double/`. */
import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GraphDouble } from './graph-double.js';

const ada = { id: '3f2b7c1e-0000-4000-8000-00000000ada0', userPrincipalName: 'ada@example.org', displayName: 'Ada' };

describe('the double', () => {
  let double: GraphDouble;
  beforeEach(async () => {
    double = await GraphDouble.start({ tenantId: 'tenant', people: [ada] });
  });
  afterEach(() => double.stop());

  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${double.url}/double/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as object };
  };

  it('takes a policy by its members, and people', async () => {
    expect(await send('PUT', 'policy', { isAttestationEnforced: true })).toMatchObject({
      status: 200,
      body: { state: 'enabled', isAttestationEnforced: true },
    });
    const grace = { userPrincipalName: 'grace@example.org', displayName: 'Grace' };
    await send('PUT', 'people/3F2B7C1E-0000-4000-8000-00000000BEEF', grace);
    expect((await send('GET', 'passkeys')).body).toEqual({
      '3f2b7c1e-0000-4000-8000-00000000ada0': [],
      '3f2b7c1e-0000-4000-8000-00000000beef': [],
    });
  });

  it('takes a fault, which befalls one request', async () => {
    await send('POST', 'faults', { operation: 'list', fault: { kind: 'throttled', retryAfterSeconds: 7 } });
    const list = () => fetch(`${double.url}/v1.0/users/${ada.id}/authentication/fido2Methods`);
    const throttled = await list();
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await list()).status).toBe(401);
  });

  it('refuses what it does not know', async () => {
    expect((await send('POST', 'faults', { operation: 'sign' })).status).toBe(400);
    expect((await send('PUT', 'clients/app', { certificates: ['no certificate'] })).status).toBe(400);
    expect((await send('GET', 'secrets')).status).toBe(404);
  });
});
