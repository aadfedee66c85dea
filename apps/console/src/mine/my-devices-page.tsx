/** `/mine`: the signed-in person's own cards (C01), each with its state, what that means to its holder, and what waits for them. */
import { lazy, Suspense, useEffect } from 'react';
import { Button, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconBell, IconDeviceUsb, IconPlus, IconRefreshDot } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Device } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Loading } from '../ui/states.js';
import { dayOf } from '../ui/time.js';
import { text as ui } from '../ui/ui.text.js';
import { CardPicture } from './card-picture.js';
import { HolderBadge } from './holder-badge.js';
import { isKey, isOver } from './holder-state.js';
import { JustAdded } from './just-added.js';
import { saidOf, text } from './mine.text.js';
import { useWaiting } from './waiting.js';
import classes from './mine.module.css';

/** Has the words for every problem, which most visits need none of. They come after the page, so that they are there when the line is not. */
const problem = () => import('../update/holder-problem.js').then((it) => ({ default: it.ErrorOfHolder }));
const ErrorOfHolder = lazy(problem);

export function MyDevicesPage() {
  useEffect(() => void problem().catch(() => undefined), []);
  const me = useMe();
  const devices = useInfiniteQuery(queries.devices({ mine: true }));
  const rows = devices.data?.pages.flatMap((page) => page.rows) ?? [];
  const sorted = [...rows.filter((device) => !isOver(device)), ...rows.filter(isOver)];
  return (
    <Page
      title={text.title}
      lead={text.lead}
      width="narrow"
      actions={
        <>
          {rows.some((device) => device.state === 'ACTIVE') && (
            <ButtonLink
              to="/reprovision"
              search={{ mine: true }}
              variant="default"
              leftSection={<IconRefreshDot size={16} aria-hidden />}
            >
              {text.reprovision}
            </ButtonLink>
          )}
          {me.person && (
            <ButtonLink to="/mine/add" leftSection={<IconPlus size={16} aria-hidden />}>
              {text.add}
            </ButtonLink>
          )}
        </>
      }
    >
      {devices.isPending && <Loading rows={3} />}
      {devices.isError && devices.data === undefined && (
        <Suspense fallback={<Loading rows={3} />}>
          <ErrorOfHolder error={devices.error} retry={devices.refetch} />
        </Suspense>
      )}
      {devices.data !== undefined && rows.length === 0 && (
        <Panel>
          <Empty icon={<IconDeviceUsb size={22} aria-hidden />} title={text.empty} hint={text.addHint} />
        </Panel>
      )}
      <JustAdded mine={rows} />
      {rows.length > 0 && (
        <ul className={classes.list} aria-label={text.list}>
          {sorted.map((device) => (
            <Card key={device.deviceId} device={device} />
          ))}
        </ul>
      )}
      {devices.hasNextPage && (
        <Button variant="default" loading={devices.isFetchingNextPage} onClick={() => void devices.fetchNextPage()}>
          {ui.more}
        </Button>
      )}
    </Page>
  );
}

function Card({ device }: { device: Device }) {
  const { hint } = saidOf(device);
  return (
    <li className={classes.card} data-over={isOver(device) || undefined}>
      <CardPicture device={device} />
      <div>
        <div className={classes.name}>
          <Title order={2} size="h3">
            <Link to="/mine/$deviceId" params={{ deviceId: device.deviceId }}>
              {device.label}
            </Link>
          </Title>
          <HolderBadge device={device} />
        </div>
        <Text size="sm" c="dimmed">
          {isKey(device) ? text.key : text.card}
          {device.expiresOn !== null && !isOver(device) && ` · ${text.validUntil(dayOf(device.expiresOn))}`}
        </Text>
        {hint && <Text mt={4}>{hint}</Text>}
        {!isOver(device) && <Waits device={device} />}
        {(!isOver(device) || device.state === 'TERMINATED') && <NewCard device={device} />}
      </div>
    </li>
  );
}

function Waits({ device }: { device: Device }) {
  const count = useWaiting(device)?.offers.length ?? 0;
  if (count === 0) return null;
  return (
    <Text mt={4} fw={600}>
      <IconBell size={15} aria-hidden style={{ verticalAlign: '-0.15em' }} /> {text.waitsHere(count)}
    </Text>
  );
}

/** That another one in its place is on its way; the card's own page says how it comes. */
function NewCard({ device: { deviceId } }: { device: Device }) {
  const device = useQuery({ ...queries.device(deviceId), refetchInterval: false }).data;
  const { replacement } = text;
  const on = device?.openReplacement;
  const isAsked = device?.replacementAsk?.decision === null;
  if (!on && !isAsked) return null;
  return <Text mt={4}>{on ? replacement[on.kind] : replacement.asked}.</Text>;
}
