/**
 * The network between one client and the NATS server, for specs: it can be cut off in silence, as a dead line is (no end of the
 * connection, what was sent arrives late), and it remembers every message that went through. Governing document: faults.md 5, 17, 18.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface WireMessage {
  from: 'client' | 'server';
  subject: string;
  reply: string | undefined;
  text: string;
}

export class NatsProxy {
  /**
   * The messages of both directions, in the order in which they were sent. Messages from a time without a line are listed when they
   * arrived.
   */
  readonly messages: WireMessage[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.join(client));
  private held = false;
  /** Ends of connections that the other side does not know of yet. */
  private readonly ended: (() => void)[] = [];

  private constructor(private readonly upstream: URL) {}

  static async start(natsUrl: string): Promise<NatsProxy> {
    const proxy = new NatsProxy(new URL(natsUrl));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Nothing arrives any more, in neither direction, and neither side is informed. */
  cutOff(): void {
    this.held = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** Whatever was sent meanwhile arrives now. */
  mend(): void {
    this.held = false;
    for (const socket of this.sockets) socket.resume();
    for (const end of this.ended.splice(0)) end();
  }

  async close(): Promise<void> {
    this.mend();
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const upstream = connect({ host: this.upstream.hostname, port: Number(this.upstream.port), noDelay: true });
    client.setNoDelay(true);
    const pass = (from: WireMessage['from'], source: Socket, sink: Socket): void => {
      const reader = new MessageReader((message) => this.messages.push({ from, ...message }));
      source.on('data', (bytes: Buffer) => {
        reader.read(bytes);
        sink.write(bytes);
      });
      const end = (): void => {
        this.sockets.delete(source);
        if (this.held) this.ended.push(() => sink.destroy());
        else sink.destroy();
      };
      source.on('error', end).on('close', end);
      this.sockets.add(source);
      if (this.held) source.pause();
    };
    pass('client', client, upstream);
    pass('server', upstream, client);
  }
}

const newline = '\r\n';

/** PUB, HPUB, MSG and HMSG of one direction of a connection (NATS client protocol); every other line is passed over. */
class MessageReader {
  private rest = Buffer.alloc(0);

  constructor(private readonly found: (message: Omit<WireMessage, 'from'>) => void) {}

  read(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      const lineEnd = this.rest.indexOf(newline);
      if (lineEnd < 0) return;
      const [verb = '', ...words] = this.rest.toString('latin1', 0, lineEnd).split(' ');
      const start = lineEnd + newline.length;
      if (!/^H?(PUB|MSG)$/.test(verb)) {
        this.rest = this.rest.subarray(start);
        continue;
      }
      const length = Number(words.at(-1));
      if (this.rest.length < start + length + newline.length) return;
      const headers = verb.startsWith('H') ? Number(words.at(-2)) : 0;
      const text = this.rest.toString('utf8', start + headers, start + length);
      this.rest = this.rest.subarray(start + length + newline.length);
      // PUB subject [reply] ..., MSG subject sid [reply] ...: the sizes are last.
      const names = words.slice(0, verb.startsWith('H') ? -2 : -1);
      if (verb.endsWith('MSG')) names.splice(1, 1);
      this.found({ subject: names[0]!, reply: names[1], text });
    }
  }
}
