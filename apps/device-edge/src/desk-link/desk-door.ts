/**
 * The machine service's side of the socket: lets users' processes in once it is known whose they are. What they may ask is decided by who
 * is given here (desks.ts, agent/desk-requests.ts).
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { Doorway, Hello, Speaker } from './doorway.port.js';
import { doorwayOf } from './doorways.js';
import { JsonLines } from './json-lines.js';
import type { FromService, FromUser, LinkRole } from './protocol.js';

/** A user's process that has shown whose it is. */
export interface Visitor extends Speaker {
  readonly role: LinkRole;
  send(message: FromService): void;
  close(): void;
}

export interface VisitorHandler {
  entered(visitor: Visitor): void;
  said(visitor: Visitor, message: FromUser): void;
  left(visitor: Visitor): void;
}

/** Time to show who one is. */
const proofMs = 10_000;
/** More than sessions and commands on one computer; whoever opens more cannot take the service's files. */
const visitorsMax = 64;
const roles: readonly LinkRole[] = ['desk', 'window', 'check'];

export class DeskDoor {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private doorway: Doorway | undefined;

  constructor(
    private readonly folder: string,
    private readonly handler: VisitorHandler,
    private readonly openDoorway: (folder: string) => Promise<Doorway> = doorwayOf,
  ) {}

  /** The caller holds the lock of the agent's home. */
  async open(): Promise<void> {
    const doorway = await this.openDoorway(this.folder);
    const server = createServer((socket) => this.receive(socket, doorway));
    server.unref();
    // A visitor that could not be taken is one visitor less.
    server.on('error', () => undefined);
    await doorway.listen(server).catch((error: unknown) => {
      server.close();
      throw error;
    });
    [this.server, this.doorway] = [server, doorway];
  }

  async close(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    await new Promise<void>((closed) => {
      server.close(() => closed());
      for (const socket of this.sockets) socket.destroy();
    });
    await this.doorway?.remove();
  }

  private receive(socket: Socket, doorway: Doorway): void {
    if (this.sockets.size >= visitorsMax) return void socket.destroy();
    this.sockets.add(socket);
    const guest = doorway.newGuest();
    let hello: Hello | undefined;
    let hasProved = false;
    let visitor: Visitor | undefined;
    const late = setTimeout(() => socket.destroy(), proofMs).unref();
    const lines = new JsonLines<FromUser, FromService>(socket, {
      message: (message) => {
        if (visitor !== undefined) return this.handler.said(visitor, message);
        if (hello === undefined && isHello(message)) {
          hello = message;
          const question = guest.question(hello);
          return question === undefined ? lines.close() : lines.send(question);
        }
        if (hello === undefined || hasProved || message.ask !== 'proved') return lines.close();
        hasProved = true;
        const { role } = hello;
        void guest.speaker().then(
          (speaker) => {
            clearTimeout(late);
            guest.done();
            if (speaker === undefined || socket.destroyed) return lines.close();
            visitor = { ...speaker, role, send: (each) => lines.send(each), close: () => lines.close() };
            lines.send({ say: 'welcome' });
            this.handler.entered(visitor);
          },
          () => lines.close(),
        );
      },
      end: () => {
        clearTimeout(late);
        guest.done();
        this.sockets.delete(socket);
        if (visitor !== undefined) this.handler.left(visitor);
      },
    });
  }
}

function isHello(message: FromUser): message is Extract<FromUser, { ask: 'hello' }> {
  if (message.ask !== 'hello' || !roles.includes(message.role)) return false;
  return message.sessionId === null || typeof message.sessionId === 'string';
}
