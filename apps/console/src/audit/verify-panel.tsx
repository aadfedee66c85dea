/** Has every chain verified, and says in words what came of it. The operation tells nothing before its end, so neither does the page. */
import { Alert, Badge, Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { Panel } from '../ui/page.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { Failed, Loading } from '../ui/states.js';
import { text } from './audit.text.js';
import classes from './audit.module.css';
import { chainResult, type ChainResult, verdict } from './verification.js';

export const useVerification = () =>
  useMutation({ mutationFn: () => unwrap(api.POST('/api/v1/audit/verify')).then(({ chains }) => chains) });
type Verification = ReturnType<typeof useVerification>;

export function VerifyButton({ run }: { run: Verification }) {
  return (
    <Button variant="default" loading={run.isPending} onClick={() => run.mutate()}>
      {run.data === undefined ? text.verify.open : text.verify.again}
    </Button>
  );
}

export function VerifyPanel({ run }: { run: Verification }) {
  const { verify } = text;
  if (run.isIdle) return null;
  return (
    <Panel title={verify.title}>
      {run.isPending && (
        <>
          <p className={classes.words}>{verify.running}</p>
          <Loading rows={3} label={verify.running} />
        </>
      )}
      {run.error !== null && <Failed error={run.error} title={verify.failed} retry={() => run.mutate()} />}
      {run.data !== undefined && <Outcome chains={run.data} />}
    </Panel>
  );
}

const colours = { intact: 'green', broken: 'red', unknown: 'yellow' } as const;

function Outcome({ chains }: { chains: NonNullable<Verification['data']> }) {
  const { state, words } = verdict(chains);
  return (
    <>
      <Alert color={colours[state]} title={words} role={state === 'intact' ? 'status' : 'alert'} />
      <RowTable
        label={text.verify.list}
        rows={chains.map(chainResult)}
        columns={columns}
        rowKey={({ schema }) => schema}
      />
    </>
  );
}

const columns: Column<ChainResult>[] = [
  { label: text.verify.columns.chain, cell: ({ title }) => title },
  {
    label: text.verify.columns.result,
    cell: ({ state, short }) => <Badge color={colours[state]}>{short}</Badge>,
    width: '12rem',
  },
  { label: text.verify.columns.words, cell: ({ words }) => words },
  {
    label: text.verify.columns.head,
    cell: ({ headHashHex }) => headHashHex && <span className={`mono ${classes.hash}`}>{headHashHex}</span>,
    width: '14rem',
    wideOnly: true,
  },
];
