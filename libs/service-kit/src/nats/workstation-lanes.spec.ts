import { describe, expect, it } from '@jest/globals';
import { WorkstationLanes, type LaneRules } from './workstation-lanes.js';

/** Work that the spec ends. */
function gate(): { work: (name: string) => () => Promise<void>; begun: string[]; open: () => Promise<void> } {
  const begun: string[] = [];
  let ends: (() => void)[] = [];
  return {
    begun,
    work: (name) => () => {
      begun.push(name);
      return new Promise((resolve) => ends.push(resolve));
    },
    open: async () => {
      const now = ends;
      ends = [];
      for (const end of now) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const rules: LaneRules = { atOnce: 1, waiting: 3, burst: 100, perSecond: 1 };

describe('lanes of workstations', () => {
  it('does one after the other, keeps as many waiting as the rules say, and takes no more', async () => {
    const { work, begun, open } = gate();
    const lanes = new WorkstationLanes(() => 0);
    expect([1, 2, 3, 4, 5, 6].map((each) => lanes.take('a', rules, work(`a${each}`)))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(begun).toEqual(['a1']);
    for (let turns = 0; turns < 5; turns++) await open();
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('starves nobody: another workstation begins at once, whatever the first one has waiting', () => {
    const { work, begun } = gate();
    const lanes = new WorkstationLanes(() => 0);
    for (let count = 0; count < 1_000; count++) lanes.take('a', rules, work('a'));
    expect(lanes.take('b', rules, work('b'))).toBe(true);
    expect(begun).toEqual(['a', 'b']);
  });

  it('keeps the last one where only that counts', async () => {
    const { work, begun, open } = gate();
    const lanes = new WorkstationLanes(() => 0);
    for (const name of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'last'])
      expect(lanes.take('a', rules, work(name), 'last')).toBe(true);
    await open();
    await open();
    expect(begun).toEqual(['first', 'last']);
  });

  it('takes no more in a second than comes back, however fast the work is done', async () => {
    let now = 0;
    const lanes = new WorkstationLanes(() => now);
    let done = 0;
    const send = async (count: number): Promise<void> => {
      for (let each = 0; each < count; each++)
        lanes.take('a', { ...rules, burst: 10, perSecond: 2 }, async () => void done++);
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (let each = 0; each < 100; each++) await send(1);
    expect(done).toBe(10);
    now = 3;
    for (let each = 0; each < 100; each++) await send(1);
    expect(done).toBe(16);
    now = 1_000;
    for (let each = 0; each < 100; each++) await send(1);
    expect(done).toBe(26);
  });
});
