/** The page around every step: title, the five steps with the one at hand announced (C02), and its content. */
import type { ReactNode } from 'react';
import { VisuallyHidden } from '@mantine/core';
import type { ToldStep } from '@cardwright/contracts/access/wizard-step';
import { useMe } from '../me/me.js';
import { Page, Panel } from '../ui/page.js';
import { Steps } from '../ui/steps.js';
import { useToldStep } from '../wizard/use-told-step.js';
import { stepLabels, text } from './add-device.text.js';

type Step = keyof typeof text.steps | 'done';

interface AddDeviceFrameProps {
  step: Step;
  /** What whoever helps is told besides the step. */
  told?: Omit<ToldStep, 'wizard' | 'step'>;
  children: ReactNode;
}

export function AddDeviceFrame({ step, told, children }: AddDeviceFrameProps) {
  useToldStep(useMe().person && { wizard: 'add-device', step, ...told });
  const labels = stepLabels();
  const active = step === 'done' ? labels.length : Object.keys(text.steps).indexOf(step);
  return (
    <Page title={text.title} lead={text.lead} width="narrow">
      <Steps labels={labels} active={active} />
      {/* The narrow list of steps says it itself. */}
      <VisuallyHidden role="status" visibleFrom="sm">
        {active < labels.length && text.now(labels[active]!)}
      </VisuallyHidden>
      <Panel>{children}</Panel>
    </Page>
  );
}
