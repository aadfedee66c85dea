/** One campaign: how many of its cards came to which outcome, why it stands still, its cards, what was done about it, and what can be decided. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { queries } from '../api/queries.js';
import type { CampaignDetail, CampaignFilter } from '../api/types.js';
import { useProfileTitle } from '../catalogue/profile-title.js';
import { useMe } from '../me/me.js';
import { Facts, Id } from '../ui/facts.js';
import { HistoryTable } from '../ui/history-table.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { Tally } from '../ui/tally.js';
import { dayOf, exactTime } from '../ui/time.js';
import { text as ui } from '../ui/ui.text.js';
import { CampaignActions } from './campaign-actions.js';
import { CampaignCards } from './campaign-cards.js';
import { CampaignStateBadge, cardColours, Standing } from './campaign-state.js';
import { cardStateText, eventText, text } from './campaigns.text.js';

const route = getRouteApi('/campaigns/$campaignId');
const { facts } = text;

export function CampaignPage() {
  const { campaignId } = route.useParams();
  const me = useMe();
  const found = useQuery(queries.campaign(campaignId));
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failed error={found.error} retry={found.refetch} />;
  const campaign = found.data;
  return (
    <Page
      title={campaign.name}
      badge={<CampaignStateBadge state={campaign.state} />}
      parent={{ to: '/campaigns', label: text.title }}
      actions={me.can('profile.edit') && <CampaignActions campaign={campaign} />}
    >
      {/* The figures below are of before. */}
      {found.isError && <Failed error={found.error} retry={found.refetch} />}
      <Standing campaign={campaign} />
      <Panel title={text.progress}>
        <Tally parts={outcomes(campaign)} />
      </Panel>
      <Panel title={ui.details}>
        <Facts
          facts={[
            [facts.filter, <FilterWords filter={campaign.filter} />],
            [
              facts.reason,
              [reasonOf(campaign.reason)?.title ?? campaign.reason, campaign.reasonText].filter(Boolean).join(': '),
            ],
            [facts.pace, facts.perHour(campaign.cardsPerHour)],
            campaign.lastTurnAt !== null && [facts.lastTurn, exactTime(campaign.lastTurnAt)],
            campaign.deadline !== null && [facts.deadline, exactTime(campaign.deadline)],
            [facts.created, exactTime(campaign.createdAt)],
            campaign.endedAt !== null && [facts.ended, exactTime(campaign.endedAt)],
            [facts.id, <Id value={campaign.campaignId} />],
          ]}
        />
      </Panel>
      <CampaignCards campaignId={campaignId} />
      <Panel title={ui.history.title} flush>
        <HistoryTable rows={campaign.history.map(({ at, by, what }) => ({ at, by, what: eventText[what] }))} />
      </Panel>
    </Page>
  );
}

const states = Object.keys(cardStateText) as (keyof typeof cardStateText)[];
const outcomes = ({ counts }: CampaignDetail) =>
  states.map((state) => {
    const colour = cardColours[state];
    return { label: cardStateText[state], count: counts[state], ...(colour !== undefined && { colour }) };
  });

function FilterWords({ filter: { profileName, modelId, issuerId, expiresBefore } }: { filter: CampaignFilter }) {
  const titleOf = useProfileTitle();
  const expires = expiresBefore && facts.expires(dayOf(expiresBefore));
  return [profileName && titleOf(profileName), modelId, issuerId, expires].filter(Boolean).join(', ');
}
