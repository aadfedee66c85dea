/**
 * CRLs on disk as pki-svc made them, so that a long one is never in memory: looked for again after seconds, and served until they run
 * out when pki-svc is away, because a relying party must be able to check certificates even then. Public documents, so no actor.
 */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { CrlReply } from '@cardwright/contracts/nats/pki.api';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { isAway, pkiContext } from './pki-context.js';

export interface CrlFile {
  path: string;
  bytes: number;
  thisUpdate: string;
  nextUpdate: string;
  crlNumber: number;
}

/** How long an answer is taken without asking again. */
const freshMs = 2_000;

interface Known {
  lookedAt: number;
  crl: CrlFile;
  /** Of before, for whoever has begun to read it. */
  previous?: string;
}

@Injectable()
export class CrlFiles implements OnModuleDestroy {
  private folder: Promise<string> | undefined;
  private readonly known = new Map<string, Known>();
  /** One look at a time per list, however many ask. */
  private readonly looks = new Map<string, Promise<CrlFile>>();

  constructor(private readonly rpc: RpcClient) {}

  /** list: an issuer's id, or that of one of its lists. Throws REQUEST_NOT_FOUND and the errors of a service that is away. */
  async newest(list: string): Promise<CrlFile> {
    const known = this.known.get(list);
    if (known && Date.now() - known.lookedAt < freshMs) return known.crl;
    let look = this.looks.get(list);
    if (!look) {
      look = this.look(list, known).finally(() => this.looks.delete(list));
      this.looks.set(list, look);
    }
    try {
      return await look;
    } catch (error) {
      if (known && isAway(error) && Date.parse(known.crl.nextUpdate) > Date.now()) return known.crl;
      throw error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    if (this.folder) await rm(await this.folder, { recursive: true, force: true });
  }

  private async look(list: string, known: Known | undefined): Promise<CrlFile> {
    const asked = known ? { ifNewerThan: known.crl.crlNumber } : {};
    const first = await this.rpc.pki('crl.get', { issuerId: list, piece: 0, ...asked }, pkiContext());
    const { crlNumber, thisUpdate, nextUpdate } = first;
    if (known?.crl.crlNumber === crlNumber) {
      known.lookedAt = Date.now();
      return known.crl;
    }
    this.folder ??= mkdtemp(join(tmpdir(), 'cardwright-crls-'));
    const path = join(await this.folder, `${list}-${crlNumber}.crl`);
    const file = await open(path, 'w', 0o600);
    try {
      const crl = { path, bytes: await this.write(file, list, first), thisUpdate, nextUpdate, crlNumber };
      if (known?.previous) await rm(known.previous, { force: true });
      this.known.set(list, { lookedAt: Date.now(), crl, ...(known && { previous: known.crl.path }) });
      return crl;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }

  /** All pieces of one CRL. Returns its length. */
  private async write(file: FileHandle, list: string, first: CrlReply): Promise<number> {
    const { crlNumber, pieces = 1 } = first;
    let bytes = 0;
    for (let piece = 0; piece < pieces; piece++) {
      const { crlDerBase64 } =
        piece === 0 ? first : await this.rpc.pki('crl.get', { issuerId: list, crlNumber, piece }, pkiContext());
      const der = Buffer.from(crlDerBase64, 'base64');
      await file.appendFile(der);
      bytes += der.length;
    }
    return bytes;
  }
}
