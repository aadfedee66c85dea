/**
 * What a certificate says, read from its own bytes for people. Governing documents: RFC 5280 sections 4.1.2 and 4.2.1, RFC 9598
 * (SmtpUTF8Mailbox), [MS-WCCE] (UPN, SID), SP 800-73-5 Part 1 section 3.1.2 (FASC-N).
 */
import type { AlternativeNameText, CertificateContents } from '@cardwright/contracts/nats/pki.api';
import { readElements, readObjectIdentifier, readOne, readSequence, type DerElement } from '../der/der-reader.js';
import { oid } from '../der/object-identifiers.js';
import { keyUsageBit, subjectAttributes, type KeyUsage } from './certificate-profile.js';
import { parseTbs, readAttributes } from './parsed-tbs.js';
import { keyAlgorithmOf } from './public-key.js';

/** certificate: DER. Throws RangeError when it is none of version 3 with extensions. */
export function certificateContents(certificate: Buffer): CertificateContents {
  const { issuer, spki, extensions } = parseTbs(readSequence(certificate)[0]!.whole);
  const valueOf = (id: string): Buffer | undefined => extensions.find((extension) => extension.id === id)?.value;
  return {
    issuerText: nameText(issuer),
    keyAlgorithm: keyAlgorithmOf(spki) ?? null,
    alternativeNames: [oid.subjectAltName, oid.ntdsCaSecurityExt].flatMap((id) => readAll(valueOf(id), readName)),
    keyUsages: readKeyUsages(valueOf(oid.keyUsage)),
    extendedKeyUsages: readAll(valueOf(oid.extKeyUsage), readObjectIdentifier),
    policies: readAll(valueOf(oid.certificatePolicies), (policy) =>
      readObjectIdentifier(readElements(policy.content)[0]!),
    ),
  };
}

const typeOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(subjectAttributes).map(([type, attribute]) => [attribute.oid, type]),
);

/** As `subjectText` is written: most significant first. */
const nameText = (name: Buffer): string =>
  readAttributes(name)
    .map(({ type, value }) => `${typeOf[type] ?? type}=${value.replaceAll(/([,+"\\<>;=])/g, '\\$1')}`)
    .join(', ');

const readAll = <Value>(sequence: Buffer | undefined, read: (element: DerElement) => Value): Value[] =>
  sequence === undefined ? [] : readSequence(sequence).map(read);

function readName({ tag, content }: DerElement): AlternativeNameText {
  if (tag === 0x81) return { kind: 'email', value: content.toString('utf8') };
  if (tag === 0x86) return { kind: 'uri', value: content.toString('ascii') };
  if (tag !== 0xa0) return { kind: 'other', value: content.toString('hex').toUpperCase() };
  const [type, explicit] = readElements(content);
  const value = readOne(explicit!.content).content;
  switch (readObjectIdentifier(type!)) {
    case oid.userPrincipalName:
      return { kind: 'upn', value: value.toString('utf8') };
    case oid.smtpUtf8Mailbox:
      return { kind: 'email', value: value.toString('utf8') };
    case oid.ntdsObjectSid:
      return { kind: 'sid', value: value.toString('ascii') };
    case oid.fascN:
      return { kind: 'fascN', value: value.toString('hex').toUpperCase() };
    default:
      return { kind: 'other', value: value.toString('hex').toUpperCase() };
  }
}

function readKeyUsages(extension: Buffer | undefined): KeyUsage[] {
  if (extension === undefined) return [];
  // The first octet counts the unused bits of the last one; bit 0 is the highest of the next.
  const [, ...octets] = readOne(extension, 0x03).content;
  return (Object.keys(keyUsageBit) as KeyUsage[]).filter((usage) => {
    const bit = keyUsageBit[usage];
    return ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
  });
}
