/**
 * What roll-outs and campaigns do by themselves, in every copy: they go on, end or stop by their rules, and their cards become due, or are no longer,
 * page by page. A card that waits costs nothing; one that goes on costs one count.
 */
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Sweep } from '@cardwright/service-kit/sweep';
import type { OfferClock } from '../offers/offer-clock.js';

const everyMs = 2_000;
/** Cards that are brought up to their roll-out or campaign in one transaction. */
export const cardsAtOnce = 500;

/** Key: what names one. Step: what it does next by itself. */
export abstract class WaveClock<Wave extends Key, Key extends object, Step>
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly sweep: Sweep;

  protected constructor(
    protected readonly dataSource: DataSource,
    private readonly offers: OfferClock,
    { name, failing }: { name: string; failing: string },
  ) {
    this.sweep = new Sweep({ everyMs, round: () => this.round(), logger: new Logger(name), failing });
  }

  /** Those that may have to go on, or whose cards may have to be brought up to them. */
  protected abstract current(): Promise<Key[]>;
  protected abstract find(key: Key): Promise<Wave | null>;
  protected abstract lock(manager: EntityManager, key: Key): Promise<Wave | null>;
  /** null: nothing now. */
  protected abstract stepOf(manager: EntityManager, wave: Wave): Promise<Step | null>;
  protected abstract take(manager: EntityManager, wave: Wave, step: Step): Promise<void>;
  /** Brings a page of its cards up to it: how many. */
  protected abstract settlePage(manager: EntityManager, key: Key): Promise<number>;

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
  }

  /** Something has changed: not only at the next time. */
  soon(): void {
    this.sweep.start(0);
  }

  /** As far as they go now, with all their cards. */
  async round(): Promise<void> {
    for (const key of await this.current()) {
      while (await this.goOn(key));
      if (await this.settle(key)) this.offers.soon();
    }
  }

  /** True: it has changed, and may go on further. Counted without a lock: most of the time there is nothing to do. */
  private async goOn(key: Key): Promise<boolean> {
    const seen = await this.find(key);
    if (seen === null || (await this.stepOf(this.dataSource.manager, seen)) === null) return false;
    return inTransaction(this.dataSource, async (manager) => {
      const wave = await this.lock(manager, key);
      if (wave === null) return false;
      const step = await this.stepOf(manager, wave);
      if (step !== null) await this.take(manager, wave, step);
      return step !== null;
    });
  }

  /** True: cards have become due, or are no longer. */
  private async settle(key: Key): Promise<boolean> {
    for (let any = false; ; any = true)
      if ((await inTransaction(this.dataSource, (manager) => this.settlePage(manager, key))) === 0) return any;
  }
}
