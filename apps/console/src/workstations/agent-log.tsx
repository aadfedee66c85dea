/** The newest lines that the agent logged, newest first; read when somebody asks, since each look is recorded. */
import { useState } from 'react';
import { Button, Group, NativeSelect, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconFileText } from '@tabler/icons-react';
import type { AgentLogPage } from '@cardwright/contracts/workstation/diagnosis';
import { queries } from '../api/queries.js';
import type { LogLevel } from '../api/types.js';
import { Panel } from '../ui/page.js';
import { Empty, Failed } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
import tableClasses from '../ui/data-table.module.css';
import { text } from './workstations.text.js';

export function AgentLog({ workstationId }: { workstationId: string }) {
  const { logs } = text;
  const [level, setLevel] = useState<LogLevel>('info');
  const page = useQuery(queries.workstationLogs(workstationId, level));
  return (
    <Panel
      title={logs.title}
      flush
      actions={
        <Group gap="sm">
          <NativeSelect
            size="xs"
            aria-label={logs.level}
            data={Object.entries(logs.levels).map(([value, label]) => ({ value, label }))}
            value={level}
            onChange={(event) => setLevel(event.currentTarget.value as LogLevel)}
          />
          <Button variant="default" size="xs" loading={page.isFetching} onClick={() => void page.refetch()}>
            {page.data === undefined ? logs.ask : logs.refresh}
          </Button>
        </Group>
      }
    >
      {page.error !== null && <Failed error={page.error} title={logs.failed} />}
      {page.data === undefined
        ? page.error === null && <Empty icon={<IconFileText size={22} aria-hidden />} title={logs.hint} />
        : page.error === null && <Lines page={page.data} />}
    </Panel>
  );
}

function Lines({ page: { lines, older } }: { page: AgentLogPage }) {
  const { logs } = text;
  if (lines.length === 0) return <Empty title={logs.none} />;
  const { at, level, message } = logs.columns;
  return (
    <>
      <Table
        className={tableClasses.table}
        aria-label={logs.title}
        verticalSpacing={4}
        horizontalSpacing="md"
        borderColor="var(--cw-line)"
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w="12rem">
              {at}
            </Table.Th>
            <Table.Th scope="col" w="6rem">
              {level}
            </Table.Th>
            <Table.Th scope="col">{message}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...lines].reverse().map((line, index) => (
            <Table.Tr key={`${line.at} ${index}`}>
              <Table.Td>{line.at === '' ? '–' : exactTime(line.at)}</Table.Td>
              <Table.Td>{logs.levelNames[line.level] ?? line.level}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {line.message}
                <Text span size="sm" c="dimmed" className="mono">
                  {Object.entries(line.fields)
                    .map(([name, value]) => ` ${name}=${value}`)
                    .join('')}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {older && (
        <Text p="md" size="sm" c="dimmed">
          {logs.older}
        </Text>
      )}
    </>
  );
}
