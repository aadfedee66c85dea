/** [B06] A blank card becomes the card of a person, who sets it up where they put it in; and the way back. No card is needed. */
import { useState } from 'react';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { PersonPicker } from '../holder/person-picker.js';
import { ReplacementField, useReplacementChoice } from '../holder/replacement-field.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { toast } from '../ui/toast.js';
import type { DialogProps } from './device-dialogs.js';
import { text } from './devices.text.js';

function useAgain() {
  const queryClient = useQueryClient();
  return async (): Promise<void> => {
    for (const key of ['device', 'devices', 'sagas', 'update-offers'])
      await queryClient.invalidateQueries({ queryKey: [key] });
  };
}

export function Bind({ device, onClose }: DialogProps) {
  const profiles = useQuery(queries.profiles());
  const models = useQuery(queries.models());
  const done = useAgain();
  const [person, setPerson] = useState<Person | null>(null);
  const [chosenProfile, setProfileName] = useState('');
  const choice = useReplacementChoice(person?.personId);
  const { replacement } = choice;
  // A request for a replacement names the profile too.
  const profileName = replacement?.profileName ?? chosenProfile;
  const [reason, setReason] = useState('');
  const [acceptWellKnown, setAcceptWellKnown] = useState(false);
  const can = models.data?.find(({ id }) => id === device.modelId)?.capabilities;
  const mayKeep = can !== undefined && !(can.setManagementKey && can.changePuk === true);
  const bind = useMutation({
    mutationFn: (to: { personId: string; profileName: string }) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/bind', {
          params: { path: { deviceId: device.deviceId } },
          body: {
            ...to,
            ...(replacement && { replacementRequestId: replacement.requestId }),
            ...(reason.trim() !== '' && { reasonText: reason.trim() }),
            ...(acceptWellKnown && { acceptWellKnown }),
          },
        }),
      ),
    onSuccess: async () => {
      const undo = async (): Promise<void> => {
        await unwrap(
          api.POST('/api/v1/devices/{deviceId}/unbind', {
            params: { path: { deviceId: device.deviceId } },
            body: { reasonText: text.undone },
          }),
        );
        await done();
      };
      toast({ title: device.label, message: text.binding.bind.done(person?.displayName ?? ''), undo });
      onClose();
      await done();
    },
  });
  const inUse = profiles.data?.filter(({ withdrawnAt }) => withdrawnAt === null) ?? [];
  const { title, explanation, confirm, profile, choose, ...words } = text.binding.bind;
  const answered = !acceptWellKnown || reason.trim() !== '';
  const complete = profileName !== '' && answered && replacement !== undefined;
  const to = person === null || !complete ? null : { personId: person.personId, profileName };
  return (
    <DecisionDialog
      onClose={onClose}
      title={title}
      text={explanation}
      confirm={confirm}
      cancel={text.actions.cancel}
      ready={to !== null}
      busy={bind.isPending}
      error={bind.error ?? profiles.error}
      onConfirm={() => to && bind.mutate(to)}
    >
      <PersonPicker person={person} onChoose={setPerson} />
      <ReplacementField choice={choice} />
      <NativeSelect
        label={profile}
        data={[
          { value: '', label: choose, disabled: profileName !== '' },
          ...inUse.map(({ name, title: called }) => ({ value: name, label: called })),
        ]}
        value={profileName}
        disabled={replacement != null}
        onChange={(event) => setProfileName(event.currentTarget.value)}
      />
      {mayKeep && (
        <Checkbox
          label={words.wellKnown}
          description={words.wellKnownHint}
          checked={acceptWellKnown}
          onChange={(event) => setAcceptWellKnown(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label={text.actions.reason}
        description={acceptWellKnown ? words.acceptedHint : words.reasonHint}
        required={acceptWellKnown}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DecisionDialog>
  );
}

export function Unbind({ device, onClose }: DialogProps) {
  const done = useAgain();
  const unbind = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/unbind', {
          params: { path: { deviceId: device.deviceId } },
          body: { reasonText },
        }),
      ),
    onSuccess: async () => {
      onClose();
      await done();
    },
  });
  const { title, explanation, confirm } = text.binding.unbind;
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={title}
      text={explanation}
      reasonLabel={text.actions.reason}
      reasonHint={text.actions.reasonHint}
      confirm={confirm}
      cancel={text.actions.cancel}
      busy={unbind.isPending}
      error={unbind.error}
      onConfirm={(reason) => unbind.mutate(reason)}
    />
  );
}
