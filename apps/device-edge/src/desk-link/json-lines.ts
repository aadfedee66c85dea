/** JSON objects over a stream, one per line. The other side is not believed: a line that is too long or no object ends the connection. */
import type { Socket } from 'node:net';

const maxLineBytes = 64 * 1024;

export class JsonLines<In, Out> {
  private held = '';

  constructor(
    private readonly socket: Socket,
    on: { message: (message: In) => void; end: () => void },
  ) {
    socket.setEncoding('utf8');
    // Whoever hangs up early does not want to know.
    socket.on('error', () => undefined);
    socket.once('close', on.end);
    socket.on('data', (text: string) => {
      this.held += text;
      const lines = this.held.split('\n');
      this.held = lines.pop()!;
      if (this.held.length > maxLineBytes) return void socket.destroy();
      for (const line of lines) {
        const message = parse(line);
        if (message === undefined || socket.destroyed) return void socket.destroy();
        on.message(message as In);
      }
    });
  }

  send(message: Out): void {
    if (this.socket.writable) this.socket.write(`${JSON.stringify(message)}\n`);
  }

  close(): void {
    this.socket.destroy();
  }
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
