/** A decision that is asked for once more: what will happen, the fields that it needs, and the wait for the answer. */
import type { FormEvent, ReactNode } from 'react';
import { Button, Group, type MantineColor, Modal, Stack, Text } from '@mantine/core';
import { Failed } from './states.js';
import { useFocusBack } from './use-focus-back.js';

export interface Decision {
  /** What will happen. */
  text: string;
  confirm: string;
  cancel: string;
  colour?: MantineColor;
  children?: ReactNode;
  ready?: boolean;
  busy: boolean;
  error: unknown;
  onClose: () => void;
}
interface DecisionDialogProps extends Decision {
  title: string;
  onConfirm: () => void;
}

/** For a caller that mounts it only while it is open. */
export function DecisionDialog({ title, ...decision }: DecisionDialogProps) {
  return (
    <Modal opened onClose={decision.onClose} title={title}>
      <DecisionForm {...decision} />
    </Modal>
  );
}

export function DecisionForm({ ready = true, children, ...props }: Decision & { onConfirm: () => void }) {
  useFocusBack();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onConfirm();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>{props.text}</Text>
        {children}
        {props.error !== null && <Failed error={props.error} title={props.confirm} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={props.onClose} disabled={props.busy}>
            {props.cancel}
          </Button>
          <Button type="submit" {...(props.colour && { color: props.colour })} loading={props.busy} disabled={!ready}>
            {props.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
