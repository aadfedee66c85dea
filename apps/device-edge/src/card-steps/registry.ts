/** The applications of an opened card: one without a row here does not compile. */
import type { CardApplication } from '@cardwright/contracts/card/card-applications';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { rowOf, type CardStep } from '@cardwright/contracts/card/card-step';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import { PivWork } from './piv/piv-work.js';
import type { ApplicationWork } from './step/step.js';

export type CardWork = Readonly<Record<CardApplication, ApplicationWork>>;

/** piv: by which the card was found and read. */
export const workOn = (piv: PivSession, image: CardImage): CardWork => ({ PIV: new PivWork(piv, image) });

/** The application that the step is about. */
export const workOf = (card: CardWork, step: CardStep): ApplicationWork => card[rowOf(step).application];
