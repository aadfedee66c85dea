/** The way to the search over everything, for whoever has any of the lists that it looks through: a button, `/` and Ctrl-K. */
import { lazy, Suspense, useState } from 'react';
import { UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useMe } from '../me/me.js';
import { text } from './app.text.js';
import classes from './shell.module.css';

const SearchDialog = lazy(() => import('../search/search-dialog.js').then((it) => ({ default: it.SearchDialog })));

export function SearchDoor() {
  const me = useMe();
  const may = me.can('others.view') || me.can('workstation.view') || me.can('system.manage');
  /** What had the focus when it was opened. null: it is closed. */
  const [from, setFrom] = useState<{ element: Element | null } | null>(null);
  const open = (): void => {
    // Nothing opens over a dialog that asks for something.
    if (may && document.querySelector('[role="dialog"]') === null) setFrom({ element: document.activeElement });
  };
  useHotkeys([['/', open]]);
  useHotkeys([['mod+K', open]], []);
  if (!may) return null;
  const close = (opened: boolean): void => {
    const { element } = from ?? { element: null };
    setFrom(null);
    if (!opened && element instanceof HTMLElement) setTimeout(() => element.focus({ preventScroll: true }));
  };
  return (
    <>
      <UnstyledButton className={classes.search} onClick={open} aria-keyshortcuts="/ Control+K">
        <IconSearch size={16} stroke={1.6} aria-hidden />
        {text.nav.search}
        <kbd className={classes.key} aria-hidden>
          /
        </kbd>
      </UnstyledButton>
      {from !== null && (
        <Suspense>
          <SearchDialog onClose={close} />
        </Suspense>
      )}
    </>
  );
}
