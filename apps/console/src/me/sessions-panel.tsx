/** Where the person is signed in, and the way to end that: one by one, or everywhere. */
import { useState } from 'react';
import { Badge, Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, signOut, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { BrowserSession } from '../api/types.js';
import { DecisionDialog } from '../ui/decision-dialog.js';
import { Panel } from '../ui/page.js';
import { type Column, RowTable } from '../ui/row-table.js';
import { Loading } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import { PlainProblem } from '../ui/plain-problem.js';
import { text } from './sessions.text.js';

export function SessionsPanel() {
  const [asking, setAsking] = useState(false);
  const sessions = useQuery(queries.sessions());
  return (
    <Panel
      title={text.title}
      flush={sessions.isSuccess}
      actions={
        <Button variant="default" size="xs" onClick={() => setAsking(true)}>
          {text.everywhere.open}
        </Button>
      }
    >
      {asking && <SignOutEverywhere onClose={() => setAsking(false)} />}
      {sessions.isPending && <Loading rows={2} />}
      {sessions.isError && <PlainProblem error={sessions.error} retry={sessions.refetch} />}
      {sessions.isSuccess && <SessionTable sessions={sessions.data} />}
    </Panel>
  );
}

const columns = (): Column<BrowserSession>[] => [
  {
    label: text.columns.browser,
    cell: ({ browser, system, current }) => (
      <Group gap="xs">
        {text.browser(browser, system)}
        {current && <Badge>{text.current}</Badge>}
      </Group>
    ),
  },
  { label: text.columns.used, cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} /> },
  { label: text.columns.begun, cell: ({ startedAt }) => <Ago at={startedAt} /> },
  { label: text.columns.decide, cell: (session) => !session.current && <SignOut session={session} /> },
];

function SessionTable({ sessions }: { sessions: BrowserSession[] }) {
  return <RowTable label={text.title} rows={sessions} columns={columns()} rowKey={({ sessionId }) => sessionId} />;
}

function SignOut({ session: { sessionId, browser, system } }: { session: BrowserSession }) {
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/v1/me/sessions/{sessionId}', { params: { path: { sessionId } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.sessions().queryKey }),
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={end.isPending}
        aria-label={`${text.end}: ${text.browser(browser, system)}`}
        onClick={() => end.mutate()}
      >
        {text.end}
      </Button>
      {end.isError && <PlainProblem error={end.error} />}
    </>
  );
}

function SignOutEverywhere({ onClose }: { onClose: () => void }) {
  const leave = useMutation({
    // The others first: with this one the right to end them is gone. It ends as by the menu, with the issuer's own session.
    mutationFn: async () => {
      await unwrap(api.DELETE('/api/v1/me/sessions', { params: { query: { others: true } } }));
      return signOut();
    },
    onSuccess: (location) => window.location.assign(location),
  });
  const { title, explanation, confirm, cancel } = text.everywhere;
  return (
    <DecisionDialog
      title={title}
      text={explanation}
      confirm={confirm}
      cancel={cancel}
      busy={leave.isPending}
      error={null}
      onClose={onClose}
      onConfirm={() => leave.mutate()}
    >
      {leave.isError && <PlainProblem error={leave.error} />}
    </DecisionDialog>
  );
}
