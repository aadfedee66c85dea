/** The REST API as a script uses it: a token by client credentials, problem details as errors. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {import('./service-environment.mjs').Installation} at
 * @returns {(method: string, path: string, body?: unknown) => Promise<any>} path below /api/v1
 */
export function apiClient(at) {
  let token = { value: '', until: 0 };
  const bearer = async () => {
    if (Date.now() < token.until) return token.value;
    const secret = (await readFile(join(at.home, 'secrets', 'oidc-scripts-client.secret'), 'utf8')).trim();
    const response = await fetch(`${at.issuerUrl}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`cardwright-scripts:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`the issuer refused a token: ${answer.error}`);
    token = { value: answer.access_token, until: Date.now() + (answer.expires_in - 60) * 1000 };
    return token.value;
  };
  return async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${at.httpPort}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await bearer()}`,
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
