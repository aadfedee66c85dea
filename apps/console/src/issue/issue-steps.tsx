/** The named steps of an issuance, with the one at hand announced; earlier ones can be gone back to. */
import { Stepper, Text } from '@mantine/core';
import { text } from './issue.text.js';
import classes from './issue.module.css';

const labels = [text.steps.card, text.steps.holder, text.steps.plan, text.steps.issue];

export function IssueSteps({ active, onChoose }: { active: number; onChoose?: (step: number) => void }) {
  return (
    <>
      <Text className={classes.narrowSteps} role="status">
        {text.stepOf(Math.min(active + 1, labels.length), labels.length)}:{' '}
        <b>{labels[Math.min(active, labels.length - 1)]}</b>
      </Text>
      <Stepper
        active={active}
        size="xs"
        iconSize={26}
        className={classes.steps}
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
