/** Who a person is, as facts: on their page, and beside the list with their cards. */
import { Stack, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { DeviceStateBadge } from '../devices/state-badges.js';
import { useMe } from '../me/me.js';
import { Facts } from '../ui/facts.js';
import { Failed, Loading } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import { text } from './people.text.js';

export const PersonFacts = ({ person }: { person: Person }) => (
  <Facts
    facts={[
      [text.columns.externalId, <span className="mono">{person.externalId}</span>],
      [text.facts.given, person.givenName],
      [text.facts.surname, person.surname],
      [text.columns.unit, person.organizationalUnit],
      [text.columns.email, person.email],
      [text.facts.upn, person.upn],
      [text.facts.sid, person.sid && <span className="mono">{person.sid}</span>],
      [text.facts.objectId, person.objectId && <span className="mono">{person.objectId}</span>],
      [text.facts.since, dayOf(person.createdAt)],
    ]}
  />
);

export function PersonBeside({ person }: { person: Person }) {
  const me = useMe();
  return (
    <>
      <PersonFacts person={person} />
      {me.can('others.view') && <Cards personId={person.personId} />}
    </>
  );
}

function Cards({ personId }: { personId: string }) {
  const devices = useInfiniteQuery(queries.devices({ personId }));
  if (devices.isPending) return <Loading rows={2} />;
  if (devices.data === undefined) return <Failed error={devices.error} retry={devices.refetch} />;
  const cards = devices.data.pages.flatMap(({ rows }) => rows);
  return (
    <Stack gap="xs" mt="lg" align="flex-start">
      <Title order={3}>{text.cards}</Title>
      {cards.length === 0 && text.noCards}
      {cards.map((device) => (
        <div key={device.deviceId}>
          <Link to="/devices/$deviceId" params={{ deviceId: device.deviceId }}>
            {device.label}
          </Link>{' '}
          <DeviceStateBadge device={device} />
        </div>
      ))}
    </Stack>
  );
}
