/**
 * Batches of card steps that somebody makes up who has the credentials of issuance-svc on NATS, while a saga waits with the card. The agent is in this
 * process, so that its card tells of every APDU.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BatchRequest, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { statementOf } from '../../src/batch-statement.js';
import type { WatchedCard } from '../../src/faults/watched-card.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, personId, randomPin, startIssue, supplyPin, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { refusal } from '../../src/refusal.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const context = { tenantId: defaultTenantId, correlationId: 'signed-batches' };
const people = `external_id,given_name,surname,email,upn
T1,Grace,Hopper,grace@example.test,grace@example.test
`;

let system: TestSystem;
let records: Records;
let agent: Workstation;
let intruder: { rpc: RpcClient; close(): Promise<void> };
let card: WatchedCard;
let lease: LeaseToken;
let identityText: string;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  agent = await startWorkstation(system, { name: 'signed', readers: 1 });
  intruder = await system.rpcAs('issuance');
  card = agent.card('vendor', 66_000_002);
  await agent.slots.insert(reader, card);
  const { workstationId } = agent;
  const { device } = await inspect(system.api, workstationId, reader);
  const { deviceId } = device;
  identityText = device.identityText;
  const { requestId } = await startIssue(system.api, {
    ...{ deviceId, workstationId, readerName: reader, profileName: 'authentication-only', pinChange: 'holder' },
    personId: await personId(system.api, 'T1'),
  });
  await untilSaga(system.api, requestId, ['AWAITING_USER']);
  const sql = 'SELECT fencing_token FROM issuance.lease WHERE device_id = $1';
  const [held] = await records.query<{ fencing_token: string }>(sql, [deviceId]);
  lease = { requestId, deviceId, workstationId, fencingToken: Number(held!.fencing_token) };
});
afterAll(async () => {
  await intruder?.close();
  await agent?.stop();
  await records?.close();
  await system?.stop();
});

const batch = (change: Partial<BatchRequest> = {}): BatchRequest => ({
  lease,
  batchId: `${lease.requestId}/9/1`,
  ttlMs: 60_000,
  open: { identityText },
  steps: [{ kind: 'read-image' }],
  ...change,
});
const ask = (sent: BatchRequest) => intruder.rpc.edge(agent.workstationId, 'batch.execute', sent, context);
const sign = (asked: BatchRequest) => intruder.rpc.pki('batches.sign', statementOf(asked), context);
/** The reason why the agent refuses it, and how many APDUs the card got. */
async function answer(sent: BatchRequest) {
  void card.watch();
  const { code, details } = await refusal(ask(sent));
  return { code, reason: details?.['reason'], apdus: card.commands.length };
}
const refused = (reason: string) => ({ code: 'EDGE_SERVER_NOT_TRUSTED', reason, apdus: 0 });
const highest = () => ({ ...lease, fencingToken: Number.MAX_SAFE_INTEGER });

describe('[B10][E7] a batch that somebody makes up with the credentials of issuance-svc', () => {
  it('is refused before any APDU, whatever lease it names', async () => {
    expect(await answer(batch())).toEqual(refused('unsigned'));
    expect(await answer(batch({ lease: highest() }))).toEqual(refused('unsigned'));
    expect(await answer(batch({ signedBatch: 'a.b.c' }))).toEqual(refused('form'));
  });

  it('is not signed by the vault for a lease that is not open', async () => {
    expect(await refusal(sign(batch({ lease: highest() })))).toMatchObject({ code: 'VAULT_LEASE_REQUIRED' });
  });

  it('is refused with the signature of another batch, or one that was tampered with', async () => {
    const { signedBatch } = await sign(batch());
    expect(await answer(batch({ signedBatch, steps: [{ kind: 'request-witness' }] }))).toEqual(refused('content'));
    expect(await answer(batch({ signedBatch, lease: highest() }))).toEqual(refused('content'));
    const [head, claims] = signedBatch.split('.');
    const tampered = `${head}.${claims}.${Buffer.alloc(64, 1).toString('base64url')}`;
    expect(await answer(batch({ signedBatch: tampered }))).toEqual(refused('signature'));
  });

  it('a message that is not signed raises no fence, and the saga goes on with the session that it has', async () => {
    const pin = { lease: highest(), purpose: 'holder-pin', jwe: 'a.b.c.d.e', pinRule: {} as never } as const;
    expect(await refusal(intruder.rpc.edge(agent.workstationId, 'pin.supply', pin, context))).toMatchObject({
      code: 'LIFECYCLE_LEASE_LOST',
    });
    const { requestId, deviceId } = lease;
    await supplyPin(system.api, requestId, randomPin());
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'])).toMatchObject({
      state: 'COMPLETED',
      attempt: 1,
    });
    const { device } = await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`);
    expect(device).toMatchObject({ state: 'ACTIVE', certificates: [{ status: 'good' }] });
  });
});
