/**
 * What becomes of the offer of a card, by what is due now, what was offered before, and the time. One offer per card; what goes first decides
 * its kind. Pure: everything that happens at a time happens because this is asked again then (offers/offer-clock.ts).
 */
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import type { UpdateCause } from '@cardwright/contracts/update/update-offer';
import type { Offer, StoredDue } from '../persistence/offer.repository.js';
import { byOrder, isOffered, isUnasked } from '../kinds/kinds.js';

export interface Situation {
  /** Rows of the device, whatever their time. */
  due: readonly StoredDue[];
  open: Offer | null;
  /** The saga that is at work on the card. */
  activeRequestId: string | null;
  now: number;
  repromptMs: number;
  /** The holder has just ended the saga of an offer before its end: not asked again before. */
  quietUntil?: number | null;
}

/** ends: how the open offer ends. changes: what changes of it. begins: a new one for these causes. */
export interface Decision {
  ends?: 'withdrawn' | 'superseded';
  changes?: Partial<Offer>;
  begins?: UpdateCause[];
}

export function decide(situation: Situation): Decision {
  const { open, activeRequestId, now } = situation;
  // Its end is reported (read-model/request-feed.ts).
  if (open !== null && open.requestId !== null) return {};
  if (activeRequestId !== null)
    // Whoever began it did not come to say so.
    return open?.state === 'accepted' ? { changes: { requestId: activeRequestId, leasedUntil: null } } : {};
  const causes = causesNow(situation);
  const [first] = causes;
  if (first === undefined) return open === null ? {} : { ends: 'withdrawn' };
  if (open === null) return (situation.quietUntil ?? 0) > now ? {} : { begins: causes };
  if (open.kind !== first.kind)
    return { ends: byOrder(first.kind, open.kind) < 0 ? 'superseded' : 'withdrawn', begins: causes };
  const changes: Partial<Offer> = {};
  const deadline = earliest(causes.map((cause) => cause.deadline));
  // Postgres keeps members in an order of its own.
  if (canonicalJson(causes) !== canonicalJson(open.causes)) Object.assign(changes, { causes, deadline });
  if (open.state === 'postponed' && (open.until!.getTime() <= now || isNewDeadline(open.deadline, deadline)))
    Object.assign(changes, again);
  if (open.state === 'accepted' && (open.leasedUntil?.getTime() ?? 0) <= now)
    Object.assign(changes, isUnasked(open.kind) ? again : postponed(open, 'ignored', situation));
  return Object.keys(changes).length === 0 ? {} : { changes };
}

const again = { state: 'offered', until: null, leasedUntil: null } as const satisfies Partial<Offer>;

/** In the order in which they are done; those of one kind and cause are one, with all their key references. */
function causesNow({ due, now }: Situation): UpdateCause[] {
  const causes = new Map<string, UpdateCause>();
  for (const { kind, cause, campaign, keyReferences, dueAt, deadline, urgency, offered } of due) {
    if (!offered || !isOffered(kind) || dueAt.getTime() > now) continue;
    const key = `${kind} ${cause} ${campaign?.campaignId ?? ''}`;
    const same = causes.get(key);
    causes.set(key, {
      kind,
      cause,
      ...(campaign && { campaign }),
      keyReferences: [...(same?.keyReferences ?? []), ...keyReferences].sort(),
      // Rows come the earliest first.
      dueAt: same?.dueAt ?? dueAt.toISOString(),
      deadline: earliest([same?.deadline ?? null, deadline])?.toISOString() ?? null,
      urgency: same?.urgency ?? urgency,
    });
  }
  return [...causes.values()].sort((a, b) => byOrder(a.kind, b.kind));
}

export function earliest(times: readonly (Date | string | null)[]): Date | null {
  const known = times.flatMap((time) => (time === null ? [] : new Date(time).getTime()));
  return known.length === 0 ? null : new Date(Math.min(...known));
}

const isNewDeadline = (before: Date | null, after: Date | null): boolean =>
  after !== null && (before === null || after < before);

/** When a prompt comes back that is postponed now: not after the deadline, if that is still to come. */
export function postponedUntil(
  { deadline }: Pick<Offer, 'deadline'>,
  { now, repromptMs }: Pick<Situation, 'now' | 'repromptMs'>,
): Date {
  const until = now + repromptMs;
  return new Date(deadline !== null && deadline.getTime() > now ? Math.min(until, deadline.getTime()) : until);
}

export const isPostponable = ({ deadline }: Pick<Offer, 'deadline'>, now: number): boolean =>
  deadline === null || deadline.getTime() > now;

/** named: the time that the holder was shown; it counts where it is not later than the policy's. */
export function postponed(
  offer: Offer,
  cause: Offer['postponements'][number]['cause'],
  situation: Pick<Situation, 'now' | 'repromptMs'>,
  named = Infinity,
): Partial<Offer> {
  const latest = postponedUntil(offer, situation);
  const until = named > situation.now && named < latest.getTime() ? new Date(named) : latest;
  const record = { at: new Date(situation.now).toISOString(), cause, until: until.toISOString() };
  return { state: 'postponed', until, leasedUntil: null, postponements: [...offer.postponements, record] };
}

/**
 * When the card has to be looked at next. What lies behind was looked at now; a saga that is at work keeps it from changing, and its end is an
 * event.
 */
export function nextLook(
  { due, now, quietUntil }: Pick<Situation, 'due' | 'now' | 'quietUntil'>,
  open: Offer | null,
): Date | null {
  const times: (Date | null)[] = due.flatMap(({ offered, dueAt }) => (offered ? dueAt : []));
  if (open === null) times.push(new Date(quietUntil ?? 0));
  else if (open.requestId === null) times.push(open.until, open.state === 'accepted' ? open.leasedUntil : null);
  return earliest(times.filter((time) => time !== null && time.getTime() > now));
}
