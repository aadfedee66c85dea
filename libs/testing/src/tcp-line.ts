/**
 * A line to a server that can be cut and mended: while it is cut, connections break and new ones are refused, or answered as a server
 * answers that takes none yet. Specs only.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class TcpLine {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  private constructor(private readonly target: { host: string; port: number }) {}

  static async start(target: { host: string; port: number }): Promise<TcpLine> {
    const line = new TcpLine(target);
    await line.mend();
    return line;
  }

  cut(): void {
    this.server?.close();
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
  }

  /** On the same port as before. */
  mend(): Promise<void> {
    return this.listen((socket) => this.join(socket, connect(this.target)));
  }

  /** After a cut: each connection gets this answer to the first thing that it says, and is closed. Until the next cut. */
  answer(bytes: Uint8Array): Promise<void> {
    return this.listen((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(bytes));
    });
  }

  private async listen(onConnection: (socket: Socket) => void): Promise<void> {
    const server = createServer(onConnection);
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  private join(...ends: [Socket, Socket]): void {
    for (const [index, socket] of ends.entries()) {
      const other = ends[1 - index]!;
      this.sockets.add(socket);
      socket.pipe(other);
      // The other end goes with it; an error of a broken line is the line's, and nobody else's.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
