/**
 * Shortcuts of a single key, for whoever works here all day: `g` and a letter go to a list, `j` and `k` move in it, `?` shows them all. Not while something is
 * typed or a dialog is open, and not where they are switched off (WCAG 2.1.4).
 */
import { useEffect, useRef } from 'react';
import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { PageInNavigation } from './navigation.text.js';
import { useNavigationEntries } from './use-navigation-entries.js';

/** Beside the language's key. */
export const useShortcutsOn = () =>
  useLocalStorage({ key: 'cardwright-shortcuts', defaultValue: true, getInitialValueInEffect: false });

/** After `g`. */
const pageKeys: readonly (readonly [key: string, page: PageInNavigation])[] = [
  ['h', '/start'],
  ['d', '/devices'],
  ['c', '/certificates'],
  ['p', '/people'],
  ['s', '/sagas'],
  ['v', '/revocations'],
  ['w', '/workstations'],
  ['f', '/findings'],
  ['r', '/roles'],
  ['a', '/audit'],
  ['m', '/mine'],
];

/** Those of the pages that whoever is signed in sees in the navigation. */
export function usePageKeys(): typeof pageKeys {
  const seen = new Set(useNavigationEntries().map(([page]) => page));
  return pageKeys.filter(([, page]) => seen.has(page));
}

/** Longer ago, `g` is forgotten. */
const chordMs = 1_500;

/** onList: the list of shortcuts is asked for. */
export function useShortcuts(onList: () => void): void {
  const [on] = useShortcutsOn();
  const navigate = useNavigate();
  const keys = usePageKeys();
  const now = useRef({ keys, onList });
  now.current = { keys, onList };
  useEffect(() => {
    if (!on) return undefined;
    let goAt = -Infinity;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyped(event.target) || isCovered()) return;
      const going = event.timeStamp - goAt < chordMs;
      goAt = -Infinity;
      const page = going ? now.current.keys.find(([key]) => key === event.key)?.[1] : undefined;
      if (page !== undefined) void navigate({ to: page });
      else if (event.key === 'g') goAt = event.timeStamp;
      else if (event.key === '?') now.current.onList();
      else if (event.key === 'j') moveInList(1);
      else if (event.key === 'k') moveInList(-1);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [on, navigate]);
}

const isTyped = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;

/** A dialog or a menu has keys of its own. */
const isCovered = (): boolean => document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;

/** The link of a row has the focus, so that Enter opens it. */
function moveInList(by: 1 | -1): void {
  const rows = [...document.querySelectorAll('#content tbody tr')];
  const links = rows.flatMap((row) => row.querySelector<HTMLElement>('a[href]') ?? []);
  const at = links.findIndex((link) => link.closest('tr')!.contains(document.activeElement));
  const next = at < 0 ? links[by > 0 ? 0 : links.length - 1] : links[at + by];
  next?.focus();
}
