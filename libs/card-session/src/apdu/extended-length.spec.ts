import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { command, type CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { getData, putData } from '@cardwright/card-protocol/piv/data-commands';
import { ApduChannel } from '../apdu-channel.js';
import { pivCommands } from '../piv/piv-commands.js';
import type { CardTransport } from '../card-transport.port.js';
import { ExtendedLengthMemory } from './extended-length.js';

const failure = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ name: 'CardwrightError', code, details: expect.objectContaining(details) });

type Answer = string | Error;
/** Answers by what was sent: `x` for an extended APDU, `s` for a short one; the last of a list goes on. */
class ScriptedTransport implements CardTransport {
  readonly contactless = false;
  readonly atr = fromHex('3B00');
  readonly sent: string[] = [];
  constructor(
    private readonly answers: { x: Answer[]; s: Answer[] },
    readonly readerName = 'Reader 0',
    readonly maxCommandBytes: number | null = null,
  ) {}
  transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const kind = apdu[4] === 0 && apdu.length > 6 ? 'x' : 's';
    this.sent.push(`${kind} ${toHex(apdu.subarray(0, 2))}`);
    const queue = this.answers[kind];
    const answer = queue.length > 1 ? queue.shift()! : queue[0]!;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(fromHex(answer));
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
const offered = (transport: CardTransport, extendedLengths = new ExtendedLengthMemory()): ApduChannel => {
  const channel = new ApduChannel(transport, pivCommands, { extendedLengths });
  channel.offerExtendedLength('card');
  return channel;
};
const link = (gone: boolean): Error => new CardwrightError('CARD_LINK_FAILED', undefined, { sent: true, gone });
const found = '7e009000';
const long = putData(0x5fc105, new Uint8Array(300));
const chain = ['s 10db', 's 00db'];

describe('extended APDUs', () => {
  it('are not sent unless offered, and then only where an answer may be long', async () => {
    const plain = new ScriptedTransport({ x: [], s: [found] });
    await new ApduChannel(plain, pivCommands).exchange(getData(0x7e));
    const transport = new ScriptedTransport({ x: [found], s: ['9000'] });
    const channel = offered(transport);
    await channel.exchange(getData(0x7e));
    await channel.exchange(command(0xf8, 0, 0, undefined, 256));
    expect([plain.sent, transport.sent]).toEqual([['s 00cb'], ['x 00cb', 's 00f8']]);
    expect(channel.extendedLength).toBe(true);
  });

  it('a write goes extended only after a question has shown that it works', async () => {
    const transport = new ScriptedTransport({ x: [found], s: ['9000'] });
    const channel = offered(transport);
    await channel.exchange(long);
    await channel.exchange(getData(0x7e));
    await channel.exchange(long);
    expect(transport.sent).toEqual([...chain, 'x 00cb', 'x 00db']);
  });

  it.each(['9000', '6a82', '6a88', '6982'])('%s is an answer', async (sw) => {
    const transport = new ScriptedTransport({ x: [sw], s: [] });
    const channel = offered(transport);
    expect(await channel.exchange(getData(0x7e))).toMatchObject({ sw: parseInt(sw, 16) });
    expect([transport.sent, channel.extendedLength]).toEqual([['x 00cb'], true]);
  });

  it.each(['6700', '6f00', '6d00', '6e00', '6a86', '6883', '6a80', '6985', '6581', '1234', '6c10'])(
    '%s means once more, short; what it gives is the answer, and short it stays',
    async (sw) => {
      const transport = new ScriptedTransport({ x: [sw], s: [found, '6a82'] });
      const channel = offered(transport);
      expect(toHex((await channel.exchange(getData(0x7e))).data)).toBe('7e00');
      expect(await channel.exchange(getData(0x7e))).toMatchObject({ sw: 0x6a82 });
      expect([transport.sent, channel.extendedLength]).toEqual([['x 00cb', 's 00cb', 's 00cb'], false]);
    },
  );

  it('a refusal that is the same in short is not the length, and nothing is concluded', async () => {
    const transport = new ScriptedTransport({ x: ['6f00', found], s: ['6f00'] });
    const channel = offered(transport);
    expect(await channel.exchange(getData(0x5fc103))).toMatchObject({ sw: 0x6f00 });
    expect(channel.extendedLength).toBe(false);
    await channel.exchange(getData(0x7e));
    expect([transport.sent, channel.extendedLength]).toEqual([['x 00cb', 's 00cb', 'x 00cb'], true]);
  });

  it('a link that breaks while the card stays: once more, short', async () => {
    const transport = new ScriptedTransport({ x: [link(false)], s: [found] });
    const channel = offered(transport);
    expect(await channel.exchange(getData(0x7e))).toMatchObject({ sw: 0x9000 });
    await channel.exchange(getData(0x7e));
    expect(transport.sent).toEqual(['x 00cb', 's 00cb', 's 00cb']);
  });

  it('a link that the extended APDU broke for good is not tried in the next session', async () => {
    const memory = new ExtendedLengthMemory();
    const first = new ScriptedTransport({ x: [link(false)], s: [link(false)] });
    await expect(offered(first, memory).exchange(getData(0x7e))).rejects.toThrow(failure('CARD_LINK_FAILED'));
    const second = new ScriptedTransport({ x: [], s: [found] });
    await offered(second, memory).exchange(getData(0x7e));
    expect([first.sent, second.sent]).toEqual([['x 00cb', 's 00cb'], ['s 00cb']]);
  });

  it('a card that was pulled says nothing about extended APDUs', async () => {
    const memory = new ExtendedLengthMemory();
    for (const [x, s] of [
      [link(true), ''],
      [link(false), new CardwrightError('CARD_REMOVED', undefined, { sent: false, gone: true })],
    ] as [Answer, Answer][])
      await expect(offered(new ScriptedTransport({ x: [x], s: [s] }), memory).exchange(getData(0x7e))).rejects.toThrow(
        CardwrightError,
      );
    const again = new ScriptedTransport({ x: [found], s: [] });
    await offered(again, memory).exchange(getData(0x7e));
    expect(again.sent).toEqual(['x 00cb']);
  });

  it('is remembered by kind of card and by reader', async () => {
    const memory = new ExtendedLengthMemory();
    const answers = (): { x: Answer[]; s: Answer[] } => ({ x: ['6f00'], s: [found] });
    await offered(new ScriptedTransport(answers()), memory).exchange(getData(0x7e));
    const [same, otherReader, otherKind] = [
      new ScriptedTransport(answers()),
      new ScriptedTransport(answers(), 'Reader 1'),
      new ScriptedTransport(answers()),
    ];
    await offered(same, memory).exchange(getData(0x7e));
    await offered(otherReader, memory).exchange(getData(0x7e));
    const channel = new ApduChannel(otherKind, pivCommands, { extendedLengths: memory });
    channel.offerExtendedLength('another card');
    await channel.exchange(getData(0x7e));
    expect([same.sent, otherReader.sent, otherKind.sent]).toEqual([
      ['s 00cb'],
      ['x 00cb', 's 00cb'],
      ['x 00cb', 's 00cb'],
    ]);
  });
});

describe('a write in extended length', () => {
  const afterProof = async (x: Answer[], s: Answer[] = ['9000']) => {
    const transport = new ScriptedTransport({ x: [found, ...x], s });
    const channel = offered(transport);
    await channel.exchange(getData(0x7e));
    transport.sent.length = 0;
    return { transport, channel };
  };

  it.each(['6700', '6f00', '6d00', '6a80', '6a84', '6581', '9100'])(
    'that answers %s is not sent again: its outcome is unknown, and the next one goes in pieces',
    async (sw) => {
      const { transport, channel } = await afterProof([sw, found]);
      await expect(channel.exchange(long)).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN', { extended: true }));
      expect(transport.sent).toEqual(['x 00db']);
      await channel.exchange(long);
      // Long answers still come in one piece.
      await channel.exchange(getData(0x7e));
      expect(transport.sent).toEqual(['x 00db', ...chain, 'x 00cb']);
    },
  );

  it('whose link breaks is not sent again either', async () => {
    const { transport, channel } = await afterProof([link(false)]);
    await expect(channel.exchange(long)).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN', { extended: true }));
    expect(transport.sent).toEqual(['x 00db']);
  });

  it('as long as one that was taken before is believed, whatever it answers', async () => {
    const { transport, channel } = await afterProof(['9000', '6a84', '6f00']);
    await channel.exchange(long);
    expect([await channel.exchange(long), await channel.exchange(long)]).toMatchObject([
      { sw: 0x6a84 },
      { sw: 0x6f00 },
    ]);
    const longer = putData(0x5fc105, new Uint8Array(400));
    await expect(channel.exchange(longer)).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN', { extended: true }));
    expect(transport.sent).toEqual(['x 00db', 'x 00db', 'x 00db', 'x 00db']);
  });

  it.each(['9000', '6982'])('%s is an answer', async (sw) => {
    const { channel } = await afterProof([sw]);
    expect(await channel.exchange(long)).toMatchObject({ sw: parseInt(sw, 16) });
  });

  it('GENERATE: extended once a question has shown that it works, never sent twice, short the next time', async () => {
    const generate = command(0x47, 0, 0x9a, fromHex('AC03800107'), 256);
    const unproven = new ScriptedTransport({ x: [], s: ['9000'] });
    await offered(unproven).exchange(generate);
    const { transport, channel } = await afterProof(['9000', '6a80', '6f00']);
    await channel.exchange(generate);
    expect(await channel.exchange(generate)).toMatchObject({ sw: 0x6a80 });
    await expect(channel.exchange(generate)).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN', { extended: true }));
    await channel.exchange(generate);
    expect([unproven.sent, transport.sent]).toEqual([['s 0047'], ['x 0047', 'x 0047', 'x 0047', 's 0047']]);
  });

  it('a question with long data (a proof by RSA) is asked once more, short', async () => {
    const { transport, channel } = await afterProof(['6f00', found], ['9000', '7c009000']);
    const proof: CommandApdu = command(0x87, 0x07, 0x9d, new Uint8Array(268), 256);
    expect(await channel.exchange(proof)).toMatchObject({ sw: 0x9000 });
    await channel.exchange(getData(0x7e));
    expect(transport.sent).toEqual(['x 0087', 's 1087', 's 0087', 'x 00cb']);
  });
});

describe('a reader that says how much it carries', () => {
  it('261 bytes: no extended APDU, whatever the card declares', async () => {
    const transport = new ScriptedTransport({ x: [], s: [found, '9000'] }, 'Reader 0', 261);
    const channel = offered(transport);
    await channel.exchange(getData(0x7e));
    await channel.exchange(long);
    expect(transport.sent).toEqual(['s 00cb', ...chain]);
  });

  it('1024 bytes: a longer command in pieces, and no longer answer asked for at once', async () => {
    const lengths: string[] = [];
    const transport = new ScriptedTransport({ x: [found], s: ['9000'] }, 'Reader 0', 1024);
    const watched: CardTransport = {
      ...transport,
      readerName: 'Reader 0',
      maxCommandBytes: 1024,
      close: () => Promise.resolve(),
      transmit: (apdu) => {
        lengths.push(`${apdu.length} ${toHex(apdu.slice(-2))}`);
        return transport.transmit(apdu);
      },
    };
    const channel = offered(watched);
    await channel.exchange(getData(0x7e));
    await channel.exchange(putData(0x5fc105, new Uint8Array(900)));
    await channel.exchange(putData(0x5fc105, new Uint8Array(1100)));
    expect(transport.sent).toEqual(['x 00cb', 'x 00db', ...Array<string>(4).fill('s 10db'), 's 00db']);
    // Le 03FE: 1022 bytes and the status word.
    expect(lengths[0]).toBe('12 03fe');
  });
});
