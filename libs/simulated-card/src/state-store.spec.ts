import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Terminal, ascii, factoryPin, selectPiv } from '../test/terminal.js';
import { SimulatedCard } from './simulated-card.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulated-card-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = async (options = {}): Promise<Terminal> => {
  const terminal = new Terminal(await SimulatedCard.open(join(folder, 'card.json'), options));
  await terminal.ok(selectPiv);
  return terminal;
};

describe('a card in a file', () => {
  it('is there again with everything after it was closed, as the dialect that it was made', async () => {
    const first = await open({ serial: 77, dialect: 'vendor' });
    await first.administer();
    await first.generate('9a', '11');
    await first.putData('5fc105', Uint8Array.of(1, 2, 3));
    await first.verify(ascii('99999999'));
    const before = await first.card.snapshot();
    const second = await open({ serial: 88, dialect: 'strict' });
    expect(await second.card.snapshot()).toEqual(before);
    expect(await second.send('00f80000')).toBe('0000004d9000');
    expect(await second.sw('0020008000')).toBe('63c2');
  });

  it('has every change in the file before its answer', async () => {
    const terminal = await open({ fsync: true });
    expect(await terminal.sw(`0024008010${factoryPin}${ascii('24681357')}`)).toBe('9000');
    const other = await SimulatedCard.open(join(folder, 'card.json'));
    expect(await other.hasPin('24681357')).toBe(true);
  });

  it('keeps what a cut left', async () => {
    const terminal = await open({ tornWrite: 'zeroed-tail' });
    await terminal.administer();
    terminal.card.armCut({ apdu: 0, when: 'inside' });
    await expect(terminal.putData('5fc105', new Uint8Array(600).fill(1))).rejects.toThrow();
    const other = await SimulatedCard.open(join(folder, 'card.json'));
    const torn = (await other.snapshot()).objects['5FC105']!;
    expect([torn.length, torn[100], torn[599]]).toEqual([600, 1, 0]);
  });

  it('is readable by its owner only and leaves no other file behind', async () => {
    await (await open()).verify();
    expect((await stat(join(folder, 'card.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['card.json']);
  });

  it('refuses / a file that is something else, and leaves it alone', async () => {
    await writeFile(join(folder, 'card.json'), '{"format":2}');
    await expect(SimulatedCard.open(join(folder, 'card.json'))).rejects.toThrow('not a state file');
    expect(await readFile(join(folder, 'card.json'), 'utf8')).toBe('{"format":2}');
  });
});
