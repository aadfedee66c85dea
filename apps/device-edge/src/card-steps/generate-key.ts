/** GENERATE ASYMMETRIC KEY PAIR: safe to repeat, since a key without a certificate is nobody's. SP 800-73-5 Part 2 section 3.3.1. */
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { encodeSpki } from '@cardwright/card-protocol/piv/public-key';
import { policiesOf } from './key-policies.js';
import type { StepExecutor, StepOf } from './step.js';

export const generateKey: StepExecutor<StepOf<'generate-key'>> = {
  async execute(step, { piv, knowledge }) {
    const { keyReference, algorithm } = step;
    // The old key is gone as soon as the card begins.
    knowledge.doubtKey(keyReference);
    const publicKey = await piv.generateKeyPair(parseKeyReference(keyReference), algorithm, policiesOf(step));
    const publicKeySpkiBase64 = Buffer.from(encodeSpki(publicKey)).toString('base64');
    knowledge.setKey(keyReference, {
      keyPresent: true,
      algorithm,
      origin: 'generated',
      pinPolicy: step.pinPolicy ?? null,
      touchPolicy: step.touchPolicy ?? null,
      publicKeySpkiBase64,
    });
    return { publicKeySpkiBase64 };
  },
};
