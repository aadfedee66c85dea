/**
 * The WebAuthn API of the operating system, which asks the person at the screen itself: where an ordinary process may not talk CTAP to a key.
 * Whatever the person takes makes the credential, another key or a phone too: that it is on the card of the saga is not said by it, and has to be
 * proved afterwards. Binary fields are base64url without padding.
 */

export interface PlatformOptions {
  relyingPartyId: string;
  relyingPartyName: string;
  /** 1 to 64 bytes. */
  userIdBase64url: string;
  userName: string;
  userDisplayName: string;
  /** The system hashes it by SHA-256. */
  clientDataJsonBase64url: string;
  excludeBase64url: string[];
  enterpriseAttestation?: true;
  hmacSecret?: true;
  timeoutMs: number;
}

export interface PlatformCredential {
  credentialIdBase64url: string;
  /** CBOR, as a relying party takes it. */
  attestationObjectBase64url: string;
  clientDataJsonBase64url: string;
}

export interface PlatformAuthenticator {
  /**
   * A discoverable ES256 credential on a roaming key, with user verification and direct attestation. Throws FIDO_USER_CANCELLED (stopped by the person or
   * the signal, or too late), FIDO_CREDENTIAL_EXCLUDED, FIDO_KEY_FULL, EDGE_WEBAUTHN_UNAVAILABLE, FIDO_REFUSED {status}.
   */
  makeCredential(options: PlatformOptions, signal: AbortSignal): Promise<PlatformCredential>;
}

/** What an answer that crosses a process may fail with. */
export const platformFailures = [
  'FIDO_USER_CANCELLED',
  'FIDO_CREDENTIAL_EXCLUDED',
  'FIDO_KEY_FULL',
  'FIDO_REFUSED',
  'EDGE_WEBAUTHN_UNAVAILABLE',
] as const;
export type PlatformFailure = (typeof platformFailures)[number];
