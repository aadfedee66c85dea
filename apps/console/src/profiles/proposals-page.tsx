/** Versions of profiles that are proposed or were, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconStack2 } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { ProfileProposal } from '../api/types.js';
import { actorOf } from '../history/who-text.js';
import { Who } from '../history/who.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import { ProposalState } from './proposal-state.js';
import { text as profiles } from './profiles.text.js';

const text = profiles.proposals;

export const ProposalsPage = () => (
  <Page title={text.title} lead={text.lead} parent={{ to: '/profiles', label: profiles.title }}>
    <Panel flush>
      <DataTable
        label={text.title}
        result={useInfiniteQuery(queries.profileProposals())}
        columns={columns}
        rowKey={({ proposalId }) => proposalId}
        empty={<Empty icon={<IconStack2 size={22} aria-hidden />} title={text.empty} hint={text.emptyHint} />}
      />
    </Panel>
  </Page>
);

const columns: Column<ProfileProposal>[] = [
  {
    label: text.columns.profile,
    cell: ({ proposalId, name }) => (
      <Link to="/profile-proposals/$proposalId" params={{ proposalId }}>
        {name}
      </Link>
    ),
  },
  { label: text.columns.state, cell: ProposalState, width: '9rem' },
  { label: text.columns.by, cell: ({ proposedBy }) => <Who actor={actorOf(proposedBy)} />, wideOnly: true },
  { label: text.columns.at, cell: ({ proposedAt }) => <Ago at={proposedAt} />, width: '10rem' },
];
