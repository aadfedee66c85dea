/** Sign-in to the portal with the passkey that a key got when it was issued (docs/relying-parties.md). */

/** Why nobody is signed in, as whoever asks is told: of a card or person only once the passkey is proved. The portal has a sentence for each. */
export const passkeySignInRefusals = [
  /** Not one of ours, or its proof is wrong: which of the two is not told. */
  'unknown',
  /** Begun too long ago or in another browser, or answered before. */
  'challenge',
  /** The card is suspended. */
  'suspended',
  /** The card is in no state to be used, or its issue did not end with this passkey. */
  'not-active',
  /** The card belongs to nobody who may sign in. */
  'no-person',
] as const;
export type PasskeySignInRefusal = (typeof passkeySignInRefusals)[number];

/** What an authenticator answers to a challenge [WebAuthn Level 3 section 5.2.2], base64url without padding. */
export interface PasskeyAssertion {
  credentialId: string;
  clientDataJson: string;
  authenticatorData: string;
  signature: string;
  userHandle: string;
}
