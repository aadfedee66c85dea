/**
 * Of which credential and which model of key an attestation object is, as it says itself: nothing of it is verified here. Governing document: WebAuthn
 * Level 3 sections 6.5.1 and 6.5.4. Pure.
 */
import { parseAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { parseAttestationObject } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { uuidText } from '@cardwright/card-protocol/piv/uuid';
import { attestedSerial } from './attested-key.js';

export interface AttestedPasskey {
  credentialIdBase64url: string;
  /** A UUID. */
  aaguid: string;
  /** Of the key, decimal; null: it does not say it. */
  serial: string | null;
}

/** null: it is none, or of no credential. */
export function attestedPasskey(attestationObjectBase64url: string): AttestedPasskey | null {
  try {
    const { authData } = parseAttestationObject(Buffer.from(attestationObjectBase64url, 'base64url'));
    const { attestedCredential } = parseAuthenticatorData(authData);
    if (attestedCredential === undefined) return null;
    return {
      credentialIdBase64url: Buffer.from(attestedCredential.credentialId).toString('base64url'),
      aaguid: uuidText(attestedCredential.aaguid),
      serial: attestedSerial(attestationObjectBase64url),
    };
  } catch {
    return null;
  }
}
