/** The gateway with a door for cards, on names of the loopback, and TLS clients that come there. Specs only. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@cardwright/embedded-servers/ports';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { certify, type Certified, makeCa, pemOf } from './card-certificates.js';
import { type GatewayFixture, startGatewayFixture } from './gateway-fixture.js';

/** A challenge, and a name of an attempt, as somebody may have made them. */
export const challenge = 'x'.repeat(43);
export const label = '0123456789abcdef0123';

export interface Visit {
  certified?: Certified;
  name?: string;
  /** Of the request, where it is another than that of the handshake. */
  host?: string;
  path?: string;
  method?: string;
}
export interface CardDoor {
  gateway: GatewayFixture;
  port: number;
  /** That of the vault. */
  ca: Awaited<ReturnType<typeof makeCa>>;
  /** PEM: by which clients know the door. */
  serverCa: string;
  visit(visit: Visit): Promise<IncomingMessage>;
  stop(): Promise<void>;
}

export async function startCardDoor(): Promise<CardDoor> {
  const state = await makeStateDir('card-door');
  const pem = pemOf(await certify('door', { names: ['*.card.localhost'], uses: ['1.3.6.1.5.5.7.3.1'] }));
  const [cert, key] = [join(state.path, 'cert.pem'), join(state.path, 'key.pem')];
  await Promise.all([writeFile(cert, pem.cert), writeFile(key, pem.key, { mode: 0o600 })]);
  const ca = await makeCa('Cardwright');
  const port = await freePort();
  const gateway = await startGatewayFixture({
    CARD_SIGN_IN_URL: `https://card.localhost:${port}`,
    CARD_SIGN_IN_PORT: String(port),
    CARD_SIGN_IN_CERT_FILE: cert,
    CARD_SIGN_IN_KEY_FILE: key,
  });
  gateway.answers.set('pki ca.chain', () => ({ certificatesDerBase64: ca.ders }));
  return {
    ...{ gateway, port, ca, serverCa: pem.cert },
    visit: ({ certified, name = `${label}.card.localhost`, host, path, method }) =>
      new Promise((resolve, reject) => {
        const to = { host: '127.0.0.1', port, servername: name, ca: pem.cert, agent: false as const };
        const headers = { host: host ?? `${name}:${port}` };
        const asked = {
          ...to,
          ...(certified && pemOf(certified)),
          headers,
          path: path ?? `/?challenge=${challenge}`,
          method,
        };
        request(asked, (response) => resolve(response.resume()))
          .on('error', reject)
          .end();
      }),
    stop: async () => {
      await gateway.stop();
      await state.remove();
    },
  };
}
