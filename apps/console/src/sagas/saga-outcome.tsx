/** How a saga ended, in words, with what can be done next. */
import type { ReactNode } from 'react';
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck, IconClockPause, IconX } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { Loading } from '../ui/states.js';
import { inPlaceOf, outcomeOf } from './outcome.js';
import { RevealInitialPin } from './reveal-initial-pin.js';
import classes from './saga-live.module.css';

export function SagaOutcome({ saga, children }: { saga: Saga; children?: ReactNode }) {
  const me = useMe();
  const device = useQuery(queries.device(saga.deviceId));
  if (device.isPending) return <Loading rows={2} />;
  const { tone, title, hint } = outcomeOf(saga, device.data);
  const place = inPlaceOf(saga, device.data);
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
        {place && <Text>{place}</Text>}
        <Group gap="sm" mt="md">
          {children}
          {saga.actions.includes('reveal-initial-pin') && (me.owns(saga) || me.can('secret.reveal')) && (
            <RevealInitialPin saga={saga} />
          )}
        </Group>
      </div>
    </section>
  );
}
