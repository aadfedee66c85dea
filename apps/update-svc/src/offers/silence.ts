/** Why a workstation that asks shows nothing although something is due: one person sees one prompt per card, and it comes back when it said. Pure. */
import type { UpdateCheckAnswer } from '@cardwright/contracts/nats/edge.api';
import type { Offer } from '../persistence/offer.repository.js';

type Kept = Pick<Offer, 'leasedUntil' | 'workstationId'>;
type Silenced = Kept & Pick<Offer, 'kind' | 'state' | 'until' | 'offerId'>;

const keptUntil = ({ leasedUntil }: Kept, now: number): string | null =>
  leasedUntil !== null && leasedUntil.getTime() > now ? leasedUntil.toISOString() : null;

export const isKeptElsewhere = (offer: Kept, here: string, now: number): boolean =>
  keptUntil(offer, now) !== null && offer.workstationId !== here;

/**
 * null: it is shown. presentAt: where the card is, by the insertions that agents report; asked only of an offer that is kept elsewhere. A card
 * that was put in here since cannot be answered for there. manual: somebody asks by hand, whatever was postponed.
 */
export function silence(
  offer: Silenced,
  { here, now, presentAt, manual = false }: { here: string; now: number; presentAt: string | null; manual?: boolean },
): UpdateCheckAnswer | null {
  const { kind, state, until } = offer;
  const kept = keptUntil(offer, now);
  const moved = state !== 'accepted' && presentAt === here;
  if (kept !== null && isKeptElsewhere(offer, here, now) && !moved)
    return { answer: 'shown-elsewhere', kind, until: kept };
  if (manual) return null;
  if (state === 'postponed') return { answer: 'postponed', kind, until: until!.toISOString() };
  return state === 'accepted' && kept !== null ? { answer: 'shown-elsewhere', kind, until: kept } : null;
}

/** To agents that cannot show offers: as it was before there were any. */
export const plainAnswer = ({ state, kind, offerId }: Silenced): UpdateCheckAnswer =>
  state === 'offered' ? { answer: 'available', kind, requestId: offerId } : { answer: 'none' };
