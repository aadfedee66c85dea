/** One revocation in a row: which certificate, how it stands and its clock, of which card, why, and what the CA said. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Revocation } from '../api/types.js';
import { revocationText } from '../certificates/certificates.text.js';
import { revocationAsked } from '../devices/revocation-list.js';
import type { Column } from '../ui/data-table.js';
import { useNow } from '../ui/time.js';
import { Clock, State } from './clock.js';
import { standingOf } from './standing.js';
import { text } from './revocations.text.js';
import { WhoAsked } from './who-asked.js';

export const revocationColumns: Column<Revocation>[] = [
  {
    label: text.columns.certificate,
    cell: ({ serialNumberHex, keyReference }) => (
      <Link to="/certificates/$serialNumberHex" params={{ serialNumberHex }} className="mono">
        {keyReference} {serialNumberHex.length > 16 ? `${serialNumberHex.slice(0, 8)}…` : serialNumberHex}
      </Link>
    ),
    width: '10rem',
  },
  { label: text.columns.state, cell: (row) => <State row={row} />, width: '8rem' },
  { label: text.columns.clock, cell: (row) => <Clock row={row} />, width: '14rem' },
  {
    label: text.columns.device,
    cell: ({ deviceId }) => (
      <Link to="/devices/$deviceId" params={{ deviceId }} title={deviceId}>
        {text.card(deviceId.slice(0, 8))}
      </Link>
    ),
    width: '8rem',
  },
  { label: text.columns.why, cell: (row) => <Why row={row} /> },
  { label: text.columns.ca, cell: (row) => <Ca row={row} /> },
];

function Why({ row }: { row: Revocation }) {
  return (
    <>
      {revocationText[row.reason] ?? row.reason}
      <WhoAsked object={`certificate:${row.serialNumberHex}`} action="revocation.requested" deviceId={row.deviceId} />
    </>
  );
}

function Ca({ row }: { row: Revocation }) {
  const standing = standingOf(row, useNow());
  if (row.doneAt !== null) return <>{text.answered}</>;
  return (
    <>
      {row.attempts === 0 ? text.neverAsked : revocationAsked(row)}
      {standing === 'overdue' && (
        <Text size="sm" c="dimmed">
          {text.overdueHint}
        </Text>
      )}
    </>
  );
}
