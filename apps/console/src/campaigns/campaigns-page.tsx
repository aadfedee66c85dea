/** Campaigns, newest first. */
import { Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPlus, IconSpeakerphone } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Campaign } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { countText } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import { CampaignStateBadge, whyStopped } from './campaign-state.js';
import { text } from './campaigns.text.js';

export function CampaignsPage() {
  const me = useMe();
  const campaigns = useInfiniteQuery({ ...queries.campaigns(), placeholderData: keepPreviousData });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        me.can('profile.edit') && (
          <ButtonLink to="/campaigns/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {text.create}
          </ButtonLink>
        )
      }
    >
      <Panel flush>
        <DataTable
          label={text.list}
          result={campaigns}
          columns={columns}
          rowKey={({ campaignId }) => campaignId}
          empty={<Empty icon={<IconSpeakerphone size={22} aria-hidden />} title={text.empty} hint={text.emptyHint} />}
        />
      </Panel>
    </Page>
  );
}

const columns: Column<Campaign>[] = [
  {
    label: text.columns.name,
    cell: ({ campaignId, name, stop }) => (
      <>
        <Link to="/campaigns/$campaignId" params={{ campaignId }}>
          {name}
        </Link>
        {stop !== null && (
          <Text size="sm" c="dimmed" fw={400} lineClamp={2}>
            {whyStopped(stop)}
          </Text>
        )}
      </>
    ),
  },
  { label: text.columns.state, cell: CampaignStateBadge, width: '9rem' },
  { label: text.columns.cards, cell: ({ cards }) => countText(cards), width: '7rem' },
  { label: text.columns.created, cell: ({ createdAt }) => <Ago at={createdAt} />, width: '9rem' },
];
