/** What happened to a card, its sagas and certificates, and who did it: newest first, asked for when somebody opens it. */
import { useState } from 'react';
import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconHistory } from '@tabler/icons-react';
import { isCardSaga, sagaKind, waitingRequests } from '@cardwright/contracts/workflow/saga-kinds';
import { queries } from '../api/queries.js';
import type { HistoryEntry } from '../api/types.js';
import { useMe } from '../me/me.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Panel } from '../ui/page.js';
import { Empty } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import { AuditLink } from './audit-link.js';
import classes from './device-history.module.css';
import { sentenceOf, text, whyOf } from './history.text.js';
import { Who } from './who.js';

export function DeviceHistory({ deviceId }: { deviceId: string }) {
  const me = useMe();
  const [open, setOpen] = useState(false);
  if (!me.can('others.view')) return null;
  return (
    <Panel title={text.title} flush actions={<AuditLink object={`device:${deviceId}`} />}>
      <details className={classes.history} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{text.show}</summary>
        {open && <Entries deviceId={deviceId} />}
      </details>
    </Panel>
  );
}

const Entries = ({ deviceId }: { deviceId: string }) => (
  <DataTable
    label={text.title}
    result={useInfiniteQuery(queries.deviceHistory(deviceId))}
    columns={columns()}
    rowKey={({ entryId }) => entryId}
    empty={<Empty icon={<IconHistory size={22} aria-hidden />} title={text.none} />}
  />
);

/** Read when they are shown: the page may be of either language. */
const columns = (): Column<HistoryEntry>[] => [
  { label: text.columns.when, cell: ({ at }) => <time dateTime={at}>{exactTime(at)}</time>, width: '12rem' },
  { label: text.columns.what, cell: What },
  { label: text.columns.who, cell: ({ actor }) => <Who actor={actor} />, width: '14rem' },
  { label: text.columns.where, cell: Where, width: '11rem' },
];

function What(entry: HistoryEntry) {
  const why = whyOf(entry);
  return (
    <>
      {sentenceOf(entry)}
      {why !== null && (
        <Text size="sm" c="dimmed">
          {text.reason(why)}
        </Text>
      )}
    </>
  );
}

function Where({ saga, certificate }: HistoryEntry) {
  if (certificate !== null)
    return (
      <Link to="/certificates/$serialNumberHex" params={{ serialNumberHex: certificate.serialNumberHex }}>
        {text.certificate(certificate.keyReference)}
      </Link>
    );
  if (saga === null) return null;
  return (
    <Link to="/sagas/$requestId" params={{ requestId: saga.requestId }}>
      {isCardSaga(saga.type) ? sagaKind(saga.type).words.title : waitingRequests[saga.type].title}
    </Link>
  );
}
