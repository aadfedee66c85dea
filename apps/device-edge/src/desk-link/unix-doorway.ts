/** A Unix socket, and a file whose owner shows who speaks (proof.ts). */
import { chmod, mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { connected } from './connected.js';
import type { Doorway, Guest, Hello, Visit } from './doorway.port.js';
import { proofsIn, socketIn } from './folder.js';
import { makeChallenge, prepareProofs, prove, provenUser } from './proof.js';

export class UnixDoorway implements Doorway {
  constructor(private readonly folder: string) {}

  async listen(server: Server): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o755 });
    await prepareProofs(proofsIn(this.folder));
    const file = socketIn(this.folder);
    await rm(file, { force: true });
    await new Promise<void>((listening, failed) => server.once('error', failed).listen(file, listening));
    // Anybody on this computer may knock.
    await chmod(file, 0o666);
  }

  newGuest(): Guest {
    const challenge = makeChallenge();
    let said: Hello | undefined;
    return {
      question: (hello) => {
        said = hello;
        return { say: 'prove', ...challenge };
      },
      speaker: async () => {
        const userId = await provenUser(proofsIn(this.folder), challenge);
        return userId === undefined ? undefined : { userId, sessionId: said!.sessionId };
      },
      done: () => undefined,
    };
  }

  remove(): Promise<void> {
    return rm(socketIn(this.folder), { force: true });
  }
}

export const unixVisit = (folder: string): Visit => ({
  connect: () => connected({ path: socketIn(folder) }),
  hello: { sessionId: process.env['XDG_SESSION_ID'] ?? null },
  prove: (proof) => prove(proofsIn(folder), proof),
  done: () => undefined,
});
