/**
 * Certificate objects as other programs have written them: the quirks that change what stands on a card. The certificates on the card
 * are written anew in that form; a card without any gets one under 9A that nobody issued.
 * Governing documents: SP 800-73-5 Part 1 appendix A (CertInfo), and what middleware before SP 800-73-3 wrote in its place.
 */
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { concat, fromHex, numberToHex, toHex } from '@cardwright/card-protocol/bytes';
import { filledObject } from '@cardwright/card-protocol/piv/filled-object';
import { keyReferences } from '@cardwright/card-protocol/piv/key-reference';
import { decodeTlvs, encodeTlv, findValue } from '@cardwright/card-protocol/tlv/ber-tlv';
import { AttestationRoot } from '../attestation/attestation.js';
import type { CardState } from '../card/card-state.js';

/** Content for tag 53 from a certificate in DER. */
export type CertificateForm = (certificateDer: Uint8Array) => Uint8Array;

const errorDetection = encodeTlv(0xfe);
const object = (body: Uint8Array, certInfo: number, end = errorDetection): Uint8Array =>
  concat(encodeTlv(0x70, body), encodeTlv(0x71, Uint8Array.of(certInfo)), end);

export const certificateForms = {
  'certinfo-80-gzip': (der) => object(gzipSync(der), 0x80),
  'certinfo-81-gzip': (der) => object(gzipSync(der), 0x81),
  'certinfo-01-zlib': (der) => object(deflateSync(der), 0x01),
  'certinfo-81-plain': (der) => object(der, 0x81),
  'certinfo-00-gzip': (der) => object(gzipSync(der), 0x00),
  // The identifier of an old directory (72), and an LRC of one byte in FE.
  'certificate-mscuid-lrc': (der) =>
    concat(
      encodeTlv(0x70, der),
      encodeTlv(0x71, Uint8Array.of(0)),
      encodeTlv(0x72, new Uint8Array(38)),
      fromHex('FE015A'),
    ),
  'certificate-no-fe': (der) => object(der, 0x00, new Uint8Array(0)),
  // Filled up, for room: FE with a value of zeros.
  'certificate-fe-filled': (der) => filledObject(object(der, 0x00), object(der, 0x00).length + 500),
  'certificate-garbled': (der) =>
    object(
      Uint8Array.from(der, (byte) => byte ^ 0x5a),
      0x00,
    ),
} as const satisfies Record<string, CertificateForm>;

/** In place. */
export async function rewriteCertificates(state: CardState, form: CertificateForm): Promise<void> {
  const tags = keyReferences.flatMap(({ certificateTag: tag }) => (tag === undefined ? [] : [numberToHex(tag)]));
  const present = tags.filter((tag) => tag !== '5FFF01' && state.objects[tag] !== undefined);
  if (present.length === 0) {
    const { certificateDer } = await AttestationRoot.create();
    state.objects['5FC105'] = toHex(form(certificateDer));
  }
  for (const tag of present) state.objects[tag] = toHex(form(certificateOf(fromHex(state.objects[tag]!))));
}

function certificateOf(content: Uint8Array): Uint8Array {
  const body = findValue(decodeTlvs(content), 0x70) ?? content;
  return body[0] === 0x1f ? new Uint8Array(gunzipSync(body)) : body;
}
