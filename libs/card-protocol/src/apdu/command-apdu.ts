/**
 * Command APDUs: header, data, expected length; short and extended encodings, and the reader of all seven cases
 * (which the simulated card uses). Not chaining (chaining.ts). Governing document: ISO/IEC 7816-4:2020 section 5.2.
 */
import { concat, emptyBytes, numberToHex } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';

export interface CommandApdu {
  /** Class byte; chaining (0x10) is set by the chaining functions, not by the builders. */
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Most bytes expected in the answer: 1..65536 (short form: 256 means "all"). Absent: no answer data expected. */
  readonly le?: number;
}

/** Le "as many as there are" in short form. */
export const shortLeAll = 256;
export const shortDataMax = 255;
const extendedDataMax = 65535;
export const extendedLeAll = 65536;

/** A command of class 00. data defaults to nothing, le to no answer data. */
export function command(ins: number, p1: number, p2: number, data: Uint8Array = emptyBytes, le?: number): CommandApdu {
  return le === undefined ? { cla: 0x00, ins, p1, p2, data } : { cla: 0x00, ins, p1, p2, data, le };
}

/** Short encoding (cases 1 to 4S). Throws APDU_LENGTH for more than 255 bytes of data or Le above 256. */
export function encodeShort(apdu: CommandApdu): Uint8Array {
  if (apdu.data.length > shortDataMax || (apdu.le ?? 0) > shortLeAll)
    throw new CardProtocolError('APDU_LENGTH', `INS ${numberToHex(apdu.ins)} does not fit a short APDU`);
  return concat(
    header(apdu),
    apdu.data.length > 0 ? concat(Uint8Array.of(apdu.data.length), apdu.data) : emptyBytes,
    apdu.le === undefined ? emptyBytes : Uint8Array.of(checkedLe(apdu.le) & 0xff),
  );
}

/** Extended encoding (cases 2E to 4E; case 1 has none and stays short). Throws APDU_LENGTH beyond 65535 bytes of data. */
export function encodeExtended(apdu: CommandApdu): Uint8Array {
  if (apdu.data.length > extendedDataMax)
    throw new CardProtocolError('APDU_LENGTH', `INS ${numberToHex(apdu.ins)} does not fit an extended APDU`);
  const le = apdu.le === undefined ? emptyBytes : uint16(checkedLe(apdu.le) & 0xffff);
  if (apdu.data.length > 0) return concat(header(apdu), Uint8Array.of(0), uint16(apdu.data.length), apdu.data, le);
  return apdu.le === undefined ? header(apdu) : concat(header(apdu), Uint8Array.of(0), le);
}

/** Reads any of the cases. Throws APDU_TRUNCATED for less than a header, APDU_LENGTH when Lc and the bytes disagree. */
export function decodeCommand(bytes: Uint8Array): CommandApdu & { readonly extended: boolean } {
  if (bytes.length < 4) throw new CardProtocolError('APDU_TRUNCATED', 'less than 4 bytes of header');
  const [cla, ins, p1, p2] = bytes as unknown as [number, number, number, number];
  const body = bytes.slice(4);
  const head = { cla, ins, p1, p2 };
  if (body.length === 0) return { ...head, data: emptyBytes, extended: false };
  if (body.length === 1) return { ...head, data: emptyBytes, le: body[0]! || shortLeAll, extended: false };
  const extended = body[0] === 0 && body.length >= 3;
  if (!extended) return { ...head, ...split(body, 1, body[0]!, shortLeAll), extended };
  const first = body[1]! * 256 + body[2]!;
  if (body.length === 3) return { ...head, data: emptyBytes, le: first || extendedLeAll, extended };
  return { ...head, ...split(body, 3, first, extendedLeAll), extended };
}

function split(body: Uint8Array, start: number, lc: number, leAll: number): Pick<CommandApdu, 'data' | 'le'> {
  const data = body.slice(start, start + lc);
  const rest = body.slice(start + lc);
  const leLength = start === 1 ? 1 : 2;
  if (lc === 0 || data.length < lc || (rest.length !== 0 && rest.length !== leLength))
    throw new CardProtocolError('APDU_LENGTH', `Lc says ${lc}, ${body.length - start} bytes follow`);
  if (rest.length === 0) return { data };
  return { data, le: rest.reduce((value, byte) => value * 256 + byte, 0) || leAll };
}

function header({ cla, ins, p1, p2 }: CommandApdu): Uint8Array {
  if ([cla, ins, p1, p2].some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 0xff))
    throw new CardProtocolError('APDU_FIELD_RANGE', 'a header field is not a byte');
  return Uint8Array.of(cla, ins, p1, p2);
}

function checkedLe(le: number): number {
  if (!Number.isInteger(le) || le < 1 || le > extendedLeAll)
    throw new CardProtocolError('APDU_FIELD_RANGE', `Le out of range: ${le}`);
  return le;
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}
