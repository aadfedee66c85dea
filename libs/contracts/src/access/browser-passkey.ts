/**
 * A passkey that a browser makes for a card: what it is asked for, and what it answers. Bytes are base64url without padding. Governing document: WebAuthn
 * Level 3 sections 5.2.1 and 5.4.
 */

export interface BrowserPasskeyOptions {
  challenge: string;
  /** An ISO instant, by the server's clock. */
  expiresAt: string;
  relyingPartyId: string;
  relyingPartyName: string;
  userId: string;
  userName: string;
  userDisplayName: string;
  /** COSE identifiers, the preferred one first. */
  algorithms: number[];
  /** Credential ids that the person has there. */
  exclude: string[];
}

/** The relying party has a page of its own, where the person registers the passkey in a browser. */
export interface PasskeyPage {
  /** https. */
  page: { url: string };
}

export interface BrowserPasskey {
  credentialId: string;
  clientDataJson: string;
  attestationObject: string;
}

/** Far longer than any of them is, in characters. */
export const browserPasskeyMax: Readonly<Record<keyof BrowserPasskey, number>> = {
  credentialId: 1_400,
  clientDataJson: 4_096,
  attestationObject: 32_768,
};
