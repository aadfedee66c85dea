/** Import of a batch of cards: which ones, as the file was read, and what they were delivered with, sealed to the vault in this browser. */
import { type FormEvent, useState } from 'react';
import { Button, FileInput, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconFileText } from '@tabler/icons-react';
import { mostSerials } from '@cardwright/contracts/card/card-identity';
import { sealStockBatch } from '@cardwright/sealing/vault-box';
import { api, unwrap } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import type { CardModel } from '../api/types.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { areWhole, type BatchValues } from './batch-values.js';
import { BatchValuesFields } from './batch-values-fields.js';
import { ReadFile, RefusedCards } from './read-file.js';
import { readSerials, refusedLines } from './serials.js';
import { text as stock } from './stock.text.js';

const text = stock.import;
const fieldWidth = { base: '100%', xs: 320 };
const noValues: BatchValues = { managementKeyHex: '', managementKeyAlgorithm: 'AES256', pin: '', puk: '' };

interface Batch {
  name: string;
  modelId: string;
  serials: string[];
  values: BatchValues;
}

async function importBatch({ values, ...batch }: Batch): Promise<{ devices: number }> {
  const { publicJwk } = await unwrap(api.GET('/api/v1/vault-key'));
  const jwe = await sealStockBatch(values, publicJwk);
  return unwrap(api.POST('/api/v1/stock-batches', { body: { ...batch, jwe } }));
}

export function ImportStockPage() {
  const models = useQuery(queries.models());
  return (
    <Page title={text.title} lead={text.lead} parent={{ to: '/stock', label: stock.title }}>
      {models.isPending && <Loading />}
      {models.data === undefined && models.error && <Failed error={models.error} retry={models.refetch} />}
      {models.data && <ImportForm models={models.data} />}
    </Page>
  );
}

function ImportForm({ models }: { models: readonly CardModel[] }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [modelId, setModelId] = useState('');
  const [file, setFile] = useState<{ of: File; content: string } | null>(null);
  const [values, setValues] = useState(noValues);
  const take = useMutation({
    mutationFn: importBatch,
    onSuccess: async ({ devices }) => {
      for (const key of ['stock-batches', 'devices']) await queryClient.invalidateQueries({ queryKey: [key] });
      await navigate({ to: '/stock' });
      notifications.show({ message: text.done(devices) });
    },
    // What was given to it holds the values.
    gcTime: 0,
  });
  const model = models.find(({ id }) => id === modelId);
  const read = file === null ? null : readSerials(file.content, model?.match.identityScheme);
  const cards = read?.identities.length ?? 0;
  const good = read !== null && read.problems.length === 0 && cards > 0 && cards <= mostSerials;
  const ready = name.trim() !== '' && model !== undefined && good && areWhole(values);
  const chooseModel = (id: string): void => {
    setModelId(id);
    const algorithms = models.find((each) => each.id === id)?.managementKeyAlgorithms ?? noAlgorithms;
    if (!algorithms.includes(values.managementKeyAlgorithm))
      setValues({ ...values, managementKeyAlgorithm: algorithms[0] ?? values.managementKeyAlgorithm });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) take.mutate({ name: name.trim(), modelId, serials: read.identities, values });
  };
  const refused = isProblem(take.error, 'STOCK_BATCH_INVALID') ? take.error.problem.details?.['problems'] : undefined;
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack gap="md">
        <Panel title={text.which}>
          <Group align="flex-start">
            <TextInput
              label={text.name}
              description={text.nameHint}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              maxLength={100}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              w={fieldWidth}
            />
            <NativeSelect
              label={text.model}
              data={[
                { value: '', label: text.chooseModel, disabled: true },
                ...models.map(({ id, title }) => ({ value: id, label: title })),
              ]}
              value={modelId}
              onChange={({ currentTarget }) => chooseModel(currentTarget.value)}
              w={fieldWidth}
            />
            <FileInput
              label={text.file}
              description={text.fileHint}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              placeholder={text.choose}
              leftSection={<IconFileText size={18} aria-hidden />}
              value={file?.of ?? null}
              onChange={(of) => {
                take.reset();
                if (of === null) setFile(null);
                else void of.text().then((content) => setFile({ of, content }));
              }}
              w={fieldWidth}
              clearable
              clearButtonProps={{ 'aria-label': text.clear }}
            />
          </Group>
        </Panel>
        {read !== null && <ReadFile read={read} />}
        <Panel title={text.values}>
          <BatchValuesFields
            values={values}
            algorithms={model?.managementKeyAlgorithms ?? noAlgorithms}
            onChange={(next) => {
              take.reset();
              setValues(next);
            }}
          />
        </Panel>
        {take.error && <Failed error={take.error} title={text.failed} />}
        {read !== null && refused !== undefined && <RefusedCards lines={refusedLines(refused, read)} />}
        <Group>
          <Button type="submit" loading={take.isPending} disabled={!ready}>
            {text.confirm(good ? cards : 0)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const noAlgorithms: CardModel['managementKeyAlgorithms'] = ['AES256', 'AES192', 'AES128', '3DES'];
