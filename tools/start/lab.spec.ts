/** Pull, insert and swap: the keys and the command of the lab, with the agent's own simulated readers at the other end of the socket. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedControl } from '@cardwright/device-edge/reader/simulated-control';
import type { SimulatedReaders } from '@cardwright/device-edge/reader/simulated-readers';
import { makeSimulatedReaders } from '@cardwright/device-edge/reader/simulated-setup';
import { listenOnSocket } from '@cardwright/device-edge/reader/simulated-socket';
import { labKeys } from './keys.mjs';
import { describe as describeLab, handle } from './lab.mjs';

let folder: string;
let socketFile: string;
let readers: SimulatedReaders;
let close: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardwright-lab-'));
  socketFile = join(folder, 'simulated.sock');
  const setup = { readers: 3, cards: 2, dialect: 'vendor' as const, folder };
  readers = await makeSimulatedReaders(setup);
  close = await listenOnSocket(socketFile, new SimulatedControl(readers, setup));
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const lab = async (words: string): Promise<string[]> =>
  describeLab(await handle(socketFile, words === '' ? [] : words.split(' '))).split('\n');
const refusal = (words: string): Promise<string> =>
  lab(words).then(
    () => 'no refusal',
    (error: Error) => error.message,
  );
const both = [
  'Simulated reader 0: ykserial:10000001',
  'Simulated reader 1: ykserial:10000002',
  'Simulated reader 2: empty',
];

describe('npm run lab', () => {
  it('shows what is where, to the user of the agent alone', async () => {
    expect(await lab('')).toEqual(both);
    expect(statSync(socketFile).mode & 0o777).toBe(0o600);
  });

  it.each(['pull 0', 'pull 10000001', 'pull ykserial:10000001'])(
    '%s: the card is out, and comes back',
    async (words) => {
      const out = [
        'Simulated reader 0: empty',
        'Simulated reader 1: ykserial:10000002',
        'Simulated reader 2: empty',
        'on the table: ykserial:10000001',
      ];
      expect(await lab(words)).toEqual(out);
      expect((await readers.list())[0]).toMatchObject({ cardPresent: false });
      expect(await lab('insert 0')).toEqual(both);
      expect((await readers.list())[0]).toMatchObject({ cardPresent: true });
    },
  );

  it('the same card goes into another reader, and keeps what it holds', async () => {
    const card = readers.cardIn('Simulated reader 0');
    await lab('pull 0');
    expect(await lab('insert 10000001 2')).toEqual([
      'Simulated reader 0: empty',
      'Simulated reader 1: ykserial:10000002',
      'Simulated reader 2: ykserial:10000001',
    ]);
    expect(readers.cardIn('Simulated reader 2')).toBe(card);
  });

  it('two cards change places; one of the readers may be empty', async () => {
    expect((await lab('swap 0 1')).slice(0, 2)).toEqual([
      'Simulated reader 0: ykserial:10000002',
      'Simulated reader 1: ykserial:10000001',
    ]);
    expect(await lab('swap 1 2')).toEqual([
      'Simulated reader 0: ykserial:10000002',
      'Simulated reader 1: empty',
      'Simulated reader 2: ykserial:10000001',
    ]);
  });

  it('a new serial number is a new blank card', async () => {
    expect((await lab('insert 7 2'))[2]).toBe('Simulated reader 2: ykserial:7');
    expect((await readers.cardIn('Simulated reader 2')?.snapshot())?.pin.factory).toBe(true);
  });

  it('strict:<serial> is a card with the NIST commands alone, new or one that was out', async () => {
    expect((await lab('insert strict:20000001 2'))[2]).toBe('Simulated reader 2: strict:20000001');
    expect((await readers.cardIn('Simulated reader 2')?.snapshot())?.dialect).toBe('strict');
    expect((await lab('pull strict:20000001')).at(-1)).toBe('on the table: strict:20000001');
    expect((await lab('insert strict:20000001 2'))[2]).toBe('Simulated reader 2: strict:20000001');
  });

  it('a card that lost its power lies on the table too', async () => {
    readers.cardIn('Simulated reader 0')?.armCut({ apdu: 0, when: 'before' });
    const connection = await readers.connectExclusive('Simulated reader 0');
    await expect(connection.transmit(Uint8Array.of(0, 0xa4, 4, 0))).rejects.toMatchObject({ code: 'CARD_REMOVED' });
    expect((await lab('')).at(-1)).toBe('on the table: ykserial:10000001');
    expect(await lab('insert 0')).toEqual(both);
  });

  it.each([
    ['pull 2', 'no card in Simulated reader 2'],
    ['pull 7', '7 is no reader, and no card in one'],
    ['insert 1', 'card 10000002 is in Simulated reader 1'],
    ['insert 2', 'no card was in Simulated reader 2: name one'],
    ['insert 10000001 2', 'card 10000001 is in Simulated reader 0'],
    ['insert 7 1', 'no empty reader Simulated reader 1'],
    ['insert x 2', 'x is no serial number'],
    ['swap 0', 'npm run lab'],
    ['fly 0', 'npm run lab'],
  ])('refuses / %s', async (words, reason) => {
    expect(await refusal(words)).toContain(reason);
    expect(await lab('')).toEqual(both);
  });

  it('says that nothing runs, when nothing runs', async () => {
    await close();
    expect(await refusal('')).toBe('There are no simulated readers: is `npm start` running, and not with --pcsc?');
    expect(existsSync(socketFile)).toBe(false);
    close = () => Promise.resolve();
  });
});

describe('the keys of npm start', () => {
  let stopped: boolean;
  let press: (key: string) => Promise<string>;
  beforeEach(() => {
    stopped = false;
    press = labKeys(
      socketFile,
      () => (stopped = true),
      () => Promise.resolve('a link'),
    );
  });

  it('n makes a new link', async () => {
    expect(await press('n')).toBe('a link');
  });

  it('a digit pulls the card of that reader, and puts it in again', async () => {
    expect((await press('0')).split('\n')[0]).toBe('Simulated reader 0: empty');
    expect((await press('0')).split('\n')).toEqual(both);
    expect(await press('9')).toBe('there is no reader 9');
    await expect(press('2')).rejects.toThrow('no card was in Simulated reader 2');
  });

  it('s and two digits swap; any other key in between forgets it', async () => {
    await press('s');
    await press('0');
    expect((await press('1')).split('\n')[0]).toBe('Simulated reader 0: ykserial:10000002');
    await press('s');
    await press('?');
    expect((await press('0')).split('\n')[0]).toBe('Simulated reader 0: empty');
  });

  it.each(['q', '\u0003', '\u0004'])('%j stops everything', async (key) => {
    expect(await press(key)).toBe('');
    expect(stopped).toBe(true);
  });

  it('every other key says which ones there are', async () => {
    expect(await press('x')).toContain('0-3: pull the card of that reader');
  });
});
