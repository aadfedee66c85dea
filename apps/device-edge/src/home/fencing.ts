/**
 * The highest fencing token seen per device, on the disk: an agent that was restarted, or woke up late, still refuses an
 * older lease. Equal tokens of one request are the same lease. Governing documents: design.md 2, faults.md 15 and 27.
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
   * Returns when the lease is the newest for its device and is on the disk; `newer` tells that it replaces another one.
   * Throws LIFECYCLE_LEASE_LOST for an older one, EDGE_JOURNAL_UNAVAILABLE when it cannot be remembered.
   */
  admit(lease: LeaseToken): Promise<{ newer: boolean }> {
    const next = this.tail.then(() => this.check(lease));
    this.tail = next.catch(() => undefined);
    return next;
  }

  private async check({ deviceId, requestId, fencingToken }: LeaseToken): Promise<{ newer: boolean }> {
    const seen = this.seen.get(deviceId);
    if (seen !== undefined) {
      if (fencingToken === seen.fencingToken && requestId === seen.requestId) return { newer: false };
      if (fencingToken <= seen.fencingToken)
        throw new CardwrightError('LIFECYCLE_LEASE_LOST', undefined, { deviceId, fencingToken });
    }
    const next = new Map(this.seen).set(deviceId, { fencingToken, requestId });
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await writePrivate(this.file, `${JSON.stringify(Object.fromEntries(next))}\n`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CardwrightError('EDGE_JOURNAL_UNAVAILABLE', undefined, { reason: code ?? 'unknown' }, error);
    }
    this.seen.set(deviceId, { fencingToken, requestId });
    return { newer: true };
  }
}
