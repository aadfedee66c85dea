/**
 * Public keys of P-256 as COSE_Key: ES256 for credentials, and the key agreement of PIN/UV auth protocols. Checks shape and size, not that the
 * point lies on its curve: whoever computes with it does. Governing documents: RFC 9053 sections 2.1 and 7.1, CTAP 2.1 section 6.5.6.
 */
import { CardProtocolError } from '../card-protocol-error.js';
import type { CborMap } from './cbor/cbor-value.js';
import { bytes, integer, required, struct, type Codec } from './cbor/fields.js';

/** COSE algorithm identifiers. ecdhEsHkdf256 names a key agreement key; CTAP says itself that it is not the algorithm used with it. */
export const coseAlgorithm = { es256: -7, ecdhEsHkdf256: -25 } as const;

/** A point of P-256, 32 bytes each. */
export interface EcPoint {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

const [keyTypeEc2, curveP256, coordinateBytes] = [2, 1, 32];

const fields = struct({
  keyType: required(1, integer),
  algorithm: required(3, integer),
  curve: required(-1, integer),
  x: required(-2, bytes),
  y: required(-3, bytes),
});

/** Throws FIELD_VALUE for a key of another kind, KEY_LENGTH for other coordinates. */
const ecKey = (algorithm: number): Codec<EcPoint, CborMap> => ({
  encode: ({ x, y }) => fields.encode({ keyType: keyTypeEc2, algorithm, curve: curveP256, x, y }),
  decode: (value) => {
    const key = fields.decode(value);
    if (key.keyType !== keyTypeEc2 || key.curve !== curveP256 || key.algorithm !== algorithm)
      throw new CardProtocolError('FIELD_VALUE', 'not a COSE key of P-256 for this use');
    if (key.x.length !== coordinateBytes || key.y.length !== coordinateBytes)
      throw new CardProtocolError('KEY_LENGTH', 'not a point of P-256');
    return { x: key.x, y: key.y };
  },
});

export const es256Key = ecKey(coseAlgorithm.es256);
export const keyAgreementKey = ecKey(coseAlgorithm.ecdhEsHkdf256);
