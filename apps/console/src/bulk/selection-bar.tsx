/** Says what is selected, and what may be done to it. Nothing is done from here: every action shows first what it would do. */
import { lazy, Suspense, useState } from 'react';
import { Button, Group, Paper, Text } from '@mantine/core';
import type { BulkAction } from '@cardwright/contracts/nats/bulk-actions';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { actionText, text } from './bulk.text.js';
import { campaignOf } from './campaign-of.js';
import type { Selection } from './use-selection.js';

const BulkDialog = lazy(() => import('./bulk-dialog.js').then(({ BulkDialog: it }) => ({ default: it })));

export function SelectionBar({ selection }: { selection: Selection }) {
  const { of, ids, all, filter, actions } = selection;
  const me = useMe();
  const [action, setAction] = useState<BulkAction | null>(null);
  if (!all && ids.length === 0) return null;
  const campaign = all && of === 'devices' && me.can('profile.edit') ? campaignOf(filter) : null;
  return (
    <Paper component="section" aria-label={text.bar} withBorder px="md" py="xs">
      <Group gap="sm">
        <Text fw={600} role="status">
          {all ? text.all : text.selected(ids.length, of)}
        </Text>
        {of === 'devices' && !all && (
          <Button size="compact-sm" variant="subtle" onClick={selection.selectAll}>
            {text.selectAll}
          </Button>
        )}
        {actions.map((each) => (
          <Button key={each} size="compact-sm" variant="default" onClick={() => setAction(each)}>
            {actionText[each].button}
          </Button>
        ))}
        {campaign && (
          <ButtonLink to="/campaigns/new" search={campaign} size="compact-sm" variant="default">
            {text.campaign}
          </ButtonLink>
        )}
        <Button size="compact-sm" variant="subtle" onClick={selection.clear}>
          {text.clear}
        </Button>
      </Group>
      {action !== null && (
        <Suspense>
          <BulkDialog action={action} selection={selection} onClose={() => setAction(null)} />
        </Suspense>
      )}
    </Paper>
  );
}
