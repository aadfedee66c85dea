/**
 * What CTAP says in CBOR, as values of this language: integers, byte and text strings, arrays, maps, true, false and null. No floating-point
 * numbers, tags or indefinite lengths. Governing documents: RFC 8949, CTAP 2.1 section 8 (message encoding).
 */
export type CborKey = number | string;

/**
 * An integer is a number as far as that holds it; beyond 53 bits, as vendors choose them for their commands, a bigint. A map keeps no order of its own; it
 * is sorted when it is encoded.
 */
export type CborValue = number | bigint | Uint8Array | string | boolean | null | readonly CborValue[] | CborMap;

export type CborMap = ReadonlyMap<CborKey, CborValue>;

/** Maps and arrays within each other. CTAP 2.1 section 8: at most four levels. */
export const nestingMax = 4;

export const majorType = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, simple: 7 } as const;

/** Additional information of major type 7. */
export const simpleValue = { false: 20, true: 21, null: 22 } as const;

/** From entries whose value may be absent: those are left out. */
export function cborMap(entries: Iterable<readonly [CborKey, CborValue | undefined]>): CborMap {
  const map = new Map<CborKey, CborValue>();
  for (const [key, value] of entries) if (value !== undefined) map.set(key, value);
  return map;
}

export const isCborMap = (value: CborValue | undefined): value is CborMap => value instanceof Map;
