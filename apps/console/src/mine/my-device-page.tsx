/** `/mine/<device>`: one card as its holder sees it: what is on it, for what and until when, what waits, what happened, what to do. */
import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconIdOff, IconInfoCircle, IconMapPinOff, IconPlayerPlay } from '@tabler/icons-react';
import { asProblem } from '../api/problem.js';
import { liveMs } from '../api/pages.js';
import { queries } from '../api/queries.js';
import type { DeviceDetail, Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { isStopped } from '../update/is-stopped.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Loading } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import { HolderBadge } from './holder-badge.js';
import { holderState, isKey, isOver } from './holder-state.js';
import { Lately } from './lately.js';
import { happenedOf, saidOf, text } from './mine.text.js';
import { MyActions } from './my-actions.js';
import { OnCard } from './on-card.js';
import { Replacement } from './replacement.js';
import { WaitsForMe } from './waits-for-me.js';

const route = getRouteApi('/mine/$deviceId');
const parent = () => ({ to: '/mine', label: text.title });

export function MyDevicePage() {
  const { deviceId } = route.useParams();
  const me = useMe();
  const device = useQuery(queries.device(deviceId));
  if (device.isPending) return <Loading rows={4} />;
  if (device.data === undefined || !me.owns(device.data))
    return (
      <Page title={text.page.one} parent={parent()} width="narrow">
        <NotShown error={device.data === undefined ? device.error : null} retry={device.refetch} />
      </Page>
    );
  return <MyDevice device={device.data} />;
}

function MyDevice({ device }: { device: DeviceDetail }) {
  const state = holderState(device);
  const { hint } = saidOf(device);
  const underWay = useUnderWay(device);
  return (
    <Page
      title={device.label}
      badge={<HolderBadge device={device} />}
      lead={
        <>
          {isKey(device) ? text.key : text.card}
          {device.expiresOn !== null && !isOver(device) && ` · ${text.validUntil(dayOf(device.expiresOn))}`}
        </>
      }
      parent={parent()}
      width="narrow"
    >
      {/* Which card it is is said below. */}
      {hint && device.replacedBy === null && (
        <Alert
          color={state === 'pinBlocked' || state === 'failed' ? 'red' : 'yellow'}
          icon={<IconInfoCircle aria-hidden />}
        >
          {hint}
        </Alert>
      )}
      {device.activeRequestId !== null && (
        <Alert icon={<IconPlayerPlay aria-hidden />}>
          {underWay ? happenedOf(underWay) : text.page.running}{' '}
          {underWay && isStopped(underWay) ? `${text.page.stopped} ` : `${text.page.later} `}
          <Link to="/mine/follow/$requestId" params={{ requestId: device.activeRequestId }}>
            {text.page.follow}
          </Link>
        </Alert>
      )}
      <Replacement device={device} />
      {!isOver(device) && <WaitsForMe device={device} quiet={hint !== null} />}
      <Panel title={text.page.on} flush>
        <OnCard credentials={device.credentials} />
      </Panel>
      <MyActions device={device} underWay={underWay} />
      <Lately device={device} />
    </Page>
  );
}

/** What is being done with the card; null: nothing; undefined: not known yet. */
function useUnderWay({ activeRequestId: id }: DeviceDetail): Saga | null | undefined {
  const saga = useQuery({ ...queries.saga(id ?? ''), enabled: id !== null, refetchInterval: liveMs });
  return id === null ? null : saga.data;
}

/** Somebody else's card, an address that is none, or no answer. null: a card of another person, whom this one may see as an operator. */
function NotShown({ error, retry }: { error: unknown; retry: () => unknown }) {
  const me = useMe();
  const { notYours, nothing } = text.page;
  const back = <ButtonLink to="/mine">{notYours.back}</ButtonLink>;
  const { status } = error === null ? { status: 403 } : asProblem(error);
  if (status !== 403 && status !== 404) return <ErrorOfHolder error={error} retry={retry} />;
  const Icon = status === 403 ? IconIdOff : IconMapPinOff;
  const name = me.person?.displayName ?? me.identity.displayName ?? me.identity.subject;
  const said = status === 403 ? { title: notYours.title, hint: notYours.hint(name) } : nothing;
  return (
    <Panel>
      <Empty icon={<Icon size={22} aria-hidden />} {...said} action={back} />
    </Panel>
  );
}
