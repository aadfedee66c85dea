/** How the file of an import was read, and what is wrong with it, line by line. */
import { Alert, Text } from '@mantine/core';
import { mostSerials } from '@cardwright/contracts/card/card-identity';
import { Panel } from '../ui/page.js';
import { type Column, RowTable } from '../ui/row-table.js';
import type { ReadSerials, RefusedLine, SerialProblem } from './serials.js';
import { text as stock } from './stock.text.js';

const text = stock.import;
const shownExamples = 3;
/** Further down it is mostly the same fault. */
const shownProblems = 100;

export function ReadFile({ read: { identities, problems } }: { read: ReadSerials }) {
  return (
    <>
      <Panel title={text.read}>
        <div role="status">
          <Text>{text.found(identities.length)}</Text>
          {identities.length > 0 && (
            <Text c="dimmed" className="mono" style={{ overflowWrap: 'anywhere' }}>
              {text.examples(identities.slice(0, shownExamples), identities.length > shownExamples)}
            </Text>
          )}
          {identities.length > mostSerials && (
            <Alert color="red" mt="sm">
              {text.most(mostSerials)}
            </Alert>
          )}
        </div>
      </Panel>
      {problems.length > 0 && <Problems problems={problems.slice(0, shownProblems)} />}
    </>
  );
}

const { line: lineLabel, value: valueLabel, problem: problemLabel } = text.problemColumns;
const fileColumns: Column<SerialProblem>[] = [
  { label: lineLabel, cell: ({ line }) => line, width: '6rem' },
  { label: valueLabel, cell: ({ value }) => <Value value={value} /> },
  { label: problemLabel, cell: ({ twiceOf }) => (twiceOf === undefined ? text.shape : text.twice(twiceOf)) },
];

const Value = ({ value }: { value: string }) => (
  <span className="mono" style={{ overflowWrap: 'anywhere' }}>
    {value}
  </span>
);

const Problems = ({ problems }: { problems: readonly SerialProblem[] }) => (
  <Panel title={text.problems} flush>
    <RowTable
      label={text.problems}
      rows={problems}
      columns={fileColumns}
      rowKey={({ line, value, twiceOf }) => `${line} ${value} ${twiceOf ?? ''}`}
    />
  </Panel>
);

const refusedColumns: Column<RefusedLine>[] = [
  { label: lineLabel, cell: ({ line }) => line ?? '–', width: '6rem' },
  { label: valueLabel, cell: ({ value }) => <Value value={value || '–'} /> },
  { label: problemLabel, cell: ({ message }) => message },
];

export const RefusedCards = ({ lines }: { lines: readonly RefusedLine[] }) => (
  <Panel title={text.problems} flush>
    <RowTable
      label={text.problems}
      rows={lines}
      columns={refusedColumns}
      rowKey={({ line, value, message }) => `${line ?? ''} ${value} ${message}`}
    />
  </Panel>
);
