/**
 * The vault's requests, served by pki-svc on `cw.v1.pki.<name>`. Every call about a card carries the lease token and is
 * answered only while that lease is open (VAULT_LEASE_REQUIRED). No key, PIN or PUK ever stands in a message in clear.
 */
import type { SaidIn } from '../said.js';
import type { ErrorDetails } from '../errors/cardwright-error.js';
import type { ErrorCode } from '../errors/error-catalogue.js';
import type { KeyAlgorithm, ManagementKeyAlgorithm } from '../card/card-model.js';
import type { SecretName } from '../card/card-step.js';
import type { RevocationReason } from '../card/revocation-reason.js';
import type { StockSecret } from '../card/well-known-secrets.js';
import type { OfferStatement } from '../update/signed-offer.js';
import type { LeaseToken, SignedSessionKey } from './edge.api.js';
import type { AuditVerification } from './audit-rows.js';
import type { DomainEvent } from './domain-events.js';
import type { BatchStatement } from './signed-batch.js';
import type { Page, PageRequest, Rpc } from './rpc.js';

/** An issuer that ends sooner signs nothing new: what it signed could not be renewed in time (faults.md 23). */
export const issuerMarginMs = 30 * 86_400_000;

export type CertificateStatus = 'planned' | 'good' | 'held' | 'revoked' | 'expired';

/** What templates of certificate profiles may use. */
export interface CertificateSubject {
  commonName: string;
  givenName?: string;
  surname?: string;
  email?: string;
  upn?: string;
  organization?: string;
  organizationalUnit?: string;
  country?: string;
  /** Windows SID for szOID_NTDS_CA_SECURITY_EXT (1.3.6.1.4.1.311.25.2). */
  sid?: string;
  personId: string;
  /** Card UUID with dashes; goes out as urn:uuid. */
  cardUuid: string;
  fascNHex: string;
}

export interface CertificateRequest {
  /** `<requestId>/<attempt>/<keyReference>`; with the public key's SHA-256 it names one certificate for ever. */
  idempotencyKey: string;
  certificateProfile: string;
  publicKeySpkiBase64: string;
  subject: CertificateSubject;
  /** ISO instants; the validity is cut to the card's expiry and the issuer's. */
  notAfterAtMost: string;
  validityDays?: number;
  deviceId: string;
  requestId: string;
  keyReference: string;
  /** Start on hold (C16). */
  onHold?: boolean;
}
/** A certificate as planned, before its key exists: what `certificates.issue` would be asked once it does. */
export interface CertificateCheck extends Pick<
  CertificateRequest,
  'certificateProfile' | 'subject' | 'notAfterAtMost' | 'validityDays' | 'keyReference'
> {
  /** The algorithm of the key that will be made. */
  algorithm: KeyAlgorithm;
}
/** One field of a person that a certificate cannot carry. */
export interface SubjectProblem extends SaidIn<'problem' | 'says'> {
  /** As it is called on the record of people. */
  field: string;
  /** After the field's name: `is not an e-mail address: ...`. */
  problem: string;
  /** The whole sentence. */
  says: string;
}
/** Why the CA would refuse one of them. */
export interface CertificateProblem {
  keyReference: string;
  certificateProfile: string;
  code: ErrorCode;
  message: string;
  /** With PKI_SUBJECT_INVALID {field, problems}, with PKI_LINT_FAILED {rules}. */
  details: ErrorDetails;
}
export interface IssuedCertificate {
  serialNumberHex: string;
  issuerId: string;
  certificateDerBase64: string;
  notBefore: string;
  notAfter: string;
  sha256Hex: string;
  status: CertificateStatus;
  /** What its profile says of the holder, where the holder has it. Absent from a vault of an earlier version. */
  holderFields?: readonly HolderField[];
}
/** Data of the holder that may change while a certificate is valid. */
export type HolderField = Extract<
  keyof CertificateSubject,
  'commonName' | 'givenName' | 'surname' | 'email' | 'upn' | 'organizationalUnit' | 'sid'
