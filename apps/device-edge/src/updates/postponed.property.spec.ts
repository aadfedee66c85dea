import { expect, it } from '@jest/globals';
import { card, hours, minutes, offerId, reader, UpdateLab } from '../../test/support/update-lab.js';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Answers what is wrong with it, and what happened before. */
async function postponedOnce(seed: number): Promise<object | undefined> {
  const random = randomOf(seed);
  const lab = await UpdateLab.open({ jitterMs: () => random() * minutes(2) });
  const happened: string[] = [];
  const isShown = (): boolean => lab.screen.shown.size > 0;
  /** What may happen to a workstation in the meantime. */
  const events: Record<string, () => Promise<void> | void> = {
    awake: () => lab.awake(random() * hours(2), isShown),
    suspended: () => lab.time.suspend(random() * hours(3)),
    /** SIGSTOP: time goes on by both clocks, and nothing of ours runs. */
    stopped: () => lab.time.pass(random() * hours(2)),
    'screen locked or unlocked': () => void (lab.screen.seen = !lab.screen.seen),
    'card out and in': async () => {
      await lab.updates.removed(reader);
      await lab.awake(random() * minutes(30));
      await lab.updates.inserted(reader, card, 'once');
    },
    'clock forward': () => lab.time.jump(random() * hours(30)),
    'clock back': () => lab.time.jump(-random() * hours(30)),
    restarted: async () => {
      await lab.restart();
      await lab.updates.inserted(reader, card, 'spread');
      await lab.updates.connected();
    },
    'server away': () => void (lab.server.away = true),
    'server back': async () => {
      lab.server.away = false;
      await lab.updates.connected();
    },
  };
  lab.server.due = true;
  await lab.updates.inserted(reader, card, 'once');
  lab.server.away = random() < 0.2;
  const untilMs = lab.time.trueMs + hours(4);
  await lab.updates.answered(offerId, random() < 0.5 ? 'dismissed' : 'ignored');
  lab.screen.appeared = 0;
  while (lab.time.trueMs < untilMs && !isShown()) {
    const names = Object.keys(events);
    const name = names[Math.floor(random() * names.length)]!;
    happened.push(name);
    await events[name]!();
    // Between any two things it is awake for a moment.
    await lab.awake(15_000, isShown);
  }
  const early = isShown() && lab.time.trueMs < untilMs;
  if (lab.server.away) await events['server back']!();
  await lab.awake(minutes(1), isShown);
  const { appeared } = lab.screen;
  await lab.close();
  return early || appeared !== 1 ? { seed, early, appeared, happened } : undefined;
}

it('[A08] a postponed offer comes back within 60 s of its time, once, whatever sleeps, stands still, jumps, is away, is taken out or ends', async () => {
  const wrong: object[] = [];
  for (let seed = 1; seed <= 100; seed++) {
    const found = await postponedOnce(seed);
    if (found !== undefined) wrong.push(found);
  }
  expect(wrong).toEqual([]);
});
