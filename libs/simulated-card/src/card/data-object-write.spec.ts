import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { toHex } from '@cardwright/card-protocol/bytes';
import { Terminal, selectPiv } from '../../test/terminal.js';
import type { TornWrite } from './data-object-write.js';

const administered = async (options = {}, algorithm: 'AES192' | '3DES' = 'AES192'): Promise<Terminal> => {
  const terminal = await Terminal.with({ factory: { managementKeyAlgorithm: algorithm }, ...options });
  expect(await terminal.administer(algorithm)).toBe('9000');
  return terminal;
};
const bytes = (length: number) => new Uint8Array(randomBytes(length));

describe('GET and PUT DATA', () => {
  it('gives back what was put, and 6A82 for what was erased', async () => {
    const terminal = await administered();
    expect(await terminal.sw('00cb3fff055c035fc10500')).toBe('6a82');
    const content = bytes(1000);
    expect(await terminal.putData('5fc105', content)).toBe('9000');
    expect((await terminal.getData('5fc105')).slice(4)).toEqual(content);
    expect(await terminal.putData('5fc105', new Uint8Array(0))).toBe('9000');
    expect(await terminal.sw('00cb3fff055c035fc10500')).toBe('6a82');
  });

  it.each([
    ['6a86', '00cb3f00055c035fc10500'],
    ['6a80', '00cb3fff055d035fc10500'],
    ['6a80', '00cb3fff025c0000'],
    ['6a82', '00cb3fff055c035fc1ff00'],
  ])('refuses / %s for reading %s', async (sw, command) => {
    expect(await (await Terminal.with()).sw(command)).toBe(sw);
  });

  it.each(['5fc103', '5fc108', '5fc109', '5fc121'])('wants the PIN to read %s', async (tag) => {
    const terminal = await administered();
    await terminal.putData(tag, Uint8Array.of(1));
    expect(await terminal.sw(`00cb3fff055c03${tag}00`)).toBe('6982');
    await terminal.verify();
    expect(toHex(await terminal.getData(tag))).toBe('530101');
  });

  it('refuses / writing without 9B, with wrong lengths, with too much', async () => {
    expect(await (await Terminal.with()).putData('5fc105', bytes(10))).toBe('6982');
    const terminal = await administered();
    expect(await terminal.sw('00db3fff085c035fc1055302ff')).toBe('6a80');
    expect(await terminal.sw('00db3fff0a5c035fc1055301ffeeee')).toBe('6a80');
    expect(await terminal.sw('00db3f00085c035fc1055301ff')).toBe('6a86');
    expect(await terminal.putData('5fc105', bytes(3053))).toBe('6a84');
    expect(await terminal.putData('5fc105', bytes(3052))).toBe('9000');
  });

  it('runs out of memory', async () => {
    const terminal = await administered();
    const results: string[] = [];
    for (let i = 0; i < 17; i++) results.push(await terminal.putData(`5fff${(0x10 + i).toString(16)}`, bytes(3000)));
    expect(results).toEqual([...Array<string>(16).fill('9000'), '6a84']);
    expect(await terminal.putData('5fff10', bytes(2000))).toBe('9000');
  });

  it('Discovery is fixed on the vendor card and an object like others on the strict one', async () => {
    const vendor = await administered();
    const discovery = '7e124f0ba0000003080000100001005f2f024000';
    expect(toHex(await vendor.getData('7e'))).toBe(discovery);
    expect(await vendor.sw(`00db3fff14${discovery}`)).toBe('6a82');
    const strict = await administered({ dialect: 'strict' }, '3DES');
    expect(toHex(await strict.getData('7e'))).toBe(discovery);
    const other = discovery.replace('4000', '6010');
    expect(await strict.sw(`00db3fff14${other}`)).toBe('9000');
    expect(toHex(await strict.getData('7e'))).toBe(other);
  });

  it('the strict card knows the objects of SP 800-73 and no others', async () => {
    const strict = await administered({ dialect: 'strict' }, '3DES');
    expect(await strict.putData('5fff00', bytes(10))).toBe('6a82');
    expect(await strict.putData('5fc120', bytes(10))).toBe('9000');
  });
});

/** 600 bytes go in three pieces; the header takes 9 of the first. */
describe('[fault 12] a write that is cut', () => {
  const before = bytes(400);
  const after = bytes(600);
  const start = async (tornWrite: TornWrite): Promise<Terminal> => {
    const terminal = await administered({ tornWrite });
    await terminal.putData('5fc105', before);
    return terminal;
  };
  const again = async (terminal: Terminal): Promise<Uint8Array> => {
    await terminal.card.powerOn();
    await terminal.ok(selectPiv);
    return (await terminal.getData('5fc105')).slice(4);
  };
  const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

  it.each([0, 1, 2])('before any piece is the old object: piece %i', async (piece) => {
    const terminal = await start('atomic');
    terminal.card.armCut({ apdu: piece, when: 'before' });
    await expect(terminal.putData('5fc105', after)).rejects.toMatchObject({ code: 'POWER_LOST' });
    expect(await again(terminal)).toEqual(before);
  });

  it('written in place leaves the old length with part-new bytes', async () => {
    const terminal = await start('old-length');
    terminal.card.armCut({ apdu: 1, when: 'before' });
    await expect(terminal.putData('5fc105', after)).rejects.toThrow();
    expect(await again(terminal)).toEqual(join(after.subarray(0, 246), before.subarray(246)));
  });

  it('inside a piece stops half-way through it', async () => {
    const terminal = await start('old-length');
    terminal.card.armCut({ apdu: 1, when: 'inside' });
    await expect(terminal.putData('5fc105', after)).rejects.toThrow();
    expect(await again(terminal)).toEqual(join(after.subarray(0, 246 + 127), before.subarray(246 + 127)));
  });

  it('allocated anew leaves a tail of zeros', async () => {
    const terminal = await start('zeroed-tail');
    terminal.card.armCut({ apdu: 1, when: 'after' });
    await expect(terminal.putData('5fc105', after)).rejects.toThrow();
    expect(await again(terminal)).toEqual(join(after.subarray(0, 501), new Uint8Array(99)));
  });

  it('after the last piece has happened', async () => {
    const terminal = await start('old-length');
    terminal.card.armCut({ apdu: 2, when: 'after' });
    await expect(terminal.putData('5fc105', after)).rejects.toThrow();
    expect(await again(terminal)).toEqual(after);
  });

  it('leaves nothing where nothing was, unless it is allocated first', async () => {
    for (const [tornWrite, there] of [
      ['old-length', false],
      ['zeroed-tail', true],
    ] as const) {
      const terminal = await administered({ tornWrite });
      terminal.card.armCut({ apdu: 0, when: 'after' });
      await expect(terminal.putData('5fc105', after)).rejects.toThrow();
      expect('5FC105' in (await terminal.card.snapshot()).objects).toBe(there);
    }
  });

  it('is torn too when another command breaks the chain off', async () => {
    const terminal = await start('zeroed-tail');
    await terminal.ok('10db3fff0a5c035fc10553820258aa');
    expect(await terminal.sw('00fd0000')).toBe('9000');
    const torn = (await terminal.card.snapshot()).objects['5FC105']!;
    expect([torn.length, torn[0], torn[1]]).toEqual([600, 0xaa, 0]);
  });
});
