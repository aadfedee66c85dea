/**
 * The machine service's side of the socket: lets users' processes in once it is known whose they are. What they may ask is decided by who
 * is given here (desks.ts, agent/desk-requests.ts).
 */
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { proofsIn, socketIn } from './folder.js';
import { JsonLines } from './json-lines.js';
import { makeChallenge, prepareProofs, provenUser } from './proof.js';
import type { FromService, FromUser, LinkRole } from './protocol.js';

/** A user's process that has shown whose it is. */
export interface Visitor {
  readonly role: LinkRole;
  readonly userId: number;
  /** Of logind, as the process says it; null: none. */
  readonly sessionId: string | null;
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

export class DeskDoor {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(
    private readonly folder: string,
    private readonly handler: VisitorHandler,
  ) {}

  /** The caller holds the lock of the agent's home: a socket that is there was left behind. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o755 });
    await prepareProofs(proofsIn(this.folder));
    const file = socketIn(this.folder);
    await rm(file, { force: true });
    const server = createServer((socket) => this.receive(socket));
    await new Promise<void>((listening, failed) => server.once('error', failed).listen(file, listening));
    // Anybody on this computer may knock.
    await chmod(file, 0o666);
    server.unref();
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    await new Promise<void>((closed) => {
      server.close(() => closed());
      for (const socket of this.sockets) socket.destroy();
    });
    await rm(socketIn(this.folder), { force: true });
  }

  private receive(socket: Socket): void {
    if (this.sockets.size >= visitorsMax) return void socket.destroy();
    this.sockets.add(socket);
    const challenge = makeChallenge();
    let hello: Extract<FromUser, { ask: 'hello' }> | undefined;
    let visitor: Visitor | undefined;
    const late = setTimeout(() => socket.destroy(), proofMs).unref();
    const lines = new JsonLines<FromUser, FromService>(socket, {
      message: (message) => {
        if (visitor !== undefined) return this.handler.said(visitor, message);
        if (hello === undefined && isHello(message)) {
          hello = message;
          return lines.send({ say: 'prove', ...challenge });
        }
        if (hello === undefined || message.ask !== 'proved') return lines.close();
        const { role, sessionId } = hello;
        void provenUser(proofsIn(this.folder), challenge).then((userId) => {
          clearTimeout(late);
          if (userId === undefined || socket.destroyed) return lines.close();
          visitor = {
            role,
            userId,
            sessionId,
            send: (each) => lines.send(each),
            close: () => lines.close(),
          };
          lines.send({ say: 'welcome' });
          this.handler.entered(visitor);
        });
      },
      end: () => {
        clearTimeout(late);
        this.sockets.delete(socket);
        if (visitor !== undefined) this.handler.left(visitor);
      },
    });
  }
}

function isHello(message: FromUser): message is Extract<FromUser, { ask: 'hello' }> {
  if (message.ask !== 'hello' || (message.role !== 'desk' && message.role !== 'check')) return false;
  return message.sessionId === null || typeof message.sessionId === 'string';
}
