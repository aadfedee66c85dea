/**
 * Offers that come back, on disk until they do. Where the server has not heard of a postponement (it was away when somebody chose "Later"), an
 * agent that is started again must not ask the holder once more; where it has, the agent must ask the server in time.
 */
import type { PostponeCause } from '@cardwright/contracts/update/update-offer';
import { readJson, writePrivate } from '../home/agent-home.js';

export interface Postponement {
  identityText: string;
  offerId: string;
  cause: PostponeCause;
  /** When the holder is asked again, by the workstation's clock. ISO 8601. */
  until: string;
  /** The same by the server's clock; null: the offer could not be postponed. */
  serverUntil: string | null;
  /** The server knows. */
  heard: boolean;
}

/** The longest postponement of any policy: what is older belongs to a card that never came back. */
const keptMs = 31 * 86_400_000;

export class Postponements {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private readonly rows: Map<string, Postponement>,
  ) {}

  /** A file that cannot be read is as good as none: the holder is asked once too often. */
  static async load(file: string, nowMs: number): Promise<Postponements> {
    const rows = await readJson<Postponement[]>(file).catch(() => undefined);
    const valid = (Array.isArray(rows) ? rows : []).filter(
      (row) => typeof row?.offerId === 'string' && Math.abs(Date.parse(row.until) - nowMs) < keptMs,
    );
    return new Postponements(file, new Map(valid.map((row) => [row.offerId, row])));
  }

  get(offerId: string): Postponement | undefined {
    return this.rows.get(offerId);
  }

  all(): Postponement[] {
    return [...this.rows.values()];
  }

  /** The wall clock was set back (ms is negative): what was told by it comes earlier by as much. */
  async shift(ms: number): Promise<void> {
    for (const row of this.rows.values()) row.until = new Date(Date.parse(row.until) + ms).toISOString();
    if (this.rows.size > 0) await this.save();
  }

  /** On disk when it resolves. Rejects when the disk is full; in memory it is kept all the same. */
  add(row: Postponement): Promise<void> {
    this.rows.set(row.offerId, row);
    return this.save();
  }

  async remove(offerId: string): Promise<void> {
    if (this.rows.delete(offerId)) await this.save();
  }

  /** Resolves when what was changed is on disk. */
  written(): Promise<void> {
    return this.writing;
  }

  ofCard(identityText: string): Postponement[] {
    return this.all().filter((row) => row.identityText === identityText);
  }

  async removeOfCard(identityText: string): Promise<void> {
    for (const { offerId } of this.ofCard(identityText)) await this.remove(offerId);
  }

  /** One after the other: the last content wins. */
  private save(): Promise<void> {
    const saved = this.writing.then(() => writePrivate(this.file, `${JSON.stringify(this.all())}\n`));
    this.writing = saved.catch(() => undefined);
    return saved;
  }
}
