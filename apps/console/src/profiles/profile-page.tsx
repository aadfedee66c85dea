/** One credential profile in one of its versions: what a card gets, the rules, who published what, and what changed in between. */
import { useState } from 'react';
import { Alert, Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconCreditCard, IconPencil } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { DefinitionPanel } from '../ui/definition-form.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { ChangesTable } from './changes-table.js';
import { ProfileKeys, ProfileRules } from './profile-contents.js';
import { ProfileVersions } from './profile-versions.js';
import { text } from './profiles.text.js';
import { WithdrawProfile } from './withdraw-profile.js';

const route = getRouteApi('/profiles/$name');

export function ProfilePage() {
  const { name } = route.useParams();
  const { version } = route.useSearch();
  const me = useMe();
  const found = useQuery(queries.profileVersion(name, version));
  const listed = useQuery(queries.profiles()).data?.find((each) => each.name === name);
  const [comparedWith, compareWith] = useState<number | null>(null);
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failed error={found.error} retry={found.refetch} />;
  const profile = found.data;
  const { definition } = profile;
  const withdrawn = listed?.withdrawnAt != null;
  const seesCards = me.can('others.view');
  return (
    <Page
      title={definition.title}
      badge={
        <>
          <Badge color="petrol">{text.version(profile.version)}</Badge>
          {withdrawn && <Badge color="gray">{text.withdrawn}</Badge>}
        </>
      }
      parent={{ to: '/profiles', label: text.title }}
      lead={definition.description}
      actions={
        <>
          {seesCards && (
            <ButtonLink
              to="/devices"
              search={{ profile: name }}
              variant="default"
              leftSection={<IconCreditCard size={16} aria-hidden />}
            >
              {text.cards}
            </ButtonLink>
          )}
          {me.can('profile.edit') && !withdrawn && <WithdrawProfile name={name} />}
          {me.can('profile.edit') && (
            <ButtonLink to="/profiles/new" search={{ from: name }} leftSection={<IconPencil size={16} aria-hidden />}>
              {text.edit.change}
            </ButtonLink>
          )}
        </>
      }
    >
      {withdrawn && (
        <Alert color="yellow" title={text.isWithdrawn}>
          <Text size="md">{text.withdrawnHint}</Text>
        </Alert>
      )}
      {listed !== undefined && listed.version !== profile.version && (
        <Alert color="blue">
          <Text size="md">
            {text.notNewest(listed.version)}{' '}
            <Link to="/profiles/$name" params={{ name }}>
              {text.showNewest}
            </Link>
          </Text>
        </Alert>
      )}
      <Panel title={text.holds} flush>
        <ProfileKeys definition={definition} />
      </Panel>
      <Panel title={text.rules}>
        <ProfileRules profile={profile} />
      </Panel>
      {(seesCards || me.can('profile.edit')) && (
        <Panel title={text.versions} flush>
          <ProfileVersions name={name} shown={profile.version} onCompare={compareWith} />
        </Panel>
      )}
      {comparedWith !== null && comparedWith !== profile.version && (
        <Changes name={name} one={comparedWith} other={profile.version} />
      )}
      <DefinitionPanel definition={definition} />
    </Page>
  );
}

function Changes({ name, one, other }: { name: string; one: number; other: number }) {
  const [from, to] = one < other ? [one, other] : [other, one];
  const { data, error, isPending, refetch } = useQuery(queries.profileChanges(name, from, to));
  const title = text.changesBetween(from, to);
  return (
    <Panel title={title} flush>
      {isPending ? (
        <Loading />
      ) : data === undefined ? (
        <Failed error={error} retry={refetch} />
      ) : (
        <ChangesTable label={title} changes={data} />
      )}
    </Panel>
  );
}
