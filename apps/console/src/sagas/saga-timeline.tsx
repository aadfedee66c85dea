/** What happened, newest first: stages and states as headings, the card steps of each below it on demand. */
import { Text } from '@mantine/core';
import type { SagaProgress } from '../api/types.js';
import { clockTime, exactTime } from '../ui/time.js';
import { text } from './sagas.text.js';
import classes from './saga-timeline.module.css';

interface Chapter {
  head: SagaProgress;
  steps: SagaProgress[];
}

/** A row that says that a step began is left out once there is a row for its end. */
function chaptersOf(rows: readonly SagaProgress[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (const row of rows) {
    const chapter = chapters.at(-1);
    if (row.kind !== 'step' || chapter === undefined) chapters.push({ head: row, steps: [] });
    else if (chapter.steps.at(-1)?.sentence === row.sentence) chapter.steps[chapter.steps.length - 1] = row;
    else chapter.steps.push(row);
  }
  return chapters.reverse();
}

export function SagaTimeline({ rows }: { rows: readonly SagaProgress[] }) {
  return (
    <ol className={classes.timeline}>
      {chaptersOf(rows).map(({ head, steps }) => (
        <li key={head.sequence} className={classes.chapter} data-kind={head.kind}>
          <div className={classes.line}>
            <time dateTime={head.at} title={exactTime(head.at)}>
              {clockTime(head.at)}
            </time>
            <span>
              {head.sentence}
              {head.code && <code className={classes.code}>{head.code}</code>}
            </span>
          </div>
          {steps.length > 0 && (
            <details className={classes.steps}>
              <summary>{text.steps(steps.length)}</summary>
              <ul>
                {steps.map((step) => (
                  <li key={step.sequence} className={classes.line}>
                    <time dateTime={step.at}>{clockTime(step.at)}</time>
                    <Text component="span" size="sm">
                      {step.sentence}
                    </Text>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}
