/**
 * The dry run of a reprovision with its warning (D20, F04): what is revoked or replaced, what would be written, where there is no way
 * back. Continue starts exactly this plan (its hash goes with it); before that the card is only read (D21).
 */
import { useRef, useState } from 'react';
import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconAlertTriangle } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import type { ReprovisionPlan, ReprovisionPlanBody } from '../api/types.js';
import { Acceptance, type Accepted } from '../card/acceptance.js';
import type { CardChoice } from '../card/card-choice.js';
import { text as cardText } from '../card/card.text.js';
import { PlanView } from '../card/plan-view.js';
import type { GivenReason } from '../reasons/use-reason-choice.js';
import { useProfileTitle } from '../catalogue/profile-title.js';
import { Facts } from '../ui/facts.js';
import { Failed, Loading } from '../ui/states.js';
import { ReplacedCertificates } from './replaced-certificates.js';
import { ReplacedForHolder } from './replaced-for-holder.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { ownWarning, text } from './reprovision.text.js';
import classes from '../card/card.module.css';

interface CheckStepProps {
  own: boolean;
  card: CardChoice;
  reason: GivenReason;
  onBack: () => void;
}

export function CheckStep({ own, card, reason, onBack }: CheckStepProps) {
  const { deviceId } = card.inspection.device;
  const path = { deviceId };
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const body: ReprovisionPlanBody = {
    workstationId: card.workstationId,
    readerName: card.readerName,
    ...reason,
    ...(accepted && acceptedFields(accepted)),
  };
  const navigate = useNavigate();
  // A double click, or a second try after a lost answer, is the same reprovision.
  const idempotencyKey = useRef(crypto.randomUUID());
  const check = useQuery({
    queryKey: ['reprovision-plan', deviceId, body],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/v1/devices/{deviceId}/reprovision/plan', { params: { path }, body, signal })),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  const start = useMutation({
    mutationFn: (planHash: string) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/reprovision', {
          params: { path },
          body: { ...body, planHash, idempotencyKey: idempotencyKey.current },
        }),
      ),
    onSuccess: ({ saga }) => navigate({ to: '/reprovision/$requestId', params: { requestId: saga.requestId } }),
  });
  const changed = isProblem(start.error, 'REQUEST_PLAN_CHANGED');
  const again = (): void => {
    start.reset();
    void check.refetch();
  };
  const ready = check.isFetching ? undefined : check.data;
  const toAccept = ready?.plan.mustAccept ?? [];
  return (
    <Stack gap="lg">
      <CheckFacts own={own} card={card} plan={ready?.plan} />
      {check.isFetching && (
        <div>
          <Text c="dimmed">{cardText.plan.making}</Text>
          <Loading rows={4} />
        </div>
      )}
      {check.isError && !check.isFetching && (
        <Problem own={own} error={check.error} title={cardText.plan.failed} retry={again} />
      )}
      {toAccept.length > 0 && (
        <Acceptance asked={toAccept} words={reason.reasonText ?? ''} own={own} onAccept={setAccepted} />
      )}
      {ready && (own ? <ForHolder check={ready} /> : <ForOperator check={ready} />)}
      {start.isError && (
        <Problem own={own} error={start.error} title={text.check.starting} {...(changed && { retry: again })} />
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={onBack} disabled={start.isPending}>
          {cardText.back}
        </Button>
        <Button
          disabled={ready === undefined || toAccept.length > 0 || changed}
          loading={start.isPending}
          onClick={() => ready && start.mutate(ready.plan.planHash)}
        >
          {own ? text.check.startOwn : text.check.continue}
        </Button>
      </div>
    </Stack>
  );
}

interface ProblemProps {
  own: boolean;
  error: unknown;
  title: string;
  retry?: () => void;
}

const Problem = ({ own, title, ...problem }: ProblemProps) =>
  own ? <ErrorOfHolder {...problem} /> : <Failed title={title} {...problem} />;

const acceptedFields = ({ words, ...fields }: Accepted) => ({ ...fields, reasonText: words });

interface CheckFactsProps {
  own: boolean;
  card: CardChoice;
  plan: ReprovisionPlan['plan'] | undefined;
}

function CheckFacts({ own, card, plan }: CheckFactsProps) {
  const { device } = card.inspection;
  const titleOf = useProfileTitle();
  return (
    <Facts
      facts={[
        !own && [text.check.holder, device.personName],
        [text.check.card, own ? device.label : `${device.label}, ${card.workstationName}`],
        // [D01] The latest version of the profile that it was issued with.
        !own && plan && [text.check.profile, text.check.version(titleOf(plan.profileName), plan.profileVersion)],
      ]}
    />
  );
}

const Warning = ({ words }: { words: string }) => (
  <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.check.warning}>
    <Text style={{ whiteSpace: 'pre-line' }}>{words}</Text>
  </Alert>
);

function ForOperator({ check: { plan, warnings } }: { check: ReprovisionPlan }) {
  return (
    <>
      <Warning words={warnings.operator} />
      <PlanView plan={plan}>
        <ReplacedCertificates rows={warnings.replaced} />
      </PlanView>
    </>
  );
}

/** The cardholder sees less, in simpler words: what is replaced, by what it is for. */
function ForHolder({ check: { plan, warnings } }: { check: ReprovisionPlan }) {
  return (
    <>
      <Warning words={ownWarning(warnings)} />
      <Text>{text.check.duration(plan.estimateMs)}</Text>
      <details>
        <summary>{text.check.details}</summary>
        <Stack mt="md">
          <ReplacedForHolder {...{ plan, warnings }} />
        </Stack>
      </details>
    </>
  );
}
