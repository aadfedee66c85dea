/**
 * Vendor step: the card certifies that it generated the key. The result also has the certificate of the card's attestation key, which the
 * image contains. A refusal is a result too, because it is evidence; with `required` it is a failure.
 */
import { certificateIn } from '@cardwright/card-session/piv/certificate-content';
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { readObject } from './data-objects.js';
import { refusalOf } from '../step/refusal.js';
import type { StepContext, StepExecutor, StepOf } from './step.js';

const attesterTagHex = '5FFF01';

export const attestKey: StepExecutor<StepOf<'attest-key'>> = {
  async execute({ keyReference, required = false }, context) {
    const { piv, knowledge } = context;
    try {
      const certificate = await piv.attestKey(parseKeyReference(keyReference));
      if (knowledge.attesterDerBase64 === undefined) knowledge.attesterDerBase64 = await readAttester(context);
      return {
        certificateDerBase64: Buffer.from(certificate).toString('base64'),
        ...(knowledge.attesterDerBase64 !== null && { attesterDerBase64: knowledge.attesterDerBase64 }),
      };
    } catch (error) {
      const refused = refusalOf(error);
      if (refused === undefined) throw error;
      if (!required) return { refused };
      // A card that does not know the instruction will never know it, so the planner must be informed.
      if (error instanceof CardwrightError && error.code === 'CARD_CAPABILITY_MISSING') throw error;
      throw new CardwrightError(
        'CARD_ATTESTATION_FAILED',
        undefined,
        { keyReference, ...refused, reason: 'refused' },
        error,
      );
    }
  },
};

/** null where the card has none that can be read. */
async function readAttester(context: StepContext): Promise<string | null> {
  const certificate = certificateIn(await readObject(context, attesterTagHex));
  return certificate === undefined ? null : Buffer.from(certificate).toString('base64');
}
