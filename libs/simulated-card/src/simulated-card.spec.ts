import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { concat, fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { Terminal, factoryPin, selectPiv } from '../test/terminal.js';
import { SimulatedCard } from './simulated-card.js';

const pivAnswer = '61114f0600001000010079074f05a0000003089000';

describe('SELECT', () => {
  it.each([
    ['the whole AID', '00a404000ba000000308000010000100'],
    ['without its version', selectPiv],
    ['the five bytes that yubico-piv-tool sends', '00a4040005a000000308'],
  ])('finds the PIV Card Application by %s', async (_, command) => {
    const terminal = new Terminal(new SimulatedCard());
    expect(await terminal.send(command)).toBe(pivAnswer);
  });

  it.each(['00a4040007a0000000031010', '00a4040004a0000003', '00a404000ba000000308000010000200', '00a40400'])(
    'refuses / another application: %s',
    async (command) => {
      expect(await new Terminal(new SimulatedCard()).sw(command)).toBe('6a82');
    },
  );

  it('keeps the PIV Card Application selected when another is not found', async () => {
    const terminal = await Terminal.with();
    expect(await terminal.sw('00a4040007a0000000031010')).toBe('6a82');
    expect(await terminal.sw('0020008000')).toBe('63c3');
  });

  it('keeps the security status on the strict card, and clears it on the vendor card', async () => {
    for (const [dialect, after] of [
      ['strict', '9000'],
      ['vendor', '63c3'],
    ] as const) {
      const terminal = await Terminal.with({ dialect });
      expect(await terminal.verify()).toBe('9000');
      await terminal.ok(selectPiv);
      expect(await terminal.sw('0020008000')).toBe(after);
    }
  });

  it('answers nothing but the card manager before it', async () => {
    for (const dialect of ['vendor', 'strict'] as const) {
      const terminal = new Terminal(new SimulatedCard({ dialect }));
      expect(await terminal.sw('0020008000')).toBe('6d00');
      expect(await terminal.sw('00fd0000')).toBe('6d00');
    }
  });
});

describe('identity', () => {
  it('of the vendor card is its serial number', async () => {
    const terminal = await Terminal.with({ serial: 0x01020304 });
    expect(await terminal.send('00f80000')).toBe('010203049000');
    expect(await terminal.send('00fd0000')).toBe('0507029000');
  });

  it('of the strict card is its CPLC, different from card to card', async () => {
    const cplc = async (serial: number) =>
      new Terminal(new SimulatedCard({ dialect: 'strict', serial })).ok('80ca9f7f00');
    const one = await cplc(1);
    expect(toHex(one.slice(0, 3))).toBe('9f7f2a');
    expect(one).toHaveLength(45);
    expect(await cplc(2)).not.toEqual(one);
    expect(await cplc(1)).toEqual(one);
    const selected = new Terminal(new SimulatedCard({ dialect: 'strict' }));
    await selected.ok(selectPiv);
    expect(await selected.sw('80ca9f7f00')).toBe('6e00');
    await selected.ok('00a4040008a000000151000000');
    expect(await selected.ok('80ca9f7f00')).toHaveLength(45);
  });
});

describe('strict dialect', () => {
  it.each(['f6', 'f7', 'f8', 'f9', 'fa', 'fb', 'fd', 'fe', 'ff'])(
    'has no vendor instruction %s',
    async (instruction) => {
      const terminal = await Terminal.with({ dialect: 'strict' });
      expect(await terminal.sw(`00${instruction}0000`)).toBe('6d00');
    },
  );

  it('refuses extended length with 6700', async () => {
    const terminal = await Terminal.with({ dialect: 'strict' });
    expect(await terminal.sw(`00200080000008${factoryPin}`)).toBe('6700');
    expect(await terminal.sw('00cb3fff0000035c017e0000')).toBe('6700');
    expect(await terminal.verify()).toBe('9000');
  });
});

describe('APDU transport', () => {
  it.each([
    ['6700', '0020'],
    ['6700', '002000800831323334'],
    ['6882', '0c20008000'],
    ['6881', '0120008000'],
    ['6e00', '8020008000'],
    ['6d00', '0012000000'],
    ['6985', '00c0000010'],
  ])('refuses / %s for %s', async (sw, command) => {
    expect(await (await Terminal.with()).sw(command)).toBe(sw);
  });

  it('gives a long answer by 61xx and GET RESPONSE, in pieces as small as asked', async () => {
    const terminal = await Terminal.with();
    await terminal.administer();
    const content = new Uint8Array(randomBytes(700));
    expect(await terminal.putData('5fc105', content)).toBe('9000');
    const first = await terminal.send('00cb3fff055c035fc10508');
    expect(first.slice(-4)).toBe('6100');
    const second = await terminal.send('00c0000010');
    expect(second).toHaveLength(2 * 18);
    expect(second.slice(-4)).toBe('6100');
    let whole = first.slice(0, -4) + second.slice(0, -4);
    for (let sw = '6100'; sw.startsWith('61');) {
      const piece = await terminal.send('00c0000000');
      sw = piece.slice(-4);
      whole += piece.slice(0, -4);
    }
    expect(whole).toBe(toHex(encodeTlv(0x53, content)));
  });

  it('forgets the rest of an answer when another command comes', async () => {
    const terminal = await Terminal.with();
    expect(await terminal.sw('00cb3fff035c017e04')).toMatch(/^61/);
    await terminal.sw('0020008000');
    expect(await terminal.sw('00c0000000')).toBe('6985');
  });

  it('takes and gives extended length on the vendor card', async () => {
    const terminal = await Terminal.with();
    await terminal.administer();
    const content = new Uint8Array(randomBytes(1500));
    const data = concat(fromHex('5c035fc105'), encodeTlv(0x53, content));
    const length = data.length.toString(16).padStart(4, '0');
    expect(await terminal.sw(`00db3fff00${length}${toHex(data)}`)).toBe('9000');
    expect(await terminal.send('00cb3fff0000055c035fc1050000')).toBe(`${toHex(encodeTlv(0x53, content))}9000`);
  });

  it('puts a chained command together, and drops a chain that another command breaks off', async () => {
    const terminal = await Terminal.with();
    expect(await terminal.sw('102000800431323334')).toBe('9000');
    expect(await terminal.sw('00200080043536ffff')).toBe('9000');
    expect(await terminal.sw('102000800431323334')).toBe('9000');
    expect(await terminal.sw('00fd0000')).toBe('9000');
    expect(await terminal.sw('00200080043536ffff')).toBe('6a80');
  });

  it('refuses / a chain that is longer than its memory', async () => {
    const terminal = await Terminal.with();
    const sw = await terminal.chain('870711', new Uint8Array(5000));
    expect(sw).toBe('6700');
  });

  it('answers in the order of the calls', async () => {
    const terminal = await Terminal.with();
    const answers = await Promise.all(['00fd0000', '0020008000', '00f80000'].map((each) => terminal.sw(each)));
    expect(answers).toEqual(['9000', '63c3', '9000']);
  });
});

describe('power', () => {
  it('takes the security status, the selection and a waiting answer with it', async () => {
    const terminal = await Terminal.with();
    await terminal.verify();
    await terminal.administer();
    await terminal.card.reset();
    expect(await terminal.sw('0020008000')).toBe('6d00');
    await terminal.ok(selectPiv);
    expect(await terminal.sw('0020008000')).toBe('63c3');
    expect(await terminal.sw('0047009a05ac03800111')).toBe('6982');
  });

  it('is needed for an answer', async () => {
    const terminal = await Terminal.with();
    await terminal.card.powerOff();
    await expect(terminal.send('00fd0000')).rejects.toMatchObject({ code: 'POWER_LOST' });
    await terminal.card.powerOn();
    expect(await terminal.sw('00fd0000')).toBe('6d00');
  });

  it('gives an answer to reset that names the dialect', () => {
    const text = (dialect: 'vendor' | 'strict') => Buffer.from(new SimulatedCard({ dialect }).atr).toString('latin1');
    expect(text('vendor')).toContain('Cardwright');
    expect(text('strict')).toContain('CwStrictSP');
  });
});
