import { describe, expect, it } from '@jest/globals';
import { command } from '@cardwright/card-protocol/apdu/command-apdu';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { scriptedNext } from '../../test/scripted-next.js';
import type { ApduTrace } from './apdu-trace.js';
import { linkTo } from './apdu-link.js';
import { TraceProcessor } from './trace-processor.js';

const recordable = ({ data }: { data: Uint8Array }): Uint8Array => data.slice(0, 2);
const piece = (cla: number, hex: string) => ({ ...command(0xdb, 0x3f, 0xff, fromHex(hex)), cla });

describe('the trace of what is sent', () => {
  const traced = () => {
    const traces: ApduTrace[] = [];
    let clock = 0;
    const trace = new TraceProcessor(
      { recordable },
      (each) => traces.push(each),
      () => (clock += 5),
    );
    return { trace, traces };
  };

  it('has header, lengths, status word, time, and the data that may be recorded', async () => {
    const { trace, traces } = traced();
    const { next } = scriptedNext('0102039000', '9000');
    await trace.process({ ...command(0xcb, 0x3f, 0xff, fromHex('5C017E'), 256), extended: true }, next);
    await trace.process({ ...command(0x20, 0, 0x80), extended: true }, next);
    expect(traces).toEqual([
      {
        ...{ index: 1, cla: 0, ins: 0xcb, p1: 0x3f, p2: 0xff, lc: 3, extended: true, lr: 3, sw: 0x9000 },
        durationMs: 5,
        data: fromHex('5C01'),
      },
      // A header alone has no form.
      {
        ...{ index: 2, cla: 0, ins: 0x20, p1: 0, p2: 0x80, lc: 0, extended: false, lr: 0, sw: 0x9000 },
        durationMs: 5,
        data: fromHex(''),
      },
    ]);
    expect(trace.apdus).toBe(2);
  });

  it('has no data of the later pieces of a chain; after a reset a command begins anew', async () => {
    const { trace, traces } = traced();
    const { next } = scriptedNext('9000', '9000', '9000', new Error('lost'), '9000');
    for (const each of [piece(0x10, '010203'), piece(0x10, '040506'), piece(0x00, '070809')])
      await trace.process(each, next);
    await expect(trace.process(piece(0x10, '010203'), next)).rejects.toThrow('lost');
    trace.forget();
    await trace.process(piece(0x00, '0a0b0c'), next);
    expect(traces.map(({ data, sw }) => [data && toHex(data), sw])).toEqual([
      ['0102', 0x9000],
      [undefined, 0x9000],
      [undefined, 0x9000],
      ['0102', undefined],
      ['0a0b', 0x9000],
    ]);
  });

  it('counts without an observer too', async () => {
    const trace = new TraceProcessor({ recordable }, undefined, () => 0);
    await trace.process(command(0xfd, 0, 0), scriptedNext('9000').next);
    expect(trace.apdus).toBe(1);
  });
});

describe('the link', () => {
  it('sends one form or the other, and wipes what it sent', async () => {
    const sent: Uint8Array[] = [];
    const log: string[] = [];
    const transmit = (bytes: Uint8Array) => (
      sent.push(bytes),
      log.push(toHex(bytes)),
      Promise.resolve(fromHex('63c2'))
    );
    const link = linkTo(transmit);
    const verify = command(0x20, 0, 0x80, fromHex('31323334'));
    expect(await link(verify)).toEqual({ sw: 0x63c2, data: fromHex('') });
    await link({ ...verify, extended: true });
    expect(log).toEqual(['002000800431323334', '0020008000000431323334']);
    expect(sent.map(toHex)).toEqual(['00'.repeat(9), '00'.repeat(11)]);
    expect(toHex(verify.data)).toBe('31323334');
  });
});
