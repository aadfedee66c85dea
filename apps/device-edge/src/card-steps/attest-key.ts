/** Vendor: the card certifies that it generated the key; with the certificate of its attestation key, read once per session. */
import { certificateIn } from '@cardwright/card-session/certificate-content';
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { readObject } from './data-objects.js';
import type { StepContext, StepExecutor, StepOf } from './step.js';

const attesterTagHex = '5FFF01';

export const attestKey: StepExecutor<StepOf<'attest-key'>> = {
  async execute({ keyReference }, context) {
    const { piv, knowledge } = context;
    let certificate: Uint8Array;
    try {
      certificate = await piv.attestKey(parseKeyReference(keyReference));
    } catch (error) {
      // What the card refuses is the attestation; a broken link stays what it is.
      const refused = ['CARD_UNEXPECTED_STATUS', 'CARD_OBJECT_NOT_FOUND', 'CARD_CAPABILITY_MISSING'] as const;
      if (refused.some((code) => isCardwrightError(error, code)))
        throw new CardwrightError('CARD_ATTESTATION_FAILED', undefined, { keyReference }, error);
      throw error;
    }
    knowledge.attesterDerBase64 ??= await readAttester(context);
    return {
      certificateDerBase64: Buffer.from(certificate).toString('base64'),
      ...(knowledge.attesterDerBase64 !== '' && { attesterDerBase64: knowledge.attesterDerBase64 }),
    };
  },
};

/** Empty where the card has none that can be read. */
async function readAttester(context: StepContext): Promise<string> {
  const certificate = certificateIn(await readObject(context, attesterTagHex));
  return certificate === undefined ? '' : Buffer.from(certificate).toString('base64');
}
