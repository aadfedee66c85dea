/** Reads a data object and compares it with what it should be. Throws CARD_VERIFY_FAILED. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { readObject, sha256Hex } from './data-objects.js';
import type { StepExecutor, StepOf } from './step.js';

export const compareData: StepExecutor<StepOf<'compare-data'>> = {
  async execute({ tagHex, sha256Hex: expected, pin }, context) {
    const found = sha256Hex(await readObject(context, tagHex, pin));
    if (found !== expected.toUpperCase()) throw new CardwrightError('CARD_VERIFY_FAILED', undefined, { tagHex });
    context.knowledge.setObject(tagHex, found);
    return { sha256Hex: found };
  },
};
