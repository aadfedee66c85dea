/** What happened, newest first, day by day: stages, states and who decided what as headings, the card steps of each below it on demand. */
import { Text } from '@mantine/core';
import type { HistoryEntry, SagaProgress } from '../api/types.js';
import { sentenceOf, text as historyText, whyOf } from '../history/history.text.js';
import { Who } from '../history/who.js';
import { clockTime, dayOf, exactTime } from '../ui/time.js';
import { type Chapter, chaptersOf } from './chapters.js';
import { text } from './sagas.text.js';
import classes from './saga-timeline.module.css';

interface SagaTimelineProps {
  rows: readonly SagaProgress[];
  decisions?: readonly HistoryEntry[];
}

export function SagaTimeline({ rows, decisions }: SagaTimelineProps) {
  const chapters = chaptersOf(rows, decisions);
  return (
    <ol className={classes.timeline}>
      {chapters.map((chapter, index) => {
        const day = dayOf(chapter.at);
        const isFirst = index === 0 || dayOf(chapters[index - 1]!.at) !== day;
        return (
          <li key={chapter.key} className={classes.chapter} data-mark={markOf(chapter)}>
            {isFirst && <p className={classes.day}>{day}</p>}
            <div className={classes.line}>
              <time dateTime={chapter.at} title={exactTime(chapter.at)}>
                {clockTime(chapter.at)}
              </time>
              {chapter.head ? <Happened {...chapter.head} /> : <Decided {...chapter.decision} />}
            </div>
            {chapter.head && chapter.steps.length > 0 && <Steps steps={chapter.steps} />}
          </li>
        );
      })}
    </ol>
  );
}

/** The colours are those of the states of sagas: red stopped, amber waits for somebody, green done. All else is grey. */
function markOf({ head }: Chapter): 'stopped' | 'waits' | 'done' | 'decision' | undefined {
  if (head === undefined) return 'decision';
  if (head.kind === 'error') return 'stopped';
  if (head.kind !== 'state') return undefined;
  if (head.state === 'AWAITING_USER') return 'waits';
  return head.state === 'COMPLETED' ? 'done' : undefined;
}

const Happened = ({ sentence, code }: SagaProgress) => (
  <span>
    {sentence}
    {code && <code className={classes.code}>{code}</code>}
  </span>
);

function Decided(decision: HistoryEntry) {
  const why = whyOf(decision);
  return (
    <span>
      <strong>
        <Who actor={decision.actor} />
      </strong>
      : {sentenceOf(decision)}
      {why !== null && <Text size="sm">{historyText.reason(why)}</Text>}
    </span>
  );
}

const Steps = ({ steps }: { steps: readonly SagaProgress[] }) => (
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
);
