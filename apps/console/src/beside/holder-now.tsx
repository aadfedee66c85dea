/** Beside a holder, at the telephone: the step that their page shows, and what is in work for them, as it goes on. Nothing while there is neither. */
import { Stack } from '@mantine/core';
import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { WizardStep } from '../api/types.js';
import { Facts } from '../ui/facts.js';
import { Panel } from '../ui/page.js';
import { Ago } from '../ui/time.js';
import { HolderProblem } from '../update/holder-problem.js';
import { pageOf, saidOf, stepOf, text } from './beside.text.js';
import { SagaNow } from './saga-now.js';

const everyMs = 2_000;
/** More is in work for nobody; each has a stream of its own. */
const mostSagas = 3;

const stepQuery = (personId: string) =>
  queryOptions({
    queryKey: ['wizard-step', personId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/people/{personId}/wizard-step', { signal, params: { path: { personId } } })).then(
        (it) => it.step,
      ),
    refetchInterval: everyMs,
  });

export function HolderNow({ personId }: { personId: string }) {
  const { data: step } = useQuery(stepQuery(personId));
  const sagas = useInfiniteQuery(queries.sagas({ personId }));
  const inWork = sagas.data?.pages.flatMap(({ rows }) => rows).filter(({ finishedAt }) => finishedAt === null) ?? [];
  return (
    <>
      {step && <Now step={step} />}
      {inWork.length > 0 && (
        <Panel title={text.work}>
          <Stack gap="xl">
            {inWork.slice(0, mostSagas).map((saga) => (
              <SagaNow key={saga.requestId} saga={saga} />
            ))}
          </Stack>
        </Panel>
      )}
    </>
  );
}

const Now = ({ step }: { step: WizardStep }) => (
  <Panel title={text.title}>
    <Stack gap="md">
      <Facts
        facts={[
          [text.page, pageOf(step)],
          [text.step, <span role="status">{stepOf(step)}</span>],
          step.says !== null && [text.says, saidOf(step.says)],
          [text.since, <Ago at={step.since} />],
          [text.computer, step.workstationName ?? text.unknown],
        ]}
      />
      {step.problem !== null && (
        <div>
          <HolderProblem code={step.problem} />
        </div>
      )}
    </Stack>
  </Panel>
);
