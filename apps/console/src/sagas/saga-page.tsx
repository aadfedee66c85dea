/** One saga: live at the top, its facts and timeline below, and what the signed-in person may decide about it. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconArrowUpRight } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { useOffered } from '../me/offered-actions.js';
import { AuditLink } from '../history/audit-link.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { CancelSaga } from './saga-decisions.js';
import { SagaFacts } from './saga-facts.js';
import { SagaLive } from './saga-live.js';
import { SagaTimeline } from './saga-timeline.js';
import { sagaTitle, text } from './sagas.text.js';
import { SagaStateBadge } from './state-badge.js';
import { useDecisions } from './use-decisions.js';
import { useSagaProgress } from './use-saga-progress.js';
import { useTemporalLink } from './use-temporal-link.js';

const route = getRouteApi('/sagas/$requestId');

export function SagaPage() {
  const { requestId } = route.useParams();
  const saga = useQuery(queries.saga(requestId));
  if (saga.isPending) return <Loading />;
  if (saga.data === undefined) return <Failed error={saga.error} retry={saga.refetch} />;
  return <SagaView key={requestId} found={saga.data} />;
}

function SagaView({ found }: { found: Saga }) {
  const saga = useOffered(found);
  const { progress, away } = useSagaProgress(saga.requestId);
  const decisions = useDecisions(saga);
  return (
    <Page
      title={sagaTitle(saga.type, saga.personName)}
      badge={<SagaStateBadge state={saga.state} />}
      parent={{ to: '/sagas', label: text.title }}
      actions={<Actions saga={saga} />}
    >
      <Panel>
        <SagaLive saga={saga} progress={progress} away={away}>
          <ButtonLink variant="default" to="/devices/$deviceId" params={{ deviceId: saga.deviceId }}>
            {text.openDevice}
          </ButtonLink>
        </SagaLive>
      </Panel>
      <Panel title={text.details}>
        <SagaFacts saga={saga} />
      </Panel>
      <Panel title={text.timeline} actions={<AuditLink object={`request:${saga.requestId}`} />}>
        {progress.rows.length === 0 ? (
          <Empty title={text.noTimeline} />
        ) : (
          <SagaTimeline rows={progress.rows} decisions={decisions} />
        )}
      </Panel>
    </Page>
  );
}

function Actions({ saga }: { saga: Saga }) {
  const [cancelling, dialog] = useDisclosure(false);
  const href = useTemporalLink(saga);
  return (
    <>
      {href && (
        <Button
          component="a"
          variant="default"
          target="_blank"
          rel="noreferrer"
          href={href}
          rightSection={<IconArrowUpRight size={15} aria-hidden />}
        >
          {text.openTemporal}
        </Button>
      )}
      {saga.actions.includes('cancel') && (
        <Button variant="default" onClick={dialog.open}>
          {text.cancel.button}
        </Button>
      )}
      {cancelling && <CancelSaga saga={saga} onClose={dialog.close} />}
    </>
  );
}
