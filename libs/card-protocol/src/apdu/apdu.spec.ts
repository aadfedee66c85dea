import { describe, expect, it } from '@jest/globals';
import { concat, fromHex, toHex } from '../bytes.js';
import { chainPieces, correctedLe, joinResponses, nextGetResponse } from './chaining.js';
import { command, decodeCommand, encodeExtended, encodeShort } from './command-apdu.js';
import { decodeResponse, encodeResponse } from './response-apdu.js';

const failure = (code: string): unknown => expect.objectContaining({ name: 'CardProtocolError', code });
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i & 0xff);

describe('command APDUs, all cases', () => {
  it.each([
    ['1', command(0xa4, 4, 0), '00a40400', '00a40400'],
    ['2', command(0xcb, 0x3f, 0xff, undefined, 1), '00cb3fff01', '00cb3fff000001'],
    ['2 all short', command(0xcb, 0x3f, 0xff, undefined, 256), '00cb3fff00', '00cb3fff000100'],
    ['3', command(0x20, 0, 0x80, fromHex('3132')), '00200080023132', '00200080 000002 3132'],
    ['4', command(0xcb, 0x3f, 0xff, fromHex('5c017e'), 256), '00cb3fff035c017e00', '00cb3fff 000003 5c017e 0100'],
  ])('case %s', (_case, apdu, short, extended) => {
    expect(toHex(encodeShort(apdu))).toBe(short);
    expect(toHex(encodeExtended(apdu))).toBe(extended.replaceAll(' ', ''));
    expect(decodeCommand(encodeShort(apdu))).toMatchObject({ ...apdu, extended: false });
    expect(decodeCommand(encodeExtended(apdu))).toMatchObject({
      ...apdu,
      extended: apdu.data.length > 0 || apdu.le !== undefined,
    });
  });
  it.each([255, 256, 65535])('extended data of %i bytes', (length) => {
    const apdu = command(0xdb, 0x3f, 0xff, bytes(length), 65536);
    const encoded = encodeExtended(apdu);
    expect(toHex(encoded.slice(4, 7))).toBe(`00${length.toString(16).padStart(4, '0')}`);
    expect(toHex(encoded.slice(-2))).toBe('0000');
    expect(decodeCommand(encoded)).toMatchObject(apdu);
  });
  it('refuses / what does not fit', () => {
    expect(() => encodeShort(command(0xdb, 0, 0, bytes(256)))).toThrow(failure('APDU_LENGTH'));
    expect(() => encodeShort(command(0xdb, 0, 0, undefined, 257))).toThrow(failure('APDU_LENGTH'));
    expect(() => encodeExtended(command(0xdb, 0, 0, bytes(65536)))).toThrow(failure('APDU_LENGTH'));
    expect(() => encodeShort(command(0x100, 0, 0))).toThrow(failure('APDU_FIELD_RANGE'));
    expect(() => encodeShort(command(0xdb, 0, 0, undefined, 0))).toThrow(failure('APDU_FIELD_RANGE'));
    expect(() => encodeExtended(command(0xdb, 0, 0, undefined, 65537))).toThrow(failure('APDU_FIELD_RANGE'));
  });
  it.each(['', '00', '00a404'])('refuses / header cut: %s', (hex) =>
    expect(() => decodeCommand(fromHex(hex))).toThrow(failure('APDU_TRUNCATED')),
  );
  it.each([
    '00a40400 02 aa',
    '00a40400 01 aabbcc',
    '00a40400 0000',
    '00a40400 000002 aa',
    '00a40400 000001 aabb',
    '00a40400 000000 0100',
  ])('refuses / Lc and bytes disagree: %s', (hex) =>
    expect(() => decodeCommand(fromHex(hex))).toThrow(failure('APDU_LENGTH')),
  );
});

describe('response APDUs', () => {
  it('splits data and status word', () => {
    expect(decodeResponse(fromHex('aabb9000'))).toEqual({ data: fromHex('aabb'), sw: 0x9000 });
    expect(toHex(encodeResponse({ data: fromHex('aa'), sw: 0x61ff }))).toBe('aa61ff');
  });
  it.each(['', '90'])('refuses / %s', (hex) =>
    expect(() => decodeResponse(fromHex(hex))).toThrow(failure('RESPONSE_TRUNCATED')),
  );
});

describe('command chaining', () => {
  it.each([
    [0, [0]],
    [255, [255]],
    [256, [255, 1]],
    [510, [255, 255]],
    [511, [255, 255, 1]],
  ])('%i bytes go in pieces of %p', (length, lengths) => {
    const pieces = chainPieces(command(0xdb, 0x3f, 0xff, bytes(length), 65536));
    expect(pieces.map((piece) => piece.data.length)).toEqual(lengths);
    expect(pieces.map((piece) => piece.cla)).toEqual(lengths.map((_, i) => (i < lengths.length - 1 ? 0x10 : 0x00)));
    expect(pieces.map((piece) => piece.le)).toEqual(lengths.map((_, i) => (i < lengths.length - 1 ? undefined : 256)));
    expect(concat(...pieces.map((piece) => piece.data))).toEqual(bytes(length));
  });
  it.each([0, 256, 1.5])('refuses / pieces of %p', (length) =>
    expect(() => chainPieces(command(0xdb, 0, 0), length)).toThrow(failure('APDU_FIELD_RANGE')),
  );
});

describe('long answers', () => {
  it.each([
    [0x6100, 256],
    [0x6101, 1],
    [0x61ff, 255],
  ])('%i asks for %i bytes', (sw, le) => expect(nextGetResponse(sw)).toMatchObject({ ins: 0xc0, p1: 0, p2: 0, le }));
  it('anything else is the end', () =>
    expect([0x9000, 0x6282, 0x6c10].map(nextGetResponse)).toEqual([undefined, undefined, undefined]));
  it('6Cxx names the right Le', () => expect([0x6c00, 0x6c10, 0x9000].map(correctedLe)).toEqual([256, 16, undefined]));
  it('joins the pieces; the last status word counts', () =>
    expect(
      joinResponses([
        { data: bytes(2), sw: 0x6101 },
        { data: bytes(1), sw: 0x9000 },
      ]),
    ).toEqual({ data: fromHex('000100'), sw: 0x9000 }));
  it('refuses / more than 65536 bytes', () =>
    expect(() =>
      joinResponses([
        { data: bytes(65536), sw: 0x6101 },
        { data: bytes(1), sw: 0x9000 },
      ]),
    ).toThrow(failure('CHAIN_INVALID')));
});
