/**
 * CBOR in the canonical form of CTAP2: integers and lengths as short as they can be, definite lengths, map keys sorted by type, then length,
 * then bytes. Hosts and authenticators refuse anything else. Governing document: CTAP 2.1 section 8.
 */
import { concat, fromHex, utf8Bytes, writeUint } from '../../bytes.js';
import { CardProtocolError } from '../../card-protocol-error.js';
import { isCborMap, majorType, nestingMax, simpleValue, type CborMap, type CborValue } from './cbor-value.js';

/** Throws CBOR_INVALID for a number that is no safe integer, a bigint beyond 64 bits, and more than four levels of maps and arrays. */
export function encodeCbor(value: CborValue): Uint8Array {
  return encodeAt(value, 0);
}

function encodeAt(value: CborValue, depth: number): Uint8Array {
  if (typeof value === 'number') return encodeInteger(value);
  if (typeof value === 'bigint') return encodeBigint(value);
  if (typeof value === 'string') return encodeString(majorType.text, utf8Bytes(value));
  if (value instanceof Uint8Array) return encodeString(majorType.bytes, value);
  if (value === null) return head(majorType.simple, simpleValue.null);
  if (typeof value === 'boolean') return head(majorType.simple, value ? simpleValue.true : simpleValue.false);
  if (depth === nestingMax) throw new CardProtocolError('CBOR_INVALID', `more than ${nestingMax} levels`);
  if (isCborMap(value)) return encodeMap(value, depth);
  return concat(head(majorType.array, value.length), ...value.map((item) => encodeAt(item, depth + 1)));
}

function encodeInteger(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw new CardProtocolError('CBOR_INVALID', 'not a safe integer');
  return value < 0 ? head(majorType.negative, -1 - value) : head(majorType.unsigned, value);
}

function encodeBigint(value: bigint): Uint8Array {
  if (Number.isSafeInteger(Number(value))) return encodeInteger(Number(value));
  const [major, argument] = value < 0n ? [majorType.negative, -1n - value] : [majorType.unsigned, value];
  if (argument >= 1n << 64n) throw new CardProtocolError('CBOR_INVALID', 'more than 64 bits');
  return concat(Uint8Array.of((major << 5) | 27), fromHex(argument.toString(16).padStart(16, '0')));
}

const encodeString = (major: number, bytes: Uint8Array): Uint8Array => concat(head(major, bytes.length), bytes);

function encodeMap(map: CborMap, depth: number): Uint8Array {
  const entries = [...map].map(([key, value]) => ({
    key: encodeAt(key, depth + 1),
    value: encodeAt(value, depth + 1),
  }));
  entries.sort((one, other) => compareKeys(one.key, other.key));
  return concat(head(majorType.map, map.size), ...entries.flatMap(({ key, value }) => [key, value]));
}

/** Of two encoded keys: negative if the first one stands before the other. */
export function compareKeys(one: Uint8Array, other: Uint8Array): number {
  const types = (one[0]! >> 5) - (other[0]! >> 5);
  if (types !== 0) return types;
  if (one.length !== other.length) return one.length - other.length;
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? 0 : one[at]! - other[at]!;
}

/** The first byte with its argument in 0, 1, 2, 4 or 8 more. */
function head(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  const size = [1, 2, 4, 8].find((bytes) => argument < 256 ** bytes)!;
  return concat(Uint8Array.of(first | (24 + Math.log2(size))), wide(argument, size));
}

/** writeUint does not fill up beyond the six bytes of a safe integer's own. */
const wide = (value: number, size: number): Uint8Array => {
  const bytes = writeUint(value);
  return concat(new Uint8Array(size - bytes.length), bytes);
};
