/** The start and the end of the PC/SC monitor, with a stand-in for the binding that reports readers when the case says so. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PcscReaderMonitor } from '../src/transports/pcsc.transport.js';
import { scriptedBinding } from './scripted-binding.js';

type Plug = ReturnType<typeof scriptedBinding>['plug'];

/** What the monitor lists once it has started, with readers that are reported one by one after these times. */
const listed = async (readers: Record<string, number>): Promise<string[]> => {
  const { binding, plug } = scriptedBinding();
  const monitor = new PcscReaderMonitor(binding);
  const started = monitor.start();
  for (const [name, ms] of Object.entries(readers)) void delay(ms).then(() => plug(name));
  await started;
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

describe('the end of the reader monitor', () => {
  // The binding's thread leaves its wait to tell of a reader or a card, and `stop` blocks the process if it comes before the thread is back.
  it.each([
    ['a reader', (plug: Plug) => void plug('Reader 0')],
    ['a card', (plug: Plug) => plug('Reader 0').insertMute()],
  ])('right after %s: the binding is stopped once it is quiet', async (_, happen) => {
    const { binding, plug, quietBeforeStopMs } = scriptedBinding();
    const monitor = new PcscReaderMonitor(binding);
    await monitor.start();
    happen(plug);
    await monitor.close();
    expect(quietBeforeStopMs()).toBeGreaterThanOrEqual(99);
  });

  it('right after the service is back', async () => {
    const { binding, fail, quietBeforeStopMs } = scriptedBinding();
    const monitor = new PcscReaderMonitor(binding);
    await monitor.start();
    const events = monitor.events();
    fail('CommError');
    for await (const { kind } of events) if (kind === 'service-up') break;
    await monitor.close();
    expect(quietBeforeStopMs()).toBeGreaterThanOrEqual(99);
  });

  it('where a reader does not become quiet: after two seconds all the same', async () => {
    const { binding, plug, quietBeforeStopMs } = scriptedBinding();
    const monitor = new PcscReaderMonitor(binding);
    const reader = plug('Reader 0');
    await monitor.start();
    const loose = setInterval(() => reader.insertMute(), 20);
    await monitor.close();
    clearInterval(loose);
    // Without the end of its patience it would not be stopped at all. How quiet it was is the processor's affair: a busy one lets a moment pass.
    expect(quietBeforeStopMs()).toBeDefined();
  });
});
