/** The way to the help for holders, from every page of an update or a PIN (A22). In a window of its own: what is typed here stays. */
import { Anchor, VisuallyHidden } from '@mantine/core';
import { text as ui } from '../ui/ui.text.js';
import { text } from './update.text.js';

export const HelpLink = ({ about = 'card' }: { about?: keyof typeof text.help }) => (
  <Anchor href="/help/update" target="_blank" size="sm">
    {text.help[about]}
    <VisuallyHidden>{ui.newTab}</VisuallyHidden>
  </Anchor>
);
