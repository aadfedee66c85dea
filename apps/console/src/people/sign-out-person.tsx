/** Ends every browser session of a person: their roles have changed, or somebody else may be signed in as them. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { text as people } from './people.text.js';

const text = people.signOut;

export function SignOutPerson({ personId }: { personId: string }) {
  const [opened, setOpened] = useState(false);
  const end = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(api.POST('/api/v1/people/{personId}/sign-out', { params: { path: { personId } }, body: { reasonText } })),
    onSuccess: ({ ended }) => {
      setOpened(false);
      notifications.show({ message: text.done(ended) });
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {text.open}
      </Button>
      <ReasonDialog
        opened={opened}
        title={text.title}
        text={text.explanation}
        confirm={text.confirm}
        cancel={text.cancel}
        reasonLabel={text.reason}
        reasonHint={text.reasonHint}
        busy={end.isPending}
        error={end.error}
        onClose={() => setOpened(false)}
        onConfirm={(reason) => end.mutate(reason)}
      />
    </>
  );
}
