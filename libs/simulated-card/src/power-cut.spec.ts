import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { Terminal, ascii, factoryPin, factoryPuk, selectPiv } from '../test/terminal.js';
import type { ApduEvent, CutMoment } from './power-cut.js';
import { SimulatedCard } from './simulated-card.js';

const newPin = ascii('24681357');
const lost = { code: 'POWER_LOST' };

async function administered(): Promise<Terminal> {
  const terminal = await Terminal.with();
  await terminal.administer();
  await terminal.verify();
  return terminal;
}

/** Sends the command with the power going at `when`, then switches the card on again. */
async function cut(terminal: Terminal, when: CutMoment, command: string): Promise<void> {
  terminal.card.armCut({ apdu: 0, when });
  await expect(terminal.send(command)).rejects.toMatchObject(lost);
  expect(terminal.card.hasPower).toBe(false);
  await expect(terminal.send('00fd0000')).rejects.toMatchObject(lost);
  await terminal.card.powerOn();
  await terminal.ok(selectPiv);
}

describe('a power cut', () => {
  it('comes at the APDU counted from where it was armed, once', async () => {
    const card = new SimulatedCard({ cutAt: { apdu: 2, when: 'before' } });
    const terminal = new Terminal(card);
    await terminal.ok(selectPiv);
    await terminal.ok('00fd0000');
    await expect(terminal.send('00fd0000')).rejects.toMatchObject(lost);
    await card.powerOn();
    for (let i = 0; i < 5; i++) await terminal.ok(selectPiv);
    expect(card.apdus).toBe(8);
  });

  it('comes when a policy says so', async () => {
    const seen: ApduEvent[] = [];
    const terminal = await Terminal.with();
    terminal.card.armCut((event) => {
      seen.push(event);
      return event.ins === 0x20 ? 'after' : undefined;
    });
    await terminal.ok('00fd0000');
    await terminal.ok('10db3fff00').catch(() => undefined);
    await expect(terminal.verify()).rejects.toMatchObject(lost);
    expect(seen).toEqual([
      { index: 0, ins: 0xfd, p1: 0, p2: 0, chained: false },
      { index: 1, ins: 0xdb, p1: 0x3f, p2: 0xff, chained: true },
      { index: 2, ins: 0x20, p1: 0, p2: 0x80, chained: false },
    ]);
  });

  it('takes everything volatile', async () => {
    const terminal = await administered();
    await cut(terminal, 'after', '00fd0000');
    expect(await terminal.sw('0020008000')).toBe('63c3');
    expect(await terminal.sw('0047009a05ac03800111')).toBe('6982');
  });

  it('gains no PIN try: the counter is down before the comparison', async () => {
    const terminal = await Terminal.with();
    await cut(terminal, 'inside', `0020008008${ascii('99999999')}`);
    expect(await terminal.sw('0020008000')).toBe('63c2');
    await cut(terminal, 'before', `0020008008${ascii('99999999')}`);
    expect(await terminal.sw('0020008000')).toBe('63c2');
    await cut(terminal, 'inside', `0020008008${factoryPin}`);
    expect(await terminal.sw('0020008000')).toBe('63c1');
    expect(await terminal.verify()).toBe('9000');
  });

  it.each([
    ['before', false, 3],
    ['inside', false, 2],
    ['after', true, 3],
  ] as const)('[fault 13] %s CHANGE REFERENCE DATA', async (when, changed, tries) => {
    const terminal = await Terminal.with();
    await cut(terminal, when, `0024008010${factoryPin}${newPin}`);
    expect(await terminal.card.hasPin('24681357')).toBe(changed);
    expect((await terminal.card.snapshot()).pin.retriesRemaining).toBe(tries);
  });

  it.each([
    ['before', false, 3],
    ['inside', false, 2],
    ['after', true, 3],
  ] as const)('%s RESET RETRY COUNTER', async (when, changed, tries) => {
    const terminal = await Terminal.with();
    await cut(terminal, when, `002c008010${factoryPuk}${newPin}`);
    expect(await terminal.card.hasPin('24681357')).toBe(changed);
    expect((await terminal.card.snapshot()).puk.retriesRemaining).toBe(tries);
  });

  it.each([
    ['before', 'old'],
    ['inside', 'none'],
    ['after', 'new'],
  ] as const)('[fault 13] %s GENERATE leaves the key: %s', async (when, expected) => {
    const terminal = await administered();
    await terminal.generate('9a', '11');
    const before = (await terminal.card.snapshot()).keys['9A']!;
    await cut(terminal, when, '0047009a05ac03800111');
    const key = (await terminal.card.snapshot()).keys['9A'];
    const found = key === undefined ? 'none' : key.publicKeySpkiBase64 === before.publicKeySpkiBase64 ? 'old' : 'new';
    expect(found).toBe(expected);
  });

  it.each([
    ['before', false],
    ['inside', false],
    ['after', true],
  ] as const)('%s IMPORT', async (when, there) => {
    const terminal = await administered();
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const data = Buffer.from(encodeTlv(6, Buffer.from(jwk.d!, 'base64url'))).toString('hex');
    await cut(terminal, when, `00fe118222${data}`);
    expect('82' in (await terminal.card.snapshot()).keys).toBe(there);
  });

  it.each([
    ['before', ['9D']],
    ['inside', ['82', '9D']],
    ['after', ['82']],
  ] as const)('%s MOVE leaves the key in %j', async (when, expected) => {
    const terminal = await administered();
    await terminal.generate('9d', '11');
    await cut(terminal, when, '00f6829d');
    expect(Object.keys((await terminal.card.snapshot()).keys).sort()).toEqual([...expected, 'F9']);
  });

  it.each([
    ['before', 'AES192'],
    ['inside', 'AES192'],
    ['after', 'AES256'],
  ] as const)('[fault 13] %s SET MANAGEMENT KEY leaves the one of %s', async (when, algorithm) => {
    const terminal = await administered();
    await cut(terminal, when, `00ffffff230c9b20${'42'.repeat(32)}`);
    expect((await terminal.card.snapshot()).managementKey.algorithm).toBe(algorithm);
  });

  it('inside SET PIN RETRIES leaves the PIN at factory and the PUK as it was', async () => {
    const terminal = await administered();
    await terminal.sw(`0024008110${factoryPuk}${ascii('97531864')}`);
    await cut(terminal, 'inside', '00fa0505');
    expect(await terminal.card.snapshot()).toMatchObject({
      pin: { retriesTotal: 5, factory: true },
      puk: { retriesTotal: 3, factory: false },
    });
  });

  it('while a key is being made: nobody hears of it', async () => {
    const terminal = await administered();
    const answer = terminal.send('0047009a05ac03800107');
    const refused = expect(answer).rejects.toMatchObject(lost);
    await new Promise(setImmediate);
    await terminal.card.powerOff();
    await refused;
  });
});
