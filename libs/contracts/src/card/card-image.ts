/**
 * What an inspection read from a card: facts only, no secret, no decision. Made by the agent without any
 * authentication, write or PIN try (requirement D21); compared with the record by the planner.
 */
import type {
  IdentityScheme,
  KeyAlgorithm,
  KeyReferenceName,
  ManagementKeyAlgorithm,
  PinPolicy,
  TouchPolicy,
} from './card-model.js';

export interface CardIdentity {
  scheme: IdentityScheme;
  /** Decimal serial for `ykserial`, upper-case hex otherwise. */
  value: string;
}
/** `<scheme>:<value>`: how a device is found again. */
export const identityText = (identity: CardIdentity): string => `${identity.scheme}:${identity.value}`;

export interface ReferenceDataState {
  retriesRemaining: number | null;
  retriesTotal: number | null;
  /** null: the card cannot tell. */
  factory: boolean | null;
  blocked: boolean;
}

export interface KeyReferenceImage {
  keyReference: KeyReferenceName;
  /** null: the card cannot tell whether a key is there. */
  keyPresent: boolean | null;
  algorithm: KeyAlgorithm | null;
  origin: 'generated' | 'imported' | null;
  pinPolicy: PinPolicy | null;
  touchPolicy: TouchPolicy | null;
  publicKeySpkiBase64: string | null;
  certificateDerBase64: string | null;
}

export interface DataObjectImage {
  /** `5FC102`, `7E`, ... upper-case hex. */
  tagHex: string;
  /** SHA-256 of the content of tag 53 (for 7E and 7F61 of the whole object), upper-case hex. */
  sha256Hex: string;
  length: number;
}

export interface CardImage {
  readerName: string;
  atrHex: string;
  interface: 'contact' | 'contactless';
  identity: CardIdentity | null;
  applicationLabel: string | null;
  /** Firmware version `major.minor.patch` where the card tells it. */
  version: string | null;
  extendedLength: boolean;
  managementKey: { algorithm: ManagementKeyAlgorithm | null; factory: boolean | null };
  pin: ReferenceDataState;
  puk: ReferenceDataState;
  keyReferences: KeyReferenceImage[];
  dataObjects: DataObjectImage[];
  chuid: { guidHex: string; expirationDate: string; fascNHex: string } | null;
  /** How many APDUs the reading took. */
  apdus: number;
}
