/** Extensions of credentials that Cardwright asks for or answers, by their names. Governing document: CTAP 2.1 section 12. */
import { bytes, optional, required, struct, unsigned, type ValueOf } from '../cbor/fields.js';
import { keyAgreementKey } from '../cose-key.js';

export const ctapExtension = {
  credProtect: 'credProtect',
  hmacSecret: 'hmac-secret',
  minPinLength: 'minPinLength',
} as const;

/** How much has to be known to find a credential (section 12.1). */
export const credProtectLevel = {
  userVerificationOptional: 1,
  userVerificationOptionalWithCredentialIDList: 2,
  userVerificationRequired: 3,
} as const;

/** hmac-secret at getAssertion: one or two salts of 32 bytes, encrypted and authenticated with the shared secret (section 12.5). */
export const hmacSecretInput = struct({
  keyAgreement: required(0x01, keyAgreementKey),
  saltEnc: required(0x02, bytes),
  saltAuth: required(0x03, bytes),
  pinUvAuthProtocol: optional(0x04, unsigned),
});
export type HmacSecretInput = ValueOf<typeof hmacSecretInput>;
