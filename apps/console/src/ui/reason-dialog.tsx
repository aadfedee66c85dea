/** Asks for the reason of a decision that goes into the audit trail, says what will happen, and waits for the answer. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Group, type MantineColor, Modal, Stack, Text, Textarea } from '@mantine/core';
import { Failed } from './states.js';

interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  reasonLabel: string;
  reasonHint?: string;
  confirm: string;
  cancel: string;
  colour?: MantineColor;
  /** More fields above the reason. */
  children?: ReactNode;
  ready?: boolean;
  busy: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
}

export function ReasonDialog(props: ReasonDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <ReasonForm {...props} />
    </Modal>
  );
}

function ReasonForm({
  text,
  reasonLabel,
  reasonHint,
  confirm,
  cancel,
  colour,
  children,
  ready = true,
  ...props
}: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onConfirm(reason.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>{text}</Text>
        {children}
        <Textarea
          label={reasonLabel}
          description={reasonHint}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
        />
        {props.error !== null && <Failed error={props.error} title={confirm} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={props.onClose} disabled={props.busy}>
            {cancel}
          </Button>
          <Button
            type="submit"
            {...(colour && { color: colour })}
            loading={props.busy}
            disabled={!ready || reason.trim() === ''}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
