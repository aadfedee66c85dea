/** Views of a list: the filters and the order that somebody saved for themselves under a name. A view is the query of the list's address. */
import { useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { IconBookmark, IconCheck } from '@tabler/icons-react';
import type { ViewedList } from '@cardwright/contracts/nats/saved-views';
import { ChangeViews } from './change-views.js';
import { SaveView } from './save-view.js';
import { useViews } from './use-views.js';
import { text } from './views.text.js';

export function ViewsMenu({ list }: { list: ViewedList }) {
  const [dialog, setDialog] = useState<'save' | 'change' | null>(null);
  const { views } = useViews(list);
  const router = useRouter();
  const navigate = useNavigate();
  const shown = useRouterState({ select: ({ location }) => location.searchStr.replace(/^\?/, '') });
  const saved = views.data ?? [];
  const go = (query: string): void =>
    void navigate({ to: `/${list}`, search: router.options.parseSearch?.(query) as never });
  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            {text.open}
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label={text.mine}>
          {saved.length === 0 && (
            <div role="presentation">
              <Menu.Label>{text.none}</Menu.Label>
            </div>
          )}
          {saved.map(({ name, query }) => (
            <Menu.Item
              key={name}
              onClick={() => go(query)}
              aria-current={query === shown || undefined}
              rightSection={query === shown && <IconCheck size={14} aria-hidden />}
            >
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setDialog('save')}>{text.save}</Menu.Item>
          {saved.length > 0 && <Menu.Item onClick={() => setDialog('change')}>{text.change}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'save' && <SaveView list={list} query={shown} onClose={() => setDialog(null)} />}
      {dialog === 'change' && <ChangeViews list={list} onClose={() => setDialog(null)} />}
    </>
  );
}
