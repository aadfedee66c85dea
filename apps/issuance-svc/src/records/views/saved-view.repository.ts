/** Rows of saved views. Whose they are is the identity that signed in, known as a person here or not; nobody reads another's. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { mostViews, type SavedView, type ViewedList } from '@cardwright/contracts/nats/saved-views';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Identity } from '../sessions/session.repository.js';

@Injectable()
export class SavedViewRepository {
  constructor(private readonly database: DataSource) {}

  /** By name. */
  list({ tenantId, iss, sub }: Identity, list: ViewedList): Promise<SavedView[]> {
    return this.database.query(
      `SELECT name, query FROM saved_view WHERE tenant_id = $1 AND iss = $2 AND sub = $3 AND list = $4
       ORDER BY name COLLATE names, name`,
      [tenantId, iss, sub, list],
    );
  }

  /**
   * In the place of the one of this name, if there is one. formerName: what it was called until now; that one is gone then. Throws VIEW_TOO_MANY {most},
   * VIEW_NOT_FOUND for a former name that nobody knows, VIEW_NAME_TAKEN for a new name that another one has.
   */
  save(
    { tenantId, iss, sub }: Identity,
    list: ViewedList,
    { name, query }: SavedView,
    formerName?: string,
  ): Promise<void> {
    const own = [tenantId, iss, sub, list];
    return inTransaction(this.database, async (manager) => {
      // One after another, so that two at once do not make more than there may be.
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [JSON.stringify(['view', ...own])]);
      const rows: { name: string }[] = await manager.query(
        'SELECT name FROM saved_view WHERE tenant_id = $1 AND iss = $2 AND sub = $3 AND list = $4',
        own,
      );
      const has = (wanted: string): boolean => rows.some((row) => row.name === wanted);
      if (formerName !== undefined && formerName !== name) {
        if (!has(formerName)) throw new CardwrightError('VIEW_NOT_FOUND');
        if (has(name)) throw new CardwrightError('VIEW_NAME_TAKEN');
        await manager.query(
          'UPDATE saved_view SET name = $5, query = $6 WHERE tenant_id = $1 AND iss = $2 AND sub = $3 AND list = $4 AND name = $7',
          [...own, name, query, formerName],
        );
        return;
      }
      if (!has(name) && rows.length >= mostViews)
        throw new CardwrightError('VIEW_TOO_MANY', undefined, { most: mostViews });
      await manager.query(
        `INSERT INTO saved_view (tenant_id, iss, sub, list, name, query) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, iss, sub, list, name) DO UPDATE SET query = excluded.query`,
        [...own, name, query],
      );
    });
  }

  /** Whether there was one. */
  async delete({ tenantId, iss, sub }: Identity, list: ViewedList, name: string): Promise<boolean> {
    const [, deleted]: [unknown, number] = await this.database.query(
      'DELETE FROM saved_view WHERE tenant_id = $1 AND iss = $2 AND sub = $3 AND list = $4 AND name = $5',
      [tenantId, iss, sub, list, name],
    );
    return deleted > 0;
  }
}
