/** authenticatorMakeCredential, and its answer as the attestation object of WebAuthn. Governing documents: CTAP 2.1 section 6.1, WebAuthn section 6.5. */
import { encodeCbor } from '../cbor/encode-cbor.js';
import { decodeCbor } from '../cbor/decode-cbor.js';
import {
  anyMap,
  bool,
  bytes,
  integer,
  list,
  named,
  optional,
  required,
  struct,
  text,
  unsigned,
  type ValueOf,
} from '../cbor/fields.js';
import { credentialDescriptor, credentialParameters, rpEntity, userEntity } from './entities.js';

export const makeCredentialRequest = struct({
  /** SHA-256 of the client data. */
  clientDataHash: required(0x01, bytes),
  rp: required(0x02, rpEntity),
  user: required(0x03, userEntity),
  pubKeyCredParams: required(0x04, list(credentialParameters)),
  excludeList: optional(0x05, list(credentialDescriptor)),
  extensions: optional(0x06, anyMap),
  options: optional(0x07, named(bool)),
  pinUvAuthParam: optional(0x08, bytes),
  pinUvAuthProtocol: optional(0x09, unsigned),
  /** 1: for the relying parties that the vendor put into the authenticator, 2: the platform has decided. */
  enterpriseAttestation: optional(0x0a, unsigned),
});
export type MakeCredentialRequest = ValueOf<typeof makeCredentialRequest>;

export const makeCredentialResponse = struct({
  fmt: required(0x01, text),
  authData: required(0x02, bytes),
  attStmt: required(0x03, anyMap),
  /** True: the attestation is an enterprise one. */
  epAtt: optional(0x04, bool),
});
export type MakeCredentialResponse = ValueOf<typeof makeCredentialResponse>;

/** Statement of the format `packed` (WebAuthn section 8.2). x5c: DER, the attestation certificate first; absent: self attestation. */
export const packedStatement = struct({
  alg: required('alg', integer),
  sig: required('sig', bytes),
  x5c: optional('x5c', list(bytes)),
});
export type PackedStatement = ValueOf<typeof packedStatement>;

const attestationObject = struct({
  fmt: required('fmt', text),
  attStmt: required('attStmt', anyMap),
  authData: required('authData', bytes),
});

/** What a relying party takes as attestationObject. */
export const encodeAttestationObject = ({ fmt, authData, attStmt }: MakeCredentialResponse): Uint8Array =>
  encodeCbor(attestationObject.encode({ fmt, authData, attStmt }));

/** Throws CBOR_INVALID, CBOR_MISSING, CBOR_UNEXPECTED_TYPE. */
export const parseAttestationObject = (object: Uint8Array): ValueOf<typeof attestationObject> =>
  attestationObject.decode(decodeCbor(object));
