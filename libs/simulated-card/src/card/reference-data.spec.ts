import { describe, expect, it } from '@jest/globals';
import { Terminal, ascii, factoryPin, factoryPuk } from '../../test/terminal.js';

const wrong = ascii('99999999');
const newPin = ascii('24681357');
const newPuk = ascii('97531864');

describe.each(['vendor', 'strict'] as const)('PIN and PUK of the %s card', (dialect) => {
  const start = (options = {}) => Terminal.with({ dialect, pukChange: true, ...options });

  it('counts wrong PINs down to blocked, and a right one puts the counter back', async () => {
    const terminal = await start();
    expect(await terminal.verify(wrong)).toBe('63c2');
    expect(await terminal.sw('0020008000')).toBe('63c2');
    expect(await terminal.verify()).toBe('9000');
    expect(await terminal.sw('0020008000')).toBe('9000');
    expect((await terminal.card.snapshot()).pin.retriesRemaining).toBe(3);
    for (const sw of ['63c2', '63c1', '63c0', '6983']) expect(await terminal.verify(wrong)).toBe(sw);
    expect(await terminal.verify()).toBe('6983');
    expect(await terminal.sw('0020008000')).toBe(dialect === 'vendor' ? '6983' : '63c0');
  });

  it('takes the security status away with a wrong PIN, and with P1 FF', async () => {
    const terminal = await start();
    await terminal.verify();
    await terminal.verify(wrong);
    expect(await terminal.sw('0020008000')).toBe('63c2');
    await terminal.verify();
    expect(await terminal.sw('0020ff80')).toBe('9000');
    expect(await terminal.sw('0020008000')).toBe('63c3');
  });

  it('changes PIN and PUK by their old values', async () => {
    const terminal = await start();
    expect(await terminal.sw(`0024008010${factoryPin}${newPin}`)).toBe('9000');
    expect(await terminal.sw(`0024008010${factoryPin}${newPin}`)).toBe('63c2');
    expect(await terminal.sw(`0024008110${factoryPuk}${newPuk}`)).toBe('9000');
    expect(await terminal.sw(`0024008110${factoryPuk}${newPuk}`)).toBe('63c2');
    expect(await terminal.card.hasPin('24681357')).toBe(true);
    expect(await terminal.card.hasPuk('97531864')).toBe(true);
    expect(await terminal.card.snapshot()).toMatchObject({ pin: { factory: false }, puk: { factory: false } });
  });

  it('unblocks by the PUK, and blocks the PUK too', async () => {
    const terminal = await start();
    for (let i = 0; i < 3; i++) await terminal.verify(wrong);
    expect(await terminal.sw(`002c008010${wrong}${newPin}`)).toBe('63c2');
    expect(await terminal.sw(`002c008010${factoryPuk}${newPin}`)).toBe('9000');
    expect(await terminal.sw('0020008000')).toBe('63c3');
    expect(await terminal.verify(newPin)).toBe('9000');
    for (const sw of ['63c2', '63c1', '63c0', '6983'])
      expect(await terminal.sw(`002c008010${wrong}${newPin}`)).toBe(sw);
    expect(await terminal.sw(`002c008010${factoryPuk}${newPin}`)).toBe('6983');
  });

  it('refuses / a new PIN of the wrong form, which costs no try', async () => {
    const terminal = await start();
    for (const bad of [ascii('12345'), `31ff${factoryPin.slice(4)}`])
      expect(await terminal.sw(`0024008010${factoryPin}${bad}`)).toBe('6a80');
    expect(await terminal.sw(`0024008008${factoryPin}`)).toBe('6a80');
    expect(await terminal.card.snapshot()).toMatchObject({ pin: { retriesRemaining: 3, factory: true } });
  });

  it('refuses / other key references and parameters', async () => {
    const terminal = await start();
    expect(await terminal.sw(`0020008108${factoryPin}`)).toBe('6a88');
    expect(await terminal.sw(`0020010008${factoryPin}`)).toBe('6a86');
    expect(await terminal.sw(`0024009b10${factoryPin}${newPin}`)).toBe('6a88');
    expect(await terminal.sw(`002c008110${factoryPuk}${newPuk}`)).toBe('6a88');
  });

  it('is delivered with what its batch says', async () => {
    const terminal = await start({ factory: { pin: '864213', puk: '11223344', pinTries: 5, pukTries: 4 } });
    expect(await terminal.sw('0020008000')).toBe('63c5');
    expect(await terminal.verify(ascii('864213'))).toBe('9000');
    expect(await terminal.card.snapshot()).toMatchObject({ pin: { factory: true }, puk: { retriesTotal: 4 } });
  });
});

describe('forms of PIN and PUK', () => {
  it('a malformed PIN costs a try on the vendor card and none on the strict one', async () => {
    const empty = 'ff'.repeat(8);
    const vendor = await Terminal.with();
    expect(await vendor.verify(empty)).toBe('63c2');
    expect(await vendor.sw(`002c008010${empty}${empty}`)).toBe('63c2');
    const strict = await Terminal.with({ dialect: 'strict' });
    expect(await strict.verify(empty)).toBe('6a80');
    expect(await strict.verify(ascii('12345a'))).toBe('6a80');
    expect(await strict.sw('0020008000')).toBe('63c3');
  });

  it('letters are a PIN on the vendor card only', async () => {
    const letters = ascii('abcdef');
    expect(await (await Terminal.with()).sw(`0024008010${factoryPin}${letters}`)).toBe('9000');
    expect(await (await Terminal.with({ dialect: 'strict' })).sw(`0024008010${factoryPin}${letters}`)).toBe('6a80');
  });

  it('the strict card changes its PUK only where the issuer wanted it', async () => {
    const terminal = await Terminal.with({ dialect: 'strict' });
    expect(await terminal.sw(`0024008110${factoryPuk}${newPuk}`)).toBe('6a88');
  });
});
