/** Reads the whole card anew; what was known of it is replaced. */
import { readCardImage } from '@cardwright/card-session/card-image';
import type { StepExecutor, StepOf } from './step.js';

export const readImage: StepExecutor<StepOf<'read-image'>> = {
  async execute(_step, { piv, knowledge }) {
    const image = await readCardImage(piv);
    knowledge.learn(image);
    return { image };
  },
};
