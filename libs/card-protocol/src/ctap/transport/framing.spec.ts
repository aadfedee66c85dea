import { describe, expect, it } from '@jest/globals';
import { concat, fromHex, toHex } from '../../bytes.js';
import { encodeShort } from '../../apdu/command-apdu.js';
import {
  CtapHidAssembler,
  broadcastChannel,
  ctapHidCommand,
  decodeInitResponse,
  encodeInitResponse,
  packMessage,
} from './hid-framing.js';
import { cancelApdu, chainedMessage, extendedMessage, fido2Version, pollApdu, selectFido } from './pcsc-framing.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i & 0xff);

describe('CTAP over PC/SC', () => {
  it('selects, polls and cancels', () => {
    expect(toHex(encodeShort(selectFido()))).toBe('00a4040008a0000006472f000100');
    expect(toHex(encodeShort(pollApdu()))).toBe('8011000000');
    expect(toHex(encodeShort(cancelApdu()))).toBe('8011110000');
    expect(toHex(fido2Version)).toBe('4649444f5f325f30');
  });

  it('sends a short message in one APDU', () =>
    expect(chainedMessage(fromHex('04')).map(toHex)).toEqual(['80108000010400']));

  it('sends a long message in pieces of 250 bytes, or in one extended APDU', () => {
    const pieces = chainedMessage(bytes(501)).map(toHex);
    expect(pieces.map((piece) => piece.slice(0, 10))).toEqual(['90108000fa', '90108000fa', '8010800001']);
    expect(pieces.map((piece) => piece.length / 2)).toEqual([255, 255, 7]);
    expect(toHex(extendedMessage(bytes(501))).slice(0, 14)).toBe('801080000001f5');
    expect(toHex(extendedMessage(bytes(501))).slice(-4)).toBe('0000');
  });
});

describe('CTAPHID', () => {
  const channel = 0x01020304;
  const command = ctapHidCommand.cbor;

  it('a short message is one report', () => {
    const reports = packMessage({ channel, command, payload: fromHex('04') });
    expect(reports.map(toHex)).toEqual([`0102030490000104${'00'.repeat(56)}`]);
  });

  it('a long one goes on in reports of 59 bytes, counted from 0', () => {
    const reports = packMessage({ channel, command, payload: bytes(57 + 59 + 1) }).map(toHex);
    expect(reports.map((report) => report.slice(0, 14))).toEqual([
      '01020304900075',
      '0102030400393a',
      '01020304017400',
    ]);
    expect(reports.every((report) => report.length === 128)).toBe(true);
  });

  it.each([0, 1, 57, 58, 116, 117, 1024, 7609])('%i bytes arrive whole', (length) => {
    const assembler = new CtapHidAssembler();
    const results = packMessage({ channel, command, payload: bytes(length) }).map((report) => assembler.accept(report));
    expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
    expect(results.at(-1)).toEqual({ kind: 'message', message: { channel, command, payload: bytes(length) } });
  });

  it('another channel is told that it is busy, and the first one goes on', () => {
    const assembler = new CtapHidAssembler();
    const [first, second] = packMessage({ channel, command, payload: bytes(100) });
    const [other] = packMessage({ channel: 7, command, payload: bytes(1) });
    expect(assembler.accept(first!)).toBeUndefined();
    expect(assembler.accept(other!)).toEqual({ kind: 'error', channel: 7, error: 0x06 });
    expect(assembler.accept(second!)).toMatchObject({ kind: 'message', message: { channel, payload: bytes(100) } });
    expect(assembler.accept(other!)).toMatchObject({ kind: 'message', message: { channel: 7 } });
  });

  it('INIT on the same channel begins anew', () => {
    const assembler = new CtapHidAssembler();
    assembler.accept(packMessage({ channel, command, payload: bytes(100) })[0]!);
    const [init] = packMessage({ channel, command: ctapHidCommand.init, payload: bytes(8) });
    expect(assembler.accept(init!)).toMatchObject({ kind: 'message', message: { command: 0x06, payload: bytes(8) } });
  });

  it('a report that is missing, or another message before the end, is a wrong sequence', () => {
    const assembler = new CtapHidAssembler();
    const [first, , third] = packMessage({ channel, command, payload: bytes(170) });
    assembler.accept(first!);
    expect(assembler.accept(third!)).toEqual({ kind: 'error', channel, error: 0x04 });
    expect(assembler.accept(third!)).toBeUndefined();
    assembler.accept(first!);
    expect(assembler.accept(first!)).toEqual({ kind: 'error', channel, error: 0x04 });
  });

  it('more than 7609 bytes are refused / on both sides', () => {
    expect(() => packMessage({ channel, command, payload: bytes(7610) })).toThrow(failure('CTAP_FRAME'));
    const report = concat(fromHex('01020304 90 1dba'), bytes(57));
    expect(new CtapHidAssembler().accept(report)).toEqual({ kind: 'error', channel, error: 0x03 });
  });

  it('what stopped coming is forgotten', () => {
    const assembler = new CtapHidAssembler();
    assembler.accept(packMessage({ channel, command, payload: bytes(100) })[0]!);
    assembler.reset();
    expect(assembler.accept(packMessage({ channel: 7, command, payload: bytes(1) })[0]!)).toMatchObject({
      kind: 'message',
    });
  });

  it('refuses / a report of another length', () =>
    expect(() => new CtapHidAssembler().accept(bytes(65))).toThrow(failure('CTAP_FRAME')));

  it('INIT answers with a channel', () => {
    const init = {
      nonce: fromHex('0102030405060708'),
      channel: 0x0a0b0c0d,
      protocolVersion: 2,
      deviceVersion: [5, 7, 2],
      capabilities: 0x0c,
    } as const;
    expect(toHex(encodeInitResponse(init))).toBe('01020304050607080a0b0c0d020507020c');
    expect(decodeInitResponse(fromHex('01020304050607080a0b0c0d020507020c'))).toEqual(init);
    expect(() => decodeInitResponse(bytes(16))).toThrow(failure('CTAP_FRAME'));
    expect(broadcastChannel).toBe(0xffffffff);
  });
});
