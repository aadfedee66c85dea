/** The way to the search over everything, for whoever has any of the lists that it looks through: a button, `/` and Ctrl-K. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useMe } from '../me/me.js';
import { keepTyped, type TypedAhead } from '../search/typed-ahead.js';
import { text } from './app.text.js';
import { useShortcutsOn } from './use-shortcuts.js';
import classes from './shell.module.css';

const SearchDialog = lazy(() => import('../search/search-dialog.js').then((it) => ({ default: it.SearchDialog })));

export function SearchDoor() {
  const me = useMe();
  const may = me.can('others.view') || me.can('workstation.view') || me.can('system.manage');
  /** What had the focus when it was opened, and what is typed since. null: it is closed. */
  const [from, setFrom] = useState<{ element: Element | null; typed: TypedAhead } | null>(null);
  const open = (): void => {
    // Nothing opens over a dialog that asks for something.
    if (!may || from !== null || document.querySelector('[role="dialog"]') !== null) return;
    setFrom({ element: document.activeElement, typed: keepTyped() });
  };
  // Also where the dialog could not be loaded.
  useEffect(() => () => void from?.typed(), [from]);
  const [shortcuts] = useShortcutsOn();
  useHotkeys(shortcuts ? [['/', open]] : []);
  useHotkeys([['mod+K', open]], []);
  if (!may) return null;
  const close = (opened: boolean): void => {
    const element = from?.element;
    setFrom(null);
    if (!opened && element instanceof HTMLElement) setTimeout(() => element.focus({ preventScroll: true }));
  };
  return (
    <>
      <UnstyledButton
        className={classes.search}
        onClick={open}
        aria-keyshortcuts={shortcuts ? '/ Control+K' : 'Control+K'}
      >
        <IconSearch size={16} stroke={1.6} aria-hidden />
        {text.nav.search}
        <kbd className={classes.key} aria-hidden>
          {shortcuts ? '/' : 'Ctrl K'}
        </kbd>
      </UnstyledButton>
      {from !== null && (
        <Suspense>
          <SearchDialog typedAhead={from.typed} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
