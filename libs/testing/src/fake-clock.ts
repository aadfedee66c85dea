/** A clock that moves only when a spec says so. Everything that needs the time takes a `Clock`; nobody waits in a spec. */
export interface Clock {
  now(): Date;
}

export class FakeClock implements Clock {
  private millis: number;

  constructor(start: string | Date = '2026-01-15T09:00:00.000Z') {
    this.millis = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.millis);
  }

  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number }): void {
    const { days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 } = by;
    this.millis += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
  }
}

export const systemClock: Clock = { now: () => new Date() };
