/** Keys and certificates of a card by what they are for. */
import { Table, Text } from '@mantine/core';
import type { Credential } from '../api/types.js';
import tableClasses from '../ui/data-table.module.css';
import { purposeOf, text, validityOf } from './mine.text.js';

export function OnCard({ credentials }: { credentials: readonly Credential[] }) {
  const { page } = text;
  const shown = current(credentials);
  if (shown.length === 0)
    return (
      <Text p="md" c="dimmed">
        {page.nothingOn}
      </Text>
    );
  return (
    <Table
      className={tableClasses.table}
      aria-label={page.on}
      verticalSpacing={8}
      horizontalSpacing="md"
      borderColor="var(--cw-line)"
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{page.forWhat}</Table.Th>
          <Table.Th scope="col">{page.howLong}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shown.map((credential) => (
          <Table.Tr key={purposeOf(credential)}>
            <Table.Td>{purposeOf(credential)}</Table.Td>
            <Table.Td>{validityOf(credential)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const inUse: readonly Credential['state'][] = ['ACTIVE', 'VERIFIED', 'ON_CARD', 'HELD'];
/** One for each purpose: the one in use, else the last that was. */
function current(credentials: readonly Credential[]): Credential[] {
  const byPurpose = new Map<string, Credential>();
  for (const credential of credentials.filter(({ state }) => state !== 'ABANDONED')) {
    const purpose = purposeOf(credential);
    const before = byPurpose.get(purpose);
    if (before === undefined || rank(credential) > rank(before)) byPurpose.set(purpose, credential);
  }
  return [...byPurpose.values()];
}
/** Above all others one in use; among equals the one that is valid longest. */
const rank = ({ state, notAfter }: Credential): number =>
  (inUse.includes(state) ? 1e15 : 0) + (notAfter === null ? 0 : Date.parse(notAfter));
