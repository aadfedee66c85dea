/** What can be decided about a stuck saga from its row: retry at once; the rest, which needs a word more, in a menu. */
import { useState } from 'react';
import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconArrowUpRight, IconDeviceDesktopUp, IconDots, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import { useOffered } from '../me/offered-actions.js';
import { ButtonLink } from '../ui/button-link.js';
import { failedToast, toast } from '../ui/toast.js';
import { CancelSaga, MoveSaga } from './saga-decisions.js';
import { sagaTitle, text } from './sagas.text.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { useTemporalLink } from './use-temporal-link.js';

const icon = { size: 16, 'aria-hidden': true } as const;

export function StuckActions({ saga }: { saga: Saga }) {
  const offered = useOffered(saga);
  const [dialog, setDialog] = useState<'cancel' | 'move' | null>(null);
  const temporal = useTemporalLink(saga);
  const title = sagaTitle(saga.type, saga.personName);
  // The row leaves the list: what became of it is said beside it, and by what outlives the row.
  const told = (message: string) => (): void =>
    toast({ title, message, link: <OpenSaga requestId={saga.requestId} /> });
  const { retry } = useSagaActions(saga.requestId, told(text.retry.sent));
  const may = (action: 'retry' | 'cancel'): boolean => offered.actions.includes(action);
  const close = (): void => setDialog(null);
  const closeAnd = (tell: () => void) => (): void => {
    close();
    tell();
  };
  const again = (): void => retry.mutate(undefined, { onError: (error) => failedToast(error, title) });
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {may('retry') && (
        <Button
          size="compact-sm"
          variant="default"
          loading={retry.isPending}
          onClick={again}
          leftSection={<IconRefresh size={14} aria-hidden />}
        >
          {text.retry.button}
        </Button>
      )}
      {(may('retry') || may('cancel') || temporal) && (
        <Menu position="bottom-end" shadow="md" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon aria-label={`${text.more}: ${title}`}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {may('retry') && (
              <Menu.Item leftSection={<IconDeviceDesktopUp {...icon} />} onClick={() => setDialog('move')}>
                {text.move.button}
              </Menu.Item>
            )}
            {may('cancel') && (
              <Menu.Item leftSection={<IconPlayerStop {...icon} />} onClick={() => setDialog('cancel')}>
                {text.cancel.button}
              </Menu.Item>
            )}
            {temporal && (
              <Menu.Item
                component="a"
                href={temporal}
                target="_blank"
                rel="noreferrer"
                leftSection={<IconArrowUpRight {...icon} />}
              >
                {text.openTemporal}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog === 'cancel' && <CancelSaga saga={saga} onClose={close} onDone={closeAnd(told(text.cancel.sent))} />}
      {dialog === 'move' && <MoveSaga saga={saga} onClose={close} onDone={closeAnd(told(text.move.sent))} />}
    </Group>
  );
}

const OpenSaga = ({ requestId }: { requestId: string }) => (
  <ButtonLink to="/sagas/$requestId" params={{ requestId }} size="compact-sm" variant="default">
    {text.openSaga}
  </ButtonLink>
);
