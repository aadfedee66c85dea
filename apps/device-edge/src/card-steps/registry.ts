/** The applications of an opened card: one without a row here does not compile. */
import type { CardApplication } from '@cardwright/contracts/card/card-applications';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { rowOf, type CardStep } from '@cardwright/contracts/card/card-step';
import type { CardSessions } from '@cardwright/card-session/applications/card-sessions';
import { FidoWork } from './fido2/fido-work.js';
import { PivWork } from './piv/piv-work.js';
import type { ApplicationWork } from './step/step.js';

export type CardWork = Readonly<Record<CardApplication, ApplicationWork>>;

export const workOn = ({ piv, fido }: CardSessions, image: CardImage): CardWork => ({
  PIV: new PivWork(piv, image),
  FIDO2: new FidoWork(fido),
});

/** The application that the step is about. */
export const workOf = (card: CardWork, step: CardStep): ApplicationWork => card[rowOf(step).application];
