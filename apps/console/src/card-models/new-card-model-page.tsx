/** A card model published, new or changed: its definition as JSON, checked by the server before it is published. */
import { type FormEvent, useState } from 'react';
import { Alert, Button, FileInput, Group, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconCheck, IconFileTypeJs } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import { Page, Panel } from '../ui/page.js';
import { RowTable } from '../ui/row-table.js';
import { Failed, Loading } from '../ui/states.js';
import { text as models } from './card-models.text.js';
import { definitionIn } from './definition.js';

const text = models.edit;
const route = getRouteApi('/card-models/new');

export function NewCardModelPage() {
  const { from } = route.useSearch();
  const known = useQuery(queries.cardModels());
  if (known.isPending) return <Loading />;
  if (known.data === undefined) return <Failed error={known.error} retry={known.refetch} />;
  const begun = known.data.models.find(({ id }) => id === from);
  return (
    <Page title={text.title} lead={text.lead} parent={{ to: '/card-models', label: models.title }}>
      <Editor
        key={from}
        begun={begun === undefined ? '' : JSON.stringify(begun, null, 2)}
        known={known.data.models.map(({ id }) => id)}
      />
    </Page>
  );
}

/** begun: what the text is at first. known: ids of the models that are published. */
function Editor({ begun, known }: { begun: string; known: readonly string[] }) {
  const [typed, setTyped] = useState(begun);
  const check = useMutation({
    mutationFn: (definition: Record<string, unknown>) =>
      unwrap(api.POST('/api/v1/models/validate', { body: { definition } })),
  });
  const publish = usePublish();
  const definition = definitionIn(typed);
  const type = (next: string): void => {
    setTyped(next);
    check.reset();
    publish.reset();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (definition !== null) check.mutate(definition);
  };
  const checked = check.data?.model;
  return (
    <>
      <Panel>
        <form onSubmit={submit}>
          <Stack gap="md">
            <FileInput
              label={text.file}
              placeholder={text.choose}
              accept="application/json,.json"
              leftSection={<IconFileTypeJs size={18} aria-hidden />}
              maw={320}
              onChange={(file) => void file?.text().then(type)}
            />
            <Textarea
              label={text.text}
              value={typed}
              onChange={({ currentTarget }) => type(currentTarget.value)}
              error={typed.trim() !== '' && definition === null ? text.notJson : undefined}
              autosize
              minRows={12}
              maxRows={30}
              spellCheck={false}
              classNames={{ input: 'mono' }}
            />
            <Group>
              <Button type="submit" variant="default" loading={check.isPending} disabled={definition === null}>
                {text.check}
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      {check.error && <Failed error={check.error} title={text.failed} />}
      {check.data?.valid === false && <Problems problems={check.data.problems} />}
      {publish.error && <Failed error={publish.error} title={text.failed} />}
      {checked !== undefined && definition !== null && (
        <Alert color="green" icon={<IconCheck aria-hidden />} title={text.good} role="status">
          <Text size="md">{known.includes(checked.id) ? text.willChange(checked.id) : text.willAdd(checked.id)}</Text>
          <Button mt="sm" loading={publish.isPending} onClick={() => publish.mutate(definition)}>
            {text.publish}
          </Button>
        </Alert>
      )}
    </>
  );
}

function usePublish() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (definition: Record<string, unknown>) => unwrap(api.POST('/api/v1/models', { body: { definition } })),
    onSuccess: async ({ model: { id }, changed }) => {
      await queryClient.invalidateQueries({ queryKey: queries.cardModels().queryKey });
      await navigate({ to: '/card-models/$modelId', params: { modelId: id } });
      notifications.show({ message: changed ? text.published(id) : text.same(id) });
    },
  });
}

const Problems = ({ problems }: { problems: readonly { path: string; message: string }[] }) => (
  <Panel title={text.problems} flush>
    <div role="alert">
      <RowTable
        label={text.problems}
        rows={problems}
        columns={[
          {
            label: text.problemColumns.path,
            cell: ({ path }) => (path === '' ? text.whole : <span className="mono">{path}</span>),
            width: '16rem',
          },
          { label: text.problemColumns.message, cell: ({ message }) => message },
        ]}
        rowKey={({ path, message }) => `${path} ${message}`}
      />
    </div>
  </Panel>
);
