/**
 * How the fields of a CTAP message lie in a CBOR map: a message is a table of its fields, and both directions follow from it. Keys that a
 * table does not have are left alone, as the specification asks. Governing document: CTAP 2.1 sections 6 and 8.
 */
import { CardProtocolError } from '../../card-protocol-error.js';
import { cborMap, isCborMap, type CborKey, type CborMap, type CborValue } from './cbor-value.js';

/** decode throws CBOR_UNEXPECTED_TYPE for a value of another type, CBOR_MISSING for a field that must be there. */
export interface Codec<T, Encoded extends CborValue = CborValue> {
  encode(value: T): Encoded;
  decode(value: CborValue): T;
}

/** The values that a codec takes and gives. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

function same<T extends CborValue>(what: string, is: (value: CborValue) => value is T): Codec<T, T> {
  return {
    encode: (value) => value,
    decode: (value) => {
      if (!is(value)) throw new CardProtocolError('CBOR_UNEXPECTED_TYPE', `${what} expected`);
      return value;
    },
  };
}

export const bytes = same('a byte string', (value): value is Uint8Array => value instanceof Uint8Array);
export const text = same('a text string', (value) => typeof value === 'string');
export const integer = same('an integer', (value) => typeof value === 'number');
export const unsigned = same(
  'an unsigned integer',
  (value): value is number => typeof value === 'number' && value >= 0,
);
export const bool = same('true or false', (value) => typeof value === 'boolean');
/** A map as it came: its bytes are authenticated, or its keys are not known here. */
export const anyMap: Codec<CborMap, CborMap> = same('a map', isCborMap);

const array = same('an array', (value): value is readonly CborValue[] => Array.isArray(value));

export const list = <T>(item: Codec<T>): Codec<readonly T[]> => ({
  encode: (values) => values.map((value) => item.encode(value)),
  decode: (value) => array.decode(value).map((each) => item.decode(each)),
});

/** A map from names to values of one type: options. */
export const named = <T>(item: Codec<T>): Codec<Readonly<Record<string, T>>, CborMap> => ({
  encode: (values) => cborMap(Object.entries(values).map(([name, value]) => [name, item.encode(value)])),
  decode: (value) =>
    Object.fromEntries(
      [...anyMap.decode(value)].map(([name, each]) => [text.decode(name), item.decode(each)] as const),
    ),
});

export interface Field<T, Optional extends boolean> {
  readonly key: CborKey;
  readonly codec: Codec<T>;
  readonly optional: Optional;
}

export const required = <T>(key: CborKey, codec: Codec<T>): Field<T, false> => ({ key, codec, optional: false });
export const optional = <T>(key: CborKey, codec: Codec<T>): Field<T, true> => ({ key, codec, optional: true });

type Fields = Readonly<Record<string, Field<never, boolean> | Field<unknown, boolean>>>;
type Of<F> = F extends Field<infer T, boolean> ? T : never;
type Required<F> = { [K in keyof F]: F[K] extends { readonly optional: false } ? K : never }[keyof F];
/** A value with a property for each field. */
export type Struct<F> = { readonly [K in Required<F>]: Of<F[K]> } & {
  readonly [K in Exclude<keyof F, Required<F>>]?: Of<F[K]> | undefined;
};

export function struct<F extends Fields>(fields: F): Codec<Struct<F>, CborMap> {
  const rows = Object.entries(fields as Record<string, Field<unknown, boolean>>);
  return {
    encode: (value) =>
      cborMap(
        rows.map(([name, { key, codec }]) => {
          const each = (value as Record<string, unknown>)[name];
          return [key, each === undefined ? undefined : codec.encode(each)];
        }),
      ),
    decode: (value) => {
      const map = anyMap.decode(value);
      const decoded: Record<string, unknown> = {};
      for (const [name, { key, codec, optional }] of rows) {
        const each = map.get(key);
        if (each !== undefined) decoded[name] = codec.decode(each);
        else if (!optional) throw new CardProtocolError('CBOR_MISSING', `${name} is missing`);
      }
      return decoded as Struct<F>;
    },
  };
}
