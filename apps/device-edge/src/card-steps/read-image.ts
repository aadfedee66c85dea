/** Reads the whole card anew; what was known of it is replaced. */
import type { StepExecutor, StepOf } from './step.js';

export const readImage: StepExecutor<StepOf<'read-image'>> = {
  async execute(_step, { card, knowledge }) {
    const image = await card.readImage();
    knowledge.learn(image);
    return { image };
  },
};
