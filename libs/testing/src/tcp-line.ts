/** A line to a server that can be cut and mended: while it is cut, connections break and new ones are refused. Specs only. */
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
  async mend(): Promise<void> {
    const server = createServer((socket) => this.join(socket, connect(this.target)));
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
