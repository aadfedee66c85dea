/**
 * X.509 extensions, one function each, in the order in which certificates carry them. Criticality stands here and nowhere else.
 * Governing document: RFC 5280 section 4.2.
 */
import {
  boolean,
  explicit,
  implicit,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  tlv,
} from '../der/der-writer.js';
import { oid } from '../der/object-identifiers.js';
import { keyUsageBit, type KeyUsage } from './certificate-profile.js';

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
const uri = (text: string): Buffer => implicit(6, Buffer.from(text, 'ascii'));

/** Section 4.2.1.9. Critical for CAs; end entities carry it empty and critical, as FIPS 201 validators expect to see it. */
export const basicConstraints = (ca: { pathLength?: number } | undefined): Buffer =>
  extension(
    oid.basicConstraints,
    true,
    ca ? sequence(boolean(true), ...(ca.pathLength === undefined ? [] : [integer(ca.pathLength)])) : sequence(),
  );
export const keyUsage = (usages: readonly KeyUsage[]): Buffer =>
  extension(oid.keyUsage, true, namedBits(usages.map((usage) => keyUsageBit[usage])));
export const extendedKeyUsage = (purposes: readonly string[], critical: boolean): Buffer =>
  extension(oid.extKeyUsage, critical, sequence(...purposes.map(objectIdentifier)));
export const subjectKeyIdentifier = (identifier: Buffer): Buffer =>
  extension(oid.subjectKeyIdentifier, false, octetString(identifier));
export const authorityKeyIdentifier = (identifier: Buffer): Buffer =>
  extension(oid.authorityKeyIdentifier, false, sequence(implicit(0, identifier)));
export const certificatePolicies = (policies: readonly string[]): Buffer =>
  extension(oid.certificatePolicies, false, sequence(...policies.map((policy) => sequence(objectIdentifier(policy)))));
/** Critical when the subject is empty (section 4.2.1.6). */
export const subjectAltName = (generalNames: Buffer, critical: boolean): Buffer =>
  extension(oid.subjectAltName, critical, generalNames);
/** DistributionPointName, a CHOICE, in its context tag: section 4.2.1.13. */
const distributionPoint = (url: string): Buffer => explicit(0, explicit(0, uri(url)));
export const crlDistributionPoints = (url: string): Buffer =>
  extension(oid.cRLDistributionPoints, false, sequence(sequence(distributionPoint(url))));
export const authorityInfoAccess = (caIssuersUrl: string): Buffer =>
  extension(oid.authorityInfoAccess, false, sequence(sequence(objectIdentifier(oid.caIssuers), uri(caIssuersUrl))));
export const ntdsCaSecurity = (value: Buffer): Buffer => extension(oid.ntdsCaSecurityExt, false, value);

// CRL extensions (section 5.2).
export const crlNumber = (number: number | bigint): Buffer => extension(oid.cRLNumber, false, integer(number));
/** Section 5.2.5: the CRL covers the certificates that name this distribution point, and no others. */
export const issuingDistributionPoint = (url: string): Buffer =>
  extension(oid.issuingDistributionPoint, true, sequence(distributionPoint(url)));
/** Section 5.3.1, an entry extension. */
export const reasonCode = (reason: number): Buffer => extension(oid.cRLReason, false, tlv(0x0a, Buffer.of(reason)));
