/** The name under which the list is kept as it is now. */
import { useState } from 'react';
import { TextInput } from '@mantine/core';
import { longestViewName, viewNameForm, type ViewedList } from '@cardwright/contracts/nats/saved-views';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { useViews } from './use-views.js';
import { text } from './views.text.js';

export function SaveView({ list, query, onClose }: { list: ViewedList; query: string; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const { save } = useViews(list);
  const name = typed.trim();
  return (
    <DecisionDialog
      title={text.saving.title}
      text={text.saving.text}
      confirm={text.saving.confirm}
      cancel={text.saving.cancel}
      ready={viewNameForm.test(name)}
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={() => save.mutate({ name, query }, { onSuccess: onClose })}
    >
      <TextInput
        label={text.saving.name}
        value={typed}
        maxLength={longestViewName}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
    </DecisionDialog>
  );
}
