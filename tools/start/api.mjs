/** The REST API as a script uses it: a token by client credentials, problem details as errors. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Api  path below /api/v1; throws Error with `code` and `answer`
 */

/**
 * A confidential client of the development issuer: `cardwright-scripts` is an issuance operator, `cardwright-setup` a system and profile
 * administrator. No client is an operator too: who says who people are issues no cards.
 * @param {Pick<import('./service-environment.mjs').Installation, 'home' | 'issuerUrl' | 'httpPort'>} at
 * @param {'cardwright-scripts' | 'cardwright-setup'} [clientId]
 * @returns {Api}
 */
export function apiClient(at, clientId = 'cardwright-scripts') {
  let token = { value: '', until: 0 };
  return restApi(at, async () => {
    if (Date.now() < token.until) return token.value;
    const file = `oidc-${clientId.slice('cardwright-'.length)}-client.secret`;
    const secret = (await readFile(join(at.home, 'secrets', file), 'utf8')).trim();
    const response = await fetch(`${at.issuerUrl}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`the issuer refused a token: ${answer.error}`);
    token = { value: answer.access_token, until: Date.now() + (answer.expires_in - 60) * 1000 };
    return token.value;
  });
}

/**
 * @param {Pick<import('./service-environment.mjs').Installation, 'httpPort'>} at
 * @param {(method: string, path: string) => Promise<string>} bearer  the access token for this request
 * @returns {Api}
 */
export function restApi(at, bearer) {
  return async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${at.httpPort}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await bearer(method, path)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : undefined;
    if (!response.ok)
      throw Object.assign(
        new Error(`${method} ${path}: ${answer?.code ?? response.status} ${answer?.detail ?? answer?.title ?? ''}`),
        {
          code: answer?.code,
          answer,
        },
      );
    return answer;
  };
}
