import { describe, expect, it } from '@jest/globals';
import { KeptPolicy } from './kept-policy.js';

describe('the policy of a provider', () => {
  const stand = () => {
    const clock = { ms: 0, now: () => clock.ms };
    const kept = new KeptPolicy<string>(clock);
    let reads = 0;
    const at = { policy: 'open' };
    const read = () => {
      reads += 1;
      return at.policy === 'away' ? Promise.reject(new Error('away')) : Promise.resolve(at.policy);
    };
    const judged = () => kept.judged(read, (policy) => (policy === 'open' ? [] : [policy]));
    return { clock, at, judged, reads: () => reads };
  };

  it('is read once for whoever asks in five minutes, and again after them', async () => {
    const { clock, judged, reads } = stand();
    expect(await Promise.all([judged(), judged(), judged()])).toEqual([[], [], []]);
    clock.ms = 299_999;
    await judged();
    expect(reads()).toBe(1);
    clock.ms = 300_000;
    await judged();
    expect(reads()).toBe(2);
  });

  it('that has something against somebody is read once more, where it was kept', async () => {
    const { at, judged, reads } = stand();
    at.policy = 'closed';
    expect([await judged(), reads()]).toEqual([['closed'], 1]);
    at.policy = 'open';
    expect([await judged(), reads()]).toEqual([[], 2]);
    expect([await judged(), reads()]).toEqual([[], 2]);
  });

  it('that could not be read is asked for again', async () => {
    const { at, judged, reads } = stand();
    at.policy = 'away';
    await expect(judged()).rejects.toThrow('away');
    at.policy = 'open';
    expect([await judged(), reads()]).toEqual([[], 2]);
  });
});
