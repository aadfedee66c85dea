/** An action on many: what it would do to each, as the server says; one confirmation with its reason; how far it is, and what was not done. */
import { Alert, Button, Code, Group, Modal, Progress, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { type BulkAction, bulkActionKinds } from '@cardwright/contracts/nats/bulk-actions';
import { api, unwrap } from '../api/client.js';
import type { BulkPreview, BulkPreviewRow } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ReasonField } from '../reasons/reason-field.js';
import { useReasonChoice } from '../reasons/use-reason-choice.js';
import { ButtonLink } from '../ui/button-link.js';
import { DecisionForm } from '../ui/decision-dialog.js';
import { RowTable, type Column } from '../ui/row-table.js';
import { sentence } from '../ui/sentence.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { actionText, text } from './bulk.text.js';
import classes from './bulk.module.css';
import { type BulkRun, useBulkRun } from './use-bulk-run.js';
import type { Selection } from './use-selection.js';

interface BulkDialogProps {
  action: BulkAction;
  selection: Selection;
  onClose: () => void;
}

export function BulkDialog({ action, selection, onClose }: BulkDialogProps) {
  const { ids, all, filter, of } = selection;
  const preview = useQuery({
    queryKey: ['bulk-preview', action, all ? filter : ids],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/api/v1/bulk-actions/preview', {
          signal,
          body: { action, ...(all ? { filter } : { ids: [...ids] }) },
        }),
      ),
    // Of the moment in which it is asked for; it does not change under the eyes of who reads it.
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return (
    <Modal opened onClose={onClose} title={actionText[action].title} size="xl">
      {preview.isPending ? (
        <Loading rows={4} label={text.looking} />
      ) : preview.isError ? (
        <Failed error={preview.error} retry={preview.refetch} />
      ) : preview.data.rows.length === 0 ? (
        <Empty title={text.none} />
      ) : (
        <Looked preview={preview.data} action={action} of={of} onClose={onClose} onDone={selection.clear} />
      )}
    </Modal>
  );
}

interface LookedProps {
  preview: BulkPreview;
  action: BulkAction;
  of: Selection['of'];
  onClose: () => void;
  onDone: () => void;
}

function Looked({ preview, action, of, onClose, onDone }: LookedProps) {
  const { title: _, explanation, confirm, would, reason } = actionText[action];
  const use = bulkActionKinds[action].reasonUse;
  // One of them is asked for; hooks are not left out.
  const choice = useReasonChoice(use ?? 'suspend');
  const [words, setWords] = useState('');
  const said = words.trim();
  const given = use !== null ? choice.given : action === 'cancel' ? said !== '' && { reasonText: said } : {};
  const run = useBulkRun(action, given || undefined);
  const taken = preview.rows.filter(({ refusal }) => refusal === null).map(({ id }) => id);
  if (run.state !== 'waiting') return <Ran run={run} preview={preview} of={of} onClose={onClose} onDone={onDone} />;
  // What is left out stands first: it is what somebody has to know.
  const rows = [...preview.rows].sort((a, b) => Number(a.refusal === null) - Number(b.refusal === null));
  return (
    <DecisionForm
      text={explanation}
      confirm={confirm(taken.length)}
      cancel={text.cancel}
      ready={taken.length > 0 && given !== undefined && given !== false}
      busy={false}
      error={null}
      onClose={onClose}
      onConfirm={() => void run.start(taken)}
    >
      <Text role="status" fw={600}>
        {taken.length === 0 ? text.nothingToDo : text.done(preview.done, of)}
        {preview.leftOut > 0 && taken.length > 0 && `; ${text.leftOut(preview.leftOut)}`}
      </Text>
      <div className={classes.rows} role="region" aria-label={text.list} tabIndex={0}>
        <RowTable label={text.list} rows={rows} rowKey={({ id }) => id} columns={[...who(of), happens(would)]} />
      </div>
      {taken.length > 0 && use !== null && <ReasonField label={reason} choice={choice} />}
      {taken.length > 0 && action === 'cancel' && (
        <Textarea
          label={reason}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
        />
      )}
    </DecisionForm>
  );
}

const who = (of: Selection['of']): Column<BulkPreviewRow>[] => [
  { label: text.columns.what[of], cell: ({ label }) => label ?? text.unseen },
  { label: text.columns.holder, cell: ({ personName }) => personName ?? '–' },
];

const happens = (would: string): Column<BulkPreviewRow> => ({
  label: text.columns.happens,
  cell: ({ refusal, endsWork }) =>
    refusal === null ? (
      <>
        {would} {endsWork && text.endsWork}
      </>
    ) : (
      <Why refusal={refusal} leftOut />
    ),
});

function Why({ refusal, leftOut = false }: { refusal: { code: string; message: string }; leftOut?: boolean }) {
  const why = sentence(refusal.message);
  return (
    <>
      {leftOut ? text.leftOutFor(why) : why}{' '}
      <Code fz="xs" c="dimmed">
        {refusal.code}
      </Code>
    </>
  );
}

interface RanProps {
  run: BulkRun;
  preview: BulkPreview;
  of: Selection['of'];
  onClose: () => void;
  onDone: () => void;
}

function Ran({ run, preview, of, onClose, onDone }: RanProps) {
  const me = useMe();
  const { state, total, done, failed } = run;
  const running = state === 'running';
  const answered = done.length + failed.length;
  const rows = failed.flatMap(({ id, error }) =>
    preview.rows.filter((row) => row.id === id).map((row) => ({ ...row, refusal: error })),
  );
  const leave = (): void => {
    if (failed.length === 0) onDone();
    onClose();
  };
  return (
    <Stack gap="md">
      <Progress value={(answered / total) * 100} aria-label={text.progress(answered, total, of)} />
      {running ? (
        <Text role="status">{text.progress(answered, total, of)}</Text>
      ) : (
        <Alert
          role="status"
          color={failed.length === 0 ? 'green' : 'yellow'}
          icon={failed.length === 0 ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        >
          {text.ended(done.length, of)} {failed.length > 0 && text.failed(failed.length, of)}
        </Alert>
      )}
      {rows.length > 0 && (
        <div className={classes.rows} role="region" aria-label={text.results} tabIndex={0}>
          <RowTable
            label={text.results}
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              ...who(of),
              { label: text.columns.why, cell: ({ refusal }) => refusal && <Why refusal={refusal} /> },
            ]}
          />
        </div>
      )}
      {!running && (
        <Group justify="flex-end" gap="sm">
          {me.can('audit.read') && (
            <ButtonLink to="/audit" search={{ correlationId: run.bulkId }} variant="subtle">
              {text.trail}
            </ButtonLink>
          )}
          {failed.length > 0 && (
            <Button variant="default" onClick={() => void run.start(failed.map(({ id }) => id))}>
              {text.again(failed.length)}
            </Button>
          )}
          <Button onClick={leave} data-autofocus>
            {text.close}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
