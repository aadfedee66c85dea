/** PUT DATA with an empty tag 53, then read back: nothing is there any more. SP 800-73-5 Part 2 section 3.3.2. */
import { writeObject } from './data-objects.js';
import type { StepExecutor, StepOf } from './step.js';

export const eraseData: StepExecutor<StepOf<'erase-data'>> = {
  probe: ({ tagHex }, { knowledge }) => knowledge.objectSha256(tagHex) === null,
  async execute({ tagHex }, context) {
    await writeObject(context, tagHex, new Uint8Array(0));
    return {};
  },
};
