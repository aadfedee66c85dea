/** The named steps of something that takes several pages, with the one at hand announced; earlier ones can be gone back to. */
import { Stepper, Text } from '@mantine/core';
import { text } from './ui.text.js';
import classes from './steps.module.css';

interface StepsProps {
  labels: readonly string[];
  /** As many as there are labels: all done. */
  active: number;
  onChoose?: (step: number) => void;
}

export function Steps({ labels, active, onChoose }: StepsProps) {
  return (
    <>
      <Text className={classes.narrow} role="status">
        {text.stepOf(Math.min(active + 1, labels.length), labels.length)}:{' '}
        <b>{labels[Math.min(active, labels.length - 1)]}</b>
      </Text>
      <Stepper
        active={active}
        size="xs"
        iconSize={26}
        className={classes.wide}
        {...(onChoose && { onStepClick: onChoose })}
      >
        {labels.map((label, index) => (
          <Stepper.Step
            key={label}
            label={label}
            allowStepSelect={onChoose !== undefined && index < active}
            aria-current={index === active ? 'step' : undefined}
          />
        ))}
      </Stepper>
    </>
  );
}
