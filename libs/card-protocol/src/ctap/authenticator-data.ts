/**
 * Authenticator data: what an authenticator signs of a credential and of the moment. Governing document: WebAuthn section 6.1 (flags, counter)
 * and 6.5.1 (attested credential data).
 */
import { concat, emptyBytes, readUint, writeUint } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import type { CborMap } from './cbor/cbor-value.js';
import { decodeFirstCbor } from './cbor/decode-cbor.js';
import { encodeCbor } from './cbor/encode-cbor.js';
import { anyMap } from './cbor/fields.js';
import { es256Key, type EcPoint } from './cose-key.js';

export interface AttestedCredential {
  /** 16 bytes: the model of the authenticator. */
  readonly aaguid: Uint8Array;
  readonly credentialId: Uint8Array;
  readonly publicKey: EcPoint;
}

export interface AuthenticatorData {
  /** SHA-256 of the relying party's id. */
  readonly rpIdHash: Uint8Array;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  /** The credential may be, or is, on other devices too. A card's never is. */
  readonly backupEligible: boolean;
  readonly backupState: boolean;
  readonly signCount: number;
  readonly attestedCredential?: AttestedCredential | undefined;
  readonly extensions?: CborMap | undefined;
}

const flag = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 } as const;
const [hashBytes, headBytes, aaguidBytes] = [32, 37, 16];

export function encodeAuthenticatorData(data: AuthenticatorData): Uint8Array {
  const { attestedCredential, extensions } = data;
  const flags =
    (data.userPresent ? flag.up : 0) |
    (data.userVerified ? flag.uv : 0) |
    (data.backupEligible ? flag.be : 0) |
    (data.backupState ? flag.bs : 0) |
    (attestedCredential === undefined ? 0 : flag.at) |
    (extensions === undefined ? 0 : flag.ed);
  return concat(
    data.rpIdHash,
    Uint8Array.of(flags),
    writeUint(data.signCount, 4),
    attestedCredential === undefined ? emptyBytes : encodeAttested(attestedCredential),
    extensions === undefined ? emptyBytes : encodeCbor(extensions),
  );
}

const encodeAttested = ({ aaguid, credentialId, publicKey }: AttestedCredential): Uint8Array =>
  concat(aaguid, writeUint(credentialId.length, 2), credentialId, encodeCbor(es256Key.encode(publicKey)));

/** Throws FIELD_LENGTH for data that ends too early or goes on, CBOR_*, FIELD_VALUE and KEY_LENGTH for another key than one of ES256. */
export function parseAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  if (bytes.length < headBytes) throw tooShort();
  const flags = bytes[hashBytes]!;
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const { attestedCredential, rest } = has(flag.at)
    ? parseAttested(bytes.slice(headBytes))
    : { attestedCredential: undefined, rest: bytes.slice(headBytes) };
  const extensions = has(flag.ed) ? decodeFirstCbor(rest) : undefined;
  if ((extensions?.rest ?? rest).length > 0)
    throw new CardProtocolError('FIELD_LENGTH', 'bytes after authenticator data');
  return {
    rpIdHash: bytes.slice(0, hashBytes),
    userPresent: has(flag.up),
    userVerified: has(flag.uv),
    backupEligible: has(flag.be),
    backupState: has(flag.bs),
    signCount: readUint(bytes.subarray(hashBytes + 1, headBytes)),
    ...(attestedCredential && { attestedCredential }),
    ...(extensions && { extensions: anyMap.decode(extensions.value) }),
  };
}

function parseAttested(bytes: Uint8Array): { attestedCredential: AttestedCredential; rest: Uint8Array } {
  const idAt = aaguidBytes + 2;
  if (bytes.length < idAt) throw tooShort();
  const keyAt = idAt + readUint(bytes.subarray(aaguidBytes, idAt));
  if (bytes.length <= keyAt) throw tooShort();
  const { value, rest } = decodeFirstCbor(bytes.slice(keyAt));
  return {
    attestedCredential: {
      aaguid: bytes.slice(0, aaguidBytes),
      credentialId: bytes.slice(idAt, keyAt),
      publicKey: es256Key.decode(value),
    },
    rest,
  };
}

const tooShort = (): CardProtocolError =>
  new CardProtocolError('FIELD_LENGTH', 'authenticator data that ends too early');
