/**
 * Security Object: BA maps data group numbers to container ids, BB is a CMS SignedData (no certificate inside) over an
 * LDSSecurityObject with the hash of each object. Here are the bytes to be signed and the object around the signature;
 * the CMS and its signature are pki-svc's, the hashes the caller's: over an object's content without tag 53, for the
 * Discovery Object and 7F61 over the whole template. To be rewritten after any object that it covers.
 * Governing documents: SP 800-73-5 Part 1 section 3.1.7, ICAO Doc 9303 Part 10 section 4.6.2.3.
 */
import { concat, readUint, writeUint } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { derInteger, derOctetString, derOid, derSequence } from '../der/der.js';
import { encodeTlv, requireValue } from '../tlv/ber-tlv.js';
import { dataObjects, type DataObjectRow } from './data-object.js';
import { objectFields } from './object-fields.js';

const hashes = [
  { name: 'SHA-256', oid: '2.16.840.1.101.3.4.2.1', length: 32 },
  { name: 'SHA-384', oid: '2.16.840.1.101.3.4.2.2', length: 48 },
] as const;
export type SecurityObjectHash = (typeof hashes)[number]['name'];

/** Appendix A: the mapping has 30 bytes at most, so 10 objects; ICAO's list has 2 at least. */
const objectsMin = 2;
const objectsMax = 10;
const signatureMax = 1298;

export interface ObjectHash {
  readonly containerId: number;
  readonly digest: Uint8Array;
}

/** Selects the objects on the card that the Security Object covers, in the order of the data object table. */
export function coveredDataObjects(presentTags: readonly number[]): (DataObjectRow & { containerId: number })[] {
  return dataObjects.filter(
    (row): row is DataObjectRow & { containerId: number } =>
      row.securityObject !== 'none' && row.containerId !== undefined && presentTags.includes(row.tag),
  );
}

/**
 * Mapping (value of BA) and LDSSecurityObject (DER, the eContent to be signed). Data groups are numbered from 1 in the
 * order given. Throws FIELD_VALUE for fewer than 2 or more than 10 objects, FIELD_LENGTH for a wrong digest length.
 */
export function buildSecurityObject(
  objects: readonly ObjectHash[],
  hash: SecurityObjectHash = 'SHA-256',
): { mapping: Uint8Array; ldsSecurityObject: Uint8Array } {
  const { oid, length } = hashes.find((each) => each.name === hash)!;
  if (objects.length < objectsMin || objects.length > objectsMax)
    throw new CardProtocolError(
      'FIELD_VALUE',
      `${objects.length} objects; ${objectsMin} to ${objectsMax} can be covered`,
    );
  if (objects.some((each) => each.digest.length !== length))
    throw new CardProtocolError('FIELD_LENGTH', `a digest that is not ${hash}`);
  return {
    mapping: concat(...objects.map((each, i) => concat(Uint8Array.of(i + 1), writeUint(each.containerId, 2)))),
    ldsSecurityObject: derSequence(
      derInteger(0),
      derSequence(derOid(oid)),
      derSequence(...objects.map((each, i) => derSequence(derInteger(i + 1), derOctetString(each.digest)))),
    ),
  };
}

/** Content for tag 53. `signedData`: DER of the CMS ContentInfo. Throws OBJECT_TOO_LARGE above 1298 bytes. */
export function encodeSecurityObject(mapping: Uint8Array, signedData: Uint8Array): Uint8Array {
  if (signedData.length > signatureMax)
    throw new CardProtocolError('OBJECT_TOO_LARGE', `${signedData.length} bytes of CMS, ${signatureMax} at most`);
  return concat(encodeTlv(0xba, mapping), encodeTlv(0xbb, signedData), encodeTlv(0xfe));
}

/** Container id by data group number, and the CMS; its signature is not verified. Throws TLV_*, FIELD_LENGTH. */
export function decodeSecurityObject(content: Uint8Array): { containers: Map<number, number>; signedData: Uint8Array } {
  const fields = objectFields(content);
  const mapping = requireValue(fields, 0xba);
  if (mapping.length % 3 !== 0) throw new CardProtocolError('FIELD_LENGTH', 'mapping is not made of 3-byte entries');
  const containers = new Map<number, number>();
  for (let at = 0; at < mapping.length; at += 3) containers.set(mapping[at]!, readUint(mapping.slice(at + 1, at + 3)));
  return { containers, signedData: requireValue(fields, 0xbb) };
}
