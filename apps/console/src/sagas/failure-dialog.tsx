/**
 * A saga that stopped for a reason that a person can remove (C20-C24): what happened and what to do, the facts on demand, and the
 * two ways on. Closing it decides nothing: the saga stays parked. What is open belongs to the page (saga-live.tsx).
 */
import { Button, Collapse, Group, Modal, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconRefresh } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import { CopyButton } from '../ui/copy-button.js';
import { Failed } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import type { Progress } from './progress.js';
import { sagaProblem } from './saga-problem.js';
import { cancelText, text } from './sagas.text.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import classes from './failure-dialog.module.css';

interface FailureDialogProps {
  saga: Saga;
  progress: Progress;
  opened: boolean;
  onClose: () => void;
  detailsShown: boolean;
  onToggleDetails: () => void;
}

export function FailureDialog({ saga, progress, opened, onClose, detailsShown, onToggleDetails }: FailureDialogProps) {
  const { retry, cancel } = useSagaActions(saga.requestId);
  const { code, title, fix } = sagaProblem(saga);
  const facts = failureDetails(saga, progress);
  const busy = retry.isPending || cancel.isPending;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={saga.state === 'INTERRUPTED' ? text.failure.interruptedTitle : text.failure.title}
      size="lg"
    >
      <Stack gap="md">
        <div>
          <Text fw={600}>{title}</Text>
          <Text>{fix}</Text>
          <Text c="dimmed">{text.failure.parked}</Text>
        </div>
        <div>
          <Group justify="space-between">
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              ml={-8}
              onClick={onToggleDetails}
              aria-expanded={detailsShown}
              aria-controls="failure-details"
              leftSection={
                <IconChevronDown
                  size={15}
                  aria-hidden
                  className={classes.chevron}
                  data-open={detailsShown || undefined}
                />
              }
            >
              {detailsShown ? text.failure.hideDetails : text.failure.showDetails}
            </Button>
            {detailsShown && <CopyButton value={detailsText(facts)} label={text.failure.copy} />}
          </Group>
          <Collapse expanded={detailsShown}>
            <dl id="failure-details" className={classes.details}>
              {facts.map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </Collapse>
        </div>
        {retry.isError && <Failed error={retry.error} title={text.failure.retry} />}
        {cancel.isError && <Failed error={cancel.error} title={cancelText(saga.type)} />}
        {saga.cancelEffect !== null && saga.actions.includes('cancel') && (
          <Text size="sm" c="dimmed">
            {text.failure.ifCancelled} {saga.cancelEffect}
          </Text>
        )}
        <Group justify="flex-end" gap="sm">
          {saga.actions.includes('cancel') && (
            <Button
              variant="default"
              disabled={busy}
              onClick={() => cancel.mutate(text.failure.automaticReason(code ?? saga.state), { onSuccess: onClose })}
            >
              {cancelText(saga.type)}
            </Button>
          )}
          {saga.actions.includes('retry') && (
            <Button
              data-autofocus
              loading={retry.isPending}
              disabled={busy}
              onClick={() => retry.mutate(undefined, { onSuccess: onClose })}
              leftSection={<IconRefresh size={16} aria-hidden />}
            >
              {text.failure.retry}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** What "Show details" shows and "Copy" copies: one list, so that both are equal. Ids, codes and times; there is no secret in a saga's record. */
function failureDetails(saga: Saga, progress: Progress): [string, string][] {
  const { fields } = text.failure;
  const lastStep = progress.rows.findLast(({ step }) => step !== undefined);
  return [
    [fields.code, saga.errorCode ?? saga.stuckReason ?? saga.state],
    [fields.step, lastStep ? `${lastStep.sentence}, ${lastStep.stage}` : saga.stage],
    [fields.cause, saga.errorMessage ?? saga.sentence],
    [fields.time, exactTime(saga.updatedAt)],
    [fields.attempt, String(saga.attempt)],
    [fields.device, saga.deviceId],
    [fields.saga, saga.requestId],
    [fields.correlation, saga.correlationId],
  ];
}

const detailsText = (details: [string, string][]): string =>
  details.map(([label, value]) => `${label}: ${value}`).join('\n');
