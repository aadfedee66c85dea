/** A person brought in, or changed: the fields of the record, and what the server says of each. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { notifications } from '@mantine/notifications';
import { queries } from '../api/queries.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { PersonFields } from './person-fields.js';
import { text as people } from './people.text.js';

const text = people.edit;
const route = getRouteApi('/people/$personId/edit');

function useDone(message: string) {
  const navigate = useNavigate();
  return async ({ personId }: { personId: string }): Promise<void> => {
    await navigate({ to: '/people/$personId', params: { personId } });
    notifications.show({ message });
  };
}

export function NewPersonPage() {
  const done = useDone(text.created);
  return (
    <Page title={text.add} lead={text.addLead} parent={{ to: '/people', label: people.title }} width="narrow">
      <Panel>
        <PersonFields person={null} onDone={done} />
      </Panel>
    </Page>
  );
}

export function EditPersonPage() {
  const { personId } = route.useParams();
  const person = useQuery(queries.person(personId));
  const done = useDone(text.saved);
  if (person.isPending) return <Loading />;
  if (person.data === undefined) return <Failed error={person.error} retry={person.refetch} />;
  const { displayName } = person.data;
  return (
    <Page title={text.title(displayName)} parent={{ to: `/people/${personId}`, label: displayName }} width="narrow">
      <Panel>
        <PersonFields key={personId} person={person.data} onDone={done} />
      </Panel>
    </Page>
  );
}
