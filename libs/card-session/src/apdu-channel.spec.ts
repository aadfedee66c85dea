import { describe, expect, it } from '@jest/globals';
import { command } from '@cardwright/card-protocol/apdu/command-apdu';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { getData, putData } from '@cardwright/card-protocol/piv/data-commands';
import { verify, verifyStatus } from '@cardwright/card-protocol/piv/reference-data-commands';
import type { ApduProcessor } from './apdu/apdu-processor.js';
import { ApduChannel } from './apdu-channel.js';
import { pivCommands } from './piv/piv-commands.js';
import type { ApduTrace } from './apdu/apdu-trace.js';
import { parseTranscript, ReplayTransport } from './transports/transcript.transport.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardwrightError', code });
const channel = (text: string, options = {}): { channel: ApduChannel; transport: ReplayTransport } => {
  const transport = new ReplayTransport(parseTranscript(text));
  return { channel: new ApduChannel(transport, pivCommands, options), transport };
};
const zeros = (length: number): string => '00'.repeat(length);

describe('APDU channel', () => {
  it('chains a long command in pieces of 255 and stops where the card refuses', async () => {
    const put = putData(0x5fc105, new Uint8Array(300));
    const data = toHex(put.data);
    const whole = channel(`> 10db3fffff ${data.slice(0, 510)}\n< 9000\n> 00db3fff36 ${data.slice(510)}\n< 9000`);
    expect(await whole.channel.exchange(put)).toMatchObject({ sw: 0x9000 });
    expect(whole.transport.finished).toBe(true);
    const refused = channel(`> 10db3fffff ${data.slice(0, 510)}\n< 6982`);
    expect(await refused.channel.exchange(putData(0x5fc105, new Uint8Array(300)))).toMatchObject({ sw: 0x6982 });
  });

  it('follows 61xx in pieces below 256 and in pieces of 256', async () => {
    const { channel: c } = channel(
      `> 00cb3fff055c035fc10500\n< ${zeros(256)}6100\n> 00c0000000\n< ${zeros(256)}6110\n> 00c0000010\n< ${zeros(16)}9000`,
    );
    expect(await c.exchange(getData(0x5fc105))).toEqual({ sw: 0x9000, data: new Uint8Array(528) });
    expect(c.apdus).toBe(3);
  });

  it('sends the Le that 6Cxx names', async () => {
    const { channel: c } = channel('> 00f8000000\n< 6c04\n> 00f8000004\n< 000000019000');
    expect(await c.exchange(command(0xf8, 0, 0, undefined, 256))).toEqual({ sw: 0x9000, data: fromHex('00000001') });
  });

  it('refuses / an answer that never ends', async () => {
    const { channel: c } = channel('> 00cb3fff035c017e00\n< 6110\n> 00c0000010\n< 6110');
    await expect(c.exchange(getData(0x7e))).rejects.toThrow(failure('CARD_UNEXPECTED_STATUS'));
  });

  it('one command at a time: pieces of two chains do not mix', async () => {
    const put = putData(0x5fc105, new Uint8Array(300));
    const data = toHex(put.data);
    const { channel: c, transport } = channel(
      `> 10db3fffff ${data.slice(0, 510)}\n< 9000\n> 00db3fff36 ${data.slice(510)}\n< 9000\n> 00200080\n< 63c3`,
    );
    const [, status] = await Promise.all([c.exchange(put), c.exchange(verifyStatus())]);
    expect(status.sw).toBe(0x63c3);
    expect(transport.finished).toBe(true);
  });

  it.each([
    ['PUT DATA', putData(0x5fc107, fromHex('01')), '> 00db3fff085c035fc107530101\n!', 'CARD_OUTCOME_UNKNOWN'],
    ['VERIFY', verify(new Uint8Array(8).fill(0x31)), '> 00200080083131313131313131\n!', 'CARD_OUTCOME_UNKNOWN'],
    ['empty VERIFY', verifyStatus(), '> 00200080\n!', 'CARD_REMOVED'],
    ['GET DATA', getData(0x7e), '> 00cb3fff035c017e00\n!', 'CARD_REMOVED'],
  ])('link lost in %s', async (_name, apdu, text, code) => {
    await expect(channel(text).channel.exchange(apdu)).rejects.toThrow(failure(code));
  });

  it('[D10] link lost inside a chain of a write is an unknown outcome', async () => {
    const put = putData(0x5fc105, new Uint8Array(300));
    const { channel: c } = channel(`> 10db3fffff ${toHex(put.data).slice(0, 510)}\n!`);
    await expect(c.exchange(put)).rejects.toThrow(failure('CARD_OUTCOME_UNKNOWN'));
  });

  it('goes on after a failure', async () => {
    const { channel: c } = channel('> 00200080\n!\n> 00200080\n< 63c3');
    await expect(c.exchange(verifyStatus())).rejects.toThrow(failure('CARD_REMOVED'));
    expect(await c.exchange(verifyStatus())).toMatchObject({ sw: 0x63c3 });
  });

  it('traces header, lengths and status word, and data only where it is never a secret', async () => {
    const traces: ApduTrace[] = [];
    let clock = 0;
    const { channel: c } = channel('> 00200080083132333435363738\n< 63c2\n> 00cb3fff035c017e00\n< 7e009000', {
      onApdu: (trace: ApduTrace) => traces.push(trace),
      now: () => (clock += 5),
    });
    await c.exchange(verify(fromHex('3132333435363738')));
    await c.exchange(getData(0x7e));
    const common = { extended: false, durationMs: 5 };
    expect(traces).toEqual([
      { index: 1, cla: 0, ins: 0x20, p1: 0, p2: 0x80, lc: 8, lr: 0, sw: 0x63c2, ...common, data: undefined },
      { index: 2, cla: 0, ins: 0xcb, p1: 0x3f, p2: 0xff, lc: 3, lr: 2, sw: 0x9000, ...common, data: fromHex('5C017E') },
    ]);
  });

  it('traces an APDU that got no answer', async () => {
    const traces: ApduTrace[] = [];
    const { channel: c } = channel('> 00200080\n!', { onApdu: (trace: ApduTrace) => traces.push(trace) });
    await expect(c.exchange(verifyStatus())).rejects.toThrow();
    expect(traces).toMatchObject([{ index: 1, ins: 0x20, lc: 0, lr: 0, sw: undefined }]);
  });

  it("an application's own processor sees whole commands and whole answers: a keep-alive is one", async () => {
    // NFCCTAP_MSG in two pieces; 9100 says that the user is waited for, and NFCCTAP_GETRESPONSE asks again (CTAP 2.1 section 11.3.7.1).
    const keepAlive: ApduProcessor = {
      async process(apdu, next) {
        let answer = await next(apdu);
        while (answer.sw === 0x9100) answer = await next({ ...command(0x11, 0, 0, undefined, 256), cla: 0x80 });
        return answer;
      },
    };
    const { channel: c, transport } = channel(
      `> 90100000ff ${zeros(255)}\n< 9000\n> 8010000001 0000\n< 029100\n> 8011000000\n< 029100\n> 8011000000\n< 00a16102\n> 00c0000002\n< 01029000`,
      { processors: [keepAlive] },
    );
    const message = { ...command(0x10, 0, 0, new Uint8Array(256), 256), cla: 0x80 };
    expect(await c.exchange(message)).toEqual({ sw: 0x9000, data: fromHex('00A10102') });
    expect([transport.finished, c.apdus]).toEqual([true, 5]);
  });
});
