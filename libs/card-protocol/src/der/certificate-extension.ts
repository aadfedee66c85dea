/** One extension of an X.509 certificate by its OID, where no library is at hand or wanted. Governing document: RFC 5280 section 4.1. */
import { derChild, derChildren, derTag, oidText } from './der.js';

const extensionsTag = 0xa3;

/** The DER inside of its OCTET STRING; undefined: the certificate has none. Throws CardProtocolError for broken DER. */
export function certificateExtension(certificateDer: Uint8Array, oid: string): Uint8Array | undefined {
  const certificate = derChild(derChildren(certificateDer), 0, derTag.sequence);
  const tbs = derChildren(derChild(derChildren(certificate), 0, derTag.sequence));
  const list = tbs.find(({ tag }) => tag === extensionsTag);
  if (list === undefined) return undefined;
  for (const extension of derChildren(derChild(derChildren(list.value), 0, derTag.sequence))) {
    const fields = derChildren(extension.value);
    if (oidText(derChild(fields, 0, derTag.oid)) === oid)
      return derChild(fields, fields.length - 1, derTag.octetString);
  }
  return undefined;
}
