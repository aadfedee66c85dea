/** A card that is being made for the person already: the way back to it, after the page was left or the browser closed. */
import { Alert, Group, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import { ButtonLink } from '../ui/button-link.js';
import { text } from './add-device.text.js';
import { isAddition } from './candidates.js';

export function BegunBefore({ sagas }: { sagas: readonly Saga[] }) {
  const begun = sagas.find(isAddition);
  if (begun === undefined) return null;
  return (
    <Alert icon={<IconInfoCircle aria-hidden />} title={text.device.begun}>
      <Group justify="space-between" gap="sm">
        <Text size="md">{text.device.begunHint}</Text>
        <ButtonLink size="xs" variant="default" to="/mine/add/$requestId" params={{ requestId: begun.requestId }}>
          {text.goOn}
        </ButtonLink>
      </Group>
    </Alert>
  );
}
