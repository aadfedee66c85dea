/**
 * Whether data objects can hold what will be written, asked before anything is destroyed: some cards keep an object at the size of its
 * first content and answer a longer one with 6A84. Each object is filled up and put back before the next one, so that a cut leaves one
 * object at most filled up, and clients read it as before (card-protocol piv/filled-object.ts). SP 800-73-5 Part 2 section 3.3.2.
 */
import { filledObject } from '@cardwright/card-protocol/piv/filled-object';
import type { ObjectRoom } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { readObject, sha256Hex, tagOfHex, writeObject } from './data-objects.js';
import type { StepContext, StepExecutor, StepOf } from './step.js';

export const reserveData: StepExecutor<StepOf<'reserve-data'>> = {
  async execute({ objects }, context) {
    const bytes: Record<string, number> = {};
    let fixed: boolean | undefined;
    for (const object of objects) {
      const absent = context.knowledge.objectSha256(object.tagHex) === null;
      const content = absent ? new Uint8Array(0) : await readObject(context, object.tagHex);
      // If the card's objects can grow, an empty object needs no reservation.
      if (content.length === 0 && fixed === false) continue;
      if (content.length > 0 && content.length >= object.bytes) continue;
      const found = await roomFor(context, object, content);
      if (found.bytes > 0) await writeObject(context, object.tagHex, content);
      else await putBack(context, object.tagHex, content);
      if (found.bytes < object.bytes)
        throw new CardwrightError('CARD_OBJECT_CANNOT_GROW', undefined, { tagHex: object.tagHex, bytes: object.bytes });
      bytes[object.tagHex] = found.bytes;
      fixed = fixed === true || (found.fixed ?? fixed);
    }
    return { room: { fixed: fixed ?? null, bytes } };
  },
};

/** bytes: how much the card accepted, 0 for nothing. fixed: undefined if this does not show whether it would accept more. */
async function roomFor(
  { piv, knowledge }: StepContext,
  { tagHex, bytes, wishedBytes }: ObjectRoom,
  content: Uint8Array,
): Promise<{ bytes: number; fixed?: boolean }> {
  knowledge.doubtObject(tagHex);
  const takes = async (length: number): Promise<boolean> => {
    try {
      await piv.putData(tagOfHex(tagHex), filledObject(content, length));
      return true;
    } catch (error) {
      if (!isCardwrightError(error, 'CARD_NO_SPACE')) throw error;
      return false;
    }
  };
  if (!(await takes(wishedBytes))) return { bytes: bytes > 0 && (await takes(bytes)) ? bytes : 0, fixed: true };
  // An object that is empty now can have its size only from its first content.
  return { bytes: wishedBytes, ...(content.length === 0 && { fixed: !(await takes(wishedBytes + 1)) }) };
}

/** A refused write should not have changed the object. It is read, and restored only if it did change. */
async function putBack(context: StepContext, tagHex: string, content: Uint8Array): Promise<void> {
  const found = await readObject(context, tagHex);
  if (sha256Hex(found) !== sha256Hex(content)) await writeObject(context, tagHex, content);
  else context.knowledge.setObject(tagHex, content.length === 0 ? null : sha256Hex(content));
}
