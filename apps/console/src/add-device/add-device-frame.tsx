/** The page around every step: title, the five steps with the one at hand announced (C02), and its content. */
import type { ReactNode } from 'react';
import { VisuallyHidden } from '@mantine/core';
import { Page, Panel } from '../ui/page.js';
import { Steps } from '../ui/steps.js';
import { stepLabels, text } from './add-device.text.js';

type Step = keyof typeof text.steps | 'done';
const order = Object.keys(text.steps) as Step[];

export function AddDeviceFrame({ step, children }: { step: Step; children: ReactNode }) {
  const active = step === 'done' ? order.length : order.indexOf(step);
  return (
    <Page title={text.title} lead={text.lead} width="narrow">
      <Steps labels={stepLabels} active={active} />
      {/* The narrow list of steps says it itself. */}
      <VisuallyHidden role="status" visibleFrom="sm">
        {active < stepLabels.length && text.now(stepLabels[active]!)}
      </VisuallyHidden>
      <Panel>{children}</Panel>
    </Page>
  );
}
