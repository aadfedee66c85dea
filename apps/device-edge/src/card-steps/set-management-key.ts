/** Vendor: a new 9B key. It is confirmed by the next batch, which authenticates with it (two-phase, design.md 3). */
import type { StepExecutor, StepOf } from './step.js';

export const setManagementKey: StepExecutor<StepOf<'set-management-key'>> = {
  async execute({ algorithm, to }, { piv, bag, knowledge }) {
    await piv.setManagementKey(algorithm, bag.get(to));
    knowledge.managementKeyAlgorithm = algorithm;
    return {};
  },
};
