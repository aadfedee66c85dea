/**
 * A saga that stopped for a reason that a person can remove (C20-C24): what happened and what to do, the facts on demand, and the
 * two ways on. Closing it decides nothing: the saga stays parked. What is open belongs to the page (saga-live.tsx).
 */
import { useState } from 'react';
import { Modal, Stack, Text } from '@mantine/core';
import type { Saga } from '../api/types.js';
import { Failed } from '../ui/states.js';
import { FailureFacts } from './failure-facts.js';
import { FailureWays } from './failure-ways.js';
import { sentence } from '../ui/sentence.js';
import { type Progress, stageNamed } from './progress.js';
import { CancelSaga } from './saga-decisions.js';
import { sagaProblem } from './saga-problem.js';
import { cancelText, text } from './sagas.text.js';
import { useSagaActions } from '../api/use-saga-actions.js';

interface FailureDialogProps {
  saga: Saga;
  progress: Progress;
  opened: boolean;
  onClose: () => void;
  detailsShown: boolean;
  onToggleDetails: () => void;
}

export function FailureDialog({ saga, progress, opened, onClose, detailsShown, onToggleDetails }: FailureDialogProps) {
  const { retry } = useSagaActions(saga.requestId);
  const { showDetails, hideDetails, copy, fields } = text.failure;
  const words = { show: showDetails, hide: hideDetails, copy, fields };
  const { title, found, fix } = sagaProblem(saga);
  /** The attempt at whose stop a cancel is thought of. */
  const [cancels, setCancels] = useState<number | null>(null);
  if (opened && cancels === saga.attempt)
    return <CancelSaga saga={saga} onClose={() => setCancels(null)} onDone={onClose} />;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={saga.state === 'INTERRUPTED' ? text.failure.interruptedTitle : text.failure.title}
      size="lg"
    >
      <Stack gap="md">
        <div>
          <div>
            <Text fw={600}>{title}</Text>
            {found !== null && <Text>{sentence(found)}</Text>}
            <Text>{fix}</Text>
          </div>
          <Text c="dimmed">{text.failure.parked}</Text>
        </div>
        <FailureFacts
          {...{ saga, progress, words }}
          stageText={(name) => stageNamed(saga.type, name)?.label ?? name}
          shown={detailsShown}
          onToggle={onToggleDetails}
        />
        {retry.isError && <Failed error={retry.error} title={text.failure.retry} />}
        {saga.cancelEffect !== null && saga.actions.includes('cancel') && (
          <Text size="sm" c="dimmed">
            {text.failure.ifCancelled} {saga.cancelEffect}
          </Text>
        )}
        <FailureWays
          saga={saga}
          words={{ cancel: cancelText(saga.type), retry: text.failure.retry }}
          busy={retry.isPending ? 'retry' : null}
          onCancel={() => setCancels(saga.attempt)}
          onRetry={() => retry.mutate(undefined, { onSuccess: onClose })}
        />
      </Stack>
    </Modal>
  );
}
