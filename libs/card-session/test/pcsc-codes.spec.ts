import { afterEach, describe, expect, it } from '@jest/globals';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { getData, putData } from '@cardwright/card-protocol/piv/data-commands';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { ApduChannel } from '../src/apdu-channel.js';
import { pivCommands } from '../src/piv/piv-commands.js';
import { openingError } from '../src/transports/pcsc-errors.js';
import { openPcsc, type PcscReaderMonitor } from '../src/transports/pcsc.transport.js';
import { pcscError, scriptedBinding, type ScriptedReader } from './scripted-binding.js';

const readerName = 'Scripted 00 00';
const failure = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ name: 'CardwrightError', code, details: expect.objectContaining(details) });

let monitor: PcscReaderMonitor | undefined;
afterEach(() => monitor?.close());

async function withReader(): Promise<{
  reader: ScriptedReader;
  fail: (code: string) => void;
  open: PcscReaderMonitor;
}> {
  const { binding, plug, fail } = scriptedBinding();
  const reader = plug(readerName);
  const open = (monitor = await openPcsc(() => Promise.resolve(binding)));
  return { reader, fail, open };
}
const inserted = async (open: PcscReaderMonitor, insert: () => void): Promise<void> => {
  const events = open.events();
  insert();
  for await (const { kind } of events) if (kind === 'card-inserted') return;
};

