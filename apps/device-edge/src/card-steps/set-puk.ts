/** CHANGE REFERENCE DATA 81: the PUK. SP 800-73-5 Part 2 section 3.2.2. */
import { changeReferenceData } from '@cardwright/card-protocol/piv/reference-data-commands';
import { referenceData } from '@cardwright/card-protocol/piv/pin-format';
import { withPadded } from './pin.js';
import { asPukError } from './puk-error.js';
import type { StepExecutor, StepOf } from './step.js';

export const setPuk: StepExecutor<StepOf<'set-puk'>> = {
  async execute({ from, to }, { card, bag }) {
    await withPadded([bag.get(from), bag.get(to)], (current, next) =>
      asPukError(card.send(changeReferenceData(referenceData.puk, current!, next!))),
    );
    return {};
  },
};
