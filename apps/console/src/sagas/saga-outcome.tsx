/** How a saga ended, in words, with what can be done next. */
import type { ReactNode } from 'react';
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck, IconClockPause, IconX } from '@tabler/icons-react';
import { queries } from '../api/queries';
import type { Device, Saga } from '../api/types';
import { RevealInitialPin } from './reveal-initial-pin';
import { text } from './sagas.text';
import classes from './saga-live.module.css';

type Tone = 'green' | 'yellow' | 'gray';

export function SagaOutcome({ saga, children }: { saga: Saga; children?: ReactNode }) {
  const device = useQuery(queries.device(saga.deviceId));
  const { tone, title, hint } = outcomeOf(saga, device.data);
  const Icon = tone === 'green' ? IconCheck : tone === 'yellow' ? IconClockPause : IconX;
  return (
    <section className={classes.outcome} role="status">
      <span className={classes.mark} data-tone={tone} aria-hidden>
        <Icon size={20} />
      </span>
      <div>
        <Text fw={600} size="lg">
          {title}
        </Text>
        {hint && <Text c="dimmed">{hint}</Text>}
        <Group gap="sm" mt="md">
          {children}
          {saga.actions.includes('reveal-initial-pin') && <RevealInitialPin requestId={saga.requestId} />}
        </Group>
      </div>
    </section>
  );
}

function outcomeOf(saga: Saga, device: Device | undefined): { tone: Tone; title: string; hint?: string } {
  const { outcome } = text;
  if (saga.state === 'SUPERSEDED') return { tone: 'gray', title: outcome.superseded };
  if (saga.state !== 'COMPLETED') return { tone: 'gray', title: outcome.cancelled, hint: outcome.cancelledHint };
  if (saga.type === 'RECYCLE') return { tone: 'green', title: outcome.recycled, hint: outcome.recycledHint };
  if (saga.type === 'ACTIVATE') return { tone: 'green', title: outcome.activated, hint: outcome.activatedHint };
  // An initial PIN to reveal is there only while the holder has not chosen one.
  const pending = device?.state === 'PENDING_ACTIVATION' || device?.pin === 'initial' || device?.pin === 'must-change';
  if (pending) return { tone: 'yellow', title: outcome.pending, hint: outcome.pendingHint };
  return { tone: 'green', title: outcome.active, hint: outcome.activeHint };
}