>;
export interface CertificateRow extends Omit<IssuedCertificate, 'certificateDerBase64' | 'holderFields'> {
  deviceId: string;
  requestId: string;
  keyReference: string;
  certificateProfile: string;
  subjectText: string;
  publicKeySha256Hex: string;
  revokedAt: string | null;
  revocationReason: string | null;
}

export interface CertificateWithChain {
  certificate: CertificateRow;
  certificateDerBase64: string;
  /** DER: its issuer first, a root last. */
  chainDerBase64: string[];
  /** Absent from a vault of an earlier version. */
  contents?: CertificateContents;
}
/** What a certificate says, in words of RFC 5280 where it has them. */
export interface CertificateContents {
  /** Most significant first, as `subjectText`. */
  issuerText: string;
  /** null: none that a card may have. */
  keyAlgorithm: KeyAlgorithm | null;
  /** Its subjectAltName, and the SID of [MS-WCCE] where it has one. */
  alternativeNames: AlternativeNameText[];
  /** Named bits of section 4.2.1.3: `digitalSignature`. */
  keyUsages: string[];
  /** OIDs with dots. */
  extendedKeyUsages: string[];
  /** OIDs with dots. */
  policies: string[];
}
/** value: text; of `fascN` and `other` hex digits. */
export interface AlternativeNameText {
  kind: 'upn' | 'email' | 'uri' | 'sid' | 'fascN' | 'other';
  value: string;
}

/** All that are given must hold; an empty list matches nothing. At most 200 ids. */
export interface CertificateFilter {
  deviceId?: string;
  requestId?: string;
  deviceIds?: readonly string[];
  requestIds?: readonly string[];
  /** As stored: `expired` is not a stored status and matches nothing. */
  statuses?: readonly CertificateStatus[];
}

/** How the keys that sign now are. */
export interface CaCheck {
  issuers: { kind: 'issuing-ca' | 'content-signer'; issuerId: string; notAfter: string; usable: boolean }[];
}

export interface CrlRequest {
  issuerId: string;
  /** The CRL that the caller has: if that is the newest, `crlDerBase64` is empty. */
  ifNewerThan?: number;
  piece?: number;
  /** Whose piece; without it, the newest. */
  crlNumber?: number;
}

export interface CrlReply {
  crlDerBase64: string;
  thisUpdate: string;
  nextUpdate: string;
  crlNumber: number;
  /** How many there are; absent from a service that knows no pieces. */
  pieces?: number;
}

