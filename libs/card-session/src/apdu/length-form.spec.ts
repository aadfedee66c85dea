/** What is concluded from answers to extended APDUs over a whole channel is extended-length.spec.ts. */
import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { command } from '@cardwright/card-protocol/apdu/command-apdu';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { scriptedNext } from '../../test/scripted-next.js';
import { ExtendedLength } from './extended-length.js';
import { LengthForm } from './length-form.js';

const commands = { changes: ({ ins }: { ins: number }) => ins === 0xdb, hasLongAnswer: () => true };
const read = command(0xcb, 0x3f, 0xff, fromHex('5C017E'), 256);
const write = command(0xdb, 0x3f, 0xff, fromHex('11'.repeat(256)));
const offered = (readerMax: number | null = null): { form: LengthForm; extended: ExtendedLength } => {
  const extended = new ExtendedLength(readerMax);
  extended.offer();
  return { form: new LengthForm(commands, extended), extended };
};

describe('the length form of a command', () => {
  it('is short where extended length was not offered', async () => {
    const { next, sent } = scriptedNext('9000');
    await new LengthForm(commands, new ExtendedLength(null)).process(read, next);
    expect(sent).toEqual(['00cb3fff035c017e00']);
  });

  it('is short for an application whose commands go in pieces of its own, and long data is left to them', async () => {
    const { next, sent } = scriptedNext('9000', '9000');
    const { extended } = offered();
    extended.answered(3);
    const form = new LengthForm({ ...commands, pieceBytes: 250 }, extended);
    await form.process(read, next);
    await form.process(command(0xcb, 0x3f, 0xff, fromHex('11'.repeat(251)), 256), next);
    expect(sent).toEqual(['00cb3fff035c017e00', `00cb3ffffb${'11'.repeat(251)}00`]);
  });

  it('is extended for a question, with as long an answer as the reader carries', async () => {
    const { next, sent } = scriptedNext('7e009000', '7e009000');
    await offered().form.process(read, next);
    await offered(1024).form.process(read, next);
    expect(sent).toEqual(['x 00cb3fff0000035c017e0000', 'x 00cb3fff0000035c017e03fe']);
  });

  it('is short again for a question that got no answer in the extended one', async () => {
    const { next, sent } = scriptedNext('6700', '7e009000');
    expect(await offered().form.process(read, next)).toMatchObject({ sw: 0x9000 });
    expect(sent).toEqual(['x 00cb3fff0000035c017e0000', '00cb3fff035c017e00']);
  });

  it('is extended for a write once a question has shown that it works, and the write is never sent twice', async () => {
    const { form, extended } = offered();
    extended.answered(3);
    const lost = new CardwrightError('CARD_LINK_FAILED', undefined, { sent: true, gone: false });
    const { next, sent } = scriptedNext(lost);
    await expect(form.process(write, next)).rejects.toThrow(
      expect.objectContaining({ code: 'CARD_OUTCOME_UNKNOWN', details: { sent: true, gone: false, extended: true } }),
    );
    expect(sent).toEqual([`x 00db3fff000100${'11'.repeat(256)}`]);
  });
});
