/** Who a credential is for, and how it is named: the structures that several messages have. Governing documents: CTAP 2.1 section 6.1, WebAuthn section 5. */
import { bytes, integer, list, optional, required, struct, text, type ValueOf } from '../cbor/fields.js';

export const publicKeyType = 'public-key';

/** PublicKeyCredentialRpEntity. */
export const rpEntity = struct({ id: required('id', text), name: optional('name', text) });
export type RpEntity = ValueOf<typeof rpEntity>;

/** PublicKeyCredentialUserEntity. id: 1 to 64 bytes. */
export const userEntity = struct({
  id: required('id', bytes),
  name: optional('name', text),
  displayName: optional('displayName', text),
});
export type UserEntity = ValueOf<typeof userEntity>;

/** PublicKeyCredentialDescriptor. */
export const credentialDescriptor = struct({
  id: required('id', bytes),
  type: required('type', text),
  transports: optional('transports', list(text)),
});
export type CredentialDescriptor = ValueOf<typeof credentialDescriptor>;

/** PublicKeyCredentialParameters. */
export const credentialParameters = struct({ alg: required('alg', integer), type: required('type', text) });
export type CredentialParameters = ValueOf<typeof credentialParameters>;
