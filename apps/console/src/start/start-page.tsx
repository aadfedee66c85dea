/** With what a day of work begins: each number is counted by the filter of the list to which it leads, within what the signed-in person may see. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { IconCircleCheck } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Revocation, WaitsFor } from '../api/types.js';
import { RevocationClock, revocationAsked } from '../devices/revocation-list.js';
import { countText } from '../ui/counts.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { Lines } from './lines.js';
import { text } from './start.text.js';
import { Work } from './work.js';
import classes from './start.module.css';

export function StartPage() {
  return (
    <Page title={text.title} lead={text.lead}>
      <Panel title={text.attention}>
        <Attention />
      </Panel>
      <Cards />
      <Panel title={text.renewal}>
        <Lines />
      </Panel>
      <Panel
        title={text.revocations}
        flush
        actions={
          <Link to="/revocations" search={{ open: true }}>
            {text.allRevocations}
          </Link>
        }
      >
        <Revocations />
      </Panel>
      <LatePasskeys />
      <Panel title={text.work.title}>
        <Work />
      </Panel>
    </Page>
  );
}

const order: readonly WaitsFor[] = ['operator', 'cardholder', 'administrator'];

function Attention() {
  const { data, error, isPending, refetch } = useQuery(queries.attention());
  if (isPending) return <Loading rows={1} />;
  if (data === undefined) return <Failed error={error} retry={refetch} />;
  if (data.total === 0) return <p className={classes.none}>{text.nothing}</p>;
  return (
    <ul className={classes.numbers}>
      {order.map((waitsFor) => (
        <Figure
          key={waitsFor}
          count={`${countText(data.waitsFor[waitsFor])}${data.more ? '+' : ''}`}
          label={text.waitsFor[waitsFor]}
          link={{ to: '/sagas', search: { attention: true, waitsFor } }}
        />
      ))}
    </ul>
  );
}

function Cards() {
  const { data, error, isPending, refetch } = useQuery(queries.overview());
  if (isPending) return <Loading rows={2} />;
  if (data === undefined) return <Failed error={error} retry={refetch} />;
  return (
    <>
      <Panel title={text.expiring}>
        <ul className={classes.numbers}>
          {data.expiring.map(({ withinDays, cards }) => (
            <Figure
              key={withinDays}
              count={countText(cards)}
              label={text.withinDays(withinDays)}
              link={{ to: '/devices', search: { expires: withinDays } }}
            />
          ))}
        </ul>
      </Panel>
      <Panel title={text.requests}>
        <ul className={classes.numbers}>
          <Figure
            count={countText(data.replacementsAsked)}
            label={text.replacementsAsked}
            link={{ to: '/devices', search: { asked: true } }}
          />
        </ul>
      </Panel>
    </>
  );
}

/** Deletions that take long; the others need nobody. Nothing is shown where there is none. */
function LatePasskeys() {
  const code = 'PASSKEY_NOT_DELETED';
  const { data, error, refetch } = useInfiniteQuery(queries.findings({ open: true, code }));
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  if (rows.length === 0 && error === null) return null;
  const more = data?.pages.at(-1)?.nextCursor != null;
  return (
    <Panel title={text.passkeys}>
      {data === undefined ? (
        <Failed error={error} retry={refetch} />
      ) : (
        <ul className={classes.numbers}>
          <Figure
            count={`${countText(rows.length)}${more ? '+' : ''}`}
            label={text.latePasskeys}
            link={{ to: '/findings', search: { code } }}
          />
        </ul>
      )}
    </Panel>
  );
}

function Figure({ count, label, link }: { count: string; label: string; link: LinkProps }) {
  return (
    <li>
      <Link {...link} className={classes.figure}>
        <span className={classes.count}>{count}</span> <span>{label}</span>
      </Link>
    </li>
  );
}

const revocationColumns: Column<Revocation>[] = [
  {
    label: text.columns.certificate,
    cell: (row) => (
      <Link to="/devices/$deviceId" params={{ deviceId: row.deviceId }} className="mono">
        {row.keyReference} {row.serialNumberHex}
      </Link>
    ),
  },
  { label: text.columns.due, cell: (row) => <RevocationClock row={row} />, width: '12rem' },
  { label: text.columns.reason, cell: (row) => row.reason, wideOnly: true },
  { label: text.columns.asked, cell: revocationAsked },
];

const Revocations = () => (
  <DataTable
    label={text.revocations}
    result={useInfiniteQuery(queries.revocations({ open: true }, 10))}
    columns={revocationColumns}
    rowKey={(row) => `${row.issuerId}/${row.serialNumberHex}`}
    empty={<Empty icon={<IconCircleCheck size={22} aria-hidden />} title={text.noRevocations} />}
  />
);
