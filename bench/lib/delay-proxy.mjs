/**
 * A TCP proxy that delays what the server sends by a fixed time: a round trip of whoever connects through it becomes longer by
 * that much. It also counts the requests that NATS delivers through it, by the protocol's own lines: a count of round trips
 * that does not depend on our counters.
 */
import { connect, createServer } from 'node:net';

/**
 * @param {{ host: string, port: number, delayMs: number, countSubject: RegExp }} to  countSubject: of delivered messages
 */
export async function startDelayProxy({ host, port, delayMs, countSubject }) {
  let delivered = /** @type {string[]} */ ([]);
  let delay = delayMs;
  const sockets = new Set();
  const server = createServer((client) => {
    const upstream = connect({ host, port, noDelay: true });
    client.setNoDelay(true);
    sockets.add(client).add(upstream);
    let rest = '';
    upstream.on('data', (bytes) => {
      // MSG <subject> <sid> [reply-to] <bytes> and HMSG with headers (NATS client protocol).
      const text = rest + bytes.toString('latin1');
      let end = 0;
      for (const found of text.matchAll(/(?:^|\r\n)H?MSG (\S+) [^\r\n]*\r\n/g)) {
        if (countSubject.test(found[1])) delivered.push(found[1]);
        end = found.index + found[0].length - 2;
      }
      rest = text.slice(Math.max(end, text.length - 512));
      // Timers of equal length fire in the order in which they were set: the stream keeps its order.
      if (delay === 0) client.write(bytes);
      else setTimeout(() => client.writable && client.write(bytes), delay);
    });
    client.on('data', (bytes) => upstream.write(bytes));
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `nats://127.0.0.1:${address.port}`,
    /** Subjects delivered since the last call. */
    takeDelivered: () => {
      const taken = delivered;
      delivered = [];
      return taken;
    },
    /** From now on. @param {number} ms */
    setDelay: (ms) => {
      delay = ms;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
