import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SimulatedCard } from './simulated-card.js';
import { VpcdClient, type VpcdEvent } from './vpcd-client.js';

/** The reader's side of the protocol: u16 length and data. */
class Reader {
  private bytes = Buffer.alloc(0);
  private waiting: (() => void) | undefined;
  readonly closed: Promise<unknown>;

  constructor(readonly socket: Socket) {
    this.closed = once(socket, 'close');
    socket.on('data', (more) => {
      this.bytes = Buffer.concat([this.bytes, more]);
      this.waiting?.();
    });
  }

  send(hex: string): void {
    const data = Buffer.from(hex, 'hex');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(data.length);
    // In two writes and split inside the length: TCP promises no boundaries.
    this.socket.write(length.subarray(0, 1));
    this.socket.write(Buffer.concat([length.subarray(1), data]));
  }

  async receive(): Promise<string> {
    while (this.bytes.length < 2 || this.bytes.length < 2 + this.bytes.readUInt16BE())
      await new Promise<void>((resolve) => (this.waiting = resolve));
    const end = 2 + this.bytes.readUInt16BE();
    const answer = this.bytes.subarray(2, end).toString('hex');
    this.bytes = this.bytes.subarray(end);
    return answer;
  }
}

let server: Server;
let client: VpcdClient;
beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await client.remove();
  server.close();
});

async function insert(card: SimulatedCard, options = {}): Promise<Reader> {
  const { port } = server.address() as AddressInfo;
  client = new VpcdClient(card, { port, retryMs: 5, ...options });
  const connected = once(server, 'connection');
  await client.insert();
  return new Reader((await connected)[0] as Socket);
}

describe('vpcd client', () => {
  it('answers ATR and APDUs, and nothing to power on, off and reset', async () => {
    const card = new SimulatedCard();
    const reader = await insert(card);
    reader.send('04');
    expect(await reader.receive()).toBe(Buffer.from(card.atr).toString('hex'));
    reader.send('01');
    reader.send('00a4040005a000000308');
    expect(await reader.receive()).toMatch(/^6111.*9000$/);
    reader.send('0020008008313233343536ffff');
    expect(await reader.receive()).toBe('9000');
    reader.send('02');
    reader.send('0020008000');
    expect(await reader.receive()).toBe('6d00');
    reader.send('00');
    reader.send('04');
    expect(await reader.receive()).toBe(Buffer.from(card.atr).toString('hex'));
    expect(card.hasPower).toBe(false);
  });

  it('leaves the reader when the power is cut, and comes back if it is configured to', async () => {
    const events: VpcdEvent[] = [];
    const card = new SimulatedCard({ cutAt: { apdu: 0, when: 'after' } });
    const reader = await insert(card, { reinsertMs: 1, onEvent: (event: VpcdEvent) => events.push(event) });
    const again = once(server, 'connection');
    reader.send('01');
    reader.send('00a4040005a000000308');
    await reader.closed;
    const second = new Reader((await again)[0] as Socket);
    second.send('01');
    second.send('00a4040005a000000308');
    expect(await second.receive()).toMatch(/9000$/);
    expect(events.slice(0, 3)).toEqual(['inserted', 'powered', 'power-lost']);
  });

  it('waits for a reader, and comes back when it went away', async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const events: VpcdEvent[] = [];
    const waiting = new Promise<void>((resolve) => {
      client = new VpcdClient(new SimulatedCard(), {
        port,
        retryMs: 5,
        onEvent: (event) => {
          events.push(event);
          if (event === 'waiting-for-reader') resolve();
        },
      });
    });
    const inserted = client.insert();
    await waiting;
    server = createServer();
    server.listen(port, '127.0.0.1');
    const [first] = (await once(server, 'connection')) as [Socket];
    await inserted;
    first.destroy();
    await once(server, 'connection');
    expect(events).toContain('removed');
  });
});
