/** Vendor: a new 9B key. It is confirmed by the next batch, which authenticates with it (two-phase, design.md 3). */
import { setManagementKey as setManagementKeyCommand } from '@cardwright/card-protocol/piv/vendor-extensions';
import type { StepExecutor, StepOf } from './step.js';

export const setManagementKey: StepExecutor<StepOf<'set-management-key'>> = {
  async execute({ algorithm, to }, { card, bag, knowledge }) {
    const command = setManagementKeyCommand(algorithm, bag.get(to));
    try {
      await card.send(command);
    } finally {
      command.data.fill(0);
    }
    knowledge.managementKeyAlgorithm = algorithm;
    return {};
  },
};
