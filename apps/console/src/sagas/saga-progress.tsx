/** Percentage, sentence and named stages of a running saga. The sentence is announced; the percentage is a progress bar's. */
import type { CSSProperties, ReactNode } from 'react';
import { Progress as Bar, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangleFilled, IconCheck, IconMinus, IconUser } from '@tabler/icons-react';
import type { RequestType } from '../api/types.js';
import { type Progress, type Stage, type StageState, stageStates } from './progress.js';
import { progressText as text } from './sagas.text.js';
import classes from './saga-progress.module.css';

interface SagaProgressViewProps {
  progress: Progress;
  type: RequestType;
  over: boolean;
  /** In other words than its own. */
  sentence?: string;
  labelOf?: (stage: Stage) => string;
}

export function SagaProgressView({
  progress,
  type,
  over,
  sentence = progress.sentence,
  labelOf = ({ label }) => label,
}: SagaProgressViewProps) {
  const list = stageStates(progress, type);
  const failed = list.some(({ state }) => state === 'failed');
  const done = progress.state === 'COMPLETED';
  return (
    <div className={classes.progress}>
      {/* Once it is over, the outcome below says it. */}
      {!over && (
        <div className={classes.top}>
          <Text aria-live="polite" className={classes.sentence} fw={500}>
            {sentence}
          </Text>
          <Text className={classes.percent} aria-hidden>
            {progress.percent} %
          </Text>
        </div>
      )}
      <Bar.Root size="md" radius="xl" transitionDuration={250}>
        <Bar.Section
          value={progress.percent}
          color={failed ? 'red' : done ? 'green' : 'petrol.7'}
          aria-label={text.progress}
          aria-valuetext={text.percent(progress.percent)}
        />
      </Bar.Root>
      <ol className={classes.stages} style={{ '--stages': list.length } as CSSProperties}>
        {list.map((stage) => (
          <StageItem key={stage.name} stage={{ ...stage, label: labelOf(stage) }} />
        ))}
      </ol>
    </div>
  );
}

function StageItem({ stage }: { stage: Stage & { state: StageState } }) {
  return (
    <li
      className={classes.stage}
      data-state={stage.state}
      aria-current={stage.state === 'current' ? 'step' : undefined}
    >
      <span className={classes.dot} aria-hidden>
        {icons[stage.state]}
      </span>
      <span>
        {stage.label}
        <VisuallyHidden> ({text.stageState[stage.state]})</VisuallyHidden>
      </span>
    </li>
  );
}

const icons: Partial<Record<StageState, ReactNode>> = {
  done: <IconCheck size={13} stroke={3} />,
  failed: <IconAlertTriangleFilled size={12} />,
  skipped: <IconMinus size={13} stroke={3} />,
  waiting: <IconUser size={13} stroke={2.5} />,
};
