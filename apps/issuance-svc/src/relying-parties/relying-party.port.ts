/**
 * A relying party at which passkeys are registered for people while their key is issued: a tenant of Entra ID, or another service that people
 * sign in to. It makes the challenge, and keeps the public key of the credential. Governing document:
 * WebAuthn Level 3 (5.4, 5.8.1). Bytes are base64url without padding, times ISO instants.
 */
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { Sentence } from '@cardwright/contracts/said';
import type { CallContext } from '@cardwright/service-kit/nats/rpc-client';

/** Of the person for whom a key is issued. */
export interface PasskeyPerson {
  personId: string;
  /** The sign-in name at the provider: the user principal name. */
  userName: string;
  displayName: string;
  /** The provider's own id of the person, which never changes (object id of Entra ID), as imported; null: nobody has imported it. */
  objectId: string | null;
}

/**
 * For whom and why a provider is called. The vault signs while the lease is open; without one (null) for a card whose passkeys are to be deleted or
 * switched off, or compared with what is registered, if it has signed for that card before, and for no card to read a policy.
 */
export interface RelyingPartyContext extends CallContext {
  lease: LeaseToken | null;
  /** With null alone, one of the three. */
  deletionOf?: Pick<LeaseToken, 'requestId' | 'deviceId'>;
  comparisonOf?: Pick<LeaseToken, 'requestId' | 'deviceId'>;
  /** For `obstacles`, before a card is held. */
  policyOnly?: true;
}

/** What a key needs to make the credential, from the provider's answer and from nothing else. */
export interface PasskeyOptions {
  challengeBase64url: string;
  /** When the provider gave the challenge, and until when it takes what was made with it; both by the provider's clock. */
  issuedAt: string;
  expiresAt: string;
  relyingPartyId: string;
  relyingPartyName: string;
  /** Of clientDataJSON. */
  origin: string;
  userIdBase64url: string;
  userName: string;
  userDisplayName: string;
  /** COSE identifiers, the preferred one first: -7 is ES256. */
  algorithms: number[];
  /** Credentials that the person has there: a key that holds one of them must not make another. */
  excludeBase64url: string[];
  hmacSecret?: true;
  enterpriseAttestation?: true;
}

/** The answer of the key, as the provider wants it, with the times of the options that it was made by. */
export interface MadePasskey extends Pick<PasskeyOptions, 'issuedAt' | 'expiresAt'> {
  credentialIdBase64url: string;
  clientDataJsonBase64url: string;
  attestationObjectBase64url: string;
}

export interface RegisteredPasskey {
  /** By which the provider lists and deletes it. */
  providerId: string;
  displayName: string;
  /** The model of the key, a UUID in lower case; null: the provider does not say it. */
  aaguid: string | null;
  createdAt: string;
  /** What its credential id may be, base64url without padding; empty: the provider does not say it. Its hash on record decides. */
  credentialIds: string[];
}

/** Of a registration whose answer may have been lost. */
export interface SoughtPasskey extends Pick<MadePasskey, 'credentialIdBase64url' | 'issuedAt'> {
  displayName: string;
  /** Of the key; null: any. */
  aaguid: string | null;
  /** Ids at the provider of other passkeys of this card, which are known: none of them is it, however alike. */
  others: readonly string[];
}

/** What is known of registrations before this one. */
export interface EarlierRegistrations extends Pick<SoughtPasskey, 'others'> {
  /** This one may have been sent before, and its answer lost. */
  sent: boolean;
}

/** A setting of the provider, by its own name, with which it would refuse this person or this key. */
export interface PasskeyObstacle {
  /** `isSelfServiceRegistrationAllowed`, `keyRestrictions.aaGuids`. */
  setting: string;
  /** For operators. */
  says: Sentence;
}

/**
 * Each method throws RELYING_PARTY_PERSON_UNKNOWN, RELYING_PARTY_REFUSED {reason, setting?}, RELYING_PARTY_UNAVAILABLE {retryAfterSeconds?} (asking again
 * is safe), and what the vault answers to `relying-parties.assert`: VAULT_LEASE_REQUIRED, PKI_SIGNER_UNAVAILABLE.
 */
export interface RelyingParty {
  /**
   * aaguid: of the key, a UUID; null: not known yet. Empty: nothing is known to be in the way. With `policyOnly` the settings may be as they were some
   * minutes ago, and REQUEST_RATE_LIMITED is thrown as well.
   */
  obstacles(context: RelyingPartyContext, person: PasskeyPerson, aaguid: string | null): Promise<PasskeyObstacle[]>;
  /** With `register`. Absent: passkeys come to be on the provider's own page alone. */
  options?(context: RelyingPartyContext, person: PasskeyPerson): Promise<PasskeyOptions>;
  /**
   * Repeatable: what `find` finds is the one whose answer was lost.
   * Throws RELYING_PARTY_CHALLENGE_EXPIRED as well: options are fetched anew, and another credential is made.
   */
  register?(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    displayName: string,
    made: MadePasskey,
    earlier: EarlierRegistrations,
  ): Promise<RegisteredPasskey>;
  /** The browser's own dialog in our portal may make what `options` ask for. */
  readonly inPortal?: true;
  /**
   * The provider's own page, where the person registers a passkey in a browser; absent: it has none that can be used. relyingPartyId: as WebAuthn names
   * it there. Of what `list` then says without credential ids nobody knows whether a card holds it.
   */
  page?(context: RelyingPartyContext, person: PasskeyPerson): Promise<{ url: string; relyingPartyId: string }>;
  /** On that page no key gets another passkey beside one that the person is known by there. */
  readonly pageExcludes?: true;
  list(context: RelyingPartyContext, person: PasskeyPerson): Promise<RegisteredPasskey[]>;
  /**
   * What came of that registration: by its credential id where the provider's id says it, else whatever is `likely` (sought-passkey.ts). Empty: nothing.
   */
  find(context: RelyingPartyContext, person: PasskeyPerson, sought: SoughtPasskey): Promise<RegisteredPasskey[]>;
  /** false: there is none of this id; it is gone already, or not there yet. */
  delete(context: RelyingPartyContext, person: PasskeyPerson, providerId: string): Promise<boolean>;
  /**
   * Within so much time what was asked of the provider is done, and seen by whoever asks then: what is not found before that may be there. Absent: at once.
   */
  readonly settlesMs?: number;
  /** Where it can: one that is off signs nobody in until it is on again. Absent: the passkey of a suspended card is deleted. */
  switch?(context: RelyingPartyContext, person: PasskeyPerson, providerId: string, off: boolean): Promise<void>;
}

/** One that gives options and takes what a key has made for them. */
export type RegisteringParty = RelyingParty & Required<Pick<RelyingParty, 'options' | 'register'>>;

/** One on whose own page people register passkeys. */
export type PartyWithPage = RelyingParty & Required<Pick<RelyingParty, 'page'>>;
