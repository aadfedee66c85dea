/**
 * The certificate as planned: a TBSCertificate built from profile, subject, key and issuer, before anybody signs it. The bytes are
 * stored as they are and signed as they are (faults.md 10). Governing document: RFC 5280 section 4.1.
 */
import { canonicalField } from '@cardwright/service-kit/subject-fields/subject-fields';
import { bitString, explicit, integer, sequence, time } from '../der/der-writer.js';
import { readSequence } from '../der/der-reader.js';
import { keyUsageFor, type CertificateProfile } from './certificate-profile.js';
import * as extensions from './extensions.js';
import { alternativeNames, distinguishedName, ntdsSecurityValue, type NameValues } from './names.js';
import type { CertifiablePublicKey } from './public-key.js';
import type { SignatureAlgorithm } from '../signer/signature-algorithm.js';

export interface PlanInput {
  profile: CertificateProfile;
  subject: NameValues;
  publicKey: CertifiablePublicKey;
  serialNumber: Buffer;
  validity: { notBefore: Date; notAfter: Date };
  /** A root names and identifies itself. */
  issuer: { name: Buffer; keyIdentifier: Buffer; signatureAlgorithm: SignatureAlgorithm };
  urls: { crl: string; caIssuers: string };
  /** Policy OIDs are `<policyArc>.<last arc of the profile>`. */
  policyArc: string;
}

export function planCertificate(input: PlanInput): { tbs: Buffer; subjectText: string } {
  const { profile, publicKey, issuer, urls, subject } = input;
  const name = distinguishedName(profile.subject, subject);
  const san = alternativeNames(profile.alternativeNames, subject);
  const sid = canonicalField('sid', subject.sid ?? '');
  const root = profile.kind === 'root-ca';
  const ca = root ? {} : profile.kind === 'issuing-ca' ? { pathLength: 0 } : undefined;
  const list: Buffer[] = [
    extensions.basicConstraints(ca),
    extensions.keyUsage(keyUsageFor(profile, publicKey.algorithm)),
    ...(profile.extendedKeyUsage.length > 0
      ? [extensions.extendedKeyUsage(profile.extendedKeyUsage, profile.extendedKeyUsageCritical)]
      : []),
    extensions.subjectKeyIdentifier(publicKey.keyIdentifier),
    extensions.authorityKeyIdentifier(issuer.keyIdentifier),
    ...(profile.policies.length > 0
      ? [extensions.certificatePolicies(profile.policies.map((last) => `${input.policyArc}.${last}`))]
      : []),
    ...(san ? [extensions.subjectAltName(san, name.text === '')] : []),
    ...(root ? [] : [extensions.crlDistributionPoints(urls.crl), extensions.authorityInfoAccess(urls.caIssuers)]),
    ...(profile.sidExtension && sid !== '' ? [extensions.ntdsCaSecurity(ntdsSecurityValue(sid))] : []),
  ];
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(input.serialNumber),
    issuer.signatureAlgorithm.identifier,
    issuer.name,
    sequence(time(input.validity.notBefore), time(input.validity.notAfter)),
    name.der,
    publicKey.spki,
    explicit(3, sequence(...list)),
  );
  return { tbs, subjectText: name.text };
}

/** SIGNED{}: TBS bytes as they are, the algorithm again, the signature. For certificates and CRLs. */
export function assembleSigned(tbs: Buffer, algorithm: SignatureAlgorithm, signature: Buffer): Buffer {
  return sequence(tbs, algorithm.identifier, bitString(signature));
}

/** Subject name and public key of a certificate of ours, DER. */
export function issuerFieldsOf(certificateDer: Buffer): { name: Buffer; spki: Buffer } {
  const tbs = readSequence(readSequence(certificateDer)[0]!.whole);
  return { name: tbs[5]!.whole, spki: tbs[6]!.whole };
}
