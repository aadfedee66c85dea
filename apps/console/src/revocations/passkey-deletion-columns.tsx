/** One deletion in a row: which passkey, how it stands and its clock, of whose card, why, and what the relying party said. */
import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { PasskeyDeletion } from '../api/types.js';
import type { Column } from '../ui/data-table.js';
import { errorTitle } from '../ui/error-title.js';
import { useNow } from '../ui/time.js';
import { Clock, State } from './clock.js';
import { text } from './passkey-deletions.text.js';
import { text as common } from './revocations.text.js';
import { standingOf } from './standing.js';
import { WhoAsked } from './who-asked.js';

export const passkeyDeletionColumns: Column<PasskeyDeletion>[] = [
  { label: text.columns.passkey, cell: (row) => <Passkey row={row} />, width: '14rem' },
  { label: text.columns.state, cell: (row) => <State row={row} />, width: '8rem' },
  { label: text.columns.clock, cell: (row) => <Clock row={row} />, width: '14rem' },
  { label: text.columns.card, cell: (row) => <Card row={row} />, width: '12rem' },
  { label: text.columns.why, cell: (row) => <Why row={row} /> },
  { label: text.columns.service, cell: (row) => <Service row={row} /> },
];

const Passkey = ({ row: { displayName, relyingParty, aaguid } }: { row: PasskeyDeletion }) => (
  <>
    {displayName}
    <Text size="sm" c="dimmed">
      {text.at(relyingParty)}
    </Text>
    {aaguid !== null && (
      <Text size="xs" c="dimmed" className="mono">
        {text.model(aaguid)}
      </Text>
    )}
  </>
);

const Card = ({ row: { deviceId, deviceLabel, personId, personName } }: { row: PasskeyDeletion }) => (
  // Far enough apart for a finger.
  <Stack gap={8} align="flex-start">
    <Link to="/devices/$deviceId" params={{ deviceId }} title={deviceId}>
      {deviceLabel}
    </Link>
    {personName === null ? (
      <Text size="sm" c="dimmed">
        {text.nobody}
      </Text>
    ) : (
      <Link to="/people/$personId" params={{ personId }}>
        {personName}
      </Link>
    )}
  </Stack>
);

const Why = ({ row: { why, requestId, deviceId } }: { row: PasskeyDeletion }) => (
  <>
    {text.why[why] ?? why}
    <WhoAsked object={`request:${requestId}`} action="passkey.deletion-requested" deviceId={deviceId} />
  </>
);

function Service({ row }: { row: PasskeyDeletion }) {
  const { attempts, lastErrorCode, doneAt } = row;
  const standing = standingOf(row, useNow());
  return (
    <>
      {attempts === 0 ? common.neverAsked : text.asked(attempts)}.{' '}
      {doneAt !== null ? text.answered : lastErrorCode !== null && errorTitle(lastErrorCode)}
      {standing === 'overdue' && (
        <Text size="sm" c="dimmed">
          {text.overdueHint}
        </Text>
      )}
    </>
  );
}
