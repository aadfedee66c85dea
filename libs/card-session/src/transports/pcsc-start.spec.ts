/** The start of the PC/SC monitor, with a stand-in for the binding that reports readers when the case says so. */
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PcscReaderMonitor } from './pcsc.transport.js';

/** Reports its readers one by one after these times, as the real one does from its thread. */
function bindingWith(readers: Record<string, number>): ConstructorParameters<typeof PcscReaderMonitor>[0] {
  class Client extends EventEmitter {
    start(): void {
      for (const [name, ms] of Object.entries(readers)) {
        const reader = Object.assign(new EventEmitter(), { name: () => name });
        void delay(ms).then(() => this.emit('reader', reader));
      }
    }
    stop(): void {
      this.removeAllListeners();
    }
  }
  return { Client, MAX_READERS: 4, ReaderStatus: {} } as never;
}

const listed = async (readers: Record<string, number>): Promise<string[]> => {
  const monitor = new PcscReaderMonitor(bindingWith(readers));
  await monitor.start();
  const names = (await monitor.list()).map(({ readerName }) => readerName);
  await monitor.close();
  return names;
};

describe('the start of the reader monitor', () => {
  it.each([
    ['at once', { 'Reader 0': 0, 'Reader 1': 0 }],
    ['a moment after each other', { 'Reader 0': 0, 'Reader 1': 10 }],
    ['late, one by one', { 'Reader 0': 60, 'Reader 1': 80, 'Reader 2': 100, 'Reader 3': 120 }],
  ])('waits for every reader that is there / reported %s', async (_, readers) => {
    expect(await listed(readers)).toEqual(Object.keys(readers));
  });

  it('ends without a reader', async () => {
    expect(await listed({})).toEqual([]);
  });
});
