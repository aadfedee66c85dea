/**
 * What the attestation of a passkey says of the key: its certificates, and with enterprise attestation its serial number. Governing document:
 * WebAuthn Level 3 sections 8.2.1 (certificates of packed attestation) and 8.2.2 (enterprise attestation). Pure.
 */
import { X509Certificate } from 'node:crypto';
import { toHex } from '@cardwright/card-protocol/bytes';
import { parseAttestationObject, packedStatement } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { certificateExtension } from '@cardwright/card-protocol/der/certificate-extension';
import { derChild, derChildren, derTag } from '@cardwright/card-protocol/der/der';

/** id-fido-gen-ce-sernum and id-fido-gen-ce-aaguid. */
const [serialOid, aaguidOid] = ['1.3.6.1.4.1.45724.1.1.2', '1.3.6.1.4.1.45724.1.1.4'];

/** The certificate of the key first. Empty: it attests without one, or in another format. Throws for what is no attestation object. */
export function attestationCertificates(attestationObjectBase64url: string): X509Certificate[] {
  const { fmt, attStmt } = parseAttestationObject(Buffer.from(attestationObjectBase64url, 'base64url'));
  if (fmt !== 'packed') return [];
  return (packedStatement.decode(attStmt).x5c ?? []).map((der) => new X509Certificate(der));
}

/** The serial number of the key, decimal; null: the attestation does not say one, or not in the form that it should have. */
export function attestedSerial(attestationObjectBase64url: string): string | null {
  try {
    const [certificate] = attestationCertificates(attestationObjectBase64url);
    const bytes = certificate && octetsIn(certificate, serialOid);
    return bytes === undefined || bytes.length === 0 ? null : BigInt(`0x${toHex(bytes)}`).toString();
  } catch {
    return null;
  }
}

/** The model that the certificate is for, 32 hex digits; undefined: for any. Throws CardProtocolError. */
export const certifiedAaguidHex = (certificate: X509Certificate): string | undefined => {
  const bytes = octetsIn(certificate, aaguidOid);
  return bytes && toHex(bytes).toLowerCase();
};

function octetsIn(certificate: X509Certificate, oid: string): Uint8Array | undefined {
  const value = certificateExtension(certificate.raw, oid);
  return value && derChild(derChildren(value), 0, derTag.octetString);
}
