/** Vendor step: writes a private key from the batch's bag to the card. The proof that follows shows that it is the right key. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { policiesOf } from './key-policies.js';
import { privateKeyParts, wipeParts } from './private-key-parts.js';
import type { StepContext, StepExecutor, StepOf } from './step.js';

type Step = StepOf<'import-key'>;

export const importKey: StepExecutor<Step> = {
  probe: (step, context) => context.knowledge.key(step.keyReference)?.publicKeySpkiBase64 === spkiBase64(step, context),
  async execute(step, context) {
    const { piv, bag, knowledge } = context;
    const { keyReference, algorithm } = step;
    knowledge.doubtKey(keyReference);
    const parts = privateKeyParts(algorithm, bag.get(step.key));
    try {
      await piv.importKey(parseKeyReference(keyReference), algorithm, parts, policiesOf(step));
    } finally {
      wipeParts(parts);
    }
    const publicKeySpkiBase64 = spkiBase64(step, context);
    knowledge.setKey(keyReference, {
      keyPresent: true,
      algorithm,
      origin: 'imported',
      pinPolicy: step.pinPolicy ?? null,
      touchPolicy: step.touchPolicy ?? null,
      publicKeySpkiBase64,
    });
    return { publicKeySpkiBase64 };
  },
};

function spkiBase64({ key }: Step, { bag }: StepContext): string {
  const privateKey = createPrivateKey({ key: Buffer.from(bag.get(key)), format: 'der', type: 'pkcs8' });
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
}
