/**
 * What an inspection read from a card: facts only, no secret, no decision. Made by the agent without any
 * authentication, write or PIN try (requirement D21); compared with the record by the planner.
 */
import type { CardApplication, OtherApplication } from './card-applications.js';
import type {
  IdentityScheme,
  KeyAlgorithm,
  KeyReferenceName,
  ManagementKeyAlgorithm,
  PinPolicy,
  TouchPolicy,
} from './card-model.js';
import type { FidoImage } from './fido-image.js';

export interface CardIdentity {
  scheme: IdentityScheme;
  /** Decimal serial for `ykserial`, upper-case hex otherwise. */
  value: string;
}
/** `<scheme>:<value>`: how a device is found again. */
export const identityText = (identity: CardIdentity): string => `${identity.scheme}:${identity.value}`;

/** Whether a text from elsewhere has this form. */
export const isIdentityText = (text: unknown): text is string =>
  typeof text === 'string' && /^[a-z]{1,16}:[0-9A-F]{1,128}$/.test(text);

export interface ReferenceDataState {
  retriesRemaining: number | null;
  retriesTotal: number | null;
  /** null: the card cannot tell. */
  factory: boolean | null;
  blocked: boolean;
}

export interface KeyReferenceImage {
  keyReference: KeyReferenceName;
  /** null: the card cannot tell whether a key is there, or did not answer. */
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
  /**
   * Bytes are there, and they are not what this object is made of: a torn write, another program's form. They count as content and are
   * kept. Absent: they could be read, or nobody here reads this object.
   */
  unreadable?: true;
}

/** Something that the card was asked and did not answer: neither there nor not there. Nothing may be concluded from it. */
export interface UnansweredQuestion {
  /** `5FC105` (a data object), `9A` (its key), `9B`, `PIN`, `PUK`, `version`, `serial`. */
  subject: string;
  /** The status word, upper-case hex; 9000 where the answer itself could not be read. */
  statusHex: string;
}

/** What is read of a card whatever its applications are. */
export interface CardFacts {
  readerName: string;
  atrHex: string;
  interface: 'contact' | 'contactless';
  identity: CardIdentity | null;
  extendedLength: boolean;
  /** How many APDUs the reading took. */
  apdus: number;
}

/** PIV's part of an image. */
export interface PivImage {
  applicationLabel: string | null;
  /** Firmware version `major.minor.patch` where the card reports it. */
  version: string | null;
  managementKey: { algorithm: ManagementKeyAlgorithm | null; factory: boolean | null };
  pin: ReferenceDataState;
  puk: ReferenceDataState;
  keyReferences: KeyReferenceImage[];
  dataObjects: DataObjectImage[];
  /** What the card did not answer; absent from agents that do not say. */
  unanswered?: UnansweredQuestion[];
  /**
   * Certificate of the attestation key; null: the card has none that can be read. Absent: the card has no version (no attestation either),
   * did not answer, or the agent does not say.
   */
  attesterDerBase64?: string | null;
  chuid: { guidHex: string; expirationDate: string; fascNHex: string } | null;
}

/** The part of each application: one without a row here does not compile. */
type ApplicationImages = Rows<{ PIV: PivImage; FIDO2: FidoImage }>;
type Rows<Images extends Record<CardApplication, object>> = Images;

// PIV's part stands where agents, records and histories of every version have it (docs/decisions/0015).
/** What was read of a card. PIV's part stands in the image itself, those of other applications under their names. */
export interface CardImage extends CardFacts, PivImage {
  /** Absent: no other application was asked for. One that was, and that the card does not have, is not in it. */
  applications?: Partial<Pick<ApplicationImages, OtherApplication>>;
}
