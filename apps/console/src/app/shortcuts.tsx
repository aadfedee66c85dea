/** The list of shortcuts, which `?` opens. */
import { type ReactNode } from 'react';
import { Modal, Table, Text } from '@mantine/core';
import { pageName } from './navigation.text.js';
import { text } from './shortcuts.text.js';
import { usePageKeys } from './use-shortcuts.js';

export function Shortcuts({ onClose }: { onClose: () => void }) {
  const pages = usePageKeys();
  const rows: [keys: ReactNode, does: string][] = [
    [<kbd>?</kbd>, text.list],
    [<Or keys={['/', 'Ctrl K']} />, text.search],
    ...pages.map(([key, page]): [ReactNode, string] => [<Then keys={['g', key]} />, text.goTo(pageName(page))]),
    [<kbd>j</kbd>, text.down],
    [<kbd>k</kbd>, text.up],
    [<kbd>Enter</kbd>, text.enter],
  ];
  return (
    <Modal opened onClose={onClose} title={text.title}>
      <Text size="sm" mb="sm">
        {text.lead}
      </Text>
      <Table aria-label={text.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.key}</Table.Th>
            <Table.Th scope="col">{text.does}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Td>{keys}</Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

const Or = ({ keys: [first, second] }: { keys: readonly [string, string] }) => (
  <>
    <kbd>{first}</kbd> {text.or} <kbd>{second}</kbd>
  </>
);
const Then = ({ keys: [first, second] }: { keys: readonly [string, string] }) => (
  <>
    <kbd>{first}</kbd> {text.then} <kbd>{second}</kbd>
  </>
);
