/** Takes a profile out of use, with a reason. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import { WithdrawDialog } from '../ui/withdraw-dialog.js';
import { text } from './profiles.text.js';

export function WithdrawProfile({ name }: { name: string }) {
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const withdraw = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(api.POST('/api/v1/profiles/{name}/withdraw', { params: { path: { name } }, body: { reasonText } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queries.profiles().queryKey });
      setOpened(false);
      notifications.show({ message: text.withdraw.done(name) });
    },
  });
  const { withdraw: words } = text;
  return (
    <>
      <Button variant="default" color="red" onClick={() => setOpened(true)}>
        {words.open}
      </Button>
      {opened && (
        <WithdrawDialog
          words={words}
          explanation={words.explanation}
          withdraw={withdraw}
          onClose={() => setOpened(false)}
        />
      )}
    </>
  );
}
