/**
 * Status words, one row each: exact ones and the three families with a counter in the low bits.
 * What the system makes of them is card-session's table. Governing documents: ISO/IEC 7816-4:2020 tables 6 and 7,
 * SP 800-73-5 Part 1 section 5.6; 6999 is the Java Card runtime's (JCRE section 4.5).
 */
import { numberToHex } from '../bytes.js';

export interface StatusWordRow {
  readonly sw: number;
  /** Bits that identify the row; the others are a counter or length. */
  readonly mask: number;
  readonly meaning: string;
}

const exact = (sw: number, meaning: string): StatusWordRow => ({ sw, mask: 0xffff, meaning });

export const statusWord = {
  success: exact(0x9000, 'success'),
  bytesRemaining: { sw: 0x6100, mask: 0xff00, meaning: 'more answer bytes are there' },
  verifyFailed: { sw: 0x63c0, mask: 0xfff0, meaning: 'verification failed; the low four bits are the tries left' },
  memoryUnchanged: exact(0x6400, 'execution error, memory unchanged'),
  memoryFailure: exact(0x6581, 'memory failure'),
  wrongLength: exact(0x6700, 'wrong length'),
  logicalChannel: exact(0x6881, 'logical channel not supported'),
  secureMessaging: exact(0x6882, 'secure messaging not supported'),
  lastOfChainExpected: exact(0x6883, 'last command of a chain expected'),
  chainingNotSupported: exact(0x6884, 'command chaining not supported'),
  securityStatus: exact(0x6982, 'security status not satisfied'),
  blocked: exact(0x6983, 'authentication method blocked'),
  referenceDataNotUsable: exact(0x6984, 'reference data not usable'),
  conditionsOfUse: exact(0x6985, 'conditions of use not satisfied'),
  noCurrentFile: exact(0x6986, 'command not allowed'),
  secureMessagingMissing: exact(0x6987, 'secure messaging objects missing'),
  applicationNotSelectable: exact(0x6999, 'the application cannot be selected'),
  secureMessagingWrong: exact(0x6988, 'secure messaging objects incorrect'),
  wrongData: exact(0x6a80, 'incorrect parameter in the data'),
  functionNotSupported: exact(0x6a81, 'function not supported'),
  notFound: exact(0x6a82, 'data object or application not found'),
  noSpace: exact(0x6a84, 'not enough memory space'),
  wrongParameters: exact(0x6a86, 'incorrect P1 or P2'),
  referenceNotFound: exact(0x6a88, 'reference data not found'),
  wrongOffset: exact(0x6b00, 'wrong parameters'),
  wrongLe: { sw: 0x6c00, mask: 0xff00, meaning: 'wrong Le; the low byte is the right one' },
  instructionNotSupported: exact(0x6d00, 'instruction not supported'),
  classNotSupported: exact(0x6e00, 'class not supported'),
  noDiagnosis: exact(0x6f00, 'no precise diagnosis'),
} as const satisfies Record<string, StatusWordRow>;

export type StatusWordName = keyof typeof statusWord;

export function isStatus(sw: number, name: StatusWordName): boolean {
  const row: StatusWordRow = statusWord[name];
  return (sw & row.mask) === row.sw;
}

/** Name of the row a status word belongs to, undefined for one that the table does not know. */
export function statusWordName(sw: number): StatusWordName | undefined {
  return (Object.keys(statusWord) as StatusWordName[]).find((name) => isStatus(sw, name));
}

/** '6A82 data object or application not found', for people. */
export function describeStatus(sw: number): string {
  const name = statusWordName(sw);
  return `${numberToHex(sw, 4)} ${name === undefined ? 'unknown' : statusWord[name].meaning}`;
}

/** Tries left in 63Cx; 0 for 6983; undefined otherwise. */
export function retriesFrom(sw: number): number | undefined {
  if (isStatus(sw, 'blocked')) return 0;
  return isStatus(sw, 'verifyFailed') ? sw & 0x0f : undefined;
}
