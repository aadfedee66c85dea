/** What the agent's doctor finds now, with what to do about it; what is wrong first. */
import { Badge, Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconStethoscope } from '@tabler/icons-react';
import type { DoctorFinding } from '@cardwright/contracts/workstation/diagnosis';
import { api, unwrap } from '../api/client.js';
import { Panel } from '../ui/page.js';
import { RowTable } from '../ui/row-table.js';
import { Empty, Failed } from '../ui/states.js';
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
  return (
    <RowTable
      label={doctor.title}
      rows={findings.map((finding, place) => ({ ...finding, place })).sort((a, b) => order[a.state] - order[b.state])}
      rowKey={({ place }) => String(place)}
      columns={[
        {
          label: doctor.columns.state,
          width: '8rem',
          cell: ({ state }) => <Badge color={colours[state]}>{doctor.states[state]}</Badge>,
        },
        { label: doctor.columns.check, cell: ({ check }) => check },
        {
          label: doctor.columns.found,
          cell: ({ found, fix }) => (
            <div style={{ overflowWrap: 'anywhere' }}>
              {found}
              {fix !== undefined && (
                <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
                  <strong>{doctor.toDo}:</strong> {fix}
                </Text>
              )}
            </div>
          ),
        },
      ]}
    />
  );
}
