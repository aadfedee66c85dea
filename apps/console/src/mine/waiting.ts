/** What waits for a holder on one card: the offer that stands, which is the first of what is due. Pure but for the query. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Device, DueRow, UpdateOffer } from '../api/types.js';

export interface Waiting {
  offers: UpdateOffer[];
  /** With no offer yet: its time has not come, or nobody has seen the card since. */
  due: DueRow[];
}

/** Undefined while it is not known. */
export function useWaiting({ deviceId }: Pick<Device, 'deviceId'>): Waiting | undefined {
  const { data } = useInfiniteQuery(queries.updateOffers(deviceId));
  if (data === undefined) return undefined;
  const offers = data.pages
    .flatMap(({ rows }) => rows)
    .filter(({ state }) => state === 'offered' || state === 'postponed' || state === 'accepted');
  const offered = new Set(offers.flatMap(({ causes }) => causes.map(({ kind, cause }) => `${kind}/${cause}`)));
  const due = (data.pages[0]?.due ?? []).filter(
    ({ kind, cause, heldBack }) => !heldBack && !offered.has(`${kind}/${cause}`),
  );
  return { offers, due };
}
