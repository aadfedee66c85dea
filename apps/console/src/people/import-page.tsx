/** Import of people: choose a file, see how each column was understood and what would change, then import it whole or not at all. */
import { useState } from 'react';
import { Alert, Button, FileInput, Group, Select, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconCheck, IconFileTypeCsv } from '@tabler/icons-react';
import type { ImportedFile, ImportedPeople, ImportProblem } from '@cardwright/contracts/nats/issuance.api';
import { importPeople, type ImportChoice } from '../api/people-import.js';
import { isProblem } from '../api/problem.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { text } from './people.text.js';

/** What offices save where they do not save UTF-8; the server says so when it is none of these. */
const encodings = [
  ...['windows-1252', 'windows-1250', 'windows-1251', 'windows-1253', 'windows-1254', 'windows-1257'],
  ...['iso-8859-2', 'iso-8859-15', 'macintosh', 'shift_jis', 'gbk', 'big5', 'euc-kr'],
];

export function ImportPage() {
  const [file, setFile] = useState<File | null>(null);
  const [encoding, setEncoding] = useState<string | null>(null);
  const queries = useQueryClient();
  const preview = useMutation({ mutationFn: (choice: ImportChoice) => importPeople(choice, true) });
  const commit = useMutation({
    mutationFn: (choice: ImportChoice) => importPeople(choice, false),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  const look = (next: File | null, named: string | null): void => {
    setFile(next);
    setEncoding(named);
    commit.reset();
    preview.reset();
    if (next !== null) preview.mutate({ file: next, encoding: named });
  };
  const failure = commit.error ?? preview.error;
  const details = isProblem(failure, 'PERSON_IMPORT_REJECTED') ? failure.problem.details : undefined;
  const read = preview.data?.file ?? (details?.['file'] as ImportedFile | undefined);
  return (
    <Page title={text.import.title} lead={text.import.lead} parent={{ to: '/people', label: text.title }}>
      <Panel>
        <Group align="flex-start">
          <FileInput
            label={text.import.file}
            placeholder={text.import.choose}
            leftSection={<IconFileTypeCsv size={18} aria-hidden />}
            value={file}
            onChange={(next) => look(next, encoding)}
            w={320}
            clearable
            clearButtonProps={{ 'aria-label': text.import.clear }}
          />
          <Select
            label={text.import.encoding}
            description={text.import.encodingHint}
            inputWrapperOrder={['label', 'input', 'description']}
            placeholder={text.import.automatic}
            data={encodings}
            value={encoding}
            onChange={(named) => look(file, named)}
            clearable
          />
        </Group>
      </Panel>
      {preview.isPending && <Loading rows={4} />}
      {failure && <Failed error={failure} title={text.import.failed} />}
      {Array.isArray(details?.['problems']) && <Problems problems={details['problems'] as ImportProblem[]} />}
      {read && <HowItWasRead read={read} />}
      {commit.isSuccess ? (
        <Alert color="green" icon={<IconCheck aria-hidden />} title={text.import.done} role="status">
          {text.import.would(commit.data)}
        </Alert>
      ) : (
        file !== null &&
        preview.isSuccess && (
          <Confirm found={preview.data} busy={commit.isPending} onImport={() => commit.mutate({ file, encoding })} />
        )
      )}
    </Page>
  );
}

function HowItWasRead({ read }: { read: ImportedFile }) {
  const { columns } = text.import;
  return (
    <Panel title={text.import.read} flush>
      <Text p="md" c="dimmed">
        {text.import.summary(read)}. {text.import.changedHint}.
      </Text>
      <Table aria-label={text.import.read}>
        <Table.Thead>
          <Table.Tr>
            {[columns.header, columns.column, columns.filled, columns.changed, columns.examples].map((label) => (
              <Table.Th key={label}>{label}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {read.columns.map(({ header, column, filled, changed, examples }, index) => (
            <Table.Tr key={index}>
              <Table.Td>{header || text.import.noName}</Table.Td>
              <Table.Td>{column === null ? text.import.notRead : <span className="mono">{column}</span>}</Table.Td>
              <Table.Td>{filled}</Table.Td>
              <Table.Td>{changed}</Table.Td>
              <Table.Td>{examples.join(' · ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Problems({ problems }: { problems: ImportProblem[] }) {
  return (
    <Panel title={text.import.problems} flush>
      <Table aria-label={text.import.problems}>
        <Table.Tbody>
          {problems.map(({ line, column, message }, index) => (
            <Table.Tr key={index}>
              <Table.Td w="6rem">
                {text.import.line} {line}
              </Table.Td>
              <Table.Td w="12rem">
                <span className="mono">{column ?? ''}</span>
              </Table.Td>
              <Table.Td>{message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Confirm({ found, busy, onImport }: { found: ImportedPeople; busy: boolean; onImport: () => void }) {
  const people = found.created + found.updated + found.unchanged;
  return (
    <Stack gap="sm" align="flex-start">
      <Text>{text.import.would(found)}</Text>
      <Button onClick={onImport} loading={busy} disabled={found.created + found.updated === 0}>
        {text.import.confirm(people)}
      </Button>
    </Stack>
  );
}
