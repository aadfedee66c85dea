/** A role for a person: whom, which, limited to what, and why. What it allows is said in words before it is given. */
import { useState } from 'react';
import { Alert, Checkbox, List, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { GrantableRole, PermissionIfGranted, RoleMeaning } from '@cardwright/contracts/access/role';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { PersonPicker } from '../holder/person-picker.js';
import { permissionText } from '../me/permissions.text.js';
import { roleText } from '../ui/roles.text.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { toast } from '../ui/toast.js';
import { DecisionForm } from '../ui/decision-dialog.js';
import { text } from './roles.text.js';

const { give } = text;
/** Everybody has these anyway. */
const ofEverybody: readonly string[] = ['own.manage', 'catalogue.read'];
const everywhere = '*';

export function GiveRole({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const me = useMe();
  const meanings = useQuery(queries.roleMeanings());
  const profiles = useQuery(queries.profiles());
  const [person, setPerson] = useState<Person | null>(null);
  const [role, setRole] = useState<GrantableRole | ''>('');
  const [unit, setUnit] = useState('');
  const [profile, setProfile] = useState('');
  const [besides, setBesides] = useState<PermissionIfGranted[]>([]);
  const [reason, setReason] = useState('');
  const meaning = meanings.data?.find((each) => each.role === role);
  const also = besides.filter((each) => meaning?.ifGranted.includes(each));
  const own = person !== null && person.personId === me.person?.personId;
  const body =
    person === null || meaning === undefined || own || reason.trim() === ''
      ? null
      : {
          ...{ personId: person.personId, role: meaning.role, reasonText: reason.trim() },
          ...(unit.trim() !== '' && { groupScope: unit.trim() }),
          ...(profile !== '' && { profileScope: profile }),
          ...(also.length > 0 && { grantedPermissions: also }),
        };
  const grant = useMutation({
    mutationFn: (asked: NonNullable<typeof body>) => unwrap(api.POST('/api/v1/role-grants', { body: asked })),
    onSuccess: async ({ roleGrant, changed }) => {
      onClose();
      const name = roleGrant.personName ?? roleGrant.personId;
      const again = () => queryClient.invalidateQueries({ queryKey: ['role-grants'] });
      const { roleGrantId } = roleGrant;
      const undo = async (): Promise<void> => {
        await unwrap(
          api.POST('/api/v1/role-grants/{roleGrantId}/revoke', {
            params: { path: { roleGrantId: roleGrantId! } },
            body: { reasonText: text.undone },
          }),
        );
        await again();
      };
      const link = (
        <ButtonLink
          to="/people/$personId"
          params={{ personId: roleGrant.personId }}
          size="compact-sm"
          variant="default"
        >
          {text.openPerson}
        </ButtonLink>
      );
      toast({
        ...{ message: changed ? give.done(name, roleText[roleGrant.role]) : give.already(name), link },
        ...(changed && roleGrantId !== undefined && { undo }),
      });
      await again();
    },
  });
  return (
    <Modal opened onClose={onClose} title={give.title} size="lg">
      <DecisionForm
        text={give.explanation}
        confirm={give.confirm}
        cancel={give.cancel}
        ready={body !== null}
        busy={grant.isPending}
        error={grant.error ?? meanings.error ?? profiles.error}
        onClose={onClose}
        onConfirm={() => body && grant.mutate(body)}
      >
        <PersonPicker person={person} onChoose={setPerson} />
        {own && <Alert color="yellow">{give.own}</Alert>}
        <NativeSelect
          label={give.role}
          data={[
            { value: '', label: give.choose, disabled: role !== '' },
            ...(meanings.data ?? []).map((each) => ({ value: each.role, label: roleText[each.role] })),
          ]}
          value={role}
          onChange={({ currentTarget }) => setRole(currentTarget.value as GrantableRole)}
        />
        <TextInput
          label={give.unit}
          description={give.unitHint}
          maxLength={256}
          value={unit}
          onChange={({ currentTarget }) => setUnit(currentTarget.value)}
        />
        {unit.trim() !== '' && <PeopleOfUnit unit={unit.trim()} />}
        <NativeSelect
          label={give.profile}
          data={[
            { value: '', label: give.allProfiles },
            ...(profiles.data ?? []).map(({ name, title }) => ({ value: name, label: title })),
          ]}
          value={profile}
          onChange={({ currentTarget }) => setProfile(currentTarget.value)}
        />
        {meaning !== undefined && meaning.ifGranted.length > 0 && (
          <Checkbox.Group
            label={give.besides}
            value={also}
            onChange={(chosen) => setBesides(chosen as PermissionIfGranted[])}
          >
            <Stack gap="xs" mt={6}>
              {meaning.ifGranted.map((each) => (
                <Checkbox key={each} value={each} label={permissionText[each] ?? each} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {person !== null && meaning !== undefined && (
          <Preview {...{ meaning, also }} name={person.displayName} unit={unit.trim()} profile={profile} />
        )}
        <Textarea
          label={give.reason}
          description={give.reasonHint}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
        />
      </DecisionForm>
    </Modal>
  );
}

/** A unit that is written otherwise than in the record reaches nobody. */
function PeopleOfUnit({ unit }: { unit: string }) {
  const [asked] = useDebouncedValue(unit, 300);
  const people = useInfiniteQuery(queries.people({ organizationalUnit: asked }));
  const page = people.data?.pages[0];
  if (page === undefined || asked !== unit) return null;
  return (
    <Text size="sm" role="status" c={page.rows.length === 0 ? 'red' : 'dimmed'}>
      {page.rows.length === 0 ? give.unitEmpty : give.unitHas(give.people(page.rows.length, page.nextCursor !== null))}
    </Text>
  );
}

interface PreviewProps {
  name: string;
  meaning: RoleMeaning;
  also: readonly PermissionIfGranted[];
  unit: string;
  profile: string;
}
function Preview({ name, meaning, also, unit, profile }: PreviewProps) {
  const may = [...meaning.permissions.filter((each) => !ofEverybody.includes(each)), ...also];
  return (
    <Alert title={give.preview(name)} role="status">
      <Text size="sm">{give.where(unit || everywhere, profile || everywhere)}</Text>
      <List size="sm" my="xs">
        {may.map((each) => (
          <List.Item key={each}>{permissionText[each] ?? each}</List.Item>
        ))}
      </List>
      {text.forbids[meaning.role] !== undefined && <Text size="sm">{text.forbids[meaning.role]}</Text>}
    </Alert>
  );
}
