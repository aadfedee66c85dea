/** Who was offered which update of this card, when and where, and what they did. */
import { Badge, List, type MantineColor, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconBell } from '@tabler/icons-react';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import { queries } from '../api/queries.js';
import type { DeviceDetail, DueRow, UpdateOffer } from '../api/types.js';
import { useMe } from '../me/me.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { SagaStateBadge } from '../sagas/state-badge.js';
import { Ago, dayOf, exactTime } from '../ui/time.js';
import { WorkstationName } from '../workstations/workstation-name.js';
import { offerStateText, postponedText, text, updateKindText } from './devices.text.js';

export function OfferHistory({ device }: { device: DeviceDetail }) {
  const offers = useInfiniteQuery(queries.updateOffers(device.deviceId));
  return (
    <Panel title={text.offers.title} flush>
      <Due rows={offers.data?.pages[0]?.due ?? []} />
      <DataTable
        label={text.offers.title}
        result={offers}
        columns={columnsFor(device)}
        rowKey={(offer) => offer.offerId}
        empty={<Empty icon={<IconBell size={22} aria-hidden />} title={text.offers.none} hint={text.offers.noneHint} />}
      />
    </Panel>
  );
}

/** What is due, or will be: the first of it is offered when its time has come. */
function Due({ rows }: { rows: readonly DueRow[] }) {
  if (rows.length === 0) return null;
  return (
    <List size="sm" p="md" pl="2.25rem">
      {rows.map((row) => (
        <List.Item key={`${row.kind}/${row.cause}/${row.keyReferences.join()}`}>
          {text.offers.due(updateKindText[row.kind], row.keyReferences, dayOf(row.dueAt))}{' '}
          {row.deadline !== null && text.offers.deadline(dayOf(row.deadline))}
          {row.heldBack && <HeldBack code={row.heldBack} />}
        </List.Item>
      ))}
    </List>
  );
}

/** The words of the refusal that whoever began it would get. */
function HeldBack({ code }: { code: NonNullable<DueRow['heldBack']> }) {
  const { title, fix } = errorCatalogue[code];
  return (
    <Text size="sm">
      {text.offers.heldBack(title, fix)} {code === 'ROLLOUT_NOT_YET' && <Rollouts />}
    </Text>
  );
}

/** For whoever may look at them: a holder reads no word of it. */
function Rollouts() {
  const me = useMe();
  return me.can('others.view') || me.can('profile.edit') ? <Link to="/rollouts">{text.offers.rollouts}</Link> : null;
}

const columnsFor = (device: DeviceDetail): Column<UpdateOffer>[] => [
  { label: text.offers.columns.what, cell: What },
  { label: text.offers.columns.who, cell: (offer) => <Who offer={offer} device={device} /> },
  { label: text.offers.columns.when, cell: ({ offeredAt }) => <Ago at={offeredAt} /> },
  {
    label: text.offers.columns.where,
    cell: ({ workstationId, readerName }) =>
      workstationId === null ? (
        text.offers.unseen
      ) : (
        <span title={readerName ?? undefined}>{<WorkstationName workstationId={workstationId} />}</span>
      ),
    wideOnly: true,
  },
  { label: text.offers.columns.did, cell: Did },
];

/** The page of the offer, from which it can be begun for the holder. */
const What = ({ offerId, kind, causes }: UpdateOffer) => (
  <>
    <Link to="/update/$offerId" params={{ offerId }}>
      {updateKindText[kind]}
    </Link>
    <br />
    {[...new Set(causes.map(({ cause }) => reasonOf(cause)?.title ?? cause))].join('; ')}
  </>
);

function Who({ offer: { personId }, device }: { offer: UpdateOffer; device: DeviceDetail }) {
  if (personId === null) return text.offers.nobody;
  const name = personId === device.personId ? device.personName : null;
  return (
    <Link to="/people/$personId" params={{ personId }}>
      {name ?? text.offers.holderBefore}
    </Link>
  );
}

const colours: Record<UpdateOffer['state'], MantineColor> = {
  offered: 'blue',
  accepted: 'petrol',
  postponed: 'yellow',
  withdrawn: 'gray',
  superseded: 'gray',
  done: 'green',
};

const Did = ({ state, until, postponements, requestId, outcome }: UpdateOffer) => (
  <>
    <Badge color={colours[state]}>{offerStateText[state]}</Badge>
    {state === 'postponed' && until !== null && ` ${text.offers.until(exactTime(until))}`}
    {postponements.length > 0 && (
      <div>{postponements.map(({ cause, at }) => `${postponedText[cause]} ${exactTime(at)}`).join('; ')}</div>
    )}
    {requestId !== null && (
      <div>
        <Link to="/sagas/$requestId" params={{ requestId }}>
          {text.offers.saga}
        </Link>{' '}
        {outcome !== null && <SagaStateBadge state={outcome} />}
      </div>
    )}
  </>
);
