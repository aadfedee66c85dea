/** A decision of a holder about a card of theirs: once it is done the dialog closes and the card is read again; what fails is said in their words. */
import type { ReactNode } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { type Decision, DecisionDialog } from '../ui/decision-dialog.js';

interface HolderDialogProps {
  words: Pick<Decision, 'text' | 'confirm' | 'cancel'> & { title: string };
  send: () => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

export function HolderDialog({ words, send, onClose, children }: HolderDialogProps) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      onClose();
      for (const key of ['device', 'devices']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <DecisionDialog
      onClose={onClose}
      title={words.title}
      text={words.text}
      confirm={words.confirm}
      cancel={words.cancel}
      busy={change.isPending}
      error={null}
      onConfirm={() => change.mutate()}
    >
      {children}
      {change.isError && <ErrorOfHolder error={change.error} />}
    </DecisionDialog>
  );
}
