/** What the agent's doctor finds now, with what to do about it; what is wrong first. */
import { Badge, Button, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconStethoscope } from '@tabler/icons-react';
import type { DoctorFinding } from '@cardwright/contracts/workstation/diagnosis';
import { api, unwrap } from '../api/client.js';
import { Panel } from '../ui/page.js';
import { Empty, Failed } from '../ui/states.js';
import tableClasses from '../ui/data-table.module.css';
import { text } from './workstations.text.js';

const colours = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
const order = { fail: 0, warn: 1, ok: 2 } as const;

export function DoctorPanel({ workstationId }: { workstationId: string }) {
  const { doctor } = text;
  const run = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/workstations/{workstationId}/doctor', { params: { path: { workstationId } } })),
  });
  return (
    <Panel
      title={doctor.title}
      flush
      actions={
        <Button variant="default" size="xs" loading={run.isPending} onClick={() => run.mutate()}>
          {run.data === undefined ? doctor.ask : doctor.again}
        </Button>
      }
    >
      {run.error !== null && <Failed error={run.error} title={doctor.failed} />}
      {run.data === undefined ? (
        run.error === null && <Empty icon={<IconStethoscope size={22} aria-hidden />} title={doctor.hint} />
      ) : (
        <Findings findings={run.data.findings} />
      )}
    </Panel>
  );
}

function Findings({ findings }: { findings: DoctorFinding[] }) {
  const { doctor } = text;
  const sorted = [...findings].sort((a, b) => order[a.state] - order[b.state]);
  return (
    <Table
      className={tableClasses.table}
      aria-label={doctor.title}
      verticalSpacing={7}
      horizontalSpacing="md"
      borderColor="var(--cw-line)"
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w="8rem">
            {doctor.columns.state}
          </Table.Th>
          <Table.Th scope="col">{doctor.columns.check}</Table.Th>
          <Table.Th scope="col">{doctor.columns.found}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted.map(({ check, state, found, fix }, index) => (
          <Table.Tr key={`${index} ${check}`}>
            <Table.Td>
              <Badge color={colours[state]}>{doctor.states[state]}</Badge>
            </Table.Td>
            <Table.Td>{check}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              {found}
              {fix !== undefined && (
                <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
                  <strong>{doctor.toDo}:</strong> {fix}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
