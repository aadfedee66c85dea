/** Facts out of the certificates on a card, for the planner, which reads no X.509 itself. A damaged one counts as none. */
import { X509Certificate } from 'node:crypto';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardCertificate, CardCertificates } from '@cardwright/card-plan/keep-history';

export function cardCertificates(image: CardImage): CardCertificates {
  return Object.fromEntries(
    image.keyReferences.flatMap(({ keyReference, certificateDerBase64 }) => {
      const facts = certificateDerBase64 === null ? undefined : certificateFacts(certificateDerBase64);
      return facts === undefined ? [] : [[keyReference, facts]];
    }),
  );
}

export function certificateFacts(derBase64: string): CardCertificate | undefined {
  try {
    const certificate = new X509Certificate(Buffer.from(derBase64, 'base64'));
    return {
      serialNumberHex: serialNumberHex(certificate.serialNumber),
      publicKeySpkiBase64: certificate.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    };
  } catch {
    // What a torn write left is no certificate.
    return undefined;
  }
}

/** One form for comparing: DER integers may begin with 00, hex may be of either case. */
export const serialNumberHex = (hex: string): string => hex.toUpperCase().replace(/^(00)+(?=.)/, '');
