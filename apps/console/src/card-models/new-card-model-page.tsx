/** A card model published, new or changed: its definition as JSON, checked by the server before it is published. */
import { Alert, Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconCheck } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import { DefinitionForm, DefinitionProblems } from '../ui/definition-form.js';
import { Page } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { text as models } from './card-models.text.js';

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
  const check = useMutation({
    mutationFn: async (definition: Record<string, unknown>) => ({
      definition,
      ...(await unwrap(api.POST('/api/v1/models/validate', { body: { definition } }))),
    }),
  });
  const publish = usePublish();
  const retype = (): void => {
    check.reset();
    publish.reset();
  };
  const checked = check.data?.model;
  return (
    <>
      <DefinitionForm begun={begun} checking={check.isPending} onCheck={check.mutate} onType={retype} />
      {check.error && <Failed error={check.error} title={text.failed} />}
      {check.data?.valid === false && <DefinitionProblems problems={check.data.problems} />}
      {publish.error && <Failed error={publish.error} title={text.failed} />}
      {check.data !== undefined && checked !== undefined && (
        <Alert color="green" icon={<IconCheck aria-hidden />} title={text.good} role="status">
          <Text size="md">{known.includes(checked.id) ? text.willChange(checked.id) : text.willAdd(checked.id)}</Text>
          <Button mt="sm" loading={publish.isPending} onClick={() => publish.mutate(check.data.definition)}>
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
