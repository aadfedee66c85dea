/**
 * The attestation gate (F13). An attestation is evidence, and this gate records what the evidence is worth. It becomes a condition only
 * where a profile demands it. The trusted roots come from the configuration (ATTESTATION_ROOTS_DIR) and from the model's own row. Neither
 * contains the simulated card's root unless a development set-up puts it there.
 */
import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AttestationVerdict } from '@cardwright/contracts/card/attestation';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { CardPlan } from '@cardwright/card-plan/planned-step';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../config/config.js';
import { judgeAttestation, judgeAttester, type AttestationQuestion } from './attestation.js';

export interface AttestedCard {
  image: Pick<CardImage, 'identity' | 'attesterDerBase64'>;
  model: CardModel;
  /** The profile demands it. */
  required: boolean;
}

@Injectable()
export class AttestationGate {
  private readonly shipped = new Map<string, readonly X509Certificate[]>();

  constructor(@Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'attestationRoots'>) {}

  /** Throws CARD_ATTESTATION_FAILED {keyReference, reason} unless trusted hardware attests the key and the profile demands that. */
  judge(
    question: Pick<AttestationQuestion, 'publicKeySpkiBase64' | 'answer'> & { keyReference: string },
    { image, model, required }: AttestedCard,
  ): AttestationVerdict {
    const { keyReference, ...rest } = question;
    const { identity } = image;
    const verdict = judgeAttestation({ ...rest, identity, anchors: this.anchorsOf(model), now: new Date() });
    if (required && verdict !== 'trusted') refuse(verdict, { keyReference });
    return verdict;
  }

  /**
   * What is known before a key is made, as lines for the plan's drift. Throws CARD_ATTESTATION_FAILED {reason} where the profile demands what
   * this card cannot give.
   */
  foresee({ phases }: Pick<CardPlan, 'phases'>, { image, model, required }: AttestedCard): Sentence[] {
    const steps = Object.values(phases).flat();
    if (!steps.some(({ kind }) => kind === 'attest-key')) return [];
    const anchors = this.anchorsOf(model);
    const { attesterDerBase64: attester } = image;
    // The image was read without it: only the attestation itself will show it.
    const verdict = attester === undefined ? 'trusted' : judgeAttester(attester, anchors, new Date());
    if (required && (verdict !== 'trusted' || anchors.length === 0))
      refuse(verdict === 'trusted' ? 'untrusted' : verdict);
    // Where no root is configured, nobody expects an attestation.
    if (verdict === 'trusted' || (verdict === 'untrusted' && anchors.length === 0)) return [];
    return [say('plan.not-attested', { lack: say(`attestation.${verdict}`) })];
  }

  /** Whether a root is known that could vouch for cards of this model. */
  knowsRootsOf(model: CardModel): boolean {
    return this.anchorsOf(model).length > 0;
  }

  private anchorsOf({ id, variantOf = id, attestationRootsPem = [] }: CardModel): readonly X509Certificate[] {
    const shipped = this.shipped.get(id) ?? attestationRootsPem.map((pem) => new X509Certificate(pem));
    this.shipped.set(id, shipped);
    const { attestationRoots } = this.config;
    return [...shipped, ...(attestationRoots.get(id) ?? attestationRoots.get(variantOf) ?? [])];
  }
}

function refuse(reason: Exclude<AttestationVerdict, 'trusted'>, details: { keyReference?: string } = {}): never {
  const message = say('record.attested-wanted', { lack: say(`attestation.${reason}`) });
  throw new CardwrightError('CARD_ATTESTATION_FAILED', message, { ...details, reason });
}
