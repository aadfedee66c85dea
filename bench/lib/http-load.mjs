/**
 * The smallest HTTP/1.1 client that can load a server: one GET again and again per kept connection, content-length answers only.
 * Its cost is the same for every server that it measures.
 */
import { connect } from 'node:net';
import { once } from 'node:events';

/**
 * @param {{ port: number, path: string, headers: Record<string, string>, connections: number, seconds: number }} load
 * @returns {Promise<{ rate: number, latenciesMs: number[] }>} throws on any status but 200
 */
export async function httpLoad({ port, path, headers, connections, seconds }) {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const request = `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  /** @type {number[]} */
  const latenciesMs = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      await once(socket, 'connect');
      const answers = reader(socket);
      while (performance.now() < end) {
        const from = performance.now();
        socket.write(request);
        await answers();
        latenciesMs.push(performance.now() - from);
      }
      socket.destroy();
    }),
  );
  return { rate: latenciesMs.length / ((performance.now() - started) / 1000), latenciesMs };
}

/** @param {import('node:net').Socket} socket @returns {() => Promise<void>} resolves with each whole answer */
function reader(socket) {
  let received = '';
  let done = /** @type {(error?: Error) => void} */ (() => undefined);
  const check = () => {
    const head = received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received.slice(0, head))?.[1] ?? NaN);
    if (!received.startsWith('HTTP/1.1 200') || Number.isNaN(length)) return done(new Error(received.slice(0, 300)));
    if (received.length < head + 4 + length) return;
    received = received.slice(head + 4 + length);
    done();
  };
  // latin1: a character per byte, so that lengths are in bytes.
  socket.setEncoding('latin1');
  socket.on('data', (text) => {
    received += text;
    check();
  });
  socket.on('error', (error) => done(error));
  return () =>
    new Promise((resolve, reject) => {
      done = (error) => (error ? reject(error) : resolve());
    });
}
