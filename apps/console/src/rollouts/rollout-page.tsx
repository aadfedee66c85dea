/** One roll-out: how far each ring is, why it stands still, what comes next, what was done about it, and what can be decided. */
import { Alert, Code, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { RolloutDetail, RolloutEvent } from '../api/types.js';
import { useMe } from '../me/me.js';
import { Actor } from '../ui/actor.js';
import { errorTitle } from '../ui/error-title.js';
import { Facts, Id } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { Failed, Loading } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import { RolloutActions } from './rollout-actions.js';
import { concerned, neededToGoOn, nextRing } from './rollout-figures.js';
import { RingTable } from './ring-table.js';
import { RolloutStateBadge, whyStopped } from './rollout-state.js';
import { eventText, text } from './rollouts.text.js';

const route = getRouteApi('/rollouts/$rolloutId');

export function RolloutPage() {
  const { rolloutId } = route.useParams();
  const me = useMe();
  const found = useQuery(queries.rollout(rolloutId));
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failed error={found.error} retry={found.refetch} />;
  const rollout = found.data;
  return (
    <Page
      title={text.name(rollout.profileName, rollout.version)}
      badge={<RolloutStateBadge state={rollout.state} />}
      parent={{ to: '/rollouts', label: text.title }}
      actions={me.can('profile.edit') && <RolloutActions rollout={rollout} />}
    >
      {/* The figures below are of before. */}
      {found.isError && <Failed error={found.error} retry={found.refetch} />}
      <StandsStill rollout={rollout} />
      <Panel title={text.progress}>
        <Facts
          facts={[
            [text.facts.next, nextStep(rollout)],
            [text.facts.spread, text.facts.spreadOver(rollout.spreadDays)],
            [text.facts.started, exactTime(rollout.startedAt)],
            rollout.endedAt !== null && [text.facts.ended, exactTime(rollout.endedAt)],
            [text.facts.id, <Id value={rollout.rolloutId} />],
          ]}
        />
      </Panel>
      <Panel title={text.rings.title} flush>
        <RingTable rollout={rollout} />
      </Panel>
      <Panel title={text.history} flush>
        <RowTable
          label={text.history}
          rows={rollout.history}
          columns={historyColumns}
          rowKey={({ at, what, ring }) => `${at} ${what} ${ring}`}
        />
      </Panel>
    </Page>
  );
}

function StandsStill({ rollout: { state, stop } }: { rollout: RolloutDetail }) {
  if (state === 'paused')
    return (
      <Alert color="yellow" icon={<IconPlayerPause aria-hidden />} title={text.paused} role="status">
        {text.stop.nothing}
      </Alert>
    );
  if (state !== 'stopped' || stop === null) return null;
  const byItself = stop.cause === 'FAILURES';
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={byItself ? text.stop.itself : text.stop.hand}
      role="status"
    >
      <Text size="md">{whyStopped(stop)}</Text>
      {byItself && stop.codes.length > 0 && (
        <>
          <Text size="md" mt="xs">
            {text.stop.because}
          </Text>
          <List size="md">
            {stop.codes.map((code) => (
              <List.Item key={code}>
                {errorTitle(code)} {errorTitle(code) !== code && <Code>{code}</Code>}
              </List.Item>
            ))}
          </List>
        </>
      )}
      <Text size="md" mt="xs">
        {byItself ? text.stop.resume : text.stop.nothing}
      </Text>
    </Alert>
  );
}

function nextStep(rollout: RolloutDetail): string {
  const { state, rings } = rollout;
  if (state === 'superseded') return text.next.superseded;
  if (state === 'finished') return text.next.finished(concerned({ rings }));
  if (state !== 'running') return text.next.paused;
  const next = nextRing(rollout);
  const needed = neededToGoOn(rollout);
  return next === undefined ? text.next.finishes(needed) : text.next.opens(next.ring, needed);
}

const historyColumns: Column<RolloutEvent>[] = [
  { label: text.historyColumns.what, cell: ({ what, ring }) => eventText[what](ring) },
  { label: text.historyColumns.who, cell: ({ by }) => (by === null ? text.itself : <Actor actor={by} />) },
  { label: text.historyColumns.when, cell: ({ at }) => exactTime(at), width: '14rem' },
];
