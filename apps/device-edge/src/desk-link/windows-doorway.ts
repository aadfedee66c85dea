/**
 * Windows has no socket that says who speaks, and no file whose owner would. The service listens on the loopback and leaves its port and a public key in a folder
 * that nobody else may write; a user's process believes who signs by that key, and then shows itself by a pipe of which the system says whose process holds it.
 * What it writes there is for its own connection alone, and the service tells it to nobody else.
 */
import { generateKeyPairSync, randomBytes, sign, verify, createPublicKey, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import type { ProofPipe, WindowsSystem } from '../windows-system/windows-system.port.js';
import { connected } from './connected.js';
import type { Doorway, Guest, Proof, Visit } from './doorway.port.js';
import { doorFileIn } from './folder.js';

const loopback = '127.0.0.1';
const nonceText = /^[0-9a-f]{64}$/;
const pipeName = /^cardwright-proof-[0-9a-f]{32}$/;

interface DoorFile {
  port: number;
  /** Ed25519, SPKI. */
  publicKeyBase64: string;
}

const signedBytes = (nonce: string, { name, content }: Pick<Proof, 'name' | 'content'>): Buffer =>
  Buffer.from(JSON.stringify(['cardwright desk', nonce, name, content]));

export class WindowsDoorway implements Doorway {
  private readonly keys = generateKeyPairSync('ed25519');

  constructor(
    private readonly folder: string,
    private readonly system: WindowsSystem,
  ) {}

  async listen(server: Server): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await new Promise<void>((listening, failed) => server.once('error', failed).listen(0, loopback, listening));
    const publicKeyBase64 = this.keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const door: DoorFile = { port: (server.address() as AddressInfo).port, publicKeyBase64 };
    await writeFile(doorFileIn(this.folder), JSON.stringify(door));
  }

  newGuest(): Guest {
    const content = randomBytes(32).toString('hex');
    let pipe: ProofPipe | undefined;
    return {
      question: ({ nonce }) => {
        if (typeof nonce !== 'string' || !nonceText.test(nonce)) return undefined;
        pipe = this.newPipe();
        if (pipe === undefined) return undefined;
        const signature = sign(null, signedBytes(nonce, { name: pipe.name, content }), this.keys.privateKey);
        return { say: 'prove', name: pipe.name, content, signature: signature.toString('base64') };
      },
      speaker: async () => {
        const account = await Promise.resolve().then(() => pipe?.writer(content));
        if (account === undefined) return undefined;
        const isService = account.userId === this.system.own().userId;
        return { ...account, isSessionProven: true, ...(isService && { isService }) };
      },
      done: () => pipe?.close(),
    };
  }

  /** A computer that has no more of them lets nobody in, and works on. */
  private newPipe(): ProofPipe | undefined {
    try {
      return this.system.openProof();
    } catch {
      return undefined;
    }
  }

  remove(): Promise<void> {
    return rm(doorFileIn(this.folder), { force: true });
  }
}

/** showAt: holds a pipe of this name with this content, until the signal. */
export function windowsVisit(folder: string, showAt = holdPipe): Visit {
  const nonce = randomBytes(32).toString('hex');
  let key: KeyObject | undefined;
  const over = new AbortController();
  return {
    connect: async () => {
      const { port, publicKeyBase64 } = JSON.parse(await readFile(doorFileIn(folder), 'utf8')) as DoorFile;
      key = createPublicKey({ key: Buffer.from(publicKeyBase64, 'base64'), format: 'der', type: 'spki' });
      return connected({ host: loopback, port });
    },
    hello: { sessionId: null, nonce },
    prove: async (proof) => {
      const signature = Buffer.from(String(proof.signature), 'base64');
      if (!verify(null, signedBytes(nonce, proof), key!, signature)) throw new TypeError('not the service');
      if (!pipeName.test(proof.name)) throw new TypeError('not the name of a proof');
      await showAt(proof.name, proof.content, over.signal);
    },
    done: () => over.abort(),
  };
}

/** Nobody who makes a pipe of this name later is connected to. */
async function holdPipe(name: string, content: string, signal: AbortSignal): Promise<void> {
  const pipe = await connected({ path: `\\\\.\\pipe\\${name}`, signal });
  pipe.on('error', () => undefined);
  await new Promise<void>((written) => pipe.write(content, () => written()));
}
