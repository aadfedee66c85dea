/** The cards of a campaign, by what became of them. */
import { Group, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconCreditCard } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { CampaignCard } from '../api/types.js';
import { useMe } from '../me/me.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { errorTitle } from '../ui/error-title.js';
import { ExportLink } from '../ui/export-link.js';
import { Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import { CardStateBadge } from './campaign-state.js';
import { cardBadgeText, text } from './campaigns.text.js';

const route = getRouteApi('/campaigns/$campaignId');
const { columns } = text.cards;
const states = Object.entries(cardBadgeText).map(([value, label]) => ({ value, label }));

export function CampaignCards({ campaignId }: { campaignId: string }) {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const cards = useInfiniteQuery({
    ...queries.campaignCards(campaignId, state),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title={text.cards.title}
      flush
      actions={
        <Group gap="xs">
          <NativeSelect
            size="xs"
            aria-label={text.cards.state}
            data={[{ value: '', label: text.cards.any }, ...states]}
            value={state ?? ''}
            onChange={({ currentTarget: { value } }) =>
              void navigate({ search: value ? { state: value as CampaignCard['state'] } : {}, replace: true })
            }
          />
          <ExportLink list={`campaigns/${campaignId}/cards`} filter={{ state }} size="xs" />
        </Group>
      }
    >
      <DataTable
        label={text.cards.title}
        result={cards}
        columns={cardColumns}
        rowKey={({ deviceId }) => deviceId}
        empty={
          <Empty
            icon={<IconCreditCard size={22} aria-hidden />}
            title={text.cards.none}
            {...(state !== undefined && { hint: text.cards.noneHint })}
          />
        }
      />
    </Panel>
  );
}

const cardColumns: Column<CampaignCard>[] = [
  { label: columns.card, cell: (card) => <Card card={card} /> },
  { label: columns.state, cell: CardStateBadge, width: '11rem' },
  { label: columns.keys, cell: ({ keyReferences }) => keyReferences.join(', '), width: '9rem' },
  { label: columns.turn, cell: ({ turnAt }) => (turnAt === null ? '–' : exactTime(turnAt)), width: '13rem' },
  { label: columns.why, cell: (card) => <Why card={card} /> },
];

/** A link for whoever may look at cards of others. */
function Card({ card: { deviceId, label } }: { card: CampaignCard }) {
  const me = useMe();
  if (label === null) return text.cards.unknown;
  if (!me.can('others.view')) return label;
  return (
    <Link to="/devices/$deviceId" params={{ deviceId }}>
      {label}
    </Link>
  );
}

function Why({ card: { hindered, code, requestId } }: { card: CampaignCard }) {
  const me = useMe();
  const why = code ?? hindered;
  return (
    <>
      {why === null ? '' : `${errorTitle(why)} `}
      {requestId !== null && me.can('others.view') && (
        <Link to="/sagas/$requestId" params={{ requestId }}>
          {text.cards.saga}
        </Link>
      )}
    </>
  );
}
