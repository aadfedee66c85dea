/** A definition that is written as JSON or taken from a file, checked by the server before anything else can be done with it. */
import { type FormEvent, useState } from 'react';
import { Button, Code, FileInput, Group, Stack, Textarea } from '@mantine/core';
import { IconFileTypeJs } from '@tabler/icons-react';
import { CopyButton } from './copy-button.js';
import { definitionIn } from './definition.js';
import { text } from './definition.text.js';
import { Panel } from './page.js';
import { RowTable } from './row-table.js';

type Definition = Record<string, unknown>;

interface DefinitionFormProps {
  /** What the text is at first. */
  begun: string;
  checking: boolean;
  onCheck: (definition: Definition) => void;
  /** What was checked is not what stands there any more. */
  onType: () => void;
}

export function DefinitionForm({ begun, checking, onCheck, onType }: DefinitionFormProps) {
  const [typed, setTyped] = useState(begun);
  const definition = definitionIn(typed);
  const type = (next: string): void => {
    setTyped(next);
    onType();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (definition !== null) onCheck(definition);
  };
  return (
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
            label={text.definition}
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
            <Button type="submit" variant="default" loading={checking} disabled={definition === null}>
              {text.check}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

export const DefinitionProblems = ({ problems }: { problems: readonly { path: string; message: string }[] }) => (
  <Panel title={text.problems} flush>
    <div role="alert">
      <RowTable
        label={text.problems}
        rows={problems}
        columns={[
          {
            label: text.columns.path,
            cell: ({ path }) => (path === '' ? text.whole : <span className="mono">{path}</span>),
            width: '16rem',
          },
          { label: text.columns.message, cell: ({ message }) => message },
        ]}
        rowKey={({ path, message }) => `${path} ${message}`}
      />
    </div>
  </Panel>
);

/** As it is published. */
export function DefinitionPanel({ definition }: { definition: object }) {
  const json = JSON.stringify(definition, null, 2);
  return (
    <Panel title={text.definition} actions={<CopyButton value={json} />}>
      {/* Long lines break: nothing in it has to be scrolled to, by keyboard or otherwise. */}
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {json}
      </Code>
    </Panel>
  );
}
