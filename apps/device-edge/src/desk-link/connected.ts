/** A connection within this computer. */
import { connect, type NetConnectOpts, type Socket } from 'node:net';

/** Rejects where nobody listens, or once the signal in `to` says so. */
export function connected(to: NetConnectOpts): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(to);
    socket.once('error', reject).once('connect', () => resolve(socket));
  });
}
