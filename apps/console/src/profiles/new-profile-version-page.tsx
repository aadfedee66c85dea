/** A version of a credential profile: checked by the server, which says what it would change, then published or proposed. */
import { useState } from 'react';
import { Alert, Button, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconInfoCircle } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { CredentialProfile, ProfilePreview } from '../api/types.js';
import { DefinitionForm, DefinitionProblems } from '../ui/definition-form.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { ChangesTable } from './changes-table.js';
import { PasskeyOffers } from './passkey-offers.js';
import { text as profiles } from './profiles.text.js';

const text = profiles.edit;
const route = getRouteApi('/profiles/new');
type Definition = Record<string, unknown>;

export function NewProfileVersionPage() {
  const { from } = route.useSearch();
  const begun = useQuery({ ...queries.profileVersion(from ?? ''), enabled: from !== undefined });
  if (from !== undefined && begun.isPending) return <Loading />;
  if (from !== undefined && begun.data === undefined) return <Failed error={begun.error} retry={begun.refetch} />;
  return (
    <Page title={text.title} lead={text.lead} parent={{ to: '/profiles', label: profiles.title }}>
      <Editor key={from} begun={begun.data === undefined ? '' : JSON.stringify(begun.data.definition, null, 2)} />
    </Page>
  );
}

function Editor({ begun }: { begun: string }) {
  const check = useMutation({
    mutationFn: async (definition: Definition) => ({
      given: definition,
      ...(await unwrap(api.POST('/api/v1/profiles/validate', { body: { definition } }))),
    }),
  });
  const found = check.data;
  return (
    <>
      <DefinitionForm begun={begun} checking={check.isPending} onCheck={check.mutate} onType={check.reset} />
      <PasskeyOffers />
      {check.error && <Failed error={check.error} title={text.failed} />}
      {found?.valid === false && <DefinitionProblems problems={found.problems} />}
      {found?.definition !== undefined && found.preview !== undefined && (
        <Preview given={found.given} definition={found.definition} preview={found.preview} />
      )}
    </>
  );
}

interface PreviewProps {
  given: Definition;
  definition: CredentialProfile;
  preview: ProfilePreview;
}

function Preview({ given, definition: { name }, preview }: PreviewProps) {
  const { basedOnVersion, changes, cards, reinstates, approvalNeeded } = preview;
  const plan = useQuery(queries.rolloutPlan());
  const isNew = basedOnVersion === null;
  if (!isNew && changes.length === 0 && !reinstates)
    return (
      <Alert color="blue" icon={<IconInfoCircle aria-hidden />} title={text.same(basedOnVersion)} role="status">
        <Text size="md">{text.sameHint}</Text>
      </Alert>
    );
  const title = isNew ? text.isNew(name) : text.next(name, basedOnVersion + (changes.length === 0 ? 0 : 1));
  return (
    <>
      {changes.length > 0 && (
        <Panel title={profiles.changes} flush>
          <ChangesTable label={profiles.changes} changes={changes} />
        </Panel>
      )}
      <Alert color="petrol" icon={<IconInfoCircle aria-hidden />} title={title} role="status">
        <Stack gap="xs">
          {reinstates && <Text size="md">{text.reinstates}</Text>}
          {isNew ? (
            <Text size="md">{text.isNewHint}</Text>
          ) : (
            <>
              <Text size="md">{text.concerns(cards)}</Text>
              {cards > 0 && changes.length > 0 && plan.data && (
                <Text size="md">{text.rings(plan.data.rings, cards, plan.data.spreadDays)}</Text>
              )}
              {plan.error && <Failed error={plan.error} retry={plan.refetch} />}
              <Text size="md">{text.newCards}</Text>
            </>
          )}
          {approvalNeeded ? <Propose definition={given} /> : <Publish definition={given} />}
        </Stack>
      </Alert>
    </>
  );
}

function Publish({ definition }: { definition: Definition }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const publish = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/profiles', { body: { definition } })),
    onSuccess: async ({ profile: { name, version } }) => {
      await queryClient.invalidateQueries({ queryKey: queries.profiles().queryKey });
      await queryClient.invalidateQueries({ queryKey: ['profile', name] });
      await navigate({ to: '/profiles/$name', params: { name } });
      notifications.show({ message: text.published(name, version) });
    },
  });
  return (
    <>
      {publish.error && <Failed error={publish.error} title={text.failed} />}
      <Button mt="xs" style={{ alignSelf: 'flex-start' }} loading={publish.isPending} onClick={() => publish.mutate()}>
        {text.publish}
      </Button>
    </>
  );
}

function Propose({ definition }: { definition: Definition }) {
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const propose = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/profile-proposals', { body: { definition, reasonText: reason.trim() } })),
    onSuccess: async ({ proposal: { proposalId, name } }) => {
      await navigate({ to: '/profile-proposals/$proposalId', params: { proposalId } });
      notifications.show({ message: text.proposed(name) });
    },
  });
  return (
    <>
      <Text size="md">{text.approval}</Text>
      <Textarea
        label={text.reason}
        description={text.reasonHint}
        value={reason}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {propose.error && <Failed error={propose.error} title={text.failed} />}
      <Button
        mt="xs"
        style={{ alignSelf: 'flex-start' }}
        loading={propose.isPending}
        disabled={reason.trim() === ''}
        onClick={() => propose.mutate()}
      >
        {text.propose}
      </Button>
    </>
  );
}
