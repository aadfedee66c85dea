/** A session with each application of a card, over one connection; one of them is selected at a time. */
import type { CtapCardSession } from '../ctap/ctap-card-session.js';
import type { PivSession } from '../piv/piv-session.js';

/** piv: by which the card is found and read. */
export interface CardSessions {
  readonly piv: PivSession;
  readonly fido: CtapCardSession;
}
