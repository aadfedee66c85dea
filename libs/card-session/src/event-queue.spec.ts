import { describe, expect, it } from '@jest/globals';
import { EventQueue } from './event-queue.js';

describe('event queue', () => {
  it('gives every reader every event from its read() on, and ends', async () => {
    const queue = new EventQueue<number>();
    queue.push(0);
    const first = queue.read();
    queue.push(1);
    const second = queue.read();
    const waiting = second.next();
    queue.push(2);
    queue.close();
    const seen: number[] = [];
    for await (const event of first) seen.push(event);
    expect(seen).toEqual([1, 2]);
    expect(await waiting).toEqual({ done: false, value: 2 });
    expect(await second.next()).toEqual({ done: true, value: undefined });
  });
  it('a reader that leaves wakes up and holds nothing back', async () => {
    const queue = new EventQueue<number>();
    const reader = queue.read();
    const waiting = reader.next();
    await reader.return!();
    queue.push(1);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
