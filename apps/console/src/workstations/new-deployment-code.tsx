/** A code for many computers: asked for with places, days and a group, and shown once, never kept. */
import { useState } from 'react';
import { Alert, Button, Code, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { longestDays, mostPlaces } from '@cardwright/contracts/workstation/deployment-code';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import { DecisionForm } from '../ui/decision-dialog.js';
import { exactTime } from '../ui/time.js';
import { text } from './deployment-codes.text.js';

const { create } = text;
const whole = { min: 1, clampBehavior: 'strict', allowDecimal: false } as const;

export function NewDeploymentCode({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [places, setPlaces] = useState<number | string>('');
  const [days, setDays] = useState<number | string>(14);
  const [group, setGroup] = useState('');
  const make = useMutation({
    mutationFn: (body: { places: number; days: number; group?: string }) =>
      unwrap(api.POST('/api/v1/deployment-codes', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.deploymentCodes().queryKey }),
    // Only this dialog keeps it, and no longer than it is open.
    gcTime: 0,
  });
  const body =
    typeof places === 'number' && typeof days === 'number'
      ? { places, days, ...(group.trim() !== '' && { group: group.trim() }) }
      : null;
  return (
    <Modal opened onClose={onClose} title={create.title} size="lg" closeOnClickOutside={make.data === undefined}>
      {make.data === undefined ? (
        <DecisionForm
          text={create.explanation}
          confirm={create.confirm}
          cancel={create.cancel}
          ready={body !== null}
          busy={make.isPending}
          error={make.error}
          onClose={onClose}
          onConfirm={() => body && make.mutate(body)}
        >
          <NumberInput
            {...whole}
            label={create.places}
            description={create.placesHint}
            max={mostPlaces}
            value={places}
            onChange={setPlaces}
            data-autofocus
          />
          <NumberInput
            {...whole}
            label={create.days}
            description={create.daysHint}
            max={longestDays}
            value={days}
            onChange={setDays}
          />
          <TextInput
            label={create.group}
            description={create.groupHint}
            maxLength={64}
            value={group}
            onChange={({ currentTarget }) => setGroup(currentTarget.value)}
          />
        </DecisionForm>
      ) : (
        <Stack gap="md">
          <Alert>{create.once}</Alert>
          <Code block aria-label={create.code} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {make.data.code}
          </Code>
          <Text size="sm">{create.put}</Text>
          <Code block>/etc/cardwright/deployment-code</Code>
          <Text size="sm" c="dimmed">
            {create.until(make.data.deploymentCode.places)} {exactTime(make.data.deploymentCode.expiresAt)}
          </Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>{create.done}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
