/** The dry run: what would be written, shown before anything is. The start carries the plan's hash, so that nothing else can run. */
import { useId, useRef, useState } from 'react';
import { Button, Stack, Text } from '@mantine/core';
import { useMutation, usePrefetchQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconPlayerPlay } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import type { PlanBody, PlanSummary } from '../api/types.js';
import { Acceptance, type Accepted } from '../card/acceptance.js';
import type { CardChoice } from '../card/card-choice.js';
import { text as cardText } from '../card/card.text.js';
import { PlanView } from '../card/plan-view.js';
import { useMe } from '../me/me.js';
import { Facts } from '../ui/facts.js';
import { Failed, Loading } from '../ui/states.js';
import type { HolderChoice } from './choices.js';
import { type IdentifiedBy, IdentifyHolder } from './identify-holder.js';
import { text } from './issue.text.js';
import classes from '../card/card.module.css';

interface PlanStepProps {
  card: CardChoice;
  holder: HolderChoice;
  onBack: () => void;
}

export function PlanStep({ card, holder, onBack }: PlanStepProps) {
  const { deviceId } = card.inspection.device;
  const path = { deviceId };
  const me = useMe();
  const missingId = useId();
  const [identifiedBy, setIdentifiedBy] = useState<IdentifiedBy | null>(null);
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const body: PlanBody = {
    personId: holder.person.personId,
    profileName: holder.profileName,
    workstationId: card.workstationId,
    readerName: card.readerName,
    pinChange: holder.pinChange,
    ...(holder.reason && { reasonText: holder.reason }),
    ...(accepted && { acceptWellKnown: accepted.acceptWellKnown, reasonText: accepted.words }),
    ...(holder.replacement && { replacementRequestId: holder.replacement.requestId }),
  };
  const navigate = useNavigate();
  // A double click, or a second try after a lost answer, is the same issuance.
  const idempotencyKey = useRef(crypto.randomUUID());
  const plan = useQuery({
    queryKey: ['plan', deviceId, body],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/v1/devices/{deviceId}/plan', { params: { path }, body, signal })).then((it) => it.plan),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  // Shown with the plan.
  usePrefetchQuery(queries.photo(holder.person.personId));
  const start = useMutation({
    mutationFn: ({ planHash }: PlanSummary) =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/issue', {
          params: { path },
          body: {
            ...body,
            planHash,
            idempotencyKey: idempotencyKey.current,
            ...(asked && identifiedBy && { identifiedBy }),
          },
        }),
      ),
    onSuccess: ({ saga }) => navigate({ to: '/issue/$requestId', params: { requestId: saga.requestId } }),
  });
  const asked = holder.pinChange === 'holder' && !me.owns(holder.person);
  const unidentified = asked && identifiedBy === null;
  const toAccept = (!plan.isFetching && plan.data?.mustAccept) || [];
  const changed = isProblem(start.error, 'REQUEST_PLAN_CHANGED');
  const again = (): void => {
    start.reset();
    void plan.refetch();
  };
  return (
    <Stack gap="lg">
      <Facts
        facts={[
          [text.plan.forWhom, holder.person.displayName],
          [text.plan.onto, `${card.inspection.device.label}, ${card.workstationName}`],
          [text.plan.profile, holder.profileTitle],
          [text.plan.pin, holder.pinChange === 'holder' ? text.holder.pinHolder : text.holder.pinNone],
        ]}
      />
      {plan.isFetching && (
        <div>
          <Text c="dimmed">{cardText.plan.making}</Text>
          <Loading rows={4} />
        </div>
      )}
      {plan.isError && !plan.isFetching && <Failed error={plan.error} title={cardText.plan.failed} retry={again} />}
      {toAccept.length > 0 && <Acceptance asked={toAccept} words={holder.reason ?? ''} onAccept={setAccepted} />}
      {plan.data && !plan.isFetching && <PlanView plan={plan.data} />}
      {plan.data && !plan.isFetching && (
        <IdentifyHolder person={holder.person} asked={asked} value={identifiedBy} onChange={setIdentifiedBy} />
      )}
      {start.isError && <Failed error={start.error} title={text.plan.starting} {...(changed && { retry: again })} />}
      {plan.data && !plan.isFetching && unidentified && (
        <Text id={missingId} size="sm" c="dimmed" ta="right">
          {text.identify.missing}
        </Text>
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={onBack} disabled={start.isPending}>
          {cardText.back}
        </Button>
        <Button
          disabled={!plan.data || plan.isFetching || toAccept.length > 0 || changed || unidentified}
          aria-describedby={unidentified ? missingId : undefined}
          loading={start.isPending}
          onClick={() => plan.data && start.mutate(plan.data)}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
        >
          {text.plan.start}
        </Button>
      </div>
    </Stack>
  );
}
