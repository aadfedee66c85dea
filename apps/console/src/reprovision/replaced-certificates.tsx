/** Certificates that a reprovision takes out of use, and what becomes of each (D20). */
import { Table, Text, Title } from '@mantine/core';
import type { ReprovisionPlan } from '../api/types.js';
import { dayOf } from '../ui/time.js';
import tableClasses from '../ui/data-table.module.css';
import { text } from './reprovision.text.js';

export function ReplacedCertificates({ rows }: { rows: ReprovisionPlan['warnings']['replaced'] }) {
  const { columns, replaced, nothingReplaced } = text.check;
  return (
    <div>
      <Title order={3} mb={4}>
        {replaced}
      </Title>
      {rows.length === 0 ? (
        <Text c="dimmed">{nothingReplaced}</Text>
      ) : (
        <Table
          className={tableClasses.table}
          verticalSpacing={5}
          horizontalSpacing="xs"
          borderColor="var(--cw-line)"
          aria-label={replaced}
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{columns.key}</Table.Th>
              <Table.Th scope="col">{columns.effect}</Table.Th>
              <Table.Th scope="col">{columns.notAfter}</Table.Th>
              <Table.Th scope="col" data-wide>
                {columns.serial}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={`${row.keyReference} ${row.serialNumberHex}`}>
                <Table.Td className="mono">{row.keyReference}</Table.Td>
                <Table.Td>{row.effect}</Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{row.notAfter ? dayOf(row.notAfter) : '–'}</Table.Td>
                <Table.Td data-wide className="mono">
                  {row.serialNumberHex}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}
