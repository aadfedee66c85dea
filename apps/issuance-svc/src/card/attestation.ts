/**
 * Judges an attestation: whether it names this key and this card, and whether a trusted root vouches for the attester. What follows from
 * the verdict is decided in attestation-gate.ts. Governing documents: RFC 5280 section 6.1 in the small (a chain of two below the anchor),
 * the vendor's attestation extensions 1.3.6.1.4.1.41482.3, requirement F13.
 */
import { createPublicKey, X509Certificate } from 'node:crypto';
import type { AttestationVerdict } from '@cardwright/contracts/card/attestation';
import type { CardIdentity } from '@cardwright/contracts/card/card-image';
import type { StepResult } from '@cardwright/contracts/card/card-step';
import { toHex } from '@cardwright/card-protocol/bytes';
import { certificateExtension } from '@cardwright/card-protocol/der/certificate-extension';
import { derChild, derChildren, derTag, unsignedInteger } from '@cardwright/card-protocol/der/der';

const serialExtension = '1.3.6.1.4.1.41482.3.7';

export interface AttestationQuestion {
  publicKeySpkiBase64: string;
  answer: Pick<StepResult, 'certificateDerBase64' | 'attesterDerBase64' | 'refused'> | undefined;
  identity: CardIdentity | null;
  /** Roots or intermediates, each trusted by itself. */
  anchors: readonly X509Certificate[];
  now: Date;
}

export function judgeAttestation({
  publicKeySpkiBase64,
  answer,
  identity,
  anchors,
  now,
}: AttestationQuestion): AttestationVerdict {
  if (answer?.refused !== undefined) return 'refused';
  if (answer?.certificateDerBase64 === undefined || answer.attesterDerBase64 === undefined) return 'absent';
  try {
    const attestation = new X509Certificate(Buffer.from(answer.certificateDerBase64, 'base64'));
    const attester = new X509Certificate(Buffer.from(answer.attesterDerBase64, 'base64'));
    const key = createPublicKey({ key: Buffer.from(publicKeySpkiBase64, 'base64'), format: 'der', type: 'spki' });
    if (!attestation.publicKey.equals(key)) return 'other-key';
    if (!attestation.checkIssued(attester) || !attestation.verify(attester.publicKey)) return 'not-signed';
    const serial = serialNumberIn(attestation.raw);
    if (serial !== undefined && identity?.scheme === 'ykserial' && serial !== BigInt(identity.value))
      return 'other-card';
    return vouchedFor(attester, anchors, now) ? 'trusted' : 'untrusted';
  } catch {
    return 'malformed';
  }
}

/** Judges the attester alone, before there is a key: no attestation of this card can be better than this. */
export function judgeAttester(
  attesterDerBase64: string | null,
  anchors: readonly X509Certificate[],
  now: Date,
): 'trusted' | 'absent' | 'untrusted' | 'malformed' {
  if (attesterDerBase64 === null) return 'absent';
  try {
    return vouchedFor(new X509Certificate(Buffer.from(attesterDerBase64, 'base64')), anchors, now)
      ? 'trusted'
      : 'untrusted';
  } catch {
    return 'malformed';
  }
}

/** The attester is a CA of one of the anchors, and both are valid now. A certificate made by an ordinary key of the card is none. */
function vouchedFor(attester: X509Certificate, anchors: readonly X509Certificate[], now: Date): boolean {
  return (
    attester.ca &&
    isValid(attester, now) &&
    anchors.some(
      (anchor) =>
        anchor.ca && isValid(anchor, now) && attester.checkIssued(anchor) && attester.verify(anchor.publicKey),
    )
  );
}

const isValid = ({ validFrom, validTo }: X509Certificate, now: Date): boolean =>
  new Date(validFrom) <= now && now <= new Date(validTo);

/**
 * The card's serial number as its attestation states it; undefined where the attestation states none. Throws CardProtocolError for broken
 * DER.
 */
function serialNumberIn(certificateDer: Uint8Array): bigint | undefined {
  const value = certificateExtension(certificateDer, serialExtension);
  return value && BigInt(`0x${toHex(unsignedInteger(derChild(derChildren(value), 0, derTag.integer)))}`);
}
