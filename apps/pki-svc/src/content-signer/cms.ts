/**
 * CMS SignedData as PIV puts it on cards: detached with the signer's certificate for the CHUID, encapsulated and without any
 * certificate for the Security Object. Signs through a function; holds no key.
 * Governing documents: RFC 5652, FIPS 201-3 section 4.2.1, SP 800-73-5 Part 1 sections 3.1.2.1 and 3.1.7.
 */
import { createHash } from 'node:crypto';
import type { SignatureAlgorithm } from '../signer/signature-algorithm.js';
import { readSequence } from '../der/der-reader.js';
import { explicit, integer, objectIdentifier, octetString, sequence, setOf, tlv } from '../der/der-writer.js';
import { oid } from '../der/object-identifiers.js';

export type ContentKind = 'chuid' | 'security-object';

/** What differs between the two, one row each. */
const kinds = {
  chuid: { contentType: oid.pivChuidSecurityObject, detached: true, certificate: true, signerDn: true },
  'security-object': { contentType: oid.icaoLdsSecurityObject, detached: false, certificate: false, signerDn: false },
} as const satisfies Record<ContentKind, unknown>;

export interface CmsSigner {
  certificate: Buffer;
  algorithm: SignatureAlgorithm;
  /** Signature over the bytes (hashed by the signer). */
  sign: (message: Buffer) => Promise<Buffer>;
}

/**
 * ContentInfo, DER. content of a CHUID: all its TLVs but 3E, in order; of a Security Object: the LDSSecurityObject.
 */
export async function signContent(kind: ContentKind, content: Buffer, signer: CmsSigner): Promise<Buffer> {
  const row = kinds[kind];
  const { issuer, serialNumber, subject } = signerFields(signer.certificate);
  const digest = createHash(signer.algorithm.hash).update(content).digest();
  const attribute = (type: string, value: Buffer): Buffer => sequence(objectIdentifier(type), setOf(value));
  const attributes = setOf(
    attribute(oid.contentType, objectIdentifier(row.contentType)),
    attribute(oid.messageDigest, octetString(digest)),
    ...(row.signerDn ? [attribute(oid.pivSignerDn, subject)] : []),
  );
  // Signed as SET OF, carried as [0] IMPLICIT (RFC 5652 section 5.4).
  const signature = await signer.sign(attributes);
  const carried = Buffer.from(attributes);
  carried[0] = 0xa0;
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, serialNumber),
    signer.algorithm.digestIdentifier,
    carried,
    signer.algorithm.identifier,
    octetString(signature),
  );
  const signedData = sequence(
    // Version 3: the content is not id-data (section 5.1).
    integer(3),
    setOf(signer.algorithm.digestIdentifier),
    sequence(objectIdentifier(row.contentType), ...(row.detached ? [] : [explicit(0, octetString(content))])),
    ...(row.certificate ? [tlv(0xa0, signer.certificate)] : []),
    setOf(signerInfo),
  );
  return sequence(objectIdentifier(oid.signedData), explicit(0, signedData));
}

function signerFields(certificate: Buffer): { issuer: Buffer; serialNumber: Buffer; subject: Buffer } {
  const [, serialNumber, , issuer, , subject] = readSequence(readSequence(certificate)[0]!.whole);
  return { issuer: issuer!.whole, serialNumber: serialNumber!.whole, subject: subject!.whole };
}
