/**
 * The three grants that a command line needs, over plain fetch: device authorization (RFC 8628), client credentials
 * (RFC 6749 section 4.4) and refresh (section 6). Endpoints come from the issuer's discovery document.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { requireSafeUrl } from './safe-url.js';

export interface IssuerEndpoints {
  token: string;
  deviceAuthorization: string | undefined;
  revocation: string | undefined;
}
export interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
}
export interface DeviceAuthorization {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete?: string;
  expires_in: number;
  interval?: number;
}
type Form = Record<string, string>;
interface Client {
  clientId: string;
  clientSecret?: string;
}

export async function discoverIssuer(issuer: string): Promise<IssuerEndpoints> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await send(url, {});
  const metadata = (await response.json()) as Record<string, string | undefined>;
  if (!response.ok || !metadata.token_endpoint)
    throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', onlyInEnglish(`${issuer} is no OpenID Connect issuer`));
  // RFC 8414 section 3.3: a document that speaks for another issuer is not to be used.
  if (metadata.issuer !== issuer)
    throw new CardwrightError('AUTH_TOKEN_INVALID', onlyInEnglish('The issuer speaks for another one'));
  return {
    token: metadata.token_endpoint,
    deviceAuthorization: metadata.device_authorization_endpoint,
    revocation: metadata.revocation_endpoint,
  };
}

export async function startDeviceGrant(endpoint: string, client: Client, form: Form): Promise<DeviceAuthorization> {
  return (await post(endpoint, client, form)) as unknown as DeviceAuthorization;
}

/** Asks until the person has agreed. `pause` waits the given seconds (and rejects when the run is stopped). */
export async function finishDeviceGrant(
  endpoint: string,
  client: Client,
  device: DeviceAuthorization,
  pause: (seconds: number) => Promise<void>,
): Promise<TokenAnswer> {
  // RFC 8628 section 3.5: 5 s when the issuer names no interval, 5 s more whenever it says slow_down.
  let interval = device.interval ?? 5;
  for (let waited = 0; waited < device.expires_in; waited += interval) {
    await pause(interval);
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: device.device_code };
    const answer = await ask(endpoint, client, form);
    if (!('error' in answer)) return answer as unknown as TokenAnswer;
    if (answer.error === 'slow_down') interval += 5;
    else if (answer.error !== 'authorization_pending') throw refused(answer);
  }
  throw new CardwrightError('AUTH_REQUIRED', onlyInEnglish('Nobody confirmed the code in time'));
}

export const clientCredentials = (endpoint: string, client: Client, form: Form): Promise<TokenAnswer> =>
  post(endpoint, client, { grant_type: 'client_credentials', ...form });

export const refresh = (endpoint: string, client: Client, refreshToken: string): Promise<TokenAnswer> =>
  post(endpoint, client, { grant_type: 'refresh_token', refresh_token: refreshToken });

/** Ends the sign-in at the issuer (RFC 7009). Throws REQUEST_SERVICE_UNAVAILABLE when it does not do so. */
export async function revoke(endpoint: string, clientId: string, refreshToken: string): Promise<void> {
  const form = { client_id: clientId, token: refreshToken, token_type_hint: 'refresh_token' };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await send(endpoint, { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  if (!response.ok)
    throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', onlyInEnglish('The issuer did not end the sign-in'));
}

async function post(endpoint: string, client: Client, form: Form): Promise<TokenAnswer> {
  const answer = await ask(endpoint, client, form);
  if ('error' in answer) throw refused(answer);
  return answer as unknown as TokenAnswer;
}

async function ask(endpoint: string, client: Client, form: Form): Promise<Record<string, string>> {
  const { clientId, clientSecret } = client;
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  // RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
  if (clientSecret !== undefined) {
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  const fields = clientSecret === undefined ? { client_id: clientId, ...form } : form;
  const response = await send(endpoint, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  try {
    return (await response.json()) as Record<string, string>;
  } catch (cause) {
    throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE', onlyInEnglish('The issuer answered no JSON'), {}, cause);
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  requireSafeUrl(url);
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(15_000) });
  } catch (cause) {
    throw new CardwrightError(
      'REQUEST_SERVICE_UNAVAILABLE',
      onlyInEnglish(`The issuer at ${new URL(url).origin} does not answer`),
      {},
      cause,
    );
  }
}

const refused = (answer: Record<string, string>): CardwrightError =>
  new CardwrightError(
    'AUTH_REQUIRED',
    onlyInEnglish(`The issuer refused: ${answer.error_description ?? answer.error}`),
  );
