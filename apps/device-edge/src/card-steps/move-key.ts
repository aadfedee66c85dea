/** Vendor: a private key to another key reference; its certificate object does not move along. */
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import type { StepExecutor, StepOf } from './step.js';

export const moveKey: StepExecutor<StepOf<'move-key'>> = {
  probe: ({ from, to }, { knowledge }) =>
    knowledge.key(from)?.keyPresent === false && knowledge.key(to)?.keyPresent === true,
  async execute({ from, to }, { piv, knowledge }) {
    const moved = knowledge.key(from);
    knowledge.doubtKey(from);
    knowledge.doubtKey(to);
    await piv.moveKey(parseKeyReference(from), parseKeyReference(to));
    knowledge.setKey(from, { keyPresent: false });
    if (moved !== undefined) knowledge.setKey(to, { ...moved, keyReference: to, certificateDerBase64: null });
    return {};
  },
};
