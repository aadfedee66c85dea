/** Writes a data object and reads it back; empty content erases it. SP 800-73-5 Part 2 section 3.3.2. */
import { sha256Hex, writeObject } from './data-objects.js';
import type { StepExecutor, StepOf } from './step.js';

type Step = StepOf<'put-data'>;
const contentOf = ({ contentBase64 }: Step): Uint8Array => Uint8Array.from(Buffer.from(contentBase64, 'base64'));

export const putData: StepExecutor<Step> = {
  probe(step, { knowledge }) {
    const content = contentOf(step);
    return knowledge.objectSha256(step.tagHex) === (content.length === 0 ? null : sha256Hex(content));
  },
  execute: async (step, context) => ({ sha256Hex: await writeObject(context, step.tagHex, contentOf(step)) }),
};