describe('PC/SC codes, each with a code and a sentence of its own', () => {
  it.each<[string, ErrorCode, string]>([
    ['ServiceStopped', 'EDGE_PCSC_STOPPED', 'was stopped'],
    ['ServerTooBusy', 'EDGE_PCSC_BUSY', 'too much to do'],
    ['NoAccess', 'EDGE_PCSC_FORBIDDEN', 'refuses access to the user'],
    ['SecurityViolation', 'EDGE_PCSC_FORBIDDEN', 'policy of this machine refuses'],
    ['CommError', 'EDGE_PCSC_FORBIDDEN', 'ended the connection at once'],
    ['InternalError', 'EDGE_PCSC_FAILED', 'does not explain'],
  ])('%s when the service is opened: %s', async (name, code, words) => {
    const { binding } = scriptedBinding({ startFails: name });
    const error = await openPcsc(() => Promise.resolve(binding)).catch((thrown: unknown) => thrown);
    expect(error).toEqual(failure(code));
    expect((error as Error).message).toContain(words);
  });

  it('NoService where somebody takes the connection: refused, not missing', async () => {
    const error = await openingError(pcscError('NoService'), () => Promise.resolve(undefined));
    expect(error).toEqual(failure('EDGE_PCSC_FORBIDDEN', { pcsc: 'NoService' }));
    expect(await openingError(pcscError('NoService'), () => Promise.resolve('ECONNREFUSED'))).toEqual(
      failure('EDGE_PCSC_UNAVAILABLE', { missing: 'service' }),
    );
  });

  it.each<[string, ErrorCode, string]>([
    ['NoSmartCard', 'CARD_ABSENT', 'No card is in the reader'],
    ['UnknownReader', 'EDGE_READER_UNAVAILABLE', 'no such reader'],
    ['ReaderUnavailable', 'EDGE_READER_UNAVAILABLE', 'was unplugged'],
    ['NoReadersAvailable', 'EDGE_NO_READER', 'No reader is plugged'],
    ['SharingViolation', 'CARD_BUSY', 'Another program holds the card'],
    ['SecurityViolation', 'EDGE_PCSC_FORBIDDEN', 'refuses PC/SC'],
    ['NoAccess', 'EDGE_PCSC_FORBIDDEN', 'refuses access'],
    ['ProtoMismatch', 'CARD_PROTOCOL_MISMATCH', 'no transmission protocol in common'],
    ['UnresponsiveCard', 'CARD_UNRESPONSIVE', 'does not answer'],
    ['UnpoweredCard', 'CARD_UNPOWERED', 'switched the card off'],
    ['UnsupportedCard', 'CARD_READER_MISMATCH', 'cannot work with the way'],
    ['CardUnsupported', 'CARD_READER_MISMATCH', 'does not support this card'],
    ['CommError', 'CARD_LINK_FAILED', 'broke in the middle'],
    ['Timeout', 'EDGE_READER_TIMEOUT', 'did not answer in time'],
    ['ServiceStopped', 'EDGE_PCSC_STOPPED', 'was stopped'],
    ['NoService', 'EDGE_PCSC_UNAVAILABLE', 'does not answer'],
    ['NoMemory', 'EDGE_PCSC_BUSY', 'no memory'],
    ['SomethingNew', 'EDGE_PCSC_FAILED', 'does not explain'],
  ])('%s when a card is connected: %s', async (name, code, words) => {
    const { reader, open } = await withReader();
    await inserted(open, () => reader.insert({ transmit: () => fromHex('9000'), refuses: name }));
    const error = await open.connectExclusive(readerName).catch((thrown: unknown) => thrown);
    expect(error).toEqual(failure(code, { readerName, pcsc: name, sent: false }));
    expect((error as Error).message).toContain(words);
  });

  it.each<[string, ErrorCode, boolean]>([
    ['RemovedCard', 'CARD_REMOVED', true],
    ['NoSmartCard', 'CARD_REMOVED', true],
    ['ReaderUnavailable', 'EDGE_READER_UNAVAILABLE', true],
    ['ResetCard', 'CARD_WAS_RESET', false],
    ['UnpoweredCard', 'CARD_UNPOWERED', false],
    ['UnresponsiveCard', 'CARD_UNRESPONSIVE', false],
    ['NotTransacted', 'CARD_LINK_FAILED', false],
    ['CommError', 'CARD_LINK_FAILED', false],
    ['CommDataLost', 'CARD_LINK_FAILED', false],
    ['Timeout', 'EDGE_READER_TIMEOUT', false],
    ['ServiceStopped', 'EDGE_PCSC_STOPPED', true],
    ['InternalError', 'EDGE_PCSC_FAILED', false],
    ['SomethingNew', 'EDGE_PCSC_FAILED', false],
  ])('%s in a reading command: %s; in a writing one the outcome is unknown', async (name, code, gone) => {
    const { reader, open } = await withReader();
    await inserted(open, () => reader.insert({ transmit: () => pcscError(name) }));
    const channel = new ApduChannel(await open.connectExclusive(readerName), pivCommands);
    await expect(channel.exchange(getData(0x7e))).rejects.toThrow(failure(code, { pcsc: name, sent: true, gone }));
    await expect(channel.exchange(putData(0x5fc107, fromHex('01')))).rejects.toThrow(
      failure('CARD_OUTCOME_UNKNOWN', { pcsc: name }),
    );
  });

  it('a link that broke because the card was pulled: CARD_REMOVED, although the service notices it later', async () => {
    const { reader, open } = await withReader();
    const transmit = (): Error => {
      setTimeout(() => reader.remove(), 100);
      return pcscError('NotTransacted');
    };
    await inserted(open, () => reader.insert({ transmit }));
    const channel = new ApduChannel(await open.connectExclusive(readerName), pivCommands);
    await expect(channel.exchange(getData(0x7e))).rejects.toThrow(failure('CARD_REMOVED', { gone: true }));
  });

  it('a call that the binding itself refuses was never sent', async () => {
    const { reader, open } = await withReader();
    await inserted(open, () => reader.insert({ transmit: () => pcscError('InvalidParameter') }));
    const channel = new ApduChannel(await open.connectExclusive(readerName), pivCommands);
    await expect(channel.exchange(putData(0x5fc107, fromHex('01')))).rejects.toThrow(
      failure('EDGE_PCSC_FAILED', { sent: false }),
    );
  });

  it('a card that answers nothing is in the list, and is no card that could be connected', async () => {
    const { reader, open } = await withReader();
    reader.insertMute();
    expect(await open.list()).toEqual([{ readerName, cardPresent: false, atr: null, unresponsive: true }]);
    reader.remove();
    expect(await open.list()).toEqual([{ readerName, cardPresent: false, atr: null }]);
  });

  it('a link that broke because the service ended: that it ended', async () => {
    const { reader, fail, open } = await withReader();
    const transmit = (): Error => {
      setTimeout(() => fail('CommError'), 50);
      return pcscError('CommError');
    };
    await inserted(open, () => reader.insert({ transmit }));
    const channel = new ApduChannel(await open.connectExclusive(readerName), pivCommands);
    await expect(channel.exchange(getData(0x7e))).rejects.toThrow(failure('EDGE_PCSC_STOPPED', { gone: true }));
  });

  it('a service that ends is named by its reason', async () => {
    const { fail, open } = await withReader();
    fail('ServiceStopped');
    await expect(open.list()).rejects.toThrow(failure('EDGE_PCSC_STOPPED'));
    await expect(open.connectExclusive(readerName)).rejects.toThrow(failure('EDGE_PCSC_STOPPED'));
  });

  it('no fix of any of them destroys anything', () => {
    const codes = Object.keys(errorCatalogue).filter((code) => /^(EDGE_PCSC|EDGE_NO_READER|EDGE_READER)/.test(code));
    expect(codes.length).toBe(8);
    for (const code of codes) expect(errorCatalogue[code as ErrorCode].fix).not.toMatch(/recycle|terminate|erase/i);
  });
});
