/** The whole way of a sign-in with a passkey: a key that was issued, a browser's requests, the real gateway, the real record. Nothing stands in for anything. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '@cardwright/embedded-servers/ports';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { type RunningGateway, startGateway } from '../../../gateway/src/start-gateway.js';
import { OwnPortal } from '../support/own-portal.js';
import type { PasskeyKey } from '../support/passkey-key.js';
import { startRecordsService, type RecordsService } from '../support/records-service.js';

let service: RecordsService;
let gateway: RunningGateway;
let portal: OwnPortal;
let origin: string;
let state: Awaited<ReturnType<typeof makeStateDir>>;

beforeAll(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  const row = { id: 'portal', kind: 'own' as const, rpId: 'localhost', name: 'Cardwright', origins: [origin] };
  const RELYING_PARTIES = JSON.stringify([row]);
  service = await startRecordsService({ RELYING_PARTIES });
  portal = new OwnPortal(service, { ...row, aaguids: null, attestationRootsDir: null });
  state = await makeStateDir('passkey-portal');
  const [consoleDir, sessionKey] = [join(state.path, 'console'), join(state.path, 'session.key')];
  await mkdir(consoleDir);
  await writeFile(join(consoleDir, 'index.html'), '');
  await writeFile(sessionKey, randomBytes(32).toString('base64url'), { mode: 0o600 });
  gateway = await startGateway({
    env: {
      NATS_URL: service.nats.url,
      NATS_CREDS_FILE: service.nats.credsFile('gateway'),
      // Is asked for nothing here.
      OIDC_ISSUER: 'http://127.0.0.1:9',
      SESSION_KEY_FILE: sessionKey,
      PUBLIC_URL: origin,
      HTTP_PORT: String(port),
      CONSOLE_DIR: consoleDir,
      LOG_LEVEL: 'error',
      RELYING_PARTIES,
    },
  });
}, 120_000);
afterAll(async () => {
  await gateway?.close();
  await service?.stop();
  await state?.remove();
}, 30_000);

type Cookies = Map<string, string>;
async function send(cookies: Cookies, method: 'GET' | 'POST', path: string, body?: object): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const type = body && { 'content-type': 'application/json' };
  const response = await fetch(origin + path, {
    method,
    headers: { cookie, origin, ...type },
    ...(body && { body: JSON.stringify(body) }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    if (/expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return response;
}
async function answerOf(cookies: Cookies, key: PasskeyKey) {
  const { challenge, rpId } = (await (await send(cookies, 'POST', '/auth/passkey/options')).json()) as {
    challenge: string;
    rpId: string;
  };
  return key.sign({ challenge, origin, relyingPartyId: rpId });
}
async function signIn(cookies: Cookies, key: PasskeyKey): Promise<Response> {
  return send(cookies, 'POST', '/auth/passkey', await answerOf(cookies, key));
}
const me = async (cookies: Cookies) => {
  const response = await send(cookies, 'GET', '/api/v1/me');
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

it('[security Sign-in with a passkey] a key that was issued signs its holder in, as a holder whatever else they are, until its card is suspended', async () => {
  const { key, person, deviceId } = await portal.issue();
  await portal.grant(person.personId, 'SO');
  const cookies: Cookies = new Map();
  expect((await me(cookies)).status).toBe(401);
  const answer = await answerOf(cookies, key);
  const copy: Cookies = new Map(cookies);
  expect((await send(cookies, 'POST', '/auth/passkey', answer)).status).toBe(204);
  expect([...cookies.keys()]).toEqual(['cardwright-session']);
  expect(await me(cookies)).toMatchObject({
    status: 200,
    body: { person: { personId: person.personId }, roles: ['CH'] },
  });
  expect((await send(cookies, 'GET', '/api/v1/people')).status).toBe(403);
  const mine = (await (await send(cookies, 'GET', '/api/v1/devices?mine=true')).json()) as { rows: object[] };
  expect(mine.rows).toMatchObject([{ deviceId }]);

  // Whoever has copied both the cookie and the answer is late.
  const again = await send(copy, 'POST', '/auth/passkey', answer);
  expect(await again.json()).toMatchObject({ code: 'AUTH_PASSKEY_REFUSED', details: { cause: 'challenge' } });
  expect((await me(copy)).status).toBe(401);

  await portal.query(`UPDATE device SET state = 'SUSPENDED' WHERE device_id = $1`, [deviceId]);
  const refused = await signIn(new Map(), key);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ code: 'AUTH_PASSKEY_REFUSED', details: { cause: 'suspended' } });
});

it('a passkey that is deleted through the port signs nobody in', async () => {
  const { key, person, providerId } = await portal.issue();
  expect((await signIn(new Map(), key)).status).toBe(204);
  await portal.party.delete(portal.context, person, providerId);
  expect(await (await signIn(new Map(), key)).json()).toMatchObject({ details: { cause: 'unknown' } });
});
