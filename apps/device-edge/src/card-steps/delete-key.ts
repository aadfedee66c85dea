/** Vendor: the private key is gone for good. Its certificate object stays until it is erased. */
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepExecutor, StepOf } from './step.js';

export const deleteKey: StepExecutor<StepOf<'delete-key'>> = {
  probe: ({ keyReference }, { knowledge }) => knowledge.key(keyReference)?.keyPresent === false,
  async execute({ keyReference }, { piv, knowledge }) {
    knowledge.doubtKey(keyReference);
    try {
      await piv.deleteKey(parseKeyReference(keyReference));
    } catch (error) {
      // No key there: deleted by the attempt before, whose answer was lost.
      if (!isCardwrightError(error, 'CARD_OBJECT_NOT_FOUND')) throw error;
    }
    knowledge.setKey(keyReference, { keyPresent: false, publicKeySpkiBase64: null });
    return {};
  },
};
