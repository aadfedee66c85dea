/** What becomes of another card in the place of this one: asked for by its holder, being prepared, or there. */
import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReplacementAsk } from '@cardwright/contracts/card/replacement-ask';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { DeviceDetail } from '../api/types.js';
import { isForSelfService } from '../me/self-service.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { ButtonLink } from '../ui/button-link.js';
import { dayOf } from '../ui/time.js';
import { text } from './mine.text.js';

const icon = <IconInfoCircle aria-hidden />;

export function Replacement({ device }: { device: DeviceDetail }) {
  const { openReplacement: open, replacedBy, replaces, replacementAsk: ask } = device;
  const { replacement } = text;
  if (open !== null) return <Open open={open} />;
  if (replacedBy !== null)
    return (
      <Alert icon={icon}>
        {replacement.replacedBy(replacedBy.label)}{' '}
        <Link to="/mine/$deviceId" params={{ deviceId: replacedBy.deviceId }}>
          {replacement.seeNew}
        </Link>
      </Alert>
    );
  if (ask?.decision === null) return <Asked device={device} ask={ask} />;
  if (ask?.decision === 'declined')
    return (
      <Alert icon={icon} title={replacement.declined(dayOf(ask.decidedAt!))}>
        {replacement.declinedBecause} <q>{ask.decisionReasonText}</q>
      </Alert>
    );
  return replaces === null ? null : <Alert icon={icon}>{replacement.replaces(replaces.label)}</Alert>;
}

/** Whose profile is for self-service is made by its holder, in Add device. */
function Open({ open }: { open: NonNullable<DeviceDetail['openReplacement']> }) {
  const profiles = useQuery(queries.profiles()).data;
  const { replacement } = text;
  if (open.successorDeviceId !== null)
    return (
      <Alert icon={icon} title={replacement[open.kind]}>
        {replacement.ready}
      </Alert>
    );
  const theirs = profiles?.some((profile) => profile.name === open.profileName && isForSelfService(profile)) === true;
  const since = dayOf(open.requestedAt);
  return (
    <Alert icon={icon} title={replacement[open.kind]}>
      {theirs ? replacement.sinceYours(since) : replacement.since(since)}
      {theirs && (
        <div>
          <ButtonLink to="/mine/add" size="xs" mt="sm">
            {replacement.add}
          </ButtonLink>
        </div>
      )}
    </Alert>
  );
}

function Asked({ device: { deviceId }, ask }: { device: DeviceDetail; ask: ReplacementAsk }) {
  const queryClient = useQueryClient();
  const { replacement } = text;
  const takeBack = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/devices/{deviceId}/replacement-ask/decline', {
          params: { path: { deviceId } },
          // Goes into the audit trail, which is English.
          body: { reasonText: 'Taken back by the holder' },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['device'] }),
  });
  return (
    <Alert icon={icon} title={replacement.asked}>
      {replacement.askedSince(dayOf(ask.askedAt))}
      <div>
        <Button mt="sm" size="xs" variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
          {replacement.takeBack}
        </Button>
      </div>
      {takeBack.isError && <ErrorOfHolder error={takeBack.error} />}
    </Alert>
  );
}
