/** One device: what it is, what is on it, what ran on it, and what can be done with it. */
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { IconTimeline } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { DeviceDetail } from '../api/types.js';
import { DeviceHistory } from '../history/device-history.js';
import { useMe } from '../me/me.js';
import { sagaColumns } from '../sagas/saga-columns.js';
import { DataTable } from '../ui/data-table.js';
import { Facts, Id } from '../ui/facts.js';
import { WorkstationName } from '../workstations/workstation-name.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { dayOf, exactTime } from '../ui/time.js';
import { AskedReplacement } from './asked-replacement.js';
import { CredentialTable } from './credential-table.js';
import { actorName } from '../ui/actor-name.js';
import { ProfileTitle } from './profile-title.js';
import { DeviceActions } from './device-actions.js';
import { DeviceTrouble } from './device-trouble.js';
import { healthText, pinText, text } from './devices.text.js';
import { OfferHistory } from './offer-history.js';
import { OpenReplacement } from './open-replacement.js';
import { OpenRevocations } from './revocation-list.js';
import { DeviceStateBadge } from './state-badges.js';

const route = getRouteApi('/devices/$deviceId');

export function DevicePage() {
  const { deviceId } = route.useParams();
  const me = useMe();
  const device = useQuery(queries.device(deviceId));
  const sagas = useInfiniteQuery(queries.sagas({ deviceId }));
  const ran = sagas.data?.pages.flatMap(({ rows }) => rows) ?? [];
  if (device.isPending) return <Loading />;
  if (device.data === undefined) return <Failed error={device.error} retry={device.refetch} />;
  const { data } = device;
  // [C01] A holder's own page has the words of holders.
  if (!me.can('others.view') && me.owns(data)) return <Navigate to="/mine/$deviceId" params={{ deviceId }} replace />;
  return (
    <Page
      title={data.label}
      badge={<DeviceStateBadge device={data} />}
      parent={{ to: '/devices', label: text.title }}
      actions={<DeviceActions device={data} />}
    >
      <DeviceTrouble device={data} ran={ran} />
      <OpenReplacement device={data} />
      <AskedReplacement device={data} />
      <Panel title={text.record}>
        <DeviceFacts device={data} />
      </Panel>
      <OpenRevocations deviceId={deviceId} />
      <Panel title={text.credentials} flush>
        <CredentialTable device={data} />
      </Panel>
      <OfferHistory device={data} />
      <Panel title={text.history} flush>
        <DataTable
          label={text.history}
          result={sagas}
          columns={sagaColumns}
          rowKey={(saga) => saga.requestId}
          empty={<Empty icon={<IconTimeline size={22} aria-hidden />} title={text.noHistory} />}
        />
      </Panel>
      <DeviceHistory deviceId={deviceId} />
    </Page>
  );
}

function DeviceFacts({ device }: { device: DeviceDetail }) {
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
          <>
            <Link
              to="/profiles/$name"
              params={{ name: device.profileName }}
              search={{ version: device.profileVersion ?? undefined }}
            >
              <ProfileTitle name={device.profileName} />
            </Link>{' '}
            ({device.profileName}, version {device.profileVersion})
          </>,
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
