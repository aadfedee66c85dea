/** The last step of an issuance: its saga, live. The address is the saga's own, so that a reload or another browser finds it again. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { SagaLive } from '../sagas/saga-live.js';
import { sagaTitle } from '../sagas/sagas.text.js';
import { useSagaProgress } from '../sagas/use-saga-progress.js';
import { text as sagaText } from '../sagas/sagas.text.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { IssueSteps } from './issue-steps.js';
import { text } from './issue.text.js';

const route = getRouteApi('/issue/$requestId');

export function IssueRunPage() {
  const { requestId } = route.useParams();
  const saga = useQuery(queries.saga(requestId));
  if (saga.isPending) return <Loading />;
  if (saga.data === undefined) return <Failed error={saga.error} retry={saga.refetch} />;
  return <Run key={requestId} saga={saga.data} />;
}

function Run({ saga }: { saga: Saga }) {
  const { progress, away } = useSagaProgress(saga.requestId, saga.type);
  const over = saga.finishedAt !== null;
  return (
    <Page
      title={sagaTitle(saga.type, saga.personName)}
      width="narrow"
      actions={
        <ButtonLink variant="default" to="/sagas/$requestId" params={{ requestId: saga.requestId }}>
          {text.run.details}
        </ButtonLink>
      }
    >
      <IssueSteps active={over && saga.state === 'COMPLETED' ? 4 : 3} />
      <Panel>
        <SagaLive saga={saga} progress={progress} away={away}>
          <ButtonLink to="/devices/$deviceId" params={{ deviceId: saga.deviceId }}>
            {sagaText.openDevice}
          </ButtonLink>
          <ButtonLink variant="default" to="/issue">
            {text.run.another}
          </ButtonLink>
        </SagaLive>
      </Panel>
      {!over && (
        <Text size="sm" c="dimmed">
          {text.run.leave}
        </Text>
      )}
    </Page>
  );
}
