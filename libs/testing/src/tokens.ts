/**
 * Access tokens as the development issuer signs them, with claims of the spec's choice: other people, missing roles, another
 * audience, expired. Specs only: the signing key is read from the secrets of the test system.
 */
import { createPrivateKey, sign, type JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installation, TestSystem } from './installation.js';

/** Default: Ada (E1001), an issuance operator, for five minutes. undefined takes a claim away. */
export async function accessToken(
  system: { home: string; at: Pick<Installation, 'issuerUrl'> },
  claims: Record<string, unknown> = {},
): Promise<string> {
  const file = await readFile(join(system.home, 'secrets', 'oidc-jwks.json'), 'utf8');
  const [jwk] = (JSON.parse(file) as { keys: (JsonWebKey & { kid: string })[] }).keys;
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: system.at.issuerUrl,
    sub: 'ada',
    aud: 'urn:cardwright:api',
    client_id: 'cardwright-cli',
    external_id: 'E1001',
    name: 'Ada Lovelace',
    roles: ['cardholder', 'issuance-operator'],
    iat: now,
    exp: now + 300,
    ...claims,
  };
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode({ alg: 'ES256', kid: jwk!.kid, typ: 'at+jwt' })}.${encode(payload)}`;
  const key = createPrivateKey({ key: jwk as never, format: 'jwk' });
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A request as any client makes it: status and parsed body, nothing thrown. path below `/api/v1`. */
export async function callApi(
  system: TestSystem,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${system.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
