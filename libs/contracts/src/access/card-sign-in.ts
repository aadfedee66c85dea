/**
 * Sign-in to the portal with the card (requirement A11): a TLS client certificate at a host name of its own, and a one-time code back. Who says what to
 * whom, and why: docs/decisions/0014.
 */

/** From when the gateway has seen the card's key until the browser has brought the code back. */
export const cardSignInSeconds = 60;

/** Of a person who has only ever signed in with a card or its passkey: this and the person's id, where others have the issuer's `iss` and `sub`. */
export const cardIdentityIssuer = 'urn:cardwright:card';

/**
 * [RFC 8176 section 2] How somebody has proved who they are, where we know it ourselves. `sc`: with a key that a smart card keeps. `hwk`: with the
 * passkey of a key that we issued.
 */
export type AuthenticationMethod = 'sc' | 'hwk';

/** Why nobody is signed in; the portal has a sentence for each. */
export const cardSignInRefusals = [
  /** The browser showed no certificate. */
  'no-certificate',
  /** Not of our CA. */
  'foreign',
  /** Of our CA, but not the one of a card that asks for the PIN (PIV authentication, 9A). */
  'other-use',
  /** Its time is over, or has not begun. */
  'expired',
  /** Our record does not have it as the one that the card has now. */
  'replaced',
  /** The card is suspended. */
  'suspended',
  /** The card is in no state to be used: not handed over yet, ended, replaced. */
  'not-active',
  /** The card belongs to nobody who may sign in. */
  'no-person',
  /** The code came late, twice, or in a browser that had not asked. */
  'code',
  /** Nobody can be asked now, or too many ask. */
  'unavailable',
] as const;
export type CardSignInRefusal = (typeof cardSignInRefusals)[number];

/** Where the gateway lets whoever comes back in; with `refused` where nobody is. */
export const cardSignInReturnPath = '/auth/card/callback';
