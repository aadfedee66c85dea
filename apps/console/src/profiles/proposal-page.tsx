/** One proposed version of a profile: why, what it changes, how many cards it concerns; approved or declined by another person. */
import { useState } from 'react';
import { Alert, Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { ProfileProposal } from '../api/types.js';
import { actorOf } from '../history/who-text.js';
import { Who } from '../history/who.js';
import { useMe } from '../me/me.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { DefinitionPanel } from '../ui/definition-form.js';
import { Facts } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { Failed, Loading } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import { ChangesTable } from './changes-table.js';
import { text as profiles } from './profiles.text.js';
import { ProposalState } from './proposal-state.js';

const text = profiles.proposals;
const route = getRouteApi('/profile-proposals/$proposalId');

export function ProposalPage() {
  const { proposalId } = route.useParams();
  const found = useQuery(queries.profileProposal(proposalId));
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failed error={found.error} retry={found.refetch} />;
  const { proposal, changes, cards } = found.data;
  return (
    <Page
      title={text.name(proposal.name)}
      badge={<ProposalState state={proposal.state} />}
      parent={{ to: '/profile-proposals', label: text.title }}
      actions={<Decisions proposal={proposal} cards={cards} />}
    >
      {proposal.state === 'outdated' && (
        <Alert color="yellow" title={text.outdated}>
          <Text size="md">{text.outdatedHint}</Text>
        </Alert>
      )}
      <Panel title={text.why}>
        <Text size="md">{proposal.reasonText}</Text>
        <Standing proposal={proposal} cards={cards} />
      </Panel>
      {proposal.basedOnVersion !== null && (
        <Panel title={profiles.changes} flush>
          <ChangesTable label={profiles.changes} changes={changes} />
        </Panel>
      )}
      <DefinitionPanel definition={proposal.definition} />
    </Page>
  );
}

function Standing({ proposal, cards }: { proposal: ProfileProposal; cards: number }) {
  const { facts } = text;
  const { name, basedOnVersion, decidedBy, decidedAt, decisionReasonText, version } = proposal;
  const to = (shown: number) => (
    <Link to="/profiles/$name" params={{ name }} search={{ version: shown }}>
      {profiles.version(shown)}
    </Link>
  );
  return (
    <Facts
      facts={[
        [facts.based, basedOnVersion === null ? text.newProfile : to(basedOnVersion)],
        [profiles.cards, profiles.edit.concerns(cards)],
        [facts.by, <Who actor={actorOf(proposal.proposedBy)} />],
        [facts.at, exactTime(proposal.proposedAt)],
        decidedBy !== null && [facts.decidedBy, <Who actor={actorOf(decidedBy)} />],
        decidedAt !== null && [facts.decidedAt, exactTime(decidedAt)],
        decisionReasonText !== null && [facts.declined, decisionReasonText],
        version !== null && [facts.became, to(version)],
      ]}
    />
  );
}

function Decisions({ proposal, cards }: { proposal: ProfileProposal; cards: number }) {
  const { proposalId, name, state } = proposal;
  const me = useMe();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'approve' | 'decline' | null>(null);
  const params = { path: { proposalId } };
  const decided = async (message: string): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: queries.profileProposals().queryKey });
    await queryClient.invalidateQueries({ queryKey: queries.profiles().queryKey });
    await queryClient.invalidateQueries({ queryKey: ['profile', name] });
    setOpen(null);
    notifications.show({ message });
  };
  const approve = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/profile-proposals/{proposalId}/approve', { params })),
    onSuccess: async ({ profile: { version } }) => {
      await decided(text.approved(name, version));
      await navigate({ to: '/profiles/$name', params: { name } });
    },
  });
  const decline = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(api.POST('/api/v1/profile-proposals/{proposalId}/decline', { params, body: { reasonText } })),
    onSuccess: () => decided(text.declinedDone),
  });
  if (state === 'approved' || state === 'declined') return null;
  return (
    <>
      <Button variant="default" color="red" onClick={() => setOpen('decline')}>
        {text.decline}
      </Button>
      {state === 'open' && me.can('profile.approve') && (
        <Button onClick={() => setOpen('approve')}>{text.approve}</Button>
      )}
      {open === 'approve' && (
        <DecisionDialog
          onClose={() => setOpen(null)}
          title={text.approveTitle}
          text={`${profiles.edit.concerns(cards)} ${text.approveText}`}
          confirm={text.approve}
          cancel={text.cancel}
          busy={approve.isPending}
          error={approve.error}
          onConfirm={() => approve.mutate()}
        />
      )}
      <ReasonDialog
        opened={open === 'decline'}
        title={text.declineTitle}
        text={text.declineText}
        confirm={text.decline}
        cancel={text.cancel}
        colour="red"
        reasonLabel={profiles.withdraw.reason}
        reasonHint={profiles.withdraw.reasonHint}
        busy={decline.isPending}
        error={decline.error}
        onClose={() => setOpen(null)}
        onConfirm={(reason) => decline.mutate(reason)}
      />
    </>
  );
}
