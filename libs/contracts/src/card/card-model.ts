/**
 * What a card model can do, as data: matched by label, version and ATR, never by code. SP 800-78-5 names the algorithms;
 * vendor abilities (import, move, delete, attest, metadata, reset, try limits) are flags because not every card has them.
 */
export type KeyAlgorithm = 'RSA2048' | 'RSA3072' | 'RSA4096' | 'ECCP256' | 'ECCP384' | 'ED25519' | 'X25519';
export type ManagementKeyAlgorithm = '3DES' | 'AES128' | 'AES192' | 'AES256';
export type IdentityScheme = 'ykserial' | 'cplc' | 'cuid';
/** Key references of SP 800-73-5 Part 1 table 4: 9A 9C 9D 9E and the retired key management keys 82 to 95. */
export type KeyReferenceName =
  | '9A'
  | '9C'
  | '9D'
  | '9E'
  | '82'
  | '83'
  | '84'
  | '85'
  | '86'
  | '87'
  | '88'
  | '89'
  | '8A'
  | '8B'
  | '8C'
  | '8D'
  | '8E'
  | '8F'
  | '90'
  | '91'
  | '92'
  | '93'
  | '94'
  | '95';
export type PinPolicy = 'default' | 'never' | 'once' | 'always';
export type TouchPolicy = 'default' | 'never' | 'always' | 'cached';

export interface CardModel {
  id: string;
  /** The model that this one is an older or smaller kind of: a profile that names that one means this one too, if it can do it all. */
  variantOf?: string;
  title: string;
  match: {
    /** Regular expressions, all given ones must match. */
    applicationLabel?: string;
    version?: string;
    atrHex?: string;
    identityScheme?: IdentityScheme;
  };
  /** Algorithms by key reference; `*` stands for the ones not named. */
  algorithms: Partial<Record<KeyReferenceName | '*', readonly KeyAlgorithm[]>>;
  /** Strongest first: the first one is what a card is moved to. */
  managementKeyAlgorithms: readonly ManagementKeyAlgorithm[];
  capabilities: {
    importKey: boolean;
    moveKey: boolean;
    deleteKey: boolean;
    attest: boolean;
    metadata: boolean;
    setManagementKey: boolean;
    setPinTryLimits: boolean;
    /** `try`: the standard leaves it to the issuer of the card, who did not say; it is tried, and a card that refuses keeps its PUK. */
    changePuk: boolean | 'try';
    vendorReset: boolean;
    pinPolicies: boolean;
  };
  /** Certificates (PEM) that vouch for attestations of this model, besides those of the configuration. */
  attestationRootsPem?: readonly string[];
  pin: { minLength: number; maxLength: number; alphabet: 'numeric' | 'ascii'; maxTries: number };
  puk: { length: number; maxTries: number };
  apdu: { extendedLength: boolean; maxCommandData: number; maxObjectBytes: number };
  /**
   * Its FIDO application; absent: it has none. pin: whether that has a PIN of its own or the one of the device. aaguids: what cards of this model
   * say of themselves, UUIDs in lower case; absent: not known. enterpriseAttestation: false where its keys cannot say which key they are; absent: each says
   * for itself whether it can.
   */
  fido?: { pin: 'separate' | 'shared'; aaguids?: readonly string[]; enterpriseAttestation?: boolean };
}

/** Whether the model makes and uses keys of this algorithm under this key reference. */
export function supportsAlgorithm(
  { algorithms }: Pick<CardModel, 'algorithms'>,
  keyReference: KeyReferenceName,
  algorithm: KeyAlgorithm,
): boolean {
  return (algorithms[keyReference] ?? algorithms['*'] ?? []).includes(algorithm);
}
