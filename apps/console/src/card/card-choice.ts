/**
 * The card that was chosen: where it is and what it is. Only the page's state keeps it, so a reload starts again with the card in the
 * reader.
 */
import type { Device, Inspection } from '../api/types.js';
import type { CardAction } from './card.text.js';

export interface CardChoice {
  workstationId: string;
  workstationName: string;
  readerName: string;
  inspection: Inspection;
}

export interface Verdict {
  possible: boolean;
  /** Why not, in a sentence. */
  message?: string;
  /** Of the system's refusal, for who words it themselves. */
  code?: string;
}

/** Whether this can be done with the card now, and where not, the one sentence why (D16): the page's own, else the system's. */
export function verdictOf(
  { actions, device }: Inspection,
  wanted: CardAction,
  refuse: (found: Device) => string | null,
): Verdict {
  const refusal = refuse(device);
  if (refusal !== null) return { possible: false, message: refusal };
  return actions.find(({ action }) => action === wanted) ?? { possible: false };
}
