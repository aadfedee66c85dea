/** The model of a key from the attestation object of a credential. Governing document: WebAuthn Level 3 sections 6.1 and 6.5.4. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { parseAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { parseAttestationObject } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { uuidText } from '@cardwright/card-protocol/piv/uuid';

/** A UUID in lower case. Throws REQUEST_INVALID for what is no attestation object of a credential. */
export function aaguidOf(attestationObjectBase64url: string): string {
  try {
    const { authData } = parseAttestationObject(Buffer.from(attestationObjectBase64url, 'base64url'));
    return uuidText(parseAuthenticatorData(authData).attestedCredential!.aaguid);
  } catch (error) {
    throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'attestationObjectBase64url' }, error);
  }
}
