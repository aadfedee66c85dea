/**
 * The attestation gate (F13): which attestations make a key count as attested, and which stop the work. Trust comes from configuration
 * (ATTESTATION_ROOTS_DIR) and from the model's own row; the simulated card's root is in neither unless a development set-up puts it
 * there.
 */
import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../config.js';
import { judgeAttestation, type AttestationQuestion, type AttestationVerdict } from './attestation.js';

/** Without a demand for attestation these only mean that nobody vouches for the key. */
const harmless: readonly AttestationVerdict[] = ['absent', 'untrusted'];

@Injectable()
export class AttestationGate {
  private readonly shipped = new Map<string, readonly X509Certificate[]>();

  constructor(@Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'attestationRoots'>) {}

  /**
   * True when trusted hardware attests the key. Throws CARD_ATTESTATION_FAILED {keyReference, reason} where the profile demands
   * that it does, and for an attestation that contradicts the card whatever the profile says.
   */
  admit(
    question: Pick<AttestationQuestion, 'publicKeySpkiBase64' | 'answer'> & { keyReference: string },
    card: { image: Pick<CardImage, 'identity'>; model: CardModel; required: boolean },
  ): boolean {
    const { keyReference, ...rest } = question;
    const { image, model, required } = card;
    const verdict = judgeAttestation({
      ...rest,
      identity: image.identity,
      anchors: this.anchorsOf(model),
      now: new Date(),
    });
    if (verdict === 'trusted') return true;
    if (required || !harmless.includes(verdict))
      throw new CardwrightError('CARD_ATTESTATION_FAILED', undefined, { keyReference, reason: verdict });
    return false;
  }

  private anchorsOf({ id, variantOf = id, attestationRootsPem = [] }: CardModel): readonly X509Certificate[] {
    const shipped = this.shipped.get(id) ?? attestationRootsPem.map((pem) => new X509Certificate(pem));
    this.shipped.set(id, shipped);
    const { attestationRoots } = this.config;
    return [...shipped, ...(attestationRoots.get(id) ?? attestationRoots.get(variantOf) ?? [])];
  }
}
