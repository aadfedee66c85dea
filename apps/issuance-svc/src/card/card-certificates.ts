/**
 * Extracts facts from the certificates on a card for the planner, which does not read X.509 itself. A damaged certificate counts as absent:
 * a write that was cut may leave bytes that are no certificate, and also a certificate whose last bytes, its signature, are not what was sent.
 */
import { createHash, X509Certificate, type KeyObject } from 'node:crypto';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CardCertificate, CardCertificates } from '@cardwright/card-plan/keep-history';

/** written: SHA-256 of the certificates that an earlier attempt may have written, by serial number. */
export function cardCertificates(image: CardImage, written: ReadonlyMap<string, string> = new Map()): CardCertificates {
  return Object.fromEntries(
    image.keyReferences.flatMap(({ keyReference, certificateDerBase64: der }) => {
      const facts = der === null ? undefined : certificateFacts(der);
      if (facts === undefined) return [];
      const { serialNumberHex: serial, sha256Hex } = facts;
      return (written.get(serial) ?? sha256Hex) === sha256Hex ? [[keyReference, facts]] : [];
    }),
  );
}

/** The algorithms of the certified keys on the card, by key reference: a card need not report them itself. */
export function certifiedAlgorithms(image: CardImage): Partial<Record<KeyReferenceName, KeyAlgorithm>> {
  return Object.fromEntries(
    image.keyReferences.flatMap(({ keyReference, certificateDerBase64: der }) => {
      const algorithm =
        der === null
          ? undefined
          : tolerant(() => algorithmOf(new X509Certificate(Buffer.from(der, 'base64')).publicKey));
      return algorithm === undefined ? [] : [[keyReference, algorithm]];
    }),
  );
}

function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): KeyAlgorithm | undefined {
  const name = [type, details?.modulusLength, details?.namedCurve].filter((word) => word !== undefined).join(' ');
  return algorithms[name];
}
const algorithms: Readonly<Record<string, KeyAlgorithm>> = {
  'rsa 2048': 'RSA2048',
  'rsa 3072': 'RSA3072',
  'rsa 4096': 'RSA4096',
  'ec prime256v1': 'ECCP256',
  'ec secp384r1': 'ECCP384',
  ed25519: 'ED25519',
  x25519: 'X25519',
};

export function certificateFacts(derBase64: string): (CardCertificate & { sha256Hex: string }) | undefined {
  return tolerant(() => {
    const certificate = new X509Certificate(Buffer.from(derBase64, 'base64'));
    return {
      serialNumberHex: serialNumberHex(certificate.serialNumber),
      publicKeySpkiBase64: certificate.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      sha256Hex: createHash('sha256').update(certificate.raw).digest('hex').toUpperCase(),
    };
  });
}

/** A torn write leaves bytes that are no certificate. */
function tolerant<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** One form for comparing: DER integers may begin with 00, hex may be of either case. */
export const serialNumberHex = (hex: string): string => hex.toUpperCase().replace(/^(00)+(?=.)/, '');
