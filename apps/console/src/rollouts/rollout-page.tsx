/** One roll-out: how far each ring is, why it stands still, what comes next, what was done about it, and what can be decided. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { RolloutDetail } from '../api/types.js';
import { ProfileLink } from '../catalogue/profile-link.js';
import { useProfileTitle } from '../catalogue/profile-title.js';
import { useMe } from '../me/me.js';
import { Facts, Id } from '../ui/facts.js';
import { HistoryTable } from '../ui/history-table.js';
import { Page, Panel } from '../ui/page.js';
import { StandsStill } from '../ui/stands-still.js';
import { Failed, Loading } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import { text as ui } from '../ui/ui.text.js';
import { RolloutActions } from './rollout-actions.js';
import { concerned, neededToGoOn, nextRing } from './rollout-figures.js';
import { RingTable } from './ring-table.js';
import { RolloutStateBadge, whyStopped } from './rollout-state.js';
import { eventText, text } from './rollouts.text.js';

const route = getRouteApi('/rollouts/$rolloutId');

export function RolloutPage() {
  const { rolloutId } = route.useParams();
  const me = useMe();
  const titleOf = useProfileTitle();
  const found = useQuery(queries.rollout(rolloutId));
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failed error={found.error} retry={found.refetch} />;
  const rollout = found.data;
  return (
    <Page
      title={text.name(titleOf(rollout.profileName), rollout.version)}
      badge={<RolloutStateBadge state={rollout.state} />}
      parent={{ to: '/rollouts', label: text.title }}
      actions={me.can('profile.edit') && <RolloutActions rollout={rollout} />}
    >
      {/* The figures below are of before. */}
      {found.isError && <Failed error={found.error} retry={found.refetch} />}
      <Standing rollout={rollout} />
      <Panel title={text.progress}>
        <Facts
          facts={[
            [text.facts.profile, <ProfileLink name={rollout.profileName} version={rollout.version} />],
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
      <Panel title={ui.history.title} flush>
        <HistoryTable
          rows={rollout.history.map(({ at, by, what, ring }) => ({ at, by, what: eventText[what](ring) }))}
        />
      </Panel>
    </Page>
  );
}

function Standing({ rollout: { state, stop } }: { rollout: RolloutDetail }) {
  if (state === 'paused') return <StandsStill kind="paused" title={text.paused} advice={text.stop.nothing} />;
  if (state !== 'stopped' || stop === null) return null;
  return stop.cause === 'FAILURES' ? (
    <StandsStill
      kind="stopped"
      title={text.stop.itself}
      why={whyStopped(stop)}
      codes={stop.codes}
      advice={text.stop.resume}
    />
  ) : (
    <StandsStill kind="stopped" title={text.stop.hand} why={whyStopped(stop)} advice={text.stop.nothing} />
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
