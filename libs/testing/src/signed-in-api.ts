/** The REST API as a browser uses it: somebody signed in at the development issuer, with the cookie of their session and its CSRF token. Specs only. */
import { PlainBrowser } from './browser.js';
import type { Api, TestSystem } from './installation.js';

/** login: of an account of the development issuer, such as `ada`. Throws Error with the answer that refuses a request. */
export async function signedInApi(system: Pick<TestSystem, 'url'>, login: string): Promise<Api> {
  const { url } = system;
  const browser = await PlainBrowser.signedIn(system, login);
  const send = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const { response } = await browser.open(`${url}/api/v1${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const said: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`);
    return said;
  };
  const { csrfToken } = (await send('GET', '/me', {})) as { csrfToken: string };
  const headers = { 'x-csrf-token': csrfToken, origin: url };
  return async <Answer>(method: string, path: string, body?: unknown) =>
    (await send(
      method,
      path,
      body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body,
    )) as Answer;
}
