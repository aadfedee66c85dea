/** What the CA still owes for a device: each certificate with the time that is left of its 18 hours, and why it takes so long (F08). */
import { Badge, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { Revocation } from '../api/types.js';
import { useMe } from '../me/me.js';
import tableClasses from '../ui/data-table.module.css';
import { errorTitle } from '../ui/error-title.js';
import { Panel } from '../ui/page.js';
import { TimeLeft } from '../ui/time.js';
import { text } from './devices.text.js';

/** Nothing where nothing is owed, or where this person may not see it. */
export function OpenRevocations({ deviceId }: { deviceId: string }) {
  const me = useMe();
  const open = useQuery({
    ...queries.openRevocations(deviceId),
    enabled: me.can('others.view') || me.can('audit.read'),
  });
  if (!open.data?.length) return null;
  const { columns } = text.revocations;
  return (
    <Panel
      title={text.revocations.title}
      flush
      actions={
        <Link to="/revocations" search={{ device: deviceId }}>
          {text.revocations.all}
        </Link>
      }
    >
      <Table
        className={tableClasses.table}
        aria-label={text.revocations.title}
        verticalSpacing={7}
        horizontalSpacing="md"
        borderColor="var(--cw-line)"
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{columns.certificate}</Table.Th>
            <Table.Th scope="col">{columns.due}</Table.Th>
            <Table.Th scope="col">{columns.reason}</Table.Th>
            <Table.Th scope="col">{columns.asked}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {open.data.map((row) => (
            <Row key={`${row.issuerId}/${row.serialNumberHex}`} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

/** What is left of the 18 hours. */
export const RevocationClock = ({ row }: { row: Revocation }) => (
  <TimeLeft until={row.dueAt}>
    {(left, over) => <Badge color={over ? 'red' : 'yellow'}>{over ? text.revocations.overdue(left) : left}</Badge>}
  </TimeLeft>
);

/** How often the CA was asked, and what it said last. */
export const revocationAsked = ({ attempts, lastErrorCode }: Revocation): string =>
  `${text.revocations.asked(attempts)}${lastErrorCode === null ? '' : `. ${errorTitle(lastErrorCode)}`}`;

function Row({ row }: { row: Revocation }) {
  return (
    <Table.Tr>
      <Table.Td>
        <span className="mono">{row.keyReference}</span> <span className="mono">{row.serialNumberHex}</span>
      </Table.Td>
      <Table.Td>
        <RevocationClock row={row} />
      </Table.Td>
      <Table.Td>{row.reason}</Table.Td>
      <Table.Td>{revocationAsked(row)}</Table.Td>
    </Table.Tr>
  );
}
