/** One person: record, devices, roles that are given here, and what happened. */
import { Box, Group } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCreditCard, IconPencil, IconPlus } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { HolderNow } from '../beside/holder-now.js';
import { useMe } from '../me/me.js';
import { deviceColumns } from '../devices/device-columns.js';
import { ButtonLink } from '../ui/button-link.js';
import { DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { text } from './people.text.js';
import { PersonFacts } from './person-facts.js';
import { PersonPhoto } from './person-photo.js';
import { PersonState } from './people-page.js';
import { PersonActivity, PersonGrants } from './person-history.js';
import { SignOutPerson } from './sign-out-person.js';

const route = getRouteApi('/people/$personId');

export function PersonPage() {
  const { personId } = route.useParams();
  const me = useMe();
  const person = useQuery(queries.person(personId));
  if (person.isPending) return <Loading />;
  if (person.isError) return <Failed error={person.error} retry={person.refetch} />;
  const { data } = person;
  // Whoever says who people are does not say it of themselves.
  const mayEdit = me.can('system.manage') && !(me.separationOfDuties === 'enforced' && me.owns({ personId }));
  return (
    <Page
      title={data.displayName}
      badge={<PersonState enabled={data.enabled} />}
      parent={{ to: '/people', label: text.title }}
      actions={
        <>
          {mayEdit && (
            <ButtonLink
              to="/people/$personId/edit"
              params={{ personId }}
              variant="default"
              leftSection={<IconPencil size={16} aria-hidden />}
            >
              {text.edit.open}
            </ButtonLink>
          )}
          {(me.can('card.suspend') || me.can('system.manage')) && <SignOutPerson personId={personId} />}
          {me.can('card.run') && data.enabled && (
            <ButtonLink to="/issue" search={{ person: personId }} leftSection={<IconPlus size={16} aria-hidden />}>
              {text.issue}
            </ButtonLink>
          )}
        </>
      }
    >
      {me.can('holder.assist') && <HolderNow personId={personId} />}
      <Panel title={text.record}>
        <Group align="flex-start" gap="xl">
          <PersonPhoto person={data} mayChange={mayEdit} />
          <Box flex="1 1 20rem" miw={0}>
            <PersonFacts person={data} />
          </Box>
        </Group>
      </Panel>
      {(me.can('others.view') || me.owns({ personId })) && <PersonDevices personId={personId} />}
      {me.can('role.view') && <PersonGrants personId={personId} />}
      {me.can('audit.read') && <PersonActivity personId={personId} />}
    </Page>
  );
}

function PersonDevices({ personId }: { personId: string }) {
  const devices = useInfiniteQuery(queries.devices({ personId }));
  return (
    <Panel title={text.cards} flush>
      <DataTable
        label={text.cards}
        result={devices}
        columns={deviceColumns.filter(({ sort }) => sort !== 'holder')}
        rowKey={(device) => device.deviceId}
        empty={<Empty icon={<IconCreditCard size={22} aria-hidden />} title={text.noCards} hint={text.noCardsHint} />}
      />
    </Panel>
  );
}
