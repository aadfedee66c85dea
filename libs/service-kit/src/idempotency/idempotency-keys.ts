/**
 * Does the work of a request with an idempotency key once: the first call claims the key's row and does it; a later one with the same body gets
 * the answer of the first; one that comes meanwhile is told to come again. The claim is renewed while the call lives, so what a crash left half done
 * may be done again a moment later. What was refused before anything happened frees its key.
 */
import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { idempotencyKeptHours, type KeptAnswer } from '@cardwright/contracts/nats/idempotent-operations';
import type { DataSource } from 'typeorm';

export interface KeyedCall {
  tenantId: string;
  /** As in the audit trail. */
  actor: string;
  key: string;
  operation: string;
  body: unknown;
  keeps: KeptAnswer;
}

interface Row {
  operation: string;
  body_sha256: string;
  state: 'running' | 'open' | 'done';
  answer: unknown;
}

export class IdempotencyKeys {
  constructor(
    private readonly database: DataSource,
    /** How long a call that died keeps others away. */
    private readonly holdMs = 15_000,
  ) {}

  /** Throws REQUEST_KEY_REUSED, REQUEST_KEY_RUNNING, REQUEST_KEY_ANSWERED, and what `work` throws. */
  async once(call: KeyedCall, work: () => Promise<unknown>): Promise<unknown> {
    const hash = bodyHash(call.body);
    const holder = randomUUID();
    if (!(await this.claim(call, hash, holder))) return this.answered(call, hash);
    const renewal = setInterval(() => void this.renew(call, holder).catch(() => undefined), this.holdMs / 3).unref();
    try {
      const answer = await work();
      await this.end(call, holder, answer);
      return answer;
    } catch (error) {
      // A database that is away frees it by itself, when the claim has run out.
      await this.release(call, holder, isRefusal(error)).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** Some rows that have run out; how many there were. */
  async sweep(most = 1_000): Promise<number> {
    const [, count]: [unknown, number] = await this.database.query(
      `delete from idempotency_key where (tenant_id, actor, key) in
         (select tenant_id, actor, key from idempotency_key where expires_at < now() limit $1 for update skip locked)`,
      [most],
    );
    return count;
  }

  private async claim({ tenantId, actor, key, operation }: KeyedCall, hash: string, holder: string): Promise<boolean> {
    const rows: unknown[] = await this.database.query(
      `insert into idempotency_key (tenant_id, actor, key, operation, body_sha256, state, holder, held_until, expires_at)
       values ($1, $2, $3, $4, $5, 'running', $6, now() + $7 * interval '1 millisecond', now() + $8 * interval '1 hour')
       on conflict (tenant_id, actor, key) do update set
         operation = excluded.operation, body_sha256 = excluded.body_sha256, state = excluded.state, holder = excluded.holder,
         held_until = excluded.held_until, answer = null, expires_at = excluded.expires_at
       where idempotency_key.expires_at < now()
         or (idempotency_key.operation = excluded.operation and idempotency_key.body_sha256 = excluded.body_sha256
             and (idempotency_key.state = 'open' or (idempotency_key.state = 'running' and idempotency_key.held_until < now())))
       returning key`,
      [tenantId, actor, key, operation, hash, holder, this.holdMs, idempotencyKeptHours],
    );
    return rows.length > 0;
  }

  private async answered({ tenantId, actor, key, operation, keeps }: KeyedCall, hash: string): Promise<unknown> {
    const [row]: [Row?] = await this.database.query(
      `select operation, body_sha256, state, answer from idempotency_key where ${ofKey}`,
      [tenantId, actor, key],
    );
    // Refused or swept since the claim was tried.
    if (row === undefined) throw new CardwrightError('REQUEST_KEY_RUNNING');
    if (row.operation !== operation || row.body_sha256 !== hash) throw new CardwrightError('REQUEST_KEY_REUSED');
    if (row.state !== 'done') throw new CardwrightError('REQUEST_KEY_RUNNING');
    if (keeps === 'secret') throw new CardwrightError('REQUEST_KEY_ANSWERED');
    return row.answer;
  }

  private async renew({ tenantId, actor, key }: KeyedCall, holder: string): Promise<void> {
    await this.database.query(
      `update idempotency_key set held_until = now() + $5 * interval '1 millisecond' where ${ofKey} and holder = $4 and state = 'running'`,
      [tenantId, actor, key, holder, this.holdMs],
    );
  }

  private async end({ tenantId, actor, key, keeps }: KeyedCall, holder: string, answer: unknown): Promise<void> {
    await this.database.query(
      `update idempotency_key set state = 'done', holder = null, held_until = null, answer = $5 where ${ofKey} and holder = $4`,
      [tenantId, actor, key, holder, keeps === 'secret' ? null : JSON.stringify(answer ?? {})],
    );
  }

  private async release({ tenantId, actor, key }: KeyedCall, holder: string, refused: boolean): Promise<void> {
    const [what, values] = [`${ofKey} and holder = $4`, [tenantId, actor, key, holder]];
    await this.database.query(
      refused
        ? `delete from idempotency_key where ${what}`
        : `update idempotency_key set state = 'open', holder = null, held_until = null where ${what}`,
      values,
    );
  }
}

const ofKey = 'tenant_id = $1 and actor = $2 and key = $3';

/** Of the body without the key itself, which some bodies carry too. */
function bodyHash(body: unknown): string {
  const { idempotencyKey: _, ...rest } = (body ?? {}) as Record<string, unknown>;
  return createHash('sha256').update(canonicalJson(rest)).digest('hex');
}

/** Nothing was done, and the same would be refused again: the client corrects it, and may keep its key. */
const isRefusal = (error: unknown): boolean => isCardwrightError(error) && error.row.httpStatus < 500;
