import { describe, expect, it } from '@jest/globals';
import { command } from '@cardwright/card-protocol/apdu/command-apdu';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { scriptedNext } from '../../test/scripted-next.js';
import { CommandChaining } from './command-chaining.js';
import { CorrectedLength } from './corrected-length.js';
import { ResponseChaining } from './response-chaining.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardwrightError', code });
const ones = (length: number): string => '11'.repeat(length);
const long = command(0xdb, 0x3f, 0xff, fromHex(ones(257)), 256);

describe('command chaining', () => {
  it('sends what fits as it is, and what does not in pieces, with Le in the last one', async () => {
    const { next, sent } = scriptedNext('9000', '9000', '01029000');
    await new CommandChaining().process(command(0xdb, 0x3f, 0xff, fromHex('5C017E')), next);
    const answer = await new CommandChaining().process(long, next);
    expect(sent).toEqual(['00db3fff035c017e', `10db3fffff${ones(255)}`, `00db3fff02${ones(2)}00`]);
    expect(answer).toEqual({ sw: 0x9000, data: fromHex('0102') });
  });

  it('sends pieces as long as the application wants them', async () => {
    const { next, sent } = scriptedNext('9000', '9000');
    await new CommandChaining(250).process({ ...long, cla: 0x80 }, next);
    expect(sent).toEqual([`90db3ffffa${ones(250)}`, `80db3fff07${ones(7)}00`]);
  });

  it('ends where a piece is refused', async () => {
    const { next, sent } = scriptedNext('6982');
    expect(await new CommandChaining().process(long, next)).toMatchObject({ sw: 0x6982 });
    expect(sent).toHaveLength(1);
  });

  it('leaves an extended command whole', async () => {
    const { next, sent } = scriptedNext('9000');
    await new CommandChaining().process({ ...long, extended: true }, next);
    expect(sent).toEqual([`x 00db3fff000101${ones(257)}0100`]);
  });
});

describe('response chaining', () => {
  const read = command(0xcb, 0x3f, 0xff, fromHex('5C017E'), 256);

  it('asks for as much as 61xx announces, until the answer is whole', async () => {
    const { next, sent } = scriptedNext('01026103', '0304056100', '069000');
    expect(await new ResponseChaining().process(read, next)).toEqual({ sw: 0x9000, data: fromHex('010203040506') });
    expect(sent).toEqual(['00cb3fff035c017e00', '00c0000003', '00c0000000']);
  });

  it('a status word in the middle of an answer is its end', async () => {
    const { next } = scriptedNext('01026103', '6281');
    expect(await new ResponseChaining().process(read, next)).toEqual({ sw: 0x6281, data: fromHex('0102') });
  });

  it('does not ask after a piece that is not the last of its command', async () => {
    const { next, sent } = scriptedNext('6103');
    const piece = { ...command(0xdb, 0x3f, 0xff, fromHex('11')), cla: 0x10 };
    expect(await new ResponseChaining().process(piece, next)).toMatchObject({ sw: 0x6103 });
    expect(sent).toEqual(['10db3fff0111']);
  });

  it('refuses / an answer that goes on without a byte, or beyond 64 KiB', async () => {
    const empty = scriptedNext('6103', '6103');
    await expect(new ResponseChaining().process(read, empty.next)).rejects.toThrow(failure('CARD_UNEXPECTED_STATUS'));
    const full = scriptedNext(...Array<string>(257).fill(`${ones(256)}6100`));
    await expect(new ResponseChaining().process(read, full.next)).rejects.toThrow(failure('CARD_UNEXPECTED_STATUS'));
    expect(full.sent).toHaveLength(257);
  });
});

describe('the length that the card names', () => {
  const version = command(0xfd, 0, 0, undefined, 256);

  it('6Cxx: once more with that Le, and what comes then is the answer', async () => {
    const { next, sent } = scriptedNext('6c03', '6c02');
    expect(await new CorrectedLength().process(version, next)).toMatchObject({ sw: 0x6c02 });
    expect(sent).toEqual(['00fd000000', '00fd000003']);
  });

  it('anything else is the answer', async () => {
    const { next, sent } = scriptedNext('0507019000');
    expect(toHex((await new CorrectedLength().process(version, next)).data)).toBe('050701');
    expect(sent).toHaveLength(1);
  });

  it('neither a chain nor an extended command is sent again', async () => {
    const answers = [{ sw: 0x6c10, data: new Uint8Array() }];
    const sent: number[] = [];
    const next = (apdu: { data: Uint8Array }) => (sent.push(apdu.data.length), Promise.resolve(answers[0]!));
    await new CorrectedLength().process(long, next);
    await new CorrectedLength().process({ ...version, extended: true }, next);
    expect(sent).toEqual([257, 0]);
  });
});
