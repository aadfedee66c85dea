/** A decision with its reason in words, which goes into the audit trail. Reasons of the catalogue: reasons/reason-field.tsx. */
import { useState } from 'react';
import { Modal, Textarea } from '@mantine/core';
import { type Decision, DecisionForm } from './decision-dialog.js';

interface ReasonDialogProps extends Decision {
  opened: boolean;
  title: string;
  reasonLabel: string;
  reasonHint?: string;
  onConfirm: (reason: string) => void;
}

export function ReasonDialog(props: ReasonDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <ReasonForm {...props} />
    </Modal>
  );
}

function ReasonForm({ reasonLabel, reasonHint, children, ready = true, onConfirm, ...decision }: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  return (
    <DecisionForm {...decision} ready={ready && reason.trim() !== ''} onConfirm={() => onConfirm(reason.trim())}>
      {/* Further fields, which are shown above the reason. */}
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
    </DecisionForm>
  );
}
