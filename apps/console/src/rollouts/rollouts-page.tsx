/** Roll-outs of profile versions, newest first. */
import { Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconStack2 } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Rollout } from '../api/types.js';
import { useProfileTitle } from '../catalogue/profile-title.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import { RolloutStateBadge, whyStopped } from './rollout-state.js';
import { text } from './rollouts.text.js';

export function RolloutsPage() {
  const rollouts = useInfiniteQuery({ ...queries.rollouts(), placeholderData: keepPreviousData });
  return (
    <Page title={text.title} lead={text.lead}>
      <Panel flush>
        <DataTable
          label={text.list}
          result={rollouts}
          columns={columns}
          rowKey={({ rolloutId }) => rolloutId}
          empty={<Empty icon={<IconStack2 size={22} aria-hidden />} title={text.empty} hint={text.emptyHint} />}
        />
      </Panel>
    </Page>
  );
}

const columns: Column<Rollout>[] = [
  {
    label: text.columns.what,
    cell: (rollout) => <Name rollout={rollout} />,
  },
  { label: text.columns.state, cell: RolloutStateBadge, width: '9rem' },
  { label: text.columns.ring, cell: ({ ring }) => text.ring(ring), width: '7rem' },
  { label: text.columns.started, cell: ({ startedAt }) => <Ago at={startedAt} />, width: '9rem' },
];

function Name({ rollout: { rolloutId, profileName, version, stop } }: { rollout: Rollout }) {
  const titleOf = useProfileTitle();
  return (
    <>
      <Link to="/rollouts/$rolloutId" params={{ rolloutId }}>
        {text.name(titleOf(profileName), version)}
      </Link>
      {stop !== null && (
        <Text size="sm" c="dimmed" fw={400} lineClamp={2}>
          {whyStopped(stop)}
        </Text>
      )}
    </>
  );
}
