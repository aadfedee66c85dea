/** Takes a profile out of use, with a reason. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { text } from './profiles.text.js';

export function WithdrawProfile({ name }: { name: string }) {
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const withdraw = useMutation({
    mutationFn: (reason: string) =>
      unwrap(api.POST('/api/v1/profiles/{name}/withdraw', { params: { path: { name } }, body: { reason } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queries.profiles().queryKey });
      setOpened(false);
      notifications.show({ message: text.withdraw.done(name) });
    },
  });
  const { open, title, explanation, confirm, cancel, reason, reasonHint } = text.withdraw;
  return (
    <>
      <Button variant="default" color="red" onClick={() => setOpened(true)}>
        {open}
      </Button>
      <ReasonDialog
        opened={opened}
        title={title}
        text={explanation}
        confirm={confirm}
        cancel={cancel}
        colour="red"
        reasonLabel={reason}
        reasonHint={reasonHint}
        busy={withdraw.isPending}
        error={withdraw.error}
        onClose={() => setOpened(false)}
        onConfirm={(given) => withdraw.mutate(given)}
      />
    </>
  );
}
