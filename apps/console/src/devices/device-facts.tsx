/** What a device is, as facts: on its page, and beside the list. */
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { DeviceDetail } from '../api/types.js';
import { ProfileLink } from '../catalogue/profile-link.js';
import { actorName } from '../ui/actor-name.js';
import { Facts, Id } from '../ui/facts.js';
import { Failed, Loading } from '../ui/states.js';
import { dayOf, exactTime } from '../ui/time.js';
import { WorkstationName } from '../workstations/workstation-name.js';
import { healthText, pinText, text } from './devices.text.js';
import { DeviceStateBadge } from './state-badges.js';

/** Beside a list, read anew: a row says less. */
export function DeviceBeside({ deviceId }: { deviceId: string }) {
  const device = useQuery(queries.device(deviceId));
  if (device.isPending) return <Loading />;
  if (device.data === undefined) return <Failed error={device.error} retry={device.refetch} />;
  return (
    <Stack gap="sm" align="stretch">
      <div>
        <DeviceStateBadge device={device.data} />
      </div>
      <DeviceFacts device={device.data} />
    </Stack>
  );
}

export function DeviceFacts({ device }: { device: DeviceDetail }) {
  const { facts, replacement } = text;
  const { replaces, replacedBy } = device;
  return (
    <Facts
      facts={[
        device.personId !== null && [
          facts.holder,
          <Link to="/people/$personId" params={{ personId: device.personId }}>
            {device.personName ?? device.personId}
          </Link>,
        ],
        device.profileName !== null && [
          facts.profile,
          <ProfileLink name={device.profileName} version={device.profileVersion} />,
        ],
        device.binding != null && [
          text.binding.bound,
          text.binding.boundBy(dayOf(device.binding.boundAt), actorName(device.binding.boundBy)),
        ],
        device.binding?.replaces != null && [
          replacement.replaces[device.binding.replaces.kind],
          <OtherCard link={device.binding.replaces} />,
        ],
        replaces !== null && [replacement.replaces[replaces.kind], <OtherCard link={replaces} />],
        replacedBy !== null && [replacement.replacedBy[replacedBy.kind], <OtherCard link={replacedBy} />],
        device.expiresOn !== null && [facts.expires, dayOf(device.expiresOn)],
        (device.suspendedFor?.length ?? 0) > 0 && [
          facts.suspended,
          device.suspendedFor!.map(({ reason, since, byHolder }) => (
            <div key={since}>{facts.suspendedFor(reasonOf(reason ?? '')?.title, exactTime(since), byHolder)}</div>
          )),
        ],
        device.pin !== null && [facts.pin, pinText[device.pin]],
        [facts.health, <Health device={device} />],
        [facts.model, device.modelId],
        [facts.keyset, device.keyset],
        (device.keeps?.length ?? 0) > 0 && [facts.keeps, device.keeps!.map(facts.kept).join(', ')],
        device.cardFacts?.lacks !== undefined && [facts.lacks, device.cardFacts.lacks.join(', ')],
        device.cardFacts?.objectBytes !== undefined && [facts.fixedObjects, facts.fixedObjectsText],
        device.stockBatch !== undefined && [facts.stockBatch, device.stockBatch.name],
        [facts.identity, <span className="mono">{device.identityText}</span>],
        device.cardUuid !== null && [facts.uuid, <Id value={device.cardUuid} />],
        [facts.workstation, device.workstationId && <WorkstationName workstationId={device.workstationId} />],
        [facts.since, dayOf(device.createdAt)],
        [facts.id, <Id value={device.deviceId} />],
      ]}
    />
  );
}

/** What does not agree stands in the list of findings. */
const Health = ({ device: { deviceId, health } }: { device: DeviceDetail }) =>
  health === 'drift' ? (
    <Link to="/findings" search={{ device: deviceId }}>
      {healthText[health]}
    </Link>
  ) : (
    healthText[health]
  );

const OtherCard = ({ link }: { link: Pick<NonNullable<DeviceDetail['replaces']>, 'deviceId' | 'label'> }) => (
  <Link to="/devices/$deviceId" params={{ deviceId: link.deviceId }}>
    {link.label}
  </Link>
);
