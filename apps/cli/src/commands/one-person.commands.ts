/** `people add` and `people change`: one person by one request, by the rules of the import. */
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Person, PersonChanges } from '@cardwright/contracts/nats/issuance.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { Output } from '../terminal/output.js';
import type { Runner } from './context.js';
import { personIdOf } from './find.js';

interface FieldOptions {
  givenName?: string;
  surname?: string;
  displayName?: string;
  email?: string;
  upn?: string;
  sid?: string;
  objectId?: string;
  unit?: string;
  enabled?: boolean;
}

export function onePersonCommands(people: Command, run: Runner): void {
  fieldOptions(people.command('add').description('bring in one person'))
    .argument('<external id>', 'key of the source system; it never changes')
    .option('--disabled', 'without rights, and without a card, until enabled')
    .action(
      run(
        async (
          { api, output },
          externalId: string,
          { disabled, ...fields }: Omit<FieldOptions, 'enabled'> & { disabled?: boolean },
        ) => {
          const body = { externalId, ...changesOf(fields), ...(disabled === true && { enabled: false }) };
          show(output, (await api.post('/api/v1/people', { body })).person);
        },
      ),
    );
  fieldOptions(people.command('change').description('change what is named of one person; an empty value is none'))
    .argument('<person>', 'external id or id')
    .option('--enabled', 'with the rights of their roles again')
    .option('--no-enabled', 'without rights, and without a new card')
    .action(
      run(async ({ api, output }, person: string, options: FieldOptions) => {
        const changes = changesOf(options);
        if (Object.keys(changes).length === 0)
          throw new CardwrightError(
            'REQUEST_INVALID',
            onlyInEnglish('Nothing is to be changed: name a field (--help)'),
          );
        // Between the two somebody may change the person too: then this is refused.
        const path = { personId: await personIdOf(api, person) };
        const { version } = (await api.get('/api/v1/people/{personId}', { params: { path } })).person;
        const changed = await api.patch('/api/v1/people/{personId}', {
          params: { path, header: { 'if-match': `"${version ?? ''}"` } },
          body: changes,
          headers: { 'content-type': 'application/merge-patch+json' },
        });
        show(output, changed.person);
      }),
    );
}

const fieldOptions = (command: Command): Command =>
  command
    .option('--given-name <name>', 'given name')
    .option('--surname <name>', 'surname')
    .option('--display-name <name>', 'the name that is shown; without it made of the two names')
    .option('--email <address>', 'no two people share one')
    .option('--upn <name>', 'user principal name')
    .option('--sid <id>', 'Windows security identifier')
    .option('--object-id <id>', 'object id of the person in Entra ID or Keycloak')
    .option('--unit <unit>', 'organizational unit, such as Engineering/Compilers');

/** Those that are named. */
function changesOf({ unit, ...named }: FieldOptions): PersonChanges {
  const fields = { ...named, organizationalUnit: unit };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const show = (output: Output, person: Person): void =>
  output.fields(person, {
    'external id': person.externalId,
    name: person.displayName,
    'e-mail': person.email,
    upn: person.upn,
    sid: person.sid,
    'object id': person.objectId ?? null,
    unit: person.organizationalUnit,
    enabled: person.enabled,
    id: person.personId,
  });
