/** The gateway speaking TLS itself: which protections browsers must insist on. */
import { execFileSync } from 'node:child_process';
import { request } from 'node:https';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeStateDir, type StateDir } from '@cardwright/testing/state-dir';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

let state: StateDir;
let gateway: GatewayFixture;
let ca: Buffer;

beforeAll(async () => {
  state = await makeStateDir('tls');
  const [cert, key] = [join(state.path, 'cert.pem'), join(state.path, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  execFileSync('openssl', ['req', '-x509', ...newKey, '-out', cert, '-days', '2', ...subject], { stdio: 'ignore' });
  ca = readFileSync(cert);
  gateway = await startGatewayFixture({
    HTTP_CERT_FILE: cert,
    HTTP_KEY_FILE: key,
    PUBLIC_URL: 'https://localhost',
  });
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await state.remove();
});

const get = (path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(gateway.publicUrl);
    // As a proxy in front would pass it on: the name that browsers use.
    const options = { host: 'localhost', port, path, ca, headers: { host: 'localhost' } };
    request(options, (response) => resolve(response.resume()))
      .on('error', reject)
      .end();
  });

it('insists on TLS, and binds its cookies to this host', async () => {
  const alive = await get('/healthz');
  expect(alive.statusCode).toBe(200);
  expect(alive.headers['strict-transport-security']).toBe('max-age=31536000');
  const start = await get('/auth/login');
  expect(start.statusCode).toBe(302);
  const [cookie = ''] = start.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^__Host-cardwright-sign-in=/);
  expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
});
