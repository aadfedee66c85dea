/** One workstation: what its agent says of itself, what rules it, and what is wrong there. */
import { useState } from 'react';
import { Alert, Button, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { autoUpdateText, problemText, sourceText } from '@cardwright/contracts/workstation/policy-text';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { WorkstationDetail } from '../api/types.js';
import { AuditLink } from '../history/audit-link.js';
import { useMe } from '../me/me.js';
import { Facts, Id } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';
import { ReasonDialog } from '../ui/reason-dialog.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import tableClasses from '../ui/data-table.module.css';
import { AgentLog } from './agent-log.js';
import { DoctorPanel } from './doctor-panel.js';
import { EnrolmentCode } from './enrolment-code.js';
import { WorkstationState } from './workstation-state.js';
import { text } from './workstations.text.js';

const route = getRouteApi('/workstations/$workstationId');

export function WorkstationPage() {
  const { workstationId } = route.useParams();
  const me = useMe();
  const workstation = useQuery(queries.workstation(workstationId));
  if (workstation.isPending) return <Loading />;
  if (workstation.data === undefined) return <Failed error={workstation.error} retry={workstation.refetch} />;
  const { data } = workstation;
  const away = data.enrolledAt !== null && data.revokedAt === null && !data.online;
  return (
    <Page
      title={data.name}
      badge={<WorkstationState workstation={data} />}
      parent={{ to: '/workstations', label: text.title }}
      actions={me.can('system.manage') && <Actions workstation={data} />}
    >
      {away && <Alert>{text.heldHint}</Alert>}
      <Panel title={text.record} actions={<AuditLink object={`workstation:${workstationId}`} />}>
        <Facts
          facts={[
            [text.facts.seen, data.lastSeenAt ? <Ago at={data.lastSeenAt} /> : text.never],
            [text.facts.version, data.agentVersion],
            [text.facts.system, data.report?.system],
            data.group !== null && [text.facts.group, data.group],
            [text.facts.updates, autoUpdateText(data.report)],
            data.report && [text.facts.reported, <Ago at={data.report.reportedAt} />],
            data.enrolledAt !== null && [text.facts.enrolled, <Ago at={data.enrolledAt} />],
            data.revokedAt !== null && [text.facts.revoked, <Ago at={data.revokedAt} />],
            [text.facts.id, <Id value={data.workstationId} />],
            data.agentNkey !== null && [text.facts.key, <Id value={data.agentNkey} />],
          ]}
        />
      </Panel>
      <Panel title={text.readers} flush>
        <Readers report={data.report} />
      </Panel>
      <Panel title={text.rules} flush>
        <Rules policies={data.policies} />
      </Panel>
      {me.can('workstation.diagnose') && data.revokedAt === null && data.enrolledAt !== null && (
        <>
          <DoctorPanel workstationId={workstationId} />
          <AgentLog workstationId={workstationId} />
        </>
      )}
    </Page>
  );
}

function Actions({ workstation: { workstationId, name, revokedAt } }: { workstation: WorkstationDetail }) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<'code' | 'revoke' | null>(null);
  const close = (): void => setOpen(null);
  const revoke = useMutation({
    mutationFn: (reasonText: string) =>
      unwrap(
        api.POST('/api/v1/workstations/{workstationId}/revoke', {
          params: { path: { workstationId } },
          body: { reasonText },
        }),
      ),
    onSuccess: async () => {
      close();
      for (const key of ['workstation', 'workstations']) await queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setOpen('code')}>
        {text.code.open}
      </Button>
      {revokedAt === null && (
        <Button variant="default" color="red" onClick={() => setOpen('revoke')}>
          {text.revoke.open}
        </Button>
      )}
      {open === 'code' && <EnrolmentCode name={name} onClose={close} />}
      <ReasonDialog
        opened={open === 'revoke'}
        title={text.revoke.title}
        text={text.revoke.explanation}
        confirm={text.revoke.confirm}
        cancel={text.revoke.cancel}
        colour="red"
        reasonLabel={text.revoke.reason}
        reasonHint={text.revoke.reasonHint}
        busy={revoke.isPending}
        error={revoke.error}
        onClose={close}
        onConfirm={(reason) => revoke.mutate(reason)}
      />
    </>
  );
}

const table = {
  className: tableClasses.table,
  verticalSpacing: 7,
  horizontalSpacing: 'md',
  borderColor: 'var(--cw-line)',
} as const;

function Readers({ report }: Pick<WorkstationDetail, 'report'>) {
  if (report === null) return <Empty title={text.notReported} />;
  if (report.pcsc === 'unavailable') return <Empty title={text.noPcsc} hint={report.pcscCode} />;
  if (report.readerCount === 0) return <Empty title={text.noReaders} />;
  const left = report.readerCount - report.readers.length;
  return (
    <>
      <Table {...table} aria-label={text.readers}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.readerColumns.reader}</Table.Th>
            <Table.Th scope="col">{text.readerColumns.card}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.readers.map(({ readerName, card }) => (
            <Table.Tr key={readerName}>
              <Table.Td>{readerName}</Table.Td>
              <Table.Td>{text.cards[card]}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {left > 0 && <Text p="md">{text.more(left)}</Text>}
    </>
  );
}

function Rules({ policies }: Pick<WorkstationDetail, 'policies'>) {
  if (policies === null) return <Empty title={text.noRules} />;
  const { setting, value, decided } = text.ruleColumns;
  return (
    <>
      {policies.problems.map((problem) => (
        <Alert key={problemText(problem)} color="yellow" m="md">
          {problemText(problem)}
        </Alert>
      ))}
      <Table {...table} aria-label={text.rules}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{setting}</Table.Th>
            <Table.Th scope="col">{value}</Table.Th>
            <Table.Th scope="col">{decided}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {policies.settings.map((row) => (
            <Table.Tr key={row.name}>
              <Table.Td>{text.settings[row.name] ?? row.name}</Table.Td>
              <Table.Td>{text.settingValue(row.name, row.value)}</Table.Td>
              <Table.Td>{sourceText(row.source)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
