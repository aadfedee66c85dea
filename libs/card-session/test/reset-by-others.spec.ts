/**
 * SCARD_W_RESET_CARD and SCARD_W_UNPOWERED_CARD: the card never left. What only reads is asked again in the same application; a write is never
 * sent twice. Codes come from a scripted binding: no reader of this machine gives them on an exclusive connection.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { selectPiv } from '@cardwright/card-protocol/piv/application';
import { getData, putData } from '@cardwright/card-protocol/piv/data-commands';
import { requestWitness, signOrDecipher } from '@cardwright/card-protocol/piv/general-authenticate';
import { verify, verifyStatus } from '@cardwright/card-protocol/piv/reference-data-commands';
import * as vendor from '@cardwright/card-protocol/piv/vendor-extensions';
import { ApduChannel } from '../src/apdu-channel.js';
import { pivCommands } from '../src/piv/piv-commands.js';
import { openPcsc, type PcscReaderMonitor } from '../src/transports/pcsc.transport.js';
import { pcscError, scriptedBinding } from './scripted-binding.js';

const readerName = 'Scripted 00 00';
const failure = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });
const pin = new Uint8Array(8).fill(0x31);

let monitor: PcscReaderMonitor | undefined;
afterEach(() => monitor?.close());

interface Play {
  /** Codes that the next commands meet, one each; undefined: the card answers. */
  meets: (string | undefined)[];
  atr?: Uint8Array;
  reconnect?: () => Error | undefined;
}

async function played(play: Play): Promise<{ channel: ApduChannel; sent: string[]; reconnects: () => number }> {
  const { binding, plug } = scriptedBinding();
  const reader = plug(readerName);
  const open = (monitor = await openPcsc(() => Promise.resolve(binding)));
  const sent: string[] = [];
  let reconnects = 0;
  const card = {
    atr: fromHex('3b00'),
    transmit: (command: Uint8Array) => {
      sent.push(toHex(command).toUpperCase());
      const code = play.meets.shift();
      return code === undefined ? fromHex('9000') : pcscError(code);
    },
    reconnect: () => {
      reconnects += 1;
      if (play.atr !== undefined) card.atr = play.atr;
      return play.reconnect?.();
    },
  };
  const events = open.events();
  reader.insert(card);
  for await (const { kind } of events) if (kind === 'card-inserted') break;
  const channel = new ApduChannel(await open.connectExclusive(readerName), pivCommands);
  return { channel, sent, reconnects: () => reconnects };
}

const select = '00A4040009A00000030800001000';
const codes = ['ResetCard', 'UnpoweredCard'] as const;
const readings: [string, CommandApdu][] = [
  ['GET DATA', getData(0x5fc102)],
  ['GET METADATA', vendor.getMetadata(0x9a)],
  ['GET VERSION', vendor.getVersion()],
  ['GET SERIAL', vendor.getSerial()],
  ['an empty VERIFY', verifyStatus()],
];

describe.each(codes)('%s', (code) => {
  it.each(readings)('on %s: the application is selected again, and it is read', async (_, apdu) => {
    const { channel, sent, reconnects } = await played({ meets: [undefined, code] });
    await channel.exchange(selectPiv());
    expect(await channel.exchange(apdu)).toMatchObject({ sw: 0x9000 });
    expect(reconnects()).toBe(1);
    expect(sent).toHaveLength(4);
    expect([sent[0]!.slice(0, 28), sent[2]!.slice(0, 28)]).toEqual([select, select].map((text) => text.slice(0, 28)));
    expect(sent[3]).toBe(sent[1]);
  });

  it('on SELECT itself: it is sent again, and nothing else', async () => {
    const { channel, sent } = await played({ meets: [code] });
    expect(await channel.exchange(selectPiv())).toMatchObject({ sw: 0x9000 });
    expect(sent).toHaveLength(2);
  });

  it('on the SELECT that comes after the first one: that is mended as well', async () => {
    const { channel, sent } = await played({ meets: [undefined, code, code] });
    await channel.exchange(selectPiv());
    expect(await channel.exchange(getData(0x7e))).toMatchObject({ sw: 0x9000 });
    // SELECT; GET DATA in vain; SELECT in vain; SELECT and GET DATA.
    expect(sent.map((each) => each.slice(2, 4))).toEqual(['A4', 'CB', 'A4', 'A4', 'CB']);
  });

  it('on a read again and again: somebody else is at work on the card, and that is said', async () => {
    const { channel, reconnects } = await played({ meets: Array<string>(20).fill(code) });
    const expected = code === 'ResetCard' ? 'CARD_WAS_RESET' : 'CARD_UNPOWERED';
    await expect(channel.exchange(getData(0x7e))).rejects.toThrow(failure(expected));
    expect(reconnects()).toBe(3);
  });

  it.each<[string, CommandApdu]>([
    ['PUT DATA', putData(0x5fc107, fromHex('01'))],
    ['VERIFY with a PIN', verify(pin)],
  ])('on %s: the outcome is unknown, and nothing is sent again', async (_, apdu) => {
    const { channel, sent, reconnects } = await played({ meets: [undefined, code] });
    await channel.exchange(selectPiv());
    await expect(channel.exchange(apdu)).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN'));
    expect([sent.length, reconnects()]).toEqual([2, 0]);
  });

  it.each<[string, CommandApdu]>([
    ['the answer of a witness', requestWitness('AES192')],
    ['the use of a private key', signOrDecipher(0x9a, 'ECCP256', new Uint8Array(32))],
  ])('on %s, which goes on with what the card has forgotten: that it was reset', async (_, apdu) => {
    const { channel, reconnects } = await played({ meets: [undefined, code] });
    await channel.exchange(selectPiv());
    const expected = code === 'ResetCard' ? 'CARD_WAS_RESET' : 'CARD_UNPOWERED';
    await expect(channel.exchange(apdu)).rejects.toThrow(failure(expected, { gone: false }));
    expect(reconnects()).toBe(0);
  });

  it('and another card when the link is mended: removed', async () => {
    const { channel } = await played({ meets: [undefined, code], atr: fromHex('3b01') });
    await channel.exchange(selectPiv());
    await expect(channel.exchange(getData(0x7e))).rejects.toThrow(failure('CARD_REMOVED', { gone: true }));
  });

  it('and no card when the link is mended: removed', async () => {
    const { channel } = await played({ meets: [undefined, code], reconnect: () => pcscError('RemovedCard') });
    await channel.exchange(selectPiv());
    await expect(channel.exchange(getData(0x7e))).rejects.toThrow(failure('CARD_REMOVED', { gone: true }));
  });
});
