/**
 * Whoever puts a card in and takes it out: one movement at a time. A card that loses its power while somebody takes it out to put it in again, as they
 * were asked to, is put in once and not twice. Fault harness only.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import type { CardSlots } from './workstation.js';

export class Hands {
  private last: Promise<void> = Promise.resolve();
  private insertions = 0;

  constructor(
    private readonly slots: Pick<CardSlots, 'insert' | 'remove' | 'untilOut'>,
    private readonly readerName: string,
    private readonly card: SimulatedCard,
  ) {}

  takeOut(): Promise<void> {
    return this.inTurn(() => this.slots.remove(this.readerName));
  }

  putIn(): Promise<void> {
    return this.inTurn(() => this.insert());
  }

  reinsert(): Promise<void> {
    return this.inTurn(async () => {
      await this.slots.remove(this.readerName);
      await this.insert();
    });
  }

  /** Its power went: it comes out, and is put in again after so long, unless somebody who was at it has done so. */
  putBack(pauseMs: number): Promise<void> {
    const before = this.insertions;
    return this.inTurn(async () => {
      if (this.insertions > before) return;
      await this.slots.untilOut(this.readerName);
      await delay(pauseMs);
      await this.insert();
    });
  }

  private insert(): Promise<void> {
    this.insertions += 1;
    return this.slots.insert(this.readerName, this.card);
  }

  private inTurn(move: () => Promise<void>): Promise<void> {
    const moved = this.last.then(move);
    this.last = moved.catch(() => undefined);
    return moved;
  }
}
