/** A plan as it is shown before anything is written: what differs, certificates, steps, and the hash that binds the run to it. */
import type { ReactNode } from 'react';
import { Alert, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { PlanSummary } from '../api/types.js';
import { keptText, text } from './card.text.js';
import { PlanCertificates, PlanSteps } from './plan-details.js';

/** children: shown between the summary and the steps. */
export function PlanView({ plan, children }: { plan: PlanSummary; children?: ReactNode }) {
  // One with a code refuses the start, which says it then.
  const warnings = plan.doctor?.filter(({ ok, code }) => !ok && code === undefined) ?? [];
  return (
    <Stack gap="lg" role="status">
      <div>
        <Title order={2}>{text.plan.title}</Title>
        <Text c="dimmed">{text.plan.summary(plan)}</Text>
      </div>
      {plan.drift.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.plan.drift}>
          {plan.drift.map((line) => (
            <Text key={line}>{line}</Text>
          ))}
        </Alert>
      )}
      {plan.keeps && plan.keeps.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.plan.keeps}>
          {plan.keeps.map((kept) => (
            <Text key={kept.secret}>{keptText(kept)}</Text>
          ))}
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.plan.warnings}>
          {warnings.map((warning) => (
            <Text key={warning.check}>
              {warning.text}. {warning.fix}
            </Text>
          ))}
        </Alert>
      )}
      {children}
      <PlanCertificates plan={plan} />
      <PlanSteps plan={plan} />
      <Text size="sm" c="dimmed" title={plan.planHash}>
        {text.plan.hash} <span className="mono">{plan.planHash.slice(0, 12)}</span>. {text.plan.hashHint}
      </Text>
    </Stack>
  );
}
