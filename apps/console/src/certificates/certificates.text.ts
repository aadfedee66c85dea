/** Texts of the list of certificates and of the page of one. Names of standards stay as they are, beside what they mean. */
import type { CertificateContents } from '../api/types.js';

export const text = {
  title: (serialNumberHex: string) => `Certificate ${serialNumberHex}`,
  downloads: { pem: 'Download PEM', der: 'Download DER', chain: 'Download with chain' },
  revoked: 'It is revoked',
  revokedText: (when: string, why: string) => `Since ${when}. ${why}. Nobody should trust it any more.`,
  held: 'It is on hold',
  heldText: (when: string | null) =>
    `${when === null ? 'It' : `Since ${when} it`} is not trusted until it comes off hold: when its card is activated or resumed.`,
  expired: 'It has expired',
  expiredText: (day: string) => `It was valid until ${day}.`,
  record: 'Certificate',
  facts: {
    subject: 'Subject',
    issuer: 'Issuer',
    serial: 'Serial number',
    from: 'Valid from',
    until: 'Valid until',
    key: 'Key',
    profile: 'Certificate profile',
    policies: 'Policies',
    usages: 'Key usage',
    purposes: 'Extended key usage',
    sha256: 'SHA-256 of the certificate',
  },
  where: 'Where it is',
  places: { holder: 'Made for', card: 'Card', slot: 'Slot', credential: 'On this card', work: 'Made by' },
  nobody: 'Nobody: it names the card alone',
  openWork: 'Open the saga',
  names: 'Alternative names',
  noNames: 'It has none',
};

export const listText = {
  lead: 'Every certificate that Cardwright has put on a card, also those that count no longer.',
  search: 'Search by serial number, card or holder',
  statusFilter: 'Status',
  anyStatus: 'Any status',
  slotFilter: 'Slot',
  anySlot: 'All slots',
  retired: 'Retired key management',
  profileFilter: 'Profile',
  anyProfile: 'All profiles',
  expiryFilter: 'Expiry',
  anyExpiry: 'Any expiry',
  expiresWithin: (days: number) => `Ends within ${days} days`,
  list: 'Certificates',
  columns: {
    serial: 'Serial number',
    status: 'Status',
    holder: 'Made for',
    card: 'Card',
    slot: 'Slot',
    profile: 'Profile',
    issuer: 'CA',
    until: 'Valid until',
    made: 'Made',
    updated: 'Changed',
  },
  empty: 'No certificates yet',
  emptyHint: 'They are made when a card is issued.',
  noMatch: 'No certificate matches',
  noMatchHint:
    'Try the beginning of the serial number, a part of the card’s label or the holder’s name, or clear the filters.',
};

/** RFC 5280 section 5.3.1. */
export const revocationText: Readonly<Record<string, string>> = {
  unspecified: 'No reason was given',
  keyCompromise: 'Its key may be in other hands (keyCompromise)',
  affiliationChanged: 'What it says of its holder is no longer so (affiliationChanged)',
  superseded: 'Another certificate has taken its place (superseded)',
  cessationOfOperation: 'Its card is no longer used (cessationOfOperation)',
  privilegeWithdrawn: 'Its holder may no longer use it (privilegeWithdrawn)',
};

export const nameKindText: Record<CertificateContents['alternativeNames'][number]['kind'], string> = {
  upn: 'User principal name',
  email: 'E-mail',
  uri: 'URI',
  sid: 'Windows SID',
  fascN: 'FASC-N',
  other: 'Other name',
};

export const keyText: Record<NonNullable<CertificateContents['keyAlgorithm']>, string> = {
  RSA2048: 'RSA, 2048 bits',
  RSA3072: 'RSA, 3072 bits',
  RSA4096: 'RSA, 4096 bits',
  ECCP256: 'EC, P-256',
  ECCP384: 'EC, P-384',
  ED25519: 'Ed25519',
  X25519: 'X25519',
};

/** By OID. RFC 5280, RFC 9336, RFC 4556, FIPS 201-3, [MS-WCCE]. */
export const purposeText: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.2': 'Client authentication',
  '1.3.6.1.5.5.7.3.4': 'E-mail protection',
  '1.3.6.1.5.5.7.3.36': 'Document signing',
  '1.3.6.1.4.1.311.10.3.12': 'Document signing (Microsoft)',
  '1.3.6.1.4.1.311.10.3.4': 'Encrypting File System',
  '1.3.6.1.4.1.311.20.2.2': 'Smart card logon',
  '1.3.6.1.5.2.3.4': 'Kerberos client (PKINIT)',
  '2.16.840.1.101.3.6.8': 'PIV card authentication',
};
