/**
 * The socket that pcscd listens on (pcsc-lite: Linux and other Unix systems, not macOS): whether somebody takes a connection there. It tells
 * a service that is not there from one that refuses, which libpcsclite reports alike.
 */
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';

const connectMs = 2_000;

/** PCSCLITE_CSOCK_NAME moves it. */
export const pcscdSocket = (): string => process.env['PCSCLITE_CSOCK_NAME'] ?? '/run/pcscd/pcscd.comm';

/** undefined: somebody listens, and this user may connect. Otherwise the system's code: ENOENT, ECONNREFUSED, EACCES, ... */
export async function pcscdRefusal(path = pcscdSocket()): Promise<string | undefined> {
  const missing = await stat(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
  );
  if (missing !== undefined) return missing;
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (code: string | undefined): void => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(connectMs, () => done('ETIMEDOUT'));
    socket.once('connect', () => done(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'unknown'));
  });
}
