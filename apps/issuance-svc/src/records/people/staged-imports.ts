/**
 * Files that are larger than one message: kept in pieces until they are committed as one file, all or nothing. Pieces that nobody commits
 * are thrown away after an hour. Only the identity that began an import may continue it. A repeated commit gives the same answer.
 */
import { randomUUID } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImportedPeople, StagedImport } from '@cardwright/contracts/nats/issuance.api';
import { isUuid } from '@cardwright/contracts/uuid';
import { say } from '@cardwright/contracts/words/say';
import { actorText } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Sweep } from '@cardwright/service-kit/sweep';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import { readPeopleFile } from './people-file.js';
import { PeopleImport, type Importer } from './people-import.service.js';

/** A piece in base64 is far below NATS's largest message (4 MB). */
const pieceBytes = 1_000_000;
/** 32 MB: about 200,000 people. */
const maximumPieces = 32;
const livesForMs = 60 * 60_000;
/** The limit keeps an administrator who begins again and again from filling the disk. */
const openAtMost = 4;
const sweepEveryMs = 5 * 60_000;

@Injectable()
export class StagedImports implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep = new Sweep({
    everyMs: sweepEveryMs,
    round: () => this.forgetExpired(),
    logger: new Logger(StagedImports.name),
    failing: 'imports that nobody committed are not cleaned up',
  });

  constructor(
    private readonly database: DataSource,
    private readonly people: PeopleImport,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  async forgetExpired(): Promise<void> {
    await this.database.query('DELETE FROM person_import WHERE expires_at < now()');
  }

  /** When an actor begins a fifth import, the oldest is dropped, those that are done first; one that is being committed is none of them. */
  async begin(context: ChangeContext): Promise<StagedImport> {
    const importId = randomUUID();
    const actor = actorText(context.actor);
    const expiresAt = new Date(Date.now() + livesForMs);
    await inTransaction(this.database, async (manager) => {
      await manager.query(
        `DELETE FROM person_import WHERE import_id IN (
           SELECT import_id FROM person_import WHERE tenant_id = $1 AND actor = $2
           ORDER BY result IS NULL DESC, expires_at DESC OFFSET $3 FOR NO KEY UPDATE SKIP LOCKED)`,
        [context.tenantId, actor, openAtMost - 1],
      );
      await manager.query(
        'INSERT INTO person_import (import_id, tenant_id, actor, expires_at) VALUES ($1, $2, $3, $4)',
        [importId, context.tenantId, actor, expiresAt],
      );
    });
    return { importId, pieceBytes, maximumPieces, expiresAt: expiresAt.toISOString() };
  }

  /** Throws PERSON_IMPORT_EXPIRED, REQUEST_TOO_LARGE, REQUEST_INVALID for a number that is none. */
  async keep(importId: string, number: number, data: Buffer, context: ChangeContext): Promise<{ received: number }> {
    if (!Number.isInteger(number) || number < 1)
      throw new CardwrightError('REQUEST_INVALID', say('input.counts-from-one'), { field: 'number' });
    if (number > maximumPieces || data.length > pieceBytes)
      throw new CardwrightError('REQUEST_TOO_LARGE', undefined, { pieceBytes, maximumPieces });
    await inTransaction(this.database, async (manager) => {
      await this.mine(manager, importId, context);
      await manager.query(
        `INSERT INTO person_import_piece (import_id, number, data) VALUES ($1, $2, $3)
         ON CONFLICT (import_id, number) DO UPDATE SET data = excluded.data`,
        [importId, number, data],
      );
    });
    return { received: number };
  }

  /** Throws PERSON_IMPORT_EXPIRED, REQUEST_INVALID {missing} while pieces are missing, and what PeopleImport throws. */
  async commit(
    asked: { importId: string; pieces: number; encoding?: string; dryRun?: boolean },
    context: ChangeContext,
    importer: Importer,
  ): Promise<ImportedPeople> {
    const { importId, dryRun = false } = asked;
    const known = await this.mine(this.database.manager, importId, context);
    if (known !== null) return known;
    const bytes = await this.whole(importId, asked.pieces).catch((error: unknown) => error as Error);
    if (bytes instanceof Error) {
      // With the result of another commit, which has ended meanwhile, the pieces go.
      const meanwhile = await this.mine(this.database.manager, importId, context);
      if (meanwhile === null) throw bytes;
      return meanwhile;
    }
    return this.people.text(readPeopleFile(bytes, asked.encoding), dryRun, context, importer, {
      // Whoever asked before may not have waited long enough for a large file, and asks again while it is written.
      doneIn: (manager) => this.mine(manager, importId, context, dryRun ? '' : 'FOR NO KEY UPDATE'),
      async keepIn(manager, imported) {
        await manager.query('DELETE FROM person_import_piece WHERE import_id = $1', [importId]);
        await manager.query('UPDATE person_import SET result = $2 WHERE import_id = $1', [
          importId,
          JSON.stringify(imported),
        ]);
      },
    });
  }

  /** One that is committed, or is being committed, stays for its hour: whoever did not wait long enough asks for its result. */
  async discard(importId: string, context: ChangeContext): Promise<void> {
    await this.mine(this.database.manager, importId, context);
    await this.database.query(
      `DELETE FROM person_import WHERE import_id IN (
         SELECT import_id FROM person_import WHERE import_id = $1 AND result IS NULL FOR NO KEY UPDATE SKIP LOCKED)`,
      [importId],
    );
  }

  /** The result after the commit. Another identity gets the answer that the import does not exist. */
  private async mine(
    manager: EntityManager,
    importId: string,
    context: ChangeContext,
    lock: '' | 'FOR NO KEY UPDATE' = '',
  ): Promise<ImportedPeople | null> {
    const [row]: { result: ImportedPeople | null }[] = isUuid(importId)
      ? await manager.query(
          `SELECT result FROM person_import WHERE import_id = $1 AND tenant_id = $2 AND actor = $3 AND expires_at > now() ${lock}`,
          [importId, context.tenantId, actorText(context.actor)],
        )
      : [];
    if (row === undefined) throw new CardwrightError('PERSON_IMPORT_EXPIRED', undefined, { importId });
    return row.result;
  }

  private async whole(importId: string, pieces: number): Promise<Buffer> {
    const rows: { number: number; data: Buffer }[] = await this.database.query(
      'SELECT number, data FROM person_import_piece WHERE import_id = $1 ORDER BY number',
      [importId],
    );
    if (!Number.isInteger(pieces) || pieces < 1 || pieces > maximumPieces)
      throw new CardwrightError('REQUEST_INVALID', say('input.pieces', { most: maximumPieces }), { field: 'pieces' });
    const here = new Set(rows.map(({ number }) => number));
    const missing = Array.from({ length: pieces }, (_, index) => index + 1).filter((number) => !here.has(number));
    if (missing.length > 0 || rows.length > pieces)
      throw new CardwrightError('REQUEST_INVALID', say('input.file-not-whole'), {
        missing,
      });
    return Buffer.concat(rows.map(({ data }) => data));
  }
}
