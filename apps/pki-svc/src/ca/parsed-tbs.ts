/**
 * A TBSCertificate read back from its bytes, for the lint gate: what is checked is what will be signed, not what was meant.
 * Governing document: RFC 5280 section 4.1.
 */
import {
  readElements,
  readObjectIdentifier,
  readOne,
  readSequence,
  readTime,
  type DerElement,
} from '../der/der-reader.js';

export interface ParsedExtension {
  id: string;
  critical: boolean;
  value: Buffer;
}
export interface ParsedAttribute {
  type: string;
  tag: number;
  value: string;
}
export interface ParsedTbs {
  version: number;
  serialNumber: Buffer;
  signatureAlgorithm: Buffer;
  issuer: Buffer;
  notBefore: { date: Date; element: DerElement };
  notAfter: { date: Date; element: DerElement };
  subject: Buffer;
  subjectAttributes: ParsedAttribute[];
  spki: Buffer;
  extensions: ParsedExtension[];
}

/** Throws RangeError when the bytes are not DER or not a version 3 TBSCertificate. */
export function parseTbs(der: Buffer): ParsedTbs {
  const parts = readSequence(der);
  const [version, serialNumber, algorithm, issuer, validity, subject, spki, extensions] = parts;
  if (!extensions || parts.length !== 8 || version?.tag !== 0xa0 || extensions.tag !== 0xa3)
    throw new RangeError('not a version 3 certificate with extensions and nothing else');
  const times = readElements(validity!.content);
  if (times.length !== 2) throw new RangeError('validity is not two times');
  return {
    version: readOne(version.content, 0x02).content[0]! + 1,
    serialNumber: serialNumber!.content,
    signatureAlgorithm: algorithm!.whole,
    issuer: issuer!.whole,
    notBefore: { date: readTime(times[0]!), element: times[0]! },
    notAfter: { date: readTime(times[1]!), element: times[1]! },
    subject: subject!.whole,
    subjectAttributes: readAttributes(subject!.whole),
    spki: spki!.whole,
    extensions: readSequence(extensions.content).map(readExtension),
  };
}

/** Of a Name, in the order in which it has them. */
export function readAttributes(name: Buffer): ParsedAttribute[] {
  return readSequence(name).flatMap((rdn) =>
    readElements(rdn.content).map((attribute) => {
      const [type, value] = readElements(attribute.content);
      return { type: readObjectIdentifier(type!), tag: value!.tag, value: value!.content.toString('utf8') };
    }),
  );
}

function readExtension(element: DerElement): ParsedExtension {
  const parts = readElements(element.content);
  const value = parts.at(-1)!;
  if (value.tag !== 0x04 || parts.length < 2 || parts.length > 3) throw new RangeError('not an extension');
  // DEFAULT FALSE must be absent in DER, so a BOOLEAN that stands here is TRUE.
  if (parts.length === 3 && !(parts[1]!.tag === 0x01 && parts[1]!.content.equals(Buffer.of(0xff))))
    throw new RangeError('criticality is not DER');
  return { id: readObjectIdentifier(parts[0]!), critical: parts.length === 3, value: value.content };
}
