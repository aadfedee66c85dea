/**
 * Passes a file of people on: in one message where it fits, else in pieces that are committed at once, so that what the REST API takes in
 * one body is imported whatever NATS's largest message is.
 */
import { Injectable } from '@nestjs/common';
import type { ImportedPeople, ImportPeopleRequest } from '@cardwright/contracts/nats/issuance.api';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { Caller } from '../auth/auth.guard.js';

/** In JSON this stays below NATS's 4 MB, even if every character has to be escaped. */
const oneMessageBytes = 600_000;
/** Longer than the import of the largest file takes on a busy machine. */
export const importTimeoutMs = 120_000;

@Injectable()
export class PeopleFiles {
  constructor(private readonly rpc: RpcClient) {}

  async import(asked: ImportPeopleRequest, caller: Caller): Promise<ImportedPeople> {
    const { csv, fileBase64, encoding, dryRun } = asked;
    const bytes = csv === undefined ? Buffer.from(fileBase64 ?? '', 'base64') : Buffer.from(csv, 'utf8');
    if (bytes.length <= oneMessageBytes)
      return this.rpc.issuance('people.import', asked, caller, { timeoutMs: importTimeoutMs });
    const { importId, pieceBytes } = await this.rpc.issuance('people.import.begin', {}, caller);
    try {
      let pieces = 0;
      for (let from = 0; from < bytes.length; from += pieceBytes) {
        const dataBase64 = bytes.subarray(from, from + pieceBytes).toString('base64');
        await this.rpc.issuance('people.import.piece', { importId, number: ++pieces, dataBase64 }, caller);
      }
      const commit = {
        importId,
        pieces,
        ...(encoding !== undefined && { encoding }),
        ...(dryRun !== undefined && { dryRun }),
      };
      return await this.rpc.issuance('people.import.commit', commit, caller, { timeoutMs: importTimeoutMs });
    } finally {
      // Not waited for: what is left is thrown away by itself.
      void this.rpc.issuance('people.import.discard', { importId }, caller).catch(() => undefined);
    }
  }
}
