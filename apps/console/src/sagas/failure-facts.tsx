/** What is known of a stop, on demand: shown and copied as one list, so that both are equal (C21, C22). */
import { Button, Collapse, Group } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { Saga } from '../api/types.js';
import { CopyButton } from '../ui/copy-button.js';
import { exactTime } from '../ui/time.js';
import type { Progress } from './progress.js';
import classes from './failure-facts.module.css';

type Field = 'code' | 'step' | 'cause' | 'time' | 'attempt' | 'device' | 'saga' | 'correlation';
export interface FactWords {
  show: string;
  hide: string;
  copy: string;
  fields: Readonly<Record<Field, string>>;
}

interface FailureFactsProps {
  saga: Saga;
  progress: Progress;
  words: FactWords;
  /** What a stage is called. */
  stageText: (name: string) => string;
  shown: boolean;
  onToggle: () => void;
}

export function FailureFacts({ saga, progress, words, stageText, shown, onToggle }: FailureFactsProps) {
  const facts = factsOf({ saga, progress, stageText }, words.fields);
  return (
    <div>
      <Group justify="space-between">
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          ml={-8}
          onClick={onToggle}
          aria-expanded={shown}
          aria-controls="failure-details"
          leftSection={
            <IconChevronDown size={15} aria-hidden className={classes.chevron} data-open={shown || undefined} />
          }
        >
          {shown ? words.hide : words.show}
        </Button>
        {shown && <CopyButton value={asText(facts)} label={words.copy} />}
      </Group>
      <Collapse expanded={shown}>
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
  );
}

/** Ids, codes and times; there is no secret in a saga's record. */
function factsOf(
  { saga, progress, stageText }: Pick<FailureFactsProps, 'saga' | 'progress' | 'stageText'>,
  fields: FactWords['fields'],
): [string, string][] {
  const lastStep = progress.rows.findLast(({ step }) => step !== undefined);
  return [
    [fields.code, saga.errorCode ?? saga.stuckReason ?? saga.state],
    [fields.step, lastStep ? `${stageText(lastStep.stage)}: ${lastStep.sentence}` : stageText(saga.stage)],
    [fields.cause, saga.errorMessage ?? saga.sentence],
    [fields.time, exactTime(saga.updatedAt)],
    [fields.attempt, String(saga.attempt)],
    [fields.device, saga.deviceId],
    [fields.saga, saga.requestId],
    [fields.correlation, saga.correlationId],
  ];
}

const asText = (facts: [string, string][]): string => facts.map(([label, value]) => `${label}: ${value}`).join('\n');
