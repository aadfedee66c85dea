/**
 * The last step of something that was started here: its saga, live, below the named steps that led to it. The address is the saga's
 * own, so that a reload or another browser finds it again.
 */
import type { ReactNode } from 'react';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { useOffered } from '../me/offered-actions.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { Steps } from '../ui/steps.js';
import { SagaLive } from './saga-live.js';
import { sagaTitle, text } from './sagas.text.js';
import { useSagaProgress } from './use-saga-progress.js';

interface SagaRunProps {
  requestId: string;
  /** The saga is the last one. */
  stepLabels: readonly string[];
  /** Beside the way to the device, once it is over. */
  another?: ReactNode;
}

export function SagaRun(props: SagaRunProps) {
  const saga = useQuery(queries.saga(props.requestId));
  if (saga.isPending) return <Loading />;
  if (saga.data === undefined) return <Failed error={saga.error} retry={saga.refetch} />;
  return <Run key={props.requestId} {...props} found={saga.data} />;
}

function Run({ found, stepLabels, another }: SagaRunProps & { found: Saga }) {
  const saga = useOffered(found);
  const { progress, away } = useSagaProgress(saga.requestId);
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
      <Steps labels={stepLabels} active={stepLabels.length - (over && saga.state === 'COMPLETED' ? 0 : 1)} />
      <Panel>
        <SagaLive saga={saga} progress={progress} away={away}>
          <ButtonLink to="/devices/$deviceId" params={{ deviceId: saga.deviceId }}>
            {text.openDevice}
          </ButtonLink>
          {another}
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
