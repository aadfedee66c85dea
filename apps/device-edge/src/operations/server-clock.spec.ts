import { describe, expect, it } from '@jest/globals';
import { ServerClock } from './server-clock.js';

const at = (time: string): number => Date.parse(`2026-06-01T${time}Z`);

describe("[fault 19] the server's clock, as an agent knows it", () => {
  let monotonicMs = 500;
  const start = () =>
    new ServerClock(
      () => new Date(at('03:00:00')),
      () => monotonicMs,
    );

  it('continues from the time in a message, whatever the workstation says', () => {
    const clock = start();
    expect(clock.now()).toBe(at('03:00:00'));
    clock.hear('2026-06-01T12:00:00Z');
    monotonicMs += 7_000;
    expect(clock.now()).toBe(at('12:00:07'));
  });

  it('is not set back by a message that was long on its way', () => {
    const clock = start();
    clock.hear('2026-06-01T12:00:00Z');
    clock.hear('2026-06-01T11:58:00Z');
    expect(clock.now()).toBe(at('12:00:00'));
    clock.hear('2026-06-01T12:00:03Z');
    expect(clock.now()).toBe(at('12:00:03'));
  });

  it.each([undefined, '', 'noon'])('learns nothing from %s', (sentAt) => {
    const clock = start();
    clock.hear(sentAt);
    expect(clock.now()).toBe(at('03:00:00'));
  });
});
