/** What can be decided about a stuck saga from its row: retry at once; the rest, which needs a word more, in a menu. */
import { useState } from 'react';
import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowUpRight, IconDeviceDesktopUp, IconDots, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { asProblem } from '../api/problem.js';
import type { Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { sentence } from '../ui/sentence.js';
import { CancelSaga, MoveSaga } from './saga-decisions.js';
import { sagaTitle, text } from './sagas.text.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { useTemporalLink } from './use-temporal-link.js';

const icon = { size: 16, 'aria-hidden': true } as const;

export function StuckActions({ saga }: { saga: Saga }) {
  const me = useMe();
  const [dialog, setDialog] = useState<'cancel' | 'move' | null>(null);
  const temporal = useTemporalLink(saga);
  const title = sagaTitle(saga.type, saga.personName);
  // The row leaves the list: what became of it is said beside it, and by what outlives the row.
  const { retry } = useSagaActions(saga.requestId, () => notifications.show({ title, message: text.retry.sent }));
  // Whoever only looks is not offered what the server would refuse.
  const steers = me.owns(saga) || me.can('card.run') || me.can('stock.manage');
  // Beside a holder: what that holder began goes on, and is ended by nobody else.
  const helps = me.can('holder.assist') && saga.begunByHolder === true;
  const may = (action: 'retry' | 'cancel'): boolean =>
    (steers || (helps && action === 'retry')) && saga.actions.includes(action);
  const again = (): void =>
    retry.mutate(undefined, {
      onError: (error) => {
        const { problem } = asProblem(error);
        notifications.show({
          title,
          message: `${sentence(problem.detail)} ${problem.fix}`,
          color: 'red',
          role: 'alert',
        });
      },
    });
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
      {dialog === 'cancel' && <CancelSaga saga={saga} onClose={() => setDialog(null)} />}
      {dialog === 'move' && <MoveSaga saga={saga} onClose={() => setDialog(null)} />}
    </Group>
  );
}
