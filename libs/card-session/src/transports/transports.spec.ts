import { describe, expect, it } from '@jest/globals';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { isContactlessReader, pcscUnavailable } from './pcsc-errors.js';
import { parseTranscript, ReplayTransport } from './transcript.transport.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardwrightError', code });
const text = '> 00200080\n< 63c3\n> 00f8000000\n!\n';

describe('transcripts', () => {
  it('answer in order, and lose the link where it was lost', async () => {
    const replay = new ReplayTransport(parseTranscript(`# a comment\n\n${text}`));
    expect(await replay.transmit(fromHex('00200080'))).toEqual(fromHex('63c3'));
    await expect(replay.transmit(fromHex('00f8000000'))).rejects.toThrow(failure('CARD_REMOVED'));
    expect(replay.finished).toBe(true);
  });
  it('refuses / another command, one too many, a broken text', async () => {
    const replay = new ReplayTransport(parseTranscript('> 00\n< 9000'));
    await expect(replay.transmit(fromHex('01'))).rejects.toThrow(TypeError);
    await replay.transmit(fromHex('00'));
    await expect(replay.transmit(fromHex('00'))).rejects.toThrow(TypeError);
    for (const broken of ['> 00', '< 9000', '> 00\n> 00', 'x'])
      expect(() => parseTranscript(broken)).toThrow(TypeError);
  });
  it('remembers how it was closed', async () => {
    const replay = new ReplayTransport([]);
    await replay.close('reset');
    await replay.close('leave');
    expect(replay.closedBy).toBe('reset');
  });
});

describe('PC/SC that is missing, and the interface of a card', () => {
  it.each(['binding', 'service'] as const)('a missing %s says what to install', (missing) => {
    const { code, details, message } = pcscUnavailable(missing);
    expect([code, details['missing']]).toEqual(['EDGE_PCSC_UNAVAILABLE', missing]);
    expect(message).toContain(details['install']);
  });
  it.each([
    ['ACS ACR122U PICC Interface 00 00', true],
    ['HID Global OMNIKEY 5022 CL [OMNIKEY 5022] 00 00', true],
    ['Identiv Contactless Reader 00', true],
    ['Yubico YubiKey OTP+FIDO+CCID 00 00', false],
    ['Virtual PCD 00 00', false],
    ['Alcor Micro AU9540 00 00', false],
  ])('[D12] %s is contactless: %p', (name, contactless) =>
    expect(isContactlessReader(name, fromHex('3B00'))).toBe(contactless),
  );
  it('a storage card is contactless in any reader', () =>
    expect(isContactlessReader('x', fromHex('3B8F8001804F0CA000000306030001000000006A'))).toBe(true));
});
