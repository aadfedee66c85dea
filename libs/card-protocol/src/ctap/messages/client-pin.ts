/** authenticatorClientPIN: setting and changing a PIN, and the token that a right one gives. Governing document: CTAP 2.1 section 6.5. */
import { bool, bytes, optional, required, struct, text, unsigned, type ValueOf } from '../cbor/fields.js';
import { keyAgreementKey } from '../cose-key.js';

export const clientPinSubCommand = {
  getPINRetries: 0x01,
  getKeyAgreement: 0x02,
  setPIN: 0x03,
  changePIN: 0x04,
  getPinToken: 0x05,
  getPinUvAuthTokenUsingPinWithPermissions: 0x09,
} as const;

/** What a token may be used for; they add up. */
export const pinUvAuthPermission = {
  makeCredential: 0x01,
  getAssertion: 0x02,
  credentialManagement: 0x04,
  bioEnrollment: 0x08,
  largeBlobWrite: 0x10,
  authenticatorConfiguration: 0x20,
} as const;

export type PinUvAuthPermissionName = keyof typeof pinUvAuthPermission;

/** pinHashEnc, newPinEnc and pinUvAuthParam are never to be recorded. */
export const clientPinRequest = struct({
  pinUvAuthProtocol: optional(0x01, unsigned),
  subCommand: required(0x02, unsigned),
  keyAgreement: optional(0x03, keyAgreementKey),
  pinUvAuthParam: optional(0x04, bytes),
  newPinEnc: optional(0x05, bytes),
  pinHashEnc: optional(0x06, bytes),
  permissions: optional(0x09, unsigned),
  rpId: optional(0x0a, text),
});
export type ClientPinRequest = ValueOf<typeof clientPinRequest>;

export const clientPinResponse = struct({
  keyAgreement: optional(0x01, keyAgreementKey),
  /** Encrypted. */
  pinUvAuthToken: optional(0x02, bytes),
  pinRetries: optional(0x03, unsigned),
  /** The PIN is not taken before the authenticator is switched off and on. */
  powerCycleState: optional(0x04, bool),
});
export type ClientPinResponse = ValueOf<typeof clientPinResponse>;
