/** What an agent does where a card is put in, and after "Update now" on its notification, without a desktop. */
import type { EdgeCalls, UpdateCheckReply } from '@cardwright/contracts/nats/edge.api';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId, type ReplyOf, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { edgeCallSubject } from '@cardwright/contracts/nats/subjects';
import type { NatsConnection } from '@cardwright/service-kit/nats/connection';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { eventually } from '@cardwright/testing/eventually';
import type { TestSystem } from '@cardwright/testing/system';

interface At {
  /** The agent's own. */
  connection: NatsConnection;
  workstationId: string;
  readerName: string;
}

/** Id of the offer, once there is one for the card in this reader. */
export async function acceptOffer(
  { api }: Pick<TestSystem, 'api'>,
  { connection, workstationId, readerName }: At,
  deviceId: string,
): Promise<string> {
  const { identityText } = (await api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
  const call = <Name extends 'update.check' | 'update.accept'>(name: Name, body: RequestOf<EdgeCalls, Name>) =>
    new RpcClient(connection).request<ReplyOf<EdgeCalls, Name>>(edgeCallSubject(workstationId, name), body, {
      ...{ tenantId: defaultTenantId, correlationId: 'spec' },
    });
  const check = (): Promise<UpdateCheckReply> =>
    call('update.check', { identityText, agentVersion: '1', offers: 1, readerName });
  await eventually(async () => (await check()).answer, 'available', 30_000);
  const { requestId: offerId } = (await check()) as { requestId: string };
  await call('update.accept', { offerId, readerName });
  return offerId;
}
