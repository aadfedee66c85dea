/**
 * The highest fencing token seen per device, on the disk: an agent that was restarted, or woke up late, still refuses an older lease. Equal
 * tokens of one request are the same lease. The remembered token is only what somebody sent, so issuance-svc, which keeps the leases, may
 * correct it. Governing documents: design.md 2, faults.md 15, 27 and 32, docs/decisions/0006.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { readJson, writePrivate } from './agent-home.js';

interface Seen {
  fencingToken: number;
  requestId: string;
}

export class Fencing {
  private tail: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private readonly seen: Map<string, Seen>,
  ) {}

  static async load(file: string): Promise<Fencing> {
    return new Fencing(file, new Map(Object.entries((await readJson<Record<string, Seen>>(file)) ?? {})));
  }

  /**
   * Returns when the lease is the newest for its device and is on the disk; `newer`: it replaces another one.
   * Throws LIFECYCLE_LEASE_LOST for an older one, EDGE_JOURNAL_UNAVAILABLE when it cannot be remembered.
   */
  admit(lease: LeaseToken): Promise<{ newer: boolean }> {
    return this.inTurn(() => this.check(lease));
  }

  /** How a lease stands to the newest of its device, which stays what it is. `newer`: also where none is known. */
  compare({ deviceId, requestId, fencingToken }: LeaseToken): 'older' | 'newest' | 'newer' {
    const seen = this.seen.get(deviceId);
    if (seen === undefined || fencingToken > seen.fencingToken) return 'newer';
    return fencingToken === seen.fencingToken && requestId === seen.requestId ? 'newest' : 'older';
  }

  /** The remembered token of a device, which the caller passes to `correct`. */
  remembered(deviceId: string): number | undefined {
    return this.seen.get(deviceId)?.fencingToken;
  }

  /**
   * The lease is open, whatever was remembered: takes its token in place of `believed`. false when something else has come in the
   * meantime, which stands then.
   */
  correct(lease: LeaseToken, believed: number | undefined): Promise<boolean> {
    return this.inTurn(async () => {
      if (this.remembered(lease.deviceId) !== believed) return false;
      await this.remember(lease);
      return true;
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.tail.then(work);
    this.tail = next.catch(() => undefined);
    return next;
  }

  private async check(lease: LeaseToken): Promise<{ newer: boolean }> {
    const { deviceId, fencingToken } = lease;
    const stands = this.compare(lease);
    if (stands === 'newest') return { newer: false };
    if (stands === 'older') throw new CardwrightError('LIFECYCLE_LEASE_LOST', undefined, { deviceId, fencingToken });
    await this.remember(lease);
    return { newer: true };
  }

  private async remember({ deviceId, requestId, fencingToken }: LeaseToken): Promise<void> {
    const next = new Map(this.seen).set(deviceId, { fencingToken, requestId });
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await writePrivate(this.file, `${JSON.stringify(Object.fromEntries(next))}\n`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CardwrightError('EDGE_JOURNAL_UNAVAILABLE', undefined, { reason: code ?? 'unknown' }, error);
    }
    this.seen.set(deviceId, { fencingToken, requestId });
  }
}
