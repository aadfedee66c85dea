/**
 * The form of a person. A change names the version that the form began with; where somebody else was faster, nothing is written, and the form begins
 * again with what is there now, under what was typed.
 */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Alert, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { PersonProblem } from '@cardwright/contracts/nats/issuance.api';
import { api, unwrap } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { ButtonLink } from '../ui/button-link.js';
import { Failed } from '../ui/states.js';
import {
  changesOf,
  emptyPerson,
  shownValues,
  type TextField,
  textFields,
  type Values,
  valuesOf,
} from './person-form.js';
import { text as people } from './people.text.js';

const text = people.edit;
const shown: Record<TextField, { label: string; hint?: string }> = {
  externalId: { label: people.columns.externalId, hint: text.externalIdHint },
  givenName: { label: people.facts.given, hint: text.nameHint },
  surname: { label: people.facts.surname },
  displayName: { label: text.displayName, hint: text.displayNameHint },
  email: { label: people.columns.email, hint: text.onceHint },
  upn: { label: people.facts.upn, hint: text.onceHint },
  sid: { label: people.facts.sid, hint: text.onceHint },
  objectId: { label: people.facts.objectId, hint: text.objectIdHint },
  organizationalUnit: { label: people.columns.unit, hint: text.unitHint },
};

/** person: null for one who is new. */
export function PersonFields({ person, onDone }: { person: Person | null; onDone: (person: Person) => Promise<void> }) {
  const queryClient = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  /** What the form began with, whatever the page has read since; and before that, where somebody else was faster. */
  const [{ now, before }, setRecord] = useState<{ now: Person | null; before: Values | null }>({
    now: person,
    before: null,
  });
  const [typed, setTyped] = useState<Partial<Values>>({});
  const base = now === null ? emptyPerson : valuesOf(now);
  const values = shownValues(base, typed);
  const save = useMutation({
    mutationFn: () => (now === null ? create(values) : change(now, changesOf(base, typed))),
    onSuccess: async (saved) => {
      queryClient.setQueryData(queries.person(saved.personId).queryKey, saved);
      await onDone(saved);
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      await queryClient.invalidateQueries({ queryKey: ['audit'] });
    },
  });
  const look = useMutation({
    mutationFn: (personId: string) => queryClient.fetchQuery({ ...queries.person(personId), staleTime: 0 }),
    onSuccess: (fresh) => {
      setRecord({ now: fresh, before: base });
      save.reset();
    },
  });
  const problems = problemsOf(save.error);
  const passed = isProblem(save.error, 'PERSON_CHANGED');
  // What was pressed is gone or cannot be pressed now: the keyboard goes on at what is wrong, or at what comes next.
  useEffect(() => {
    const first = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (first('[aria-invalid="true"]') ?? first('[data-goes-on]'))?.focus();
  }, [save.error, before]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const type = (part: Partial<Values>): void => setTyped((known) => ({ ...known, ...part }));
  /** Of a field that was typed in, and that somebody else changed too. */
  const theirs = (field: TextField): string | undefined =>
    before !== null && before[field] !== base[field] && values[field] !== base[field]
      ? text.nowStored(base[field])
      : undefined;
  return (
    <form ref={form} onSubmit={submit}>
      <Stack gap="md" maw={560}>
        {before !== null && !passed && (
          <Alert icon={<IconInfoCircle aria-hidden />} role="status" tabIndex={-1} data-goes-on>
            {text.looked}
          </Alert>
        )}
        {textFields.map((field) => (
          <TextInput
            key={field}
            label={shown[field].label}
            description={theirs(field) ?? shown[field].hint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            maxLength={400}
            required={field === 'externalId' && now === null}
            readOnly={field === 'externalId' && now !== null}
            autoComplete="off"
            value={values[field]}
            onChange={({ currentTarget }) => type({ [field]: currentTarget.value })}
            error={problems.find((each) => each.field === field)?.message}
          />
        ))}
        <Checkbox
          label={text.enabled}
          description={text.enabledHint}
          checked={values.enabled}
          onChange={({ currentTarget }) => type({ enabled: currentTarget.checked })}
        />
        {passed ? (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.changed} role="alert">
            <Text size="md">{text.changedHint}</Text>
            <Button
              mt="sm"
              variant="default"
              loading={look.isPending}
              onClick={() => look.mutate(now!.personId)}
              data-goes-on
            >
              {text.look}
            </Button>
          </Alert>
        ) : (
          save.error && <Refused error={save.error} problems={problems} />
        )}
        {look.error && <Failed error={look.error} title={text.look} />}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={passed}>
            {now === null ? text.create : text.save}
          </Button>
          <ButtonLink
            variant="default"
            {...(now === null
              ? { to: '/people' as const }
              : { to: '/people/$personId' as const, params: { personId: now.personId } })}
          >
            {text.cancel}
          </ButtonLink>
        </Group>
      </Stack>
    </form>
  );
}

/** Fields say what is wrong with them; what is about the person as a whole, and every other refusal, stands here. */
function Refused({ error, problems }: { error: Error; problems: readonly PersonProblem[] }) {
  if (problems.length === 0) return <Failed error={error} title={text.failed} />;
  const own = problems.some(({ code }) => code === 'OWN_ROW');
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={text.failed} role="alert">
      {own ? text.own : text.invalid}
    </Alert>
  );
}

const problemsOf = (error: unknown): PersonProblem[] =>
  isProblem(error, 'PERSON_INVALID') ? ((error.problem.details?.['problems'] as PersonProblem[]) ?? []) : [];

function create({ enabled, externalId, ...texts }: Values): Promise<Person> {
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value.trim() !== ''));
  return unwrap(api.POST('/api/v1/people', { body: { externalId, ...given, enabled } })).then((it) => it.person);
}

function change({ personId, version }: Person, body: ReturnType<typeof changesOf>): Promise<Person> {
  const params = { path: { personId }, header: { 'if-match': `"${version ?? ''}"` } };
  return unwrap(api.PATCH('/api/v1/people/{personId}', { params, body })).then((it) => it.person);
}
