import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { command } from '@cardwright/card-protocol/apdu/command-apdu';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { scriptedNext } from '../../test/scripted-next.js';
import { ResetMending } from './reset-mending.js';
import { UnknownOutcome } from './unknown-outcome.js';

const failure = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ name: 'CardwrightError', code, details: expect.objectContaining(details) });
const read = command(0xcb, 0x3f, 0xff, fromHex('5C017E'), 256);
const write = command(0xdb, 0x3f, 0xff, fromHex('11'));
const select = command(0xa4, 0x04, 0x00, fromHex('A000000308'), 256);
const removed = (sent: boolean): Error => new CardwrightError('CARD_REMOVED', undefined, { sent, gone: true });
const wasReset = (): Error => new CardwrightError('CARD_WAS_RESET', undefined, { sent: true, gone: false });

describe('a link that is lost', () => {
  const changes = ({ ins }: { ins: number }) => ins === 0xdb;
  const over = (apdus: number[], ...answers: Error[]) => {
    const { next } = scriptedNext(...answers);
    const outcome = new UnknownOutcome({ changes }, () => apdus.shift()!);
    return { write: outcome.process(write, next), outcome };
  };

  it('in a write: its outcome is unknown, with what the link said', async () => {
    await expect(over([0, 1], removed(true)).write).rejects.toThrow(
      failure('CARD_OUTCOME_UNKNOWN', { sent: true, gone: true }),
    );
  });

  it('before the only APDU of a write left: nothing happened; before the second one of it: unknown', async () => {
    await expect(over([0, 1], removed(false)).write).rejects.toThrow(failure('CARD_REMOVED'));
    await expect(over([0, 2], removed(false)).write).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN'));
  });

  it('in a read: as it is. So is what is no error of the link', async () => {
    const outcome = new UnknownOutcome({ changes }, () => 0);
    await expect(outcome.process(read, scriptedNext(removed(true)).next)).rejects.toThrow(failure('CARD_REMOVED'));
    const other = new CardwrightError('CARD_UNEXPECTED_STATUS');
    await expect(outcome.process(write, scriptedNext(other).next)).rejects.toBe(other);
  });
});

describe('a card that was reset', () => {
  const mending = () => {
    const log: string[] = [];
    const transport = { readerName: 'Reader 0', reconnect: () => (log.push('reconnect'), Promise.resolve()) };
    const survivesReset = ({ ins }: { ins: number }) => ins !== 0xdb;
    return { log, mend: new ResetMending({ survivesReset }, transport, () => log.push('forget')) };
  };

  it('is asked again in the application that was selected last', async () => {
    const { mend, log } = mending();
    const { next, sent } = scriptedNext('9000', wasReset(), '9000', '7e009000');
    await mend.process(select, next);
    expect(await mend.process(read, next)).toMatchObject({ sw: 0x9000 });
    const [selects, reads] = ['00a4040005a00000030800', '00cb3fff035c017e00'];
    expect(sent).toEqual([selects, reads, selects, reads]);
    expect(log).toEqual(['reconnect', 'forget']);
  });

  it('that does not select its application any more: said as such', async () => {
    const { mend } = mending();
    const { next } = scriptedNext('9000', wasReset(), '6a82', '6a82', '6a82');
    await mend.process(select, next);
    await expect(mend.process(read, next)).rejects.toThrow(failure('CARD_WAS_RESET', { sw: '6a82', sent: false }));
  });

  it('is not sent a write again, and a read three times', async () => {
    const { mend, log } = mending();
    await expect(mend.process(write, scriptedNext(wasReset()).next)).rejects.toThrow(failure('CARD_WAS_RESET'));
    expect(log).toEqual([]);
    const { next, sent } = scriptedNext(...Array.from({ length: 5 }, wasReset));
    await expect(mend.process(read, next)).rejects.toThrow(failure('CARD_WAS_RESET'));
    expect(sent).toHaveLength(4);
  });

  it('over a link that cannot be mended: as it is', async () => {
    const mend = new ResetMending({ survivesReset: () => true }, { readerName: 'Reader 0' }, () => undefined);
    await expect(mend.process(read, scriptedNext(wasReset()).next)).rejects.toThrow(failure('CARD_WAS_RESET'));
  });
});
