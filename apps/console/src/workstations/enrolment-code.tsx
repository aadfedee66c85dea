/** A one-time code for the agent of a computer: shown once, never kept. */
import { useState } from 'react';
import { Alert, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { DecisionForm } from '../ui/decision-dialog.js';
import { TimeLeft } from '../ui/time.js';
import { text } from './workstations.text.js';

/** name: of a workstation that is enrolled anew; absent: it is asked for. */
export function EnrolmentCode({ name, onClose }: { name?: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState(name ?? '');
  const { code } = text;
  const make = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/workstations/enrolment-codes', { body: { name: typed.trim() } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['workstations'] }),
  });
  return (
    <Modal opened onClose={onClose} title={code.title} size="lg" closeOnClickOutside={make.data === undefined}>
      {make.data === undefined ? (
        <DecisionForm
          text={code.explanation}
          confirm={code.confirm}
          cancel={code.cancel}
          ready={typed.trim() !== ''}
          busy={make.isPending}
          error={make.error}
          onClose={onClose}
          onConfirm={() => make.mutate()}
        >
          <TextInput
            label={code.name}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            readOnly={name !== undefined}
            maxLength={100}
            data-autofocus
          />
        </DecisionForm>
      ) : (
        <Stack gap="md">
          <Alert>{code.once}</Alert>
          <Code block>{`cardwright-agent enrol --server ${location.origin}`}</Code>
          <Code block aria-label={code.code} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {make.data.code}
          </Code>
          <Text size="sm" c="dimmed">
            {code.until} <TimeLeft until={make.data.expiresAt}>{(length) => length}</TimeLeft>
          </Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>{code.done}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
