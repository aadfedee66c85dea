/**
 * Certificate profiles as data: what each kind of certificate says, and for which keys. Only this table decides content; the
 * builder below it has no branch per profile. Which card key reference uses which profile is the credential profile's choice.
 * Governing documents: RFC 5280 section 4.2, FIPS 201-3 section 4.2.2, SP 800-73-5 Part 1 section 3.3, SP 800-78-5 table 1.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { HolderField } from '@cardwright/contracts/nats/pki.api';
import { batchSigningUsage } from '@cardwright/contracts/nats/signed-batch';
import { offerSigningUsage } from '@cardwright/contracts/update/signed-offer';
import { oid } from '../der/object-identifiers.js';

/** Bit numbers of RFC 5280 section 4.2.1.3. */
export const keyUsageBit = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;
export type KeyUsage = keyof typeof keyUsageBit;

/** Attribute types that templates may use; RFC 5280 appendix A gives the upper bounds. */
export const subjectAttributes = {
  C: { oid: oid.countryName, maxLength: 2, printable: true },
  O: { oid: oid.organizationName, maxLength: 64, printable: false },
  OU: { oid: oid.organizationalUnitName, maxLength: 64, printable: false },
  CN: { oid: oid.commonName, maxLength: 64, printable: false },
  serialNumber: { oid: oid.serialNumber, maxLength: 64, printable: true },
  UID: { oid: oid.userId, maxLength: 256, printable: false },
} as const;

/** upn, email: left out when the person has none. cardUuid, fascN: always there. */
export type AlternativeName = 'upn' | 'email' | 'cardUuid' | 'fascN';

export interface CertificateProfile {
  name: string;
  title: string;
  /** end-entity: for card keys. The other kinds are only for the vault itself and are not offered. */
  kind: 'end-entity' | 'root-ca' | 'issuing-ca' | 'content-signer' | 'agent-signer' | 'client';
  keyAlgorithms: readonly KeyAlgorithm[];
  /** One `TYPE=template` per RDN, in order; one whose placeholder has no value is left out. */
  subject: readonly `${keyof typeof subjectAttributes}=${string}`[];
  alternativeNames: readonly AlternativeName[];
  /** By what the key can do: sign, transport a key (RSA) or agree on one (EC, X25519). */
  keyUsage: { signs?: readonly KeyUsage[]; transports?: readonly KeyUsage[]; agrees?: readonly KeyUsage[] };
  extendedKeyUsage: readonly string[];
  extendedKeyUsageCritical: boolean;
  /** Last arcs under the installation's policy arc. */
  policies: readonly string[];
  /** Windows SID in its own extension, when the person has one. */
  sidExtension: boolean;
  maxValidityDays: number;
}

const signing: readonly KeyAlgorithm[] = ['ECCP256', 'ECCP384', 'RSA2048', 'RSA3072', 'RSA4096', 'ED25519'];
const establishing: readonly KeyAlgorithm[] = ['ECCP256', 'ECCP384', 'RSA2048', 'RSA3072', 'RSA4096', 'X25519'];
const caKeys: readonly KeyAlgorithm[] = ['ECCP384', 'ECCP256', 'RSA3072', 'RSA4096', 'RSA2048'];
const person = [
  'C={country}',
  'O={organization}',
  'OU={organizationalUnit}',
  'UID={personId}',
  'CN={commonName}',
] as const;
const threeYears = 3 * 366;

