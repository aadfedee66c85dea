/** When each card of a campaign has its turn, what is left to be done on it, and when the campaign ends or stops by itself. Pure. */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CampaignStop } from '@cardwright/contracts/update/campaign';
import type { Campaign } from '../persistence/campaign.repository.js';
import type { CardFacts, Member } from '../persistence/campaign-card.repository.js';
import { renewalFor } from '../kinds/campaign.renew.js';
import type { DueWithKind } from '../kinds/due-kind.js';
import { tooManyFailed } from '../rollouts/failure-rules.js';

const hourMs = 3600_000;

export type Pace = Pick<Campaign, 'cardsPerHour' | 'turnsBefore' | 'turnsFrom' | 'nextTurnAt'>;

/** When the first of the cards that have not had their turn has it: never sooner after the last one than the pace allows, whatever was paused. */
const nextTurn = (turnsFrom: Date, { nextTurnAt }: Pace): number =>
  Math.max(turnsFrom.getTime(), nextTurnAt?.getTime() ?? 0);

/** When the card at this place has its turn, the first at once; null: the campaign stands still. */
export function turnAt(campaign: Pace, place: number): Date | null {
  const { cardsPerHour, turnsBefore, turnsFrom } = campaign;
  if (turnsFrom === null || place <= turnsBefore) return turnsFrom;
  const after = place - turnsBefore - 1;
  return new Date(nextTurn(turnsFrom, campaign) + Math.ceil((after * hourMs) / cardsPerHour));
}

/** Up to which place cards have had their turn. */
export function turnsCome(campaign: Pace & Pick<Campaign, 'cards'>, now: Date): number {
  const { cardsPerHour, turnsBefore, turnsFrom, cards } = campaign;
  if (turnsFrom === null) return turnsBefore;
  const since = now.getTime() - nextTurn(turnsFrom, campaign);
  const more = since < 0 ? 0 : 1 + Math.floor((since * cardsPerHour) / hourMs);
  return Math.min(cards, turnsBefore + more);
}

/** From now on no card has its turn; those that have had theirs have them again at once when the campaign goes on, the next at the pace. */
export function standStill(
  campaign: Pace & Pick<Campaign, 'cards'>,
  now: Date,
): Pick<Campaign, 'turnsBefore' | 'turnsFrom' | 'nextTurnAt'> {
  const turnsBefore = turnsCome(campaign, now);
  return { turnsBefore, turnsFrom: null, nextTurnAt: turnAt(campaign, turnsBefore + 1) };
}

/** Those of its certificates that are still on the card. */
const outstanding = ({ certificates }: Member, card: CardFacts): KeyReferenceName[] =>
  certificates.flatMap(({ keyReference, serialNumberHex }) =>
    serialOf(card, keyReference) === serialNumberHex ? [keyReference] : [],
  );

const serialOf = ({ certificates }: CardFacts, keyReference: string): string | undefined =>
  certificates?.find((each) => each.keyReference === keyReference)?.serialNumberHex;

/**
 * What has become of a card: `replaced`: all its certificates of the campaign, by whatever did it; `left`: they are gone, and nothing took their
 * place. null: there is something left to do, or a saga is at work, or an older issuance-svc does not say which certificates there are.
 */
export function becameOf(member: Member, card: CardFacts): 'replaced' | 'left' | null {
  if (card.certificates === null || card.certificates.some(({ serialNumberHex }) => serialNumberHex === undefined))
    return null;
  if (card.activeRequestId !== null || outstanding(member, card).length > 0) return null;
  const replaced = member.certificates.some(({ keyReference }) => serialOf(card, keyReference) !== undefined);
  if (replaced) return 'replaced';
  return member.state === 'left' ? null : 'left';
}

/** What campaigns want of a card. Where two want the same certificate made anew, the older one asks for it, and the update counts for both. */
export function dueFor(members: readonly Member[], card: CardFacts): DueWithKind[] {
  if (card.state !== 'ACTIVE') return [];
  const rows = new Map<KeyReferenceName, DueWithKind>();
  const oldestFirst = [...members].sort((a, b) => a.campaign.createdAt.getTime() - b.campaign.createdAt.getTime());
  for (const member of oldestFirst) {
    const at = turnAt(member.campaign, member.place);
    if (at === null || member.state === 'left') continue;
    const campaign = { ...member.campaign, deadline: member.campaign.deadline?.toISOString() ?? null };
    for (const keyReference of outstanding(member, card))
      if (!rows.has(keyReference))
        rows.set(keyReference, renewalFor(campaign, { keyReference, turnAt: at.toISOString() }));
  }
  return [...rows.values()];
}

/** attempted and failed: of the cards that were offered the update, since somebody let it go on last. */
export interface CampaignFailureCount {
  waiting: number;
  attempted: number;
  recentlyFailed: number;
  codes: string[];
}
export type CampaignStep = { stop: Extract<CampaignStop, { cause: 'FAILURES' }> } | 'finish' | null;

export function nextStep({ waiting, attempted, recentlyFailed: failed, codes }: CampaignFailureCount): CampaignStep {
  if (tooManyFailed({ attempted, failed })) return { stop: { cause: 'FAILURES', failed, attempted, codes } };
  return waiting === 0 ? 'finish' : null;
}
