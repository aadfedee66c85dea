/** The link beside the title of a page that opens the help at what the page is about. In a window of its own: what is typed here stays. */
import { ActionIcon } from '@mantine/core';
import { useMatches } from '@tanstack/react-router';
import { IconHelpCircle } from '@tabler/icons-react';
import { useMe } from '../me/me.js';
import { text as ui } from '../ui/ui.text.js';
import { manualsFor } from './for-whom.js';
import { text } from './help.text.js';
import { helpFor } from './places.js';

export function HelpHere() {
  const { permissions } = useMe();
  const path = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '' });
  const to = helpFor(path, manualsFor(permissions).own);
  if (to === undefined) return null;
  return (
    <ActionIcon
      component="a"
      href={to}
      target="_blank"
      rel="noreferrer"
      aria-label={`${text.here} ${ui.newTab}`}
      title={text.here}
    >
      <IconHelpCircle size={18} stroke={1.6} aria-hidden />
    </ActionIcon>
  );
}
