/** One's views of a list, each with its name to change, and a way to delete it. */
import { useState } from 'react';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { longestViewName, viewNameForm, type SavedView, type ViewedList } from '@cardwright/contracts/nats/saved-views';
import { Failed } from '../ui/states.js';
import { useFocusBack } from '../ui/use-focus-back.js';
import { useViews } from './use-views.js';
import { text } from './views.text.js';

const words = text.changing;

export function ChangeViews({ list, onClose }: { list: ViewedList; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={words.title}>
      <Views list={list} />
    </Modal>
  );
}

function Views({ list }: { list: ViewedList }) {
  useFocusBack();
  const saved = useViews(list).views.data ?? [];
  if (saved.length === 0) return <Text>{words.none}</Text>;
  return (
    <Stack gap="sm">
      {saved.map((view) => (
        <View key={view.name} list={list} view={view} />
      ))}
    </Stack>
  );
}

function View({ list, view: { name, query } }: { list: ViewedList; view: SavedView }) {
  const [typed, setTyped] = useState(name);
  const { save, remove } = useViews(list);
  const wanted = typed.trim();
  const error = save.error ?? remove.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ name: wanted, query, formerName: name });
      }}
    >
      <Group gap="xs" wrap="nowrap">
        <TextInput
          aria-label={words.nameOf(name)}
          value={typed}
          maxLength={longestViewName}
          onChange={(event) => setTyped(event.currentTarget.value)}
          flex={1}
        />
        <Button
          type="submit"
          variant="default"
          aria-label={words.renameOf(name)}
          loading={save.isPending}
          disabled={wanted === name || !viewNameForm.test(wanted)}
        >
          {words.rename}
        </Button>
        <Button
          variant="default"
          aria-label={words.deleteOf(name)}
          loading={remove.isPending}
          onClick={() => remove.mutate(name)}
        >
          {words.delete}
        </Button>
      </Group>
      {error !== null && <Failed error={error} />}
    </form>
  );
}
