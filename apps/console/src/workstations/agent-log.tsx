/** The newest lines that the agent logged, newest first; read when somebody asks, since each look is recorded. */
import { useState } from 'react';
import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconFileText } from '@tabler/icons-react';
import type { AgentLogPage } from '@cardwright/contracts/workstation/diagnosis';
import { queries } from '../api/queries.js';
import type { LogLevel } from '../api/types.js';
import { Panel } from '../ui/page.js';
import { RowTable } from '../ui/row-table.js';
import { Empty, Failed } from '../ui/states.js';
import { exactTime } from '../ui/time.js';
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
  const { columns } = logs;
  return (
    <>
      <RowTable
        label={logs.title}
        rows={lines.map((line, place) => ({ ...line, place })).reverse()}
        rowKey={({ place }) => String(place)}
        columns={[
          { label: columns.at, width: '12rem', cell: ({ at }) => (at === '' ? '–' : exactTime(at)) },
          { label: columns.level, width: '6rem', cell: ({ level }) => logs.levelNames[level] ?? level },
          {
            label: columns.message,
            cell: ({ message, fields }) => (
              <span style={{ overflowWrap: 'anywhere' }}>
                {message}
                <Text span size="sm" c="dimmed" className="mono">
                  {Object.entries(fields)
                    .map(([name, value]) => ` ${name}=${value}`)
                    .join('')}
                </Text>
              </span>
            ),
          },
        ]}
      />
      {older && (
        <Text p="md" size="sm" c="dimmed">
          {logs.older}
        </Text>
      )}
    </>
  );
}