export interface PkiApi {
  /** chuidBase64: the signed part of the card's CHUID, signed in the same request (as `content.sign`). */
  'certificates.issue': Rpc<
    { lease: LeaseToken; requests: CertificateRequest[]; chuidBase64?: string },
    { certificates: IssuedCertificate[]; chuidSignatureBase64?: string }
  >;
  /**
   * Builds and lints each certificate as `certificates.issue` would, with a placeholder key of the planned algorithm, and signs and
   * stores nothing. Needs no lease. Every reason why one would be refused; none when all would be signed.
   */
  'certificates.check': Rpc<
    { requests: CertificateCheck[] },
    {
      problems: CertificateProblem[];
      /** Per request, how long its DER will be at most; null for one with a problem. Absent from a vault of an earlier version. */
      derBytesAtMost?: (number | null)[];
    }
  >;
  /** Idempotent; revoking what is revoked answers the row, not an error, when the reason is the same. */
  'certificates.revoke': Rpc<
    { serialNumberHex: string; reason: RevocationReason; correlation: string },
    { certificate: CertificateRow }
  >;
  /** What the CA says of it now (F07); PKI_CERTIFICATE_NOT_FOUND. */
  'certificates.status': Rpc<{ serialNumberHex: string }, { certificate: CertificateRow }>;
  /** With its issuer, the issuer's issuer and so on, a root last. Throws PKI_CERTIFICATE_NOT_FOUND; also for one that was voided before it was signed. */
  'certificates.get': Rpc<{ serialNumberHex: string }, CertificateWithChain>;
  /**
   * sequence: on behalf of a suspension, numbered by the caller for each certificate. A lower number than one seen before comes late and
   * changes nothing; such a release leaves on hold what the suspension found on hold (model.md section 1). The answer says what is.
   */
  'certificates.hold': Rpc<{ serialNumberHex: string; sequence?: number }, { certificate: CertificateRow }>;
  'certificates.unhold': Rpc<{ serialNumberHex: string; sequence?: number }, { certificate: CertificateRow }>;
  /**
   * By a serial number or its beginning (hex, with or without colons), or a part of the subject, whatever its case. Those whose serial number it
   * is come first; at most 200, in no other order. Planned certificates are none yet.
   */
  'certificates.search': Rpc<{ query: string; limit?: number }, { certificates: CertificateRow[] }>;
  'certificates.list': Rpc<CertificateFilter & PageRequest, Page<CertificateRow>>;
  /**
   * What happened to certificates and is not in the feed of events yet, oldest first; at most 100. have: those of the answer before, by `eventId`, which are
   * in the feed now and do not come again.
   */
  'certificates.events': Rpc<{ have: string[] }, { events: DomainEvent[] }>;
  'profiles.list': Rpc<
    Record<string, never>,
    { profiles: { name: string; title: string; keyAlgorithms: KeyAlgorithm[] }[] }
  >;
  /** Root and issuing CA, DER. */
  'ca.chain': Rpc<
    Record<string, never>,
    {
      certificatesDerBase64: string[];
      /** The same by the id that stands in CRL and CA URLs (`/crl/<issuerId>.crl`, `/ca/<issuerId>.cer`). */
      issuers?: { issuerId: string; certificateDerBase64: string }[];
    }
  >;
  /** Whether certificates and card content could be signed now. */
  'ca.check': Rpc<Record<string, never>, CaCheck>;
  /**
   * issuerId: what stands in the URL (`/crl/<this>.crl`): an issuer's id, or that of one of its lists (docs/vault.md). A long CRL comes in
   * pieces, counted from 0: the first of the newest, then the others of the same number. Without `piece`, the whole.
   * REQUEST_NOT_FOUND: no such list, or a number that is not kept any more: begin again.
   */
  'crl.get': Rpc<CrlRequest, CrlReply>;
  /** The newest of each list; `issuerId` as in `crl.get`. */
  'crl.list': Rpc<Record<string, never>, { crls: { issuerId: string; crlNumber: number; nextUpdate: string }[] }>;
  /** CHUID issuer signature and Security Object: CMS SignedData by the content signer. Returns DER. */
  'content.sign': Rpc<
    { lease: LeaseToken; kind: 'chuid' | 'security-object'; contentBase64: string },
    { cmsDerBase64: string; signerNotAfter: string }
  >;
  /** The vault's public key: where agents seal operation PINs to. */
  'vault.public-key': Rpc<Record<string, never>, { publicJwk: Record<string, unknown>; kid: string }>;
  /**
   * managementKeyAlgorithm: of 9B, as the card says it. Of several management keys that are pending, `pending` is then the one that this
   * card can have, and else the newest. wrongPuks: see vault.batch.settle; an older vault does not say it.
   */
  'vault.key-set.get': Rpc<
    { deviceId: string; managementKeyAlgorithm?: ManagementKeyAlgorithm },
    { current: KeySetInfo | null; pending: KeySetInfo | null; wrongPuks?: PukName[] }
  >;
  /** Recycle is done: the device has factory values again. */
  'vault.key-set.forget': Rpc<{ lease: LeaseToken }, { forgotten: true }>;
  /**
   * Everything that a batch of card steps needs, in one request and with one check of the lease, in this order: the pending key set is
   * stored (before anything of it is sent), the witness answered with the key of the set that is named (`algorithm`: what the card said
   * its 9B is), content signed, and the named secrets sealed to the agent's session key, whose signature is verified, for this batch
   * (sealing/sealed-bag). Bytes: PIN and PUK as ASCII without padding, management keys raw, `private-key.<archiveRef>` as PKCS#8 DER
   * (needs the key's personId).
   */
  'vault.batch.open': Rpc<
    {
      lease: LeaseToken;
      stockBatchId: string;
      keySet?: KeySetWish;
      witness: { keySet: KeySetName; algorithm: ManagementKeyAlgorithm; witnessHex: string };
      sign?: { kind: 'chuid' | 'security-object'; contentBase64: string };
      secrets?: {
        sessionKey: SignedSessionKey;
        agentNkey: string;
        names: SecretName[];
        batchId: string;
        personId?: string;
      };
    },
    { witnessAnswerHex: string; challengeHex: string; sealedSecrets?: string; cmsDerBase64?: string }
  >;
  /**
   * What a batch proved, taken over in one transaction; safe to repeat until stock values are restored. response: the card's answer to
   * the challenge (CARD_KEY_REJECTED when wrong, and nothing is taken over); with keySet pending that management key becomes current.
   * pukChanged: the card said 9000, the pending PUK becomes current. pukRefused: it keeps the one that it has, the pending one is retired.
   * wrongPuk: the card said that it has another one; told by `vault.key-set.get` until a PUK is proved, and nothing is retired.
   * sealedOperationPin: a JWE to the vault's key, kept as the device's initial PIN. operationPinReplaced: by the holder's.
   * stockValuesRestored: a recycle is done.
   */
  'vault.batch.settle': Rpc<
    {
      lease: LeaseToken;
      /** Needed with `response`. */
      stockBatchId?: string;
      response?: { keySet: KeySetName; algorithm: ManagementKeyAlgorithm; challengeHex: string; responseHex: string };
      sealedOperationPin?: string;
      pukChanged?: boolean;
      pukRefused?: boolean;
      wrongPuk?: PukName;
      operationPinReplaced?: boolean;
      stockValuesRestored?: boolean;
    },
    { settled: true }
  >;
  /** The holder's PIN replaced it. */
  'vault.operation-pin.forget': Rpc<{ lease: LeaseToken }, { forgotten: true }>;
  /** Re-seals the initial PIN to the requester's key (ECDH-ES public JWK). issuance-svc has authorised and audited it. */
  'vault.initial-pin.reveal': Rpc<
    { deviceId: string; recipientJwk: Record<string, unknown>; requestId: string },
    { jwe: string }
  >;
  /** Stock batch secrets arrive as a JWE to the vault's key: JSON {managementKeyHex, managementKeyAlgorithm, pin, puk}. */
  'vault.stock-batch.import': Rpc<{ stockBatchId: string; jwe: string }, { imported: true }>;
  /**
   * What may be said of a batch: its 9B algorithm (null: 24 bytes that serve as 3DES and as AES-192) and which of its values everybody
   * knows. Never the values.
   */
  'vault.stock-batch.describe': Rpc<
    { stockBatchId: string },
    { managementKeyAlgorithm: ManagementKeyAlgorithm | null; wellKnown: (StockSecret | 'pin')[] }
  >;
  /** Archived key management keys of a person, newest first, without the keys. */
  'archive.list': Rpc<{ personId: string; limit: number }, { keys: ArchivedKeyInfo[] }>;
  /** Makes a key in the vault, certifies and archives it (key history of a holder; the archive's own flows come later). */
  'archive.create': Rpc<
    {
      personId: string;
      algorithm: KeyAlgorithm;
      certificateProfile: string;
      subject: CertificateSubject;
      validityDays?: number;
    },
    { key: ArchivedKeyInfo }
  >;
  /** User JWT of an agent (30 days) for its public nkey; only pki-svc holds the account signing key. */
  'agents.sign-jwt': Rpc<{ workstationId: string; agentNkey: string }, { jwt: string; expiresAt: string }>;
  /** Revokes the nkey in the account JWT and pushes it: the live connection drops. */
  'agents.revoke': Rpc<{ agentNkey: string }, { revoked: true }>;
  /**
   * An offer of a card update, signed for agents (sealing/signed-statement) by a key that the CA has certified for that alone; until expiresAt.
   * Throws REQUEST_INVALID {field}, PKI_SIGNER_UNAVAILABLE.
   */
  'offers.sign': Rpc<{ statement: OfferStatement }, { signedOffer: string; expiresAt: string }>;
  /**
   * A batch of card steps, signed for the agent of its lease (nats/signed-batch.ts) by a key that the CA has certified for that alone. Signed
   * while the lease is open, as secrets are sealed: VAULT_LEASE_REQUIRED. Throws REQUEST_INVALID {field}, PKI_SIGNER_UNAVAILABLE.
   */
  'batches.sign': Rpc<BatchStatement, { signedBatch: string }>;
  /**
   * A client assertion (RFC 7523) for the token endpoint of a relying party that the vault knows by its own configuration; good for a few minutes
   * and once. Audited with the card that it is for. Throws VAULT_LEASE_REQUIRED, RELYING_PARTY_NOT_CONFIGURED, PKI_SIGNER_UNAVAILABLE.
   */
  'relying-parties.assert': Rpc<{ lease: LeaseToken; relyingPartyId: string }, { clientAssertion: string }>;
  /**
   * One with no lease open, to delete passkeys of a card that may be lost. Only for a card for which the vault has signed under a lease before, and
   * only so often. Throws as `assert`, and REQUEST_RATE_LIMITED {retryAfterSeconds}.
   */
  'relying-parties.assert-deletion': Rpc<
    { relyingPartyId: string; requestId: string; deviceId: string },
    { clientAssertion: string }
  >;
  /** One with no lease open, to compare the passkeys of a card with what is registered. Limited and throws as `assert-deletion`, counted by itself. */
  'relying-parties.assert-comparison': Rpc<
    { relyingPartyId: string; requestId: string; deviceId: string },
    { clientAssertion: string }
  >;
  /**
   * One for no card, to read what the relying party's policy has against a key before one is touched. Only so often for each relying party. Throws
   * RELYING_PARTY_NOT_CONFIGURED, PKI_SIGNER_UNAVAILABLE, REQUEST_RATE_LIMITED {retryAfterSeconds}.
   */
  'relying-parties.assert-policy': Rpc<{ relyingPartyId: string }, { clientAssertion: string }>;
  /** The certificates that are to be known at the relying party, the one that signs now first; made where there is none. PEM. */
  'relying-parties.certificates': Rpc<{ relyingPartyId: string }, { certificates: ClientCertificate[] }>;
  'audit.verify': Rpc<Record<string, never>, AuditVerification>;
}

export interface ClientCertificate {
  certificatePem: string;
  /** Hex, as the portal of Entra ID shows it (SHA-1), and of `x5t#S256`. */
  sha1Hex: string;
  sha256Hex: string;
  notAfter: string;
}

export type KeySetName = 'stock' | 'current' | 'pending';
export type PukName = Extract<SecretName, `puk.${string}`>;
export interface KeySetWish {
  managementKeyAlgorithm: ManagementKeyAlgorithm;
  changeManagementKey: boolean;
  changePuk: boolean;
}
export interface KeySetInfo {
  version: number;
  managementKeyAlgorithm: ManagementKeyAlgorithm;
  /** false: 9B stays the stock batch's value (cards that cannot change it). */
  managementKeyDiversified: boolean;
  pukDiversified: boolean;
}
export interface ArchivedKeyInfo {
  archiveRef: string;
  algorithm: KeyAlgorithm;
  certificateDerBase64: string;
  serialNumberHex: string;
  createdAt: string;
}