export const certificateProfiles = [
  {
    name: 'piv-authentication',
    title: 'PIV Authentication (9A)',
    kind: 'end-entity',
    keyAlgorithms: signing,
    subject: person,
    alternativeNames: ['upn', 'cardUuid', 'fascN'],
    keyUsage: { signs: ['digitalSignature'] },
    extendedKeyUsage: [oid.clientAuth, oid.msSmartCardLogon, oid.pkinitClientAuth],
    extendedKeyUsageCritical: false,
    policies: ['1'],
    sidExtension: true,
    maxValidityDays: threeYears,
  },
  {
    name: 'piv-digital-signature',
    title: 'Digital Signature (9C)',
    kind: 'end-entity',
    keyAlgorithms: signing,
    subject: person,
    alternativeNames: ['email', 'cardUuid'],
    keyUsage: { signs: ['digitalSignature', 'nonRepudiation'] },
    extendedKeyUsage: [oid.emailProtection, oid.documentSigning, oid.msDocumentSigning],
    extendedKeyUsageCritical: false,
    policies: ['2'],
    sidExtension: false,
    maxValidityDays: threeYears,
  },
  {
    name: 'piv-key-management',
    title: 'Key Management (9D and its history)',
    kind: 'end-entity',
    keyAlgorithms: establishing,
    subject: person,
    alternativeNames: ['email', 'cardUuid'],
    keyUsage: { transports: ['keyEncipherment'], agrees: ['keyAgreement'] },
    extendedKeyUsage: [oid.emailProtection, oid.msEncryptedFileSystem],
    extendedKeyUsageCritical: false,
    policies: ['3'],
    sidExtension: false,
    maxValidityDays: threeYears,
  },
  {
    name: 'piv-card-authentication',
    title: 'Card Authentication (9E): names the card, not the person',
    kind: 'end-entity',
    keyAlgorithms: signing,
    subject: ['C={country}', 'O={organization}', 'serialNumber={cardUuid}'],
    alternativeNames: ['cardUuid', 'fascN'],
    keyUsage: { signs: ['digitalSignature'] },
    extendedKeyUsage: [oid.pivCardAuth],
    // FIPS 201-3 section 4.2.2.4: no other use of this key is meant.
    extendedKeyUsageCritical: true,
    policies: ['4'],
    sidExtension: false,
    maxValidityDays: threeYears,
  },
  {
    name: 'authentication-only',
    title: 'Authentication only (9A): client authentication and smart card logon',
    kind: 'end-entity',
    keyAlgorithms: signing,
    subject: person,
    alternativeNames: ['upn', 'cardUuid', 'fascN'],
    keyUsage: { signs: ['digitalSignature'] },
    extendedKeyUsage: [oid.clientAuth, oid.msSmartCardLogon, oid.pkinitClientAuth],
    extendedKeyUsageCritical: false,
    policies: ['5'],
    sidExtension: true,
    maxValidityDays: threeYears,
  },
  {
    name: 'root-ca',
    title: 'Root CA',
    kind: 'root-ca',
    keyAlgorithms: caKeys,
    subject: ['O={organization}', 'CN={commonName}'],
    alternativeNames: [],
    keyUsage: { signs: ['keyCertSign', 'cRLSign'] },
    extendedKeyUsage: [],
    extendedKeyUsageCritical: false,
    policies: [],
    sidExtension: false,
    maxValidityDays: 25 * 365,
  },
  {
    name: 'issuing-ca',
    title: 'Issuing CA',
    kind: 'issuing-ca',
    keyAlgorithms: caKeys,
    subject: ['O={organization}', 'CN={commonName}'],
    alternativeNames: [],
    keyUsage: { signs: ['keyCertSign', 'cRLSign'] },
    extendedKeyUsage: [],
    extendedKeyUsageCritical: false,
    policies: ['1', '2', '3', '4', '5', '6'],
    sidExtension: false,
    maxValidityDays: 15 * 365,
  },
  {
    name: 'piv-content-signer',
    title: 'PIV content signer (CHUID, Security Object)',
    kind: 'content-signer',
    keyAlgorithms: caKeys,
    subject: ['O={organization}', 'CN={commonName}'],
    alternativeNames: [],
    keyUsage: { signs: ['digitalSignature'] },
    extendedKeyUsage: [oid.pivContentSigning],
    extendedKeyUsageCritical: false,
    policies: ['6'],
    sidExtension: false,
    // The content signer must outlive every 9E certificate on the same card, so it is rolled over while more than the longest card life is
    // left.
    maxValidityDays: 12 * 365,
  },
  {
    name: 'card-update-signer',
    title: 'Card update signer (offers to agents)',
    kind: 'agent-signer',
    keyAlgorithms: ['ECCP256'],
    subject: ['O={organization}', 'CN={commonName}'],
    alternativeNames: [],
    keyUsage: { signs: ['digitalSignature'] },
    extendedKeyUsage: [offerSigningUsage],
    // Agents look for it: no other use of this key is meant.
    extendedKeyUsageCritical: true,
    policies: [],
    sidExtension: false,
    // Agents read no CRL: the certificate ends soon instead.
    maxValidityDays: 180,
  },
  {
    name: 'card-batch-signer',
    title: 'Card batch signer (card steps to agents)',
    kind: 'agent-signer',
    keyAlgorithms: ['ECCP256'],
    subject: ['O={organization}', 'CN={commonName}'],
    alternativeNames: [],
    keyUsage: { signs: ['digitalSignature'] },
    extendedKeyUsage: [batchSigningUsage],
    // As the card update signer's.
    extendedKeyUsageCritical: true,
    policies: [],
    sidExtension: false,
    maxValidityDays: 180,
  },
  {
    name: 'relying-party-client',
    title: 'Client of a relying party (client assertions)',
    kind: 'client',
    // Entra ID takes RSA alone.
    keyAlgorithms: ['RSA3072'],
    subject: ['O={organization}', 'CN={commonName}'],
    alternativeNames: [],
    keyUsage: { signs: ['digitalSignature'] },
    extendedKeyUsage: [oid.clientAuth],
    extendedKeyUsageCritical: false,
    policies: [],
    sidExtension: false,
    maxValidityDays: 2 * 365,
  },
] as const satisfies readonly CertificateProfile[];

