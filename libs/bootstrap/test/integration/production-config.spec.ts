/** The NATS configuration that docker-compose mounts, on a real server: TLS for everybody, users of the bootstrap only. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinary } from '@cardwright/embedded-servers/binary-finder';
import { onFreePorts } from '@cardwright/embedded-servers/ports';
import { startProcess, type ManagedProcess } from '@cardwright/embedded-servers/process';
import { makeStateDir, type StateDir } from '@cardwright/testing/state-dir';
import { connect as tcpConnect } from 'node:net';
import { bootstrap } from '../../src/bootstrap.js';

let state: StateDir;
let server: ManagedProcess;
let port: number;
const secret = (name: string): string => join(state.path, 'secrets', name);

beforeAll(async () => {
  state = await makeStateDir('production');
  await bootstrap({ home: state.path });
  const text = await readFile(join(state.path, 'nats', 'production.conf'), 'utf8');
  const config = text
    .replaceAll('/run/secrets', join(state.path, 'secrets'))
    .replaceAll('"/data', `"${state.path}/data`);
  const file = join(state.path, 'here.conf');
  const { path } = await findBinary('nats-server');
  server = await onFreePorts({ chosen: undefined }, async ({ chosen }) => {
    port = chosen;
    await writeFile(file, config.replace('port: 4222', `port: ${port}`));
    return startProcess({
      name: 'NATS as in production',
      command: path,
      args: ['-c', file],
      logFile: join(state.path, 'nats.log'),
      listensOn: [port],
      ready: () =>
        new Promise((resolve) => {
          const socket = tcpConnect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
          socket.once('connect', () => socket.destroy());
        }),
    });
  });
});
afterAll(async () => {
  await server?.stop();
  await state.remove();
});

const gateway = async () => credsAuthenticator(await readFile(secret('nats-gateway.creds')));

describe('production NATS', () => {
  it('lets a service in that trusts the transport CA', async () => {
    const ca = await readFile(secret('transport-ca.crt'), 'utf8');
    const connection = await connect({
      servers: `tls://localhost:${port}`,
      tls: { ca },
      authenticator: await gateway(),
    });
    await connection.flush();
    await connection.close();
  });

  it('is not trusted without the transport CA', async () => {
    const asked = connect({
      servers: `tls://localhost:${port}`,
      tls: {},
      authenticator: await gateway(),
      reconnect: false,
    });
    await expect(asked).rejects.toThrow();
  });

  it('refuses / no credentials, a plaintext connection', async () => {
    const ca = await readFile(secret('transport-ca.crt'), 'utf8');
    await expect(connect({ servers: `tls://localhost:${port}`, tls: { ca }, reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
    const spoken = await new Promise<string>((resolve) => {
      const socket = tcpConnect(port, '127.0.0.1');
      let text = '';
      socket.on('data', (bytes) => (text += bytes.toString()));
      socket.once('connect', () => socket.write('CONNECT {"verbose":false}\r\nPING\r\n'));
      socket.once('close', () => resolve(text)).once('error', () => resolve(text));
    });
    // The server names itself, says that it wants TLS, and answers no ping.
    expect(spoken).toMatch(/"tls_required":true/);
    expect(spoken).not.toContain('PONG');
  });
});
