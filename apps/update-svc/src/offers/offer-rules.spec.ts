/**
 * The promise of a postponement, against a clock that jumps: some thousand courses of one offer, each drawn from its number. What the holder was
 * promised is kept beside it, in the words of the requirement, and compared with what the rules do.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Offer, StoredDue } from '../persistence/offer.repository.js';
import { decide, isPostponable, nextLook, postponed } from './offer-rules.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2027-03-10T08:00:00.000Z');

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const renewal = (deadline: number | null): StoredDue => ({
  kind: 'cert.renew',
  cause: 'RENEW',
  keyReferences: ['9A'],
  dueAt: new Date(start - day),
  deadline: deadline === null ? null : new Date(deadline),
  urgency: 'normal',
  offered: true,
  heldBack: null,
});

/** One card with a clock of its own, as update-svc keeps it: looked at when its timer says so, and whenever it is checked. */
class Course {
  now = start;
  deadline: number | null;
  open: Offer | null = null;
  timer: number | null = null;

  constructor(
    readonly repromptMs: number,
    deadline: number | null,
  ) {
    this.deadline = deadline;
    this.look();
  }

  look(): void {
    const due = [renewal(this.deadline)];
    const { changes, begins, ends } = decide({
      due,
      open: this.open,
      activeRequestId: null,
      now: this.now,
      repromptMs: this.repromptMs,
    });
    expect(ends).toBeUndefined();
    if (begins !== undefined)
      this.open = {
        offerId: randomUUID(),
        tenantId: 't',
        deviceId: 'd',
        deviceLabel: 'Card',
        personId: null,
        state: 'offered',
        kind: 'cert.renew',
        causes: begins,
        deadline: this.deadline === null ? null : new Date(this.deadline),
        offeredAt: new Date(this.now),
        workstationId: 'ws',
        readerName: null,
        leasedUntil: null,
        until: null,
        postponements: [],
        acceptedAt: null,
        requestId: null,
        outcome: null,
        endedAt: null,
      };
    if (changes !== undefined) this.open = { ...this.open!, ...changes };
    this.setTimer();
  }

  postpone(named?: number): void {
    const situation = { now: this.now, repromptMs: this.repromptMs };
    this.open = { ...this.open!, ...postponed(this.open!, 'dismissed', situation, named) };
    this.setTimer();
  }

  /** The service looks once a second, whatever the clock did between. */
  passTo(time: number): void {
    this.now = time;
    if (this.timer !== null && this.timer <= this.now) this.look();
  }

  private setTimer(): void {
    const next = nextLook({ due: [renewal(this.deadline)], now: this.now }, this.open);
    this.timer = next === null ? null : next.getTime();
  }
}

describe('postponement', () => {
  it('[A08] is kept to the second through jumps of the clock, checks and restarts; only an earlier deadline ends it before', () => {
    let kept = 0;
    let overridden = 0;
    for (let seed = 1; seed <= 2_000; seed++) {
      const random = numbers(seed);
      const repromptMs = Math.round(minute + random() * (30 * day - minute));
      const course = new Course(repromptMs, random() < 0.5 ? null : start + Math.round(random() * 40 * day));
      let promised: number | null = null;
      let count = 0;
      for (let step = 0; step < 30; step++) {
        const chance = random();
        if (chance < 0.3 && promised === null && isPostponable(course.open!, course.now)) {
          const named = random() < 0.3 ? course.now + Math.round(random() * 2 * repromptMs) : undefined;
          const usual = course.now + repromptMs;
          const bounded = course.deadline !== null ? Math.min(usual, course.deadline) : usual;
          course.postpone(named);
          promised = named !== undefined && named > course.now && named < bounded ? named : bounded;
          count += 1;
        } else if (chance < 0.35) {
          // A certificate that ends sooner came to it.
          const sooner = course.now + Math.round(random() * 10 * day);
          if (course.deadline === null || sooner < course.deadline) {
            course.deadline = sooner;
            course.look();
            overridden += promised === null ? 0 : 1;
            promised = null;
          }
        } else if (chance < 0.45) {
          // The clock was wrong, and is set back by up to an hour.
          course.passTo(course.now - Math.round(random() * hour));
        } else if (chance < 0.6 && promised !== null) {
          // To the last moment before it.
          course.passTo(promised - 1);
          course.look();
          expect([seed, step, course.open!.state]).toEqual([seed, step, 'postponed']);
          course.passTo(promised);
          promised = null;
          kept += 1;
        } else {
          const time = course.now + Math.round(random() * (random() < 0.2 ? 20 * day : 3 * hour));
          course.passTo(time);
          if (promised !== null && time >= promised) promised = null;
        }
        if (random() < 0.5) course.look();
        const state = promised === null ? 'offered' : 'postponed';
        expect([seed, step, course.open!.state]).toEqual([seed, step, state]);
        expect([seed, step, course.open!.postponements.length]).toEqual([seed, step, count]);
      }
    }
    // The courses reach what they are about.
    expect(kept).toBeGreaterThan(1_000);
    expect(overridden).toBeGreaterThan(100);
  });
});
