/**
 * A line between workstations and NATS as offices have them: everything takes a while in both directions, it breaks off and is there again, or it is
 * dead in silence: nothing arrives, and neither side hears of an end. For any number of connections.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** cut: whoever comes is sent away. */
type State = 'through' | 'silent' | 'cut';

export class Line {
  /** In each direction, in milliseconds. */
  delayMs = 0;
  private state: State = 'through';
  private readonly sockets = new Set<Socket>();
  /** What was sent meanwhile, and ends that the other side does not know of yet. */
  private readonly held: (() => void)[] = [];
  private watched: { text: string; then: () => void } | undefined;
  private readonly server = createServer((client) => this.join(client));

  private constructor(private readonly upstream: URL) {}

  static async start(natsUrl: string): Promise<Line> {
    const line = new Line(new URL(natsUrl));
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    return line;
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Once, as soon as a client has said this; the server hears it too. */
  when(text: string, then: () => void): void {
    this.watched = { text, then };
  }

  /** Both sides are told, and whoever comes is sent away. */
  cut(): void {
    this.state = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Nothing arrives any more, and nobody is told; whoever comes waits. */
  silence(): void {
    this.state = 'silent';
  }

  /** What was sent in silence arrives now. */
  mend(): void {
    this.state = 'through';
    for (const each of this.held.splice(0)) each();
  }

  async close(): Promise<void> {
    this.state = 'cut';
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.state === 'cut') return void client.destroy();
    const upstream = connect({ host: this.upstream.hostname, port: Number(this.upstream.port), noDelay: true });
    client.setNoDelay(true);
    client.on('data', (bytes: Buffer) => this.watch(bytes));
    this.pass(client, upstream);
    this.pass(upstream, client);
  }

  private watch(bytes: Buffer): void {
    const { watched } = this;
    if (watched === undefined || !bytes.includes(watched.text)) return;
    this.watched = undefined;
    // Behind what passes it on, which comes after this.
    setTimeout(watched.then, this.delayMs + 1);
  }

  private pass(source: Socket, sink: Socket): void {
    this.sockets.add(source);
    source.on('data', (bytes: Buffer) => this.later(() => sink.writable && sink.write(bytes)));
    // An error of a broken line is the line's, and nobody else's.
    source.on('error', () => undefined);
    source.on('close', () => {
      this.sockets.delete(source);
      this.later(() => sink.destroy());
    });
  }

  /** Timers of equal length fire in the order in which they were set: the stream keeps its order. */
  private later(arrive: () => void): void {
    const now = (): void => {
      if (this.state === 'silent') this.held.push(arrive);
      else arrive();
    };
    if (this.delayMs === 0) now();
    else setTimeout(now, this.delayMs);
  }
}
