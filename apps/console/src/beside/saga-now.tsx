/** A saga of the holder as its page shows it to them, and what can be decided about it here. */
import { Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { stageText as addingStage, text as adding } from '../add-device/add-device.text.js';
import type { Saga } from '../api/types.js';
import { sagaTitle } from '../sagas/sagas.text.js';
import { StuckActions } from '../sagas/stuck-actions.js';
import { useSagaProgress } from '../sagas/use-saga-progress.js';
import { HolderProgress } from '../update/holder-progress.js';
import { stageText, stoppedText, text as update } from '../update/update.text.js';

export function SagaNow({ saga }: { saga: Saga }) {
  const { progress, away } = useSagaProgress(saga.requestId);
  const words =
    saga.type === 'ISSUE'
      ? { stopping: adding.run.stopping, stopped: adding.failure.stopped, stage: addingStage }
      : { stopping: update.run.stopping, stopped: stoppedText(saga.type).title, stage: stageText };
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Text fw={600}>
          <Link to="/sagas/$requestId" params={{ requestId: saga.requestId }}>
            {sagaTitle(saga.type, saga.personName)}
          </Link>
        </Text>
        <StuckActions saga={saga} />
      </Group>
      <HolderProgress {...{ saga, progress, away }} words={words} />
    </Stack>
  );
}
