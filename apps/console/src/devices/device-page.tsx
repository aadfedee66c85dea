/** One device: what it is, what is on it, what ran on it, and what can be done with it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { IconTimeline } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { DeviceHistory } from '../history/device-history.js';
import { useMe } from '../me/me.js';
import { sagaColumns } from '../sagas/saga-columns.js';
import { DataTable } from '../ui/data-table.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { AskedReplacement } from './asked-replacement.js';
import { CredentialTable } from './credential-table.js';
import { DeviceActions } from './device-actions.js';
import { DeviceFacts } from './device-facts.js';
import { DeviceTrouble } from './device-trouble.js';
import { text } from './devices.text.js';
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
          columns={sagaColumns()}
          rowKey={(saga) => saga.requestId}
          empty={<Empty icon={<IconTimeline size={22} aria-hidden />} title={text.noHistory} />}
        />
      </Panel>
      <DeviceHistory deviceId={deviceId} />
    </Page>
  );
}
