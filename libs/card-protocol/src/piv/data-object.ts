/**
 * Data objects of the PIV Card Application, one row each: BER-TLV tag, container id, presence, access rule and whether
 * the Security Object hashes it. Not their contents (chuid.ts, certificate-object.ts, ...).
 * Governing document: SP 800-73-5 Part 1 tables 2, 3 and appendix A; the Security Object section for securityObject.
 */
import { retiredKeyCount } from './key-reference.js';

export interface DataObjectRow {
  readonly tag: number;
  /** Absent for vendor objects. */
  readonly containerId?: number;
  readonly name: string;
  readonly oid?: string;
  readonly presence: 'mandatory' | 'conditional' | 'optional' | 'vendor';
  /** Reading over the contact interface. */
  readonly read: 'always' | 'pin';
  /**
   * required: unsigned, so the Security Object must cover it where it is present. recommended: signed itself, covered
   * so that it cannot be put together with another card's objects. none: certificates and the Security Object itself.
   */
  readonly securityObject: 'required' | 'recommended' | 'none';
}

const piv = '2.16.840.1.101.3.7';

const retiredCertificate = (number: number): DataObjectRow => ({
  tag: 0x5fc10c + number,
  containerId: 0x1000 + number,
  name: `Retired X.509 Certificate for Key Management ${number}`,
  oid: `${piv}.2.16.${number}`,
  presence: 'optional',
  read: 'always',
  securityObject: 'none',
});

/** Names used by the code; the tag is the identity. */
export const tagOf = {
  cardCapabilityContainer: 0x5fc107,
  chuid: 0x5fc102,
  pivAuthenticationCertificate: 0x5fc105,
  fingerprints: 0x5fc103,
  securityObject: 0x5fc106,
  facialImage: 0x5fc108,
  cardAuthenticationCertificate: 0x5fc101,
  digitalSignatureCertificate: 0x5fc10a,
  keyManagementCertificate: 0x5fc10b,
  printedInformation: 0x5fc109,
  discovery: 0x7e,
  keyHistory: 0x5fc10c,
  iris: 0x5fc121,
  biometricInformation: 0x7f61,
  secureMessagingSigner: 0x5fc122,
  pairingCode: 0x5fc123,
  attestationCertificate: 0x5fff01,
} as const;

export const dataObjects: readonly DataObjectRow[] = [
  {
    tag: tagOf.cardCapabilityContainer,
    containerId: 0xdb00,
    name: 'Card Capability Container',
    oid: `${piv}.1.219.0`,
    presence: 'mandatory',
    read: 'always',
    securityObject: 'required',
  },
  {
    tag: tagOf.chuid,
    containerId: 0x3000,
    name: 'Card Holder Unique Identifier',
    oid: `${piv}.2.48.0`,
    presence: 'mandatory',
    read: 'always',
    securityObject: 'recommended',
  },
  {
    tag: tagOf.pivAuthenticationCertificate,
    containerId: 0x0101,
    name: 'X.509 Certificate for PIV Authentication',
    oid: `${piv}.2.1.1`,
    presence: 'mandatory',
    read: 'always',
    securityObject: 'none',
  },
  {
    tag: tagOf.fingerprints,
    containerId: 0x6010,
    name: 'Cardholder Fingerprints',
    oid: `${piv}.2.96.16`,
    presence: 'mandatory',
    read: 'pin',
    securityObject: 'recommended',
  },
  {
    tag: tagOf.securityObject,
    containerId: 0x9000,
    name: 'Security Object',
    oid: `${piv}.2.144.0`,
    presence: 'mandatory',
    read: 'always',
    securityObject: 'none',
  },
  {
    tag: tagOf.facialImage,
    containerId: 0x6030,
    name: 'Cardholder Facial Image',
    oid: `${piv}.2.96.48`,
    presence: 'mandatory',
    read: 'pin',
    securityObject: 'recommended',
  },
  {
    tag: tagOf.cardAuthenticationCertificate,
    containerId: 0x0500,
    name: 'X.509 Certificate for Card Authentication',
    oid: `${piv}.2.5.0`,
    presence: 'mandatory',
    read: 'always',
    securityObject: 'none',
  },
  {
    tag: tagOf.digitalSignatureCertificate,
    containerId: 0x0100,
    name: 'X.509 Certificate for Digital Signature',
    oid: `${piv}.2.1.0`,
    presence: 'conditional',
    read: 'always',
    securityObject: 'none',
  },
  {
    tag: tagOf.keyManagementCertificate,
    containerId: 0x0102,
    name: 'X.509 Certificate for Key Management',
    oid: `${piv}.2.1.2`,
    presence: 'conditional',
    read: 'always',
    securityObject: 'none',
  },
  {
    tag: tagOf.printedInformation,
    containerId: 0x3001,
    name: 'Printed Information',
    oid: `${piv}.2.48.1`,
    presence: 'optional',
    read: 'pin',
    securityObject: 'required',
  },
  {
    tag: tagOf.discovery,
    containerId: 0x6050,
    name: 'Discovery Object',
    oid: `${piv}.2.96.80`,
    presence: 'optional',
    read: 'always',
    securityObject: 'required',
  },
  {
    tag: tagOf.keyHistory,
    containerId: 0x6060,
    name: 'Key History Object',
    oid: `${piv}.2.96.96`,
    presence: 'optional',
    read: 'always',
    securityObject: 'required',
  },
  ...Array.from({ length: retiredKeyCount }, (_, i) => retiredCertificate(i + 1)),
  {
    tag: tagOf.iris,
    containerId: 0x1015,
    name: 'Cardholder Iris Images',
    oid: `${piv}.2.16.21`,
    presence: 'optional',
    read: 'pin',
    securityObject: 'recommended',
  },
  {
    tag: tagOf.biometricInformation,
    containerId: 0x1016,
    name: 'Biometric Information Templates Group Template',
    oid: `${piv}.2.16.22`,
    presence: 'optional',
    read: 'always',
    securityObject: 'required',
  },
  {
    tag: tagOf.secureMessagingSigner,
    containerId: 0x1017,
    name: 'Secure Messaging Certificate Signer',
    oid: `${piv}.2.16.23`,
    presence: 'optional',
    read: 'always',
    securityObject: 'none',
  },
  {
    tag: tagOf.pairingCode,
    containerId: 0x1018,
    name: 'Pairing Code Reference Data Container',
    oid: `${piv}.2.16.24`,
    presence: 'optional',
    read: 'pin',
    securityObject: 'required',
  },
  {
    tag: tagOf.attestationCertificate,
    name: 'Attestation certificate',
    presence: 'vendor',
    read: 'always',
    securityObject: 'none',
  },
];
