/**
 * The certificate that a data object holds, unpacked: DER that is a certificate, or undefined for anything else. Untrusted bytes: what they
 * unpack to is bounded. Nothing is verified. Governing document: SP 800-73-5 Part 1 appendix A; card-protocol piv/certificate-object.ts.
 */
import { X509Certificate } from 'node:crypto';
import { gunzipSync, inflateSync } from 'node:zlib';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { decodeCertificateObject, type CertificateCompression } from '@cardwright/card-protocol/piv/certificate-object';
import { decodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';

/** Longest certificate that is unpacked: a few KiB of gzip must not become a gigabyte. */
const certificateMax = 65536;

const unpack: Readonly<Record<CertificateCompression, (packed: Uint8Array) => Uint8Array>> = {
  none: (packed) => packed,
  gzip: (packed) => gunzipSync(packed, { maxOutputLength: certificateMax }),
  zlib: (packed) => inflateSync(packed, { maxOutputLength: certificateMax }),
};

/** content: of tag 53. */
export function certificateIn(content: Uint8Array): Uint8Array | undefined {
  try {
    const { certificate, compression } = decodeCertificateObject(content);
    // Some writers fill the field up behind the certificate.
    const { raw } = decodeTlv(unpack[compression](certificate));
    return isCertificate(raw) ? raw : undefined;
  } catch (error) {
    if (error instanceof CardProtocolError || isZlibError(error)) return undefined;
    throw error;
  }
}

function isCertificate(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.length === der.length;
  } catch {
    // OpenSSL has many codes for bytes that are none.
    return false;
  }
}

/** Bytes that are not packed as they say, or that unpack to too much. Not instanceof: errors of Node's own parts may come from another realm. */
const isZlibError = (error: unknown): boolean =>
  /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String((error as { code?: unknown } | undefined)?.code));
