/** Where the page that adds a card leads to at its end: the card is theirs, and programs see it after it was put in again (A16). */
import { Alert } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Device } from '../api/types.js';
import { text as ui } from '../ui/ui.text.js';
import { text } from './mine.text.js';

const route = getRouteApi('/mine');

export function JustAdded({ mine }: { mine: readonly Device[] }) {
  const { added } = route.useSearch();
  const navigate = useNavigate();
  const device = mine.find(({ deviceId, state }) => deviceId === added && state === 'ACTIVE');
  if (device === undefined) return null;
  return (
    <Alert
      color="green"
      variant="light"
      role="status"
      icon={<IconCircleCheck aria-hidden />}
      title={text.added.title}
      withCloseButton
      closeButtonLabel={ui.close}
      onClose={() => void navigate({ to: '/mine', replace: true })}
    >
      {text.added.reinsert}
    </Alert>
  );
}
