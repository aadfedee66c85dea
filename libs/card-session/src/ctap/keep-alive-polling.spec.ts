import { describe, expect, it } from '@jest/globals';
import { messageApdu } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { scriptedNext } from '../../test/scripted-next.js';
import type { KeepAlive } from './ctap-link.port.js';
import { KeepAlivePolling } from './keep-alive-polling.js';

const reset = messageApdu(fromHex('07'));
const [sentReset, poll, cancel] = ['80108000010700', '8011000000', '8011110000'];

describe('a card that has no answer yet', () => {
  const polling = () => {
    const pauses: number[] = [];
    const pause = (ms: number) => Promise.resolve(pauses.push(ms));
    return { processor: new KeepAlivePolling(pause), pauses };
  };

  it('is asked again until it has one; who waits is told what for, once each', async () => {
    const { processor, pauses } = polling();
    const { next, sent } = scriptedNext('019100', '029100', '029100', '019100', '009000');
    const seen: KeepAlive[] = [];
    const apdu = { ...reset, meanwhile: { onKeepAlive: (kind: KeepAlive) => seen.push(kind) } };
    expect(await processor.process(apdu, next)).toEqual({ sw: 0x9000, data: fromHex('00') });
    expect(sent).toEqual([sentReset, poll, poll, poll, poll]);
    expect(seen).toEqual(['processing', 'touch', 'processing']);
    expect(pauses).toEqual([100, 100, 100, 100]);
  });

  it('is told when the caller gives up, and says itself what came of it', async () => {
    const given = new AbortController();
    const { next, sent } = scriptedNext('029100', '029100', '2d9000');
    const apdu = { ...reset, meanwhile: { onKeepAlive: () => given.abort(), signal: given.signal } };
    expect(await polling().processor.process(apdu, next)).toEqual({ sw: 0x9000, data: fromHex('2d') });
    expect(sent).toEqual([sentReset, cancel, cancel]);
  });

  it('and never gets one is given up after 30 seconds', async () => {
    let now = 0;
    const polls = (ms: number) => Promise.resolve((now += ms));
    const { next, sent } = scriptedNext(...Array<string>(400).fill('019100'));
    const processor = new KeepAlivePolling(polls, () => now);
    await expect(processor.process(reset, next)).rejects.toMatchObject({
      ...{ code: 'CARD_UNRESPONSIVE', details: { keepAlive: 'processing' } },
    });
    // A poll each 100 ms.
    expect(sent).toHaveLength(301);
  });

  it('because nobody touches it is told to end it after two minutes', async () => {
    let now = 0;
    const polls = () => Promise.resolve((now += 60_001));
    const { next, sent } = scriptedNext('029100', '029100', '2d9000');
    const processor = new KeepAlivePolling(polls, () => now);
    expect(await processor.process(reset, next)).toEqual({ sw: 0x9000, data: fromHex('2d') });
    expect(sent).toEqual([sentReset, poll, cancel]);
  });

  it('is not asked again after an answer or a refusal', async () => {
    const { processor, pauses } = polling();
    expect(await processor.process(reset, scriptedNext('309000').next)).toEqual({ sw: 0x9000, data: fromHex('30') });
    expect(await processor.process(reset, scriptedNext('6985').next)).toEqual({ sw: 0x6985, data: fromHex('') });
    expect(pauses).toEqual([]);
  });
});
