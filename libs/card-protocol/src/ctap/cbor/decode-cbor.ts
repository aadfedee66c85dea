/**
 * Reads CBOR of CTAP2 and nothing else: whatever the canonical form does not allow is refused, so that what is read and encoded again is the
 * same bytes. Never reads beyond what it is given; a length that does not fit ends it. Governing document: CTAP 2.1 section 8.
 */
import { toHex, utf8Text } from '../../bytes.js';
import { CardProtocolError } from '../../card-protocol-error.js';
import { majorType, nestingMax, simpleValue, type CborKey, type CborValue } from './cbor-value.js';
import { compareKeys } from './encode-cbor.js';

/** One value that fills the bytes. Throws CBOR_INVALID. */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const { value, rest } = decodeFirstCbor(bytes);
  if (rest.length > 0) throw invalid(`${rest.length} bytes after the value`);
  return value;
}

/** The value that the bytes begin with, and what follows it (authenticator data: a key, then extensions). Throws CBOR_INVALID. */
export function decodeFirstCbor(bytes: Uint8Array): { value: CborValue; rest: Uint8Array } {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  return { value, rest: bytes.slice(reader.at) };
}

class Reader {
  at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  value(depth: number): CborValue {
    const start = this.at;
    const { major, argument, exact } = this.head();
    switch (major) {
      case majorType.unsigned:
        return Number.isSafeInteger(argument) ? argument : exact!;
      case majorType.negative:
        return exact === undefined ? -1 - argument : -1n - exact;
      case majorType.bytes:
        return this.take(argument);
      case majorType.text:
        return text(this.take(argument));
      case majorType.array:
        return this.array(argument, depth);
      case majorType.map:
        return this.map(argument, depth);
      default:
        return this.simple(argument, start);
    }
  }

  private array(length: number, depth: number): CborValue[] {
    this.enter(length, depth);
    return Array.from({ length }, () => this.value(depth + 1));
  }

  private map(size: number, depth: number): Map<CborKey, CborValue> {
    this.enter(2 * size, depth);
    const map = new Map<CborKey, CborValue>();
    let before: Uint8Array | undefined;
    for (let entry = 0; entry < size; entry++) {
      const start = this.at;
      const key = this.value(depth + 1);
      if (typeof key !== 'number' && typeof key !== 'string') throw invalid('a key that is no integer and no text');
      const encoded = this.bytes.subarray(start, this.at);
      if (before !== undefined && compareKeys(before, encoded) >= 0) throw invalid('keys out of order or twice');
      before = encoded;
      map.set(key, this.value(depth + 1));
    }
    return map;
  }

  /** Each item has a byte at least: a length beyond what is left is refused before anything is made for it. */
  private enter(items: number, depth: number): void {
    if (depth === nestingMax) throw invalid(`more than ${nestingMax} levels`);
    if (items > this.bytes.length - this.at) throw invalid('ends too early');
  }

  private simple(argument: number, start: number): boolean | null {
    // A simple value in two bytes, or a floating-point number, has the same argument as another thing.
    if (this.at - start === 1) {
      if (argument === simpleValue.null) return null;
      if (argument === simpleValue.true || argument === simpleValue.false) return argument === simpleValue.true;
    }
    throw invalid('a floating-point number or a simple value that CTAP does not have');
  }

  /** exact: where the argument, or -1 less it, is beyond what a number holds. As a length it is then longer than whatever follows. */
  private head(): { major: number; argument: number; exact?: bigint } {
    const first = this.take(1)[0]!;
    const [major, information] = [first >> 5, first & 0x1f];
    if (major === 6) throw invalid('a tag');
    if (information < 24) return { major, argument: information };
    if (information > 27) throw invalid('an indefinite or reserved length');
    const bytes = this.take(2 ** (information - 24));
    const argument = bytes.reduce((value, byte) => value * 256 + byte, 0);
    const least = information === 24 ? 24 : 256 ** (bytes.length / 2);
    if (argument < least) throw invalid('a number or length that is not as short as it can be');
    if (argument < Number.MAX_SAFE_INTEGER) return { major, argument };
    return { major, argument, exact: BigInt(`0x${toHex(bytes)}`) };
  }

  private take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw invalid('ends too early');
    const taken = this.bytes.slice(this.at, this.at + length);
    this.at += length;
    return taken;
  }
}

function text(bytes: Uint8Array): string {
  try {
    return utf8Text(bytes);
  } catch {
    throw invalid('a text that is not UTF-8');
  }
}

const invalid = (what: string): CardProtocolError =>
  new CardProtocolError('CBOR_INVALID', `not CBOR of CTAP2: ${what}`);
