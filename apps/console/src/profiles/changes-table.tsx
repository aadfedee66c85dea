/** What differs between two versions of a profile, member by member. */
import { Text } from '@mantine/core';
import type { ProfilePreview } from '../api/types.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { text } from './profiles.text.js';

type Change = ProfilePreview['changes'][number];

export const ChangesTable = ({ label, changes }: { label: string; changes: readonly Change[] }) =>
  changes.length === 0 ? (
    <Text p="md">{text.noDifference}</Text>
  ) : (
    <RowTable label={label} rows={changes} columns={columns} rowKey={({ path }) => path} />
  );

const valueText = (value: unknown): string =>
  value === null || value === undefined ? text.nothing : typeof value === 'string' ? value : JSON.stringify(value);

const columns: Column<Change>[] = [
  {
    label: text.changeColumns.path,
    cell: ({ path }) => (
      <span className="mono" style={{ overflowWrap: 'anywhere' }}>
        {path}
      </span>
    ),
  },
  { label: text.changeColumns.before, cell: ({ before }) => <Value value={before} /> },
  { label: text.changeColumns.after, cell: ({ after }) => <Value value={after} /> },
];

const Value = ({ value }: { value: unknown }) => <span style={{ overflowWrap: 'anywhere' }}>{valueText(value)}</span>;
