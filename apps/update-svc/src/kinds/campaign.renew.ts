/**
 * An operator has certificates made anew on every card that matches a filter, at a pace: each card of the campaign has its turn. Which cards are in
 * it stands in tables of its own and not in what is published of a device, so their rows come from there (campaigns/).
 */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CampaignName } from '@cardwright/contracts/update/update-offer';
import { refusalOf, type DueKind, type DueWithKind } from './due-kind.js';

export const campaignRenew: DueKind = { heldBack: refusalOf, due: () => [] };

/** turnAt: when the card has its turn. */
export const renewalFor = (
  campaign: CampaignName & { reason: string; deadline: string | null },
  { keyReference, turnAt }: { keyReference: KeyReferenceName; turnAt: string },
): DueWithKind => ({
  kind: 'campaign.renew',
  cause: campaign.reason,
  campaign: { campaignId: campaign.campaignId, name: campaign.name },
  keyReferences: [keyReference],
  dueAt: turnAt,
  deadline: campaign.deadline,
  urgency: 'normal',
});
