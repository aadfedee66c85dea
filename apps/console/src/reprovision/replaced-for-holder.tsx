/** What a reprovision replaces on a card of one's own, by what it is for: until when it is valid now, and until when its successor is. */
import { Table } from '@mantine/core';
import type { ReprovisionPlan } from '../api/types.js';
import { purposeOf } from '../mine/mine.text.js';
import { dayOf } from '../ui/time.js';
import tableClasses from '../ui/data-table.module.css';
import { text } from './reprovision.text.js';

export function ReplacedForHolder({ plan, warnings }: Pick<ReprovisionPlan, 'plan' | 'warnings'>) {
  const { forWhat, howLong, replaced, validity } = text.check;
  return (
    <Table
      className={tableClasses.table}
      aria-label={replaced}
      verticalSpacing={8}
      horizontalSpacing="xs"
      borderColor="var(--cw-line)"
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{forWhat}</Table.Th>
          <Table.Th scope="col">{howLong}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {plan.certificates.map(({ keyReference, notAfter }) => {
          const before = warnings.replaced.find((row) => row.keyReference === keyReference)?.notAfter;
          return (
            <Table.Tr key={keyReference}>
              <Table.Td>{purposeOf({ keyReference })}</Table.Td>
              <Table.Td>{validity(before ? dayOf(before) : null, dayOf(notAfter))}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
