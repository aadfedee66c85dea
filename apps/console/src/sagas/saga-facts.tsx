/** What a saga is about, as facts: on its page, and beside the list. */
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import { ProfileLink } from '../catalogue/profile-link.js';
import { Actor } from '../ui/actor.js';
import { Facts, Id } from '../ui/facts.js';
import { exactTime } from '../ui/time.js';
import { WorkstationName } from '../workstations/workstation-name.js';
import { text } from './sagas.text.js';
import { SagaStateBadge } from './state-badge.js';
import { StuckActions } from './stuck-actions.js';

/** Beside a list, with what can be decided from its row. */
export const SagaBeside = ({ saga }: { saga: Saga }) => (
  <>
    <Group justify="space-between">
      <SagaStateBadge state={saga.state} />
      <StuckActions saga={saga} />
    </Group>
    <Text my="sm">{saga.sentence}</Text>
    <SagaFacts saga={saga} />
  </>
);

export function SagaFacts({ saga }: { saga: Saga }) {
  const { facts } = text;
  const device = useQuery(queries.device(saga.deviceId));
  return (
    <Facts
      facts={[
        [
          facts.device,
          <Link to="/devices/$deviceId" params={{ deviceId: saga.deviceId }}>
            {device.data?.label ?? saga.deviceId}
          </Link>,
        ],
        saga.personId !== null && [
          facts.holder,
          <Link to="/people/$personId" params={{ personId: saga.personId }}>
            {saga.personName ?? saga.personId}
          </Link>,
        ],
        saga.profileName !== null && [
          facts.profile,
          <ProfileLink name={saga.profileName} version={saga.profileVersion} />,
        ],
        [facts.workstation, <WorkstationName workstationId={saga.workstationId} />],
        [facts.started, exactTime(saga.createdAt)],
        saga.finishedAt !== null && [facts.finished, exactTime(saga.finishedAt)],
        saga.reinsertion && [facts.reinsertion, reinsertionText(saga.reinsertion)],
        [facts.attempt, saga.attempt],
        [facts.cost, text.cost(saga.roundTrips, saga.apdus)],
        saga.identifiedBy && [facts.identified, text.identifiedBy[saga.identifiedBy]],
        [facts.by, <Actor actor={saga.requestedBy} />],
        [facts.request, <Id value={saga.requestId} />],
        [facts.correlation, <Id value={saga.correlationId} />],
      ]}
    />
  );
}

function reinsertionText({ state, remindedAt, certificates }: NonNullable<Saga['reinsertion']>): string {
  const missing = certificates.filter(({ seen }) => !seen).map(({ keyReference }) => keyReference);
  return [
    text.reinsertion[state],
    ...(state === 'NOT_SEEN' ? [text.notSeen(missing)] : []),
    ...(remindedAt === null ? [] : [text.reminded(exactTime(remindedAt))]),
  ].join('; ');
}
