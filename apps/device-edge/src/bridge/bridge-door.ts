/**
 * The agent's door on the loopback, to which the portal sends a browser to learn which agent is beside it: a plain navigation, which no browser asks its
 * user about. Any page may send a browser here, so it does nothing without a challenge that our gateway signed, and answers the same page to everything
 * else. Governing document: docs/decisions/0012.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bridgeDoorPath } from '@cardwright/contracts/workstation/bridge';
import type { Log } from '../log/log.js';
import { doorHeaders, doorPage, type DoorCause } from './page.js';
import { PerMinute } from './per-minute.js';
import type { LocalConnection } from './socket-owner.js';

/** Where the browser goes on, or why nowhere. */
export type Outcome = { location: string } | DoorCause;
export type Pairing = (challenge: string, connection: LocalConnection) => Promise<Outcome>;

/** A person makes a few; a page that sends a browser here again and again gets nothing by it. */
const requestsPerMinute = 60;
const connectionsMax = 32;
const requestMs = 10_000;

export class BridgeDoor {
  private server: Server | undefined;
  private readonly requests = new PerMinute(requestsPerMinute, () => performance.now());

  constructor(
    private readonly pairing: Pairing,
    private readonly log: Log,
  ) {}

  /** Answers the port. Rejects where another program has it. port: 0 lets the system choose, for tests. */
  async open(port: number): Promise<number> {
    const server = createServer({ headersTimeout: requestMs, requestTimeout: requestMs, maxHeaderSize: 16_384 });
    server.maxConnections = connectionsMax;
    server.keepAliveTimeout = 1_000;
    server.on('request', (request, response) => void this.answer(request, response));
    // A WebSocket, a tunnel: the door speaks neither.
    for (const event of ['upgrade', 'connect']) server.on(event, (_, socket: { destroy(): void }) => socket.destroy());
    await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, '127.0.0.1', listening));
    server.unref();
    this.server = server;
    return (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Nothing has a body here that we would read.
    request.resume();
    const { localPort, remotePort } = request.socket;
    const challenge = this.requests.take() ? challengeOf(request, localPort!) : undefined;
    const outcome: Outcome =
      challenge === undefined
        ? { why: 'nothing' }
        : await this.pairing(challenge, { localPort: localPort!, remotePort: remotePort! }).catch((error: Error) => {
            this.log('warn', 'the bridge could not answer', { reason: error.message });
            return { why: 'no-server' } as const;
          });
    if ('location' in outcome)
      return void response.writeHead(303, { ...doorHeaders, location: outcome.location }).end();
    const page = { ...doorHeaders, 'content-type': 'text/html; charset=utf-8', connection: 'close' };
    response.writeHead(403, page).end(doorPage(outcome));
  }
}

/** Of a window of a browser that was sent here, and of nothing else: undefined. Programs and old browsers do not say what they load it for. */
function challengeOf({ method, url, headers, rawHeaders }: IncomingMessage, port: number): string | undefined {
  const host = `127.0.0.1:${port}`;
  // Node takes the first of several Host headers; whoever sends two is no browser.
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
  if (method !== 'GET' || hosts !== 1 || headers.host !== host || headers.origin !== undefined) return undefined;
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  if ((mode ?? 'navigate') !== 'navigate' || (destination ?? 'document') !== 'document') return undefined;
  const [path, query, ...more] = (url ?? '').split('?');
  if (path !== bridgeDoorPath || more.length > 0) return undefined;
  const given = [...new URLSearchParams(query)];
  return given.length === 1 && given[0]![0] === 'challenge' ? given[0]![1] : undefined;
}