const byName = new Map<string, CertificateProfile>(certificateProfiles.map((profile) => [profile.name, profile]));

/** Any row of the table. Throws PKI_PROFILE_UNKNOWN. */
export function certificateProfile(name: string): CertificateProfile {
  const profile = byName.get(name);
  if (!profile) throw new CardwrightError('PKI_PROFILE_UNKNOWN', undefined, { certificateProfile: name });
  return profile;
}

/** The row of a profile for card keys. Throws PKI_PROFILE_UNKNOWN, also for the vault's own profiles. */
export function cardCertificateProfile(name: string): CertificateProfile {
  const profile = certificateProfile(name);
  if (profile.kind !== 'end-entity')
    throw new CardwrightError('PKI_PROFILE_UNKNOWN', undefined, { certificateProfile: name });
  return profile;
}

/** Key usage of this profile for a key of this algorithm. Throws PKI_PUBLIC_KEY_REJECTED when the profile has no use for it. */
export function keyUsageFor(profile: CertificateProfile, algorithm: KeyAlgorithm): readonly KeyUsage[] {
  const { signs, transports, agrees } = profile.keyUsage;
  const usage = signs ?? (algorithm.startsWith('RSA') ? transports : agrees);
  if (!usage || !profile.keyAlgorithms.includes(algorithm))
    throw new CardwrightError('PKI_PUBLIC_KEY_REJECTED', undefined, {
      reason: 'the profile does not allow this algorithm',
      algorithm,
      certificateProfile: profile.name,
    });
  return usage;
}

/** By where a profile can have them. */
const holderFields: Readonly<Record<HolderField, (profile: CertificateProfile) => boolean>> = {
  commonName: namedInSubject('commonName'),
  givenName: namedInSubject('givenName'),
  surname: namedInSubject('surname'),
  organizationalUnit: namedInSubject('organizationalUnit'),
  email: ({ alternativeNames }) => alternativeNames.includes('email'),
  upn: ({ alternativeNames }) => alternativeNames.includes('upn'),
  sid: ({ sidExtension }) => sidExtension,
};

function namedInSubject(field: HolderField) {
  return ({ subject }: CertificateProfile): boolean => subject.some((template) => template.includes(`{${field}}`));
}

/** Which data of its holder a certificate of this profile has. */
export const holderFieldsOf = (profile: CertificateProfile): HolderField[] =>
  (Object.keys(holderFields) as HolderField[]).filter((field) => holderFields[field](profile));
