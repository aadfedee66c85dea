/** Vendor: the private key is gone for good. Its certificate object stays until it is erased. */
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { deleteKey as deleteKeyCommand } from '@cardwright/card-protocol/piv/vendor-extensions';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepExecutor, StepOf } from './step.js';

export const deleteKey: StepExecutor<StepOf<'delete-key'>> = {
  probe: ({ keyReference }, { knowledge }) => knowledge.key(keyReference)?.keyPresent === false,
  async execute({ keyReference }, { card, knowledge }) {
    knowledge.doubtKey(keyReference);
    try {
      await card.send(deleteKeyCommand(parseKeyReference(keyReference)));
    } catch (error) {
      // No key there: deleted by the attempt before, whose answer was lost.
      if (!isCardwrightError(error, 'CARD_OBJECT_NOT_FOUND')) throw error;
    }
    knowledge.setKey(keyReference, { keyPresent: false, publicKeySpkiBase64: null });
    return {};
  },
};
