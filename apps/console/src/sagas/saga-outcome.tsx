/** How a saga ended, in words, with what can be done next. */
import type { ReactNode } from 'react';
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck, IconClockPause, IconX } from '@tabler/icons-react';
import { hasReached } from '@cardwright/contracts/workflow/stages';
import { queries } from '../api/queries.js';
import type { Device, Saga } from '../api/types.js';
import { useMe } from '../app/me.js';
import { Loading } from '../ui/states.js';
import { RevealInitialPin } from './reveal-initial-pin.js';
import { text } from './sagas.text.js';
import classes from './saga-live.module.css';

type Tone = 'green' | 'yellow' | 'gray';

export function SagaOutcome({ saga, children }: { saga: Saga; children?: ReactNode }) {
  const me = useMe();
  const device = useQuery(queries.device(saga.deviceId));
  if (device.isPending) return <Loading rows={2} />;
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
          {saga.actions.includes('reveal-initial-pin') && (me.owns(saga) || me.can('secret.reveal')) && (
            <RevealInitialPin requestId={saga.requestId} />
          )}
        </Group>
      </div>
    </section>
  );
}

function outcomeOf(saga: Saga, device: Device | undefined): { tone: Tone; title: string; hint?: string } {
  const { outcome } = text;
  if (saga.state === 'SUPERSEDED') return { tone: 'gray', title: outcome.superseded };
  // What an update or a request that waited came to is said by its own sentence.
  if (saga.state === 'WITHDRAWN' || (saga.state !== 'COMPLETED' && saga.type === 'UPDATE'))
    return { tone: 'gray', title: saga.sentence };
  if (saga.state !== 'COMPLETED') return { tone: 'gray', title: outcome.cancelled, hint: cancelledHint(saga) };
  if (saga.type === 'RECYCLE') return { tone: 'green', title: outcome.recycled, hint: outcome.recycledHint };
  if (saga.type === 'ACTIVATE') return { tone: 'green', title: outcome.activated, hint: outcome.activatedHint };
  if (saga.type === 'REPROVISION') return { tone: 'green', title: saga.sentence, hint: outcome.reprovisionedHint };
  if (saga.type === 'UPDATE') return { tone: 'green', title: saga.sentence };
  if (saga.type === 'UNLOCK') return { tone: 'green', title: saga.sentence, hint: outcome.pinResetHint };
  if (saga.type === 'LOCK') return { tone: 'green', title: saga.sentence, hint: outcome.lockedHint };
  // What was reached is the saga's own sentence; what may be said of the card now depends on where it is by now.
  if (device?.state === 'PENDING_ACTIVATION')
    return { tone: 'yellow', title: saga.sentence, hint: outcome.pendingHint };
  if (device?.state === 'ACTIVE' && device.pin === 'set')
    return { tone: 'green', title: saga.sentence, hint: outcome.activeHint };
  return { tone: 'green', title: saga.sentence };
}

function cancelledHint({ type, percent, sentence }: Saga): string {
  const { outcome } = text;
  // It says what is left of the PIN's tries.
  if (type === 'LOCK') return sentence;
  if (type === 'UNLOCK') return outcome.untouchedHint;
  if (type !== 'REPROVISION') return outcome.cancelledHint;
  return !hasReached('REPROVISION', 'references', percent) ? outcome.untouchedHint : outcome.halfwayHint;
}
