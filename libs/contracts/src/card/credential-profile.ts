/**
 * A credential profile says what an issued card holds. Published versions never change. The JSON schema that is
 * published with it is docs/schemas/credential-profile.schema.json; both are checked against each other by a test.
 */
import type { CardApplication } from './card-applications.js';
import type { KeyAlgorithm, KeyReferenceName, PinPolicy, TouchPolicy } from './card-model.js';

export interface PinRule {
  minLength: number;
  maxLength: number;
  alphabet: 'numeric' | 'ascii';
  /** Refused values, besides every factory default of the model. */
  denylist?: readonly string[];
  /** Refuse 123456, 654321, 111111 and the like. */
  forbidSequences?: boolean;
  /** PIN and PUK try limits, where the model can set them. */
  pinTries?: number;
  pukTries?: number;
}

export interface CredentialRow {
  /** Name inside the profile: credentials are keyed by (device, application, container). */
  container: string;
  keyReference: KeyReferenceName;
  algorithm: KeyAlgorithm;
  keyOrigin: 'card' | 'archived';
  /** Certificate profile of pki-svc. */
  certificateProfile: string;
  pinPolicy?: PinPolicy;
  touchPolicy?: TouchPolicy;
  /** Never beyond the card's expiry or the CA's. */
  validityDays?: number;
  /** How long before its end the certificate is renewed; default `defaultCertificateRenewalWindowDays`. */
  renewalWindowDays?: number;
  /** It is not renewed for less than this: then the card itself is due; default `defaultMinimumGainDays`. */
  minimumGainDays?: number;
}

/**
 * Who makes a passkey: the agent, which asks the key itself; the holder in a browser, by its dialog in our own portal or on the relying party's page; or the
 * holder in the window that the operating system opens at the computer with the card.
 */
export const passkeyMakers = ['agent', 'browser', 'platform'] as const;
export type PasskeyMaker = (typeof passkeyMakers)[number];

/** A passkey that is made on the card's FIDO application while it is issued. */
export interface PasskeyRule {
  /** The name of a configured relying party, at which it is registered. */
  relyingParty: string;
  /** Absent: the agent. */
  madeBy?: PasskeyMaker;
  /** Models of keys that are accepted, by AAGUID, UUIDs in lower case; absent: every model. */
  aaguids?: readonly string[];
  /** Code points of the FIDO PIN, set on the card after the registration; absent: as the card has it. It can only be raised. */
  minPinLength?: number;
  /** After the registration the card takes a new FIDO PIN before it does anything else. */
  forcePinChange?: boolean;
  /** [C27] The cards that it is for: those whose passkeys have a PIN of their own, or those with one PIN for everything. Absent: both. */
  fidoPin?: 'separate' | 'shared';
  /**
   * The key is told to say in its attestation which key it is, by its serial number, before the passkey is made. Absent: as the key has it, and only where
   * the relying party asks for it.
   */
  enterpriseAttestation?: boolean;
  /** What a reprovision does with it; default `keep`. */
  onReprovision?: 'keep' | 'renew';
}

export interface CredentialProfile {
  name: string;
  title: string;
  description?: string;
  application: CardApplication;
  /** Card model ids; empty or absent: every model that has what is asked. */
  models?: readonly string[];
  cardLifetimeDays: number;
  /** How many days a temporary card is valid; default `defaultTemporaryCardDays`. */
  temporaryCardDays?: number;
  /** How long before its expiry a card may be replaced for that reason, not its certificates; default `defaultRenewalWindowDays`. */
  renewalWindowDays?: number;
  /**
   * How long a card keeps its management key (9B): then it gets a new one, by an update of its own. Of the newest version, for every card of the
   * profile. Absent: it keeps the key.
   */
  managementKeyDays?: number;
  /** A person has at most one active card of all profiles that name the same group; absent: no limit. */
  credentialGroup?: string;
  /** A holder may choose it for a blank card of their own, without an operator; absent: no. */
  selfService?: boolean;
  pin: PinRule;
  initialPin: 'displayed' | 'sealed' | 'none';
  credentials: readonly CredentialRow[];
  /** Import up to `count` archived key management keys of the holder into 82-95, newest first. */
  keyHistory?: { count: number };
  dataObjects: { printedInformation?: boolean; discovery?: boolean; keyHistory?: boolean; securityObject: boolean };
  requireAttestation?: boolean;
  passkey?: PasskeyRule;
  /** Only for holders who are approved for issuance (requirement D08). */
  pivMode?: boolean;
}

export const defaultTemporaryCardDays = 14;
export const defaultRenewalWindowDays = 90;
export const defaultCertificateRenewalWindowDays = 30;
export const defaultMinimumGainDays = 30;

export interface CredentialProfileVersion {
  name: string;
  version: number;
  definition: CredentialProfile;
  publishedAt: string;
  publishedBy: string;
  /** SHA-256 over the canonical JSON of the definition. */
  sha256Hex: string;
}
