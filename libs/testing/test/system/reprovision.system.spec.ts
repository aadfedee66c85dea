/**
 * Reprovision on the whole system with a real PC/SC reader: both dialects from end to end with a profile version published in
 * between, cards that are pulled and go on, cancel before and after the first key, and what is refused with which code.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, IssuanceApi, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { ReaderState } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '../../src/describe-with.js';
import { issueCard, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '../../src/pcscd.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const { available, reason: missing } = requirePcscd();
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;
type Dialect = 'vendor' | 'strict';

describeWith(available ? undefined : missing, 'reprovision', () => {
  let system: TestSystem;
  let records: Records;
  let pcscd: PrivatePcscd;
  let agent: RunningAgent;
  let reader: string;
  let grace: string;
  let inserted: InsertedCard | undefined;
  let serial = 60_000_000;

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
    reader = pcscd.readers[0]!.name;
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    grace = await personId(system.api, 'T1');
    agent = await system.startAgent({ name: 'pcsc', args: [], env: pcscd.environment });
  });
  afterEach(async () => {
    await inserted?.remove();
    inserted = undefined;
  });
  afterAll(async () => {
    await records?.close();
    await system?.stop();
    await pcscd?.stop();
  });

  const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
    (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;

  /** In the reader, and seen by the agent: pcscd tells its clients a moment after it has powered a card. */
  async function insert(card: SimulatedCard): Promise<void> {
    inserted = await pcscd.insert(card);
    for (const end = Date.now() + 20_000; Date.now() < end; await delay(50)) {
      const { readers } = await system.api<{ readers: ReaderState[] }>(
        'GET',
        `/workstations/${agent.workstationId}/readers`,
      );
      if (readers.some(({ readerName, cardPresent }) => readerName === reader && cardPresent)) return;
    }
    throw new Error('the agent does not see the card');
  }

  async function issued(dialect: Dialect, profileName: string) {
    const card = new SimulatedCard({ dialect, serial: ++serial });
    await insert(card);
    const pin = randomPin();
    const place = { workstationId: agent.workstationId, readerName: reader };
    const { deviceId } = await issueCard(system.api, { ...place, personId: grace, profileName, pin });
    return { card, pin, deviceId };
  }

  const body = (more: object = {}) => ({
    workstationId: agent.workstationId,
    readerName: reader,
    reason: 'PROFILE_CHANGED',
    ...more,
  });
  const dryRun = (deviceId: string, more: object = {}) =>
    system.api<Reply<'devices.plan-reprovision'>>('POST', `/devices/${deviceId}/reprovision/plan`, body(more));
  const start = async (deviceId: string, more: object = {}): Promise<SagaRow> =>
    (await system.api<Reply<'devices.reprovision'>>('POST', `/devices/${deviceId}/reprovision`, body(more))).saga;

  /** Revocations follow the record by their own jobs. */
  async function untilRevoked(deviceId: string, count: number): Promise<void> {
    for (const end = Date.now() + 20_000; Date.now() < end; await delay(100))
      if ((await deviceOf(deviceId)).certificates.filter(({ status }) => status === 'revoked').length === count) return;
    throw new Error(`no ${count} revoked certificates`);
  }

  /** With a new PIN to the end. */
  async function finish(requestId: string, pin = randomPin()): Promise<SagaRow> {
    const waiting = await untilSaga(system.api, requestId, ['AWAITING_USER', 'FAILED'], 20_000);
    expect([waiting.state, waiting.errorCode, waiting.errorMessage]).toEqual(['AWAITING_USER', null, null]);
    await supplyPin(system.api, requestId, pin);
    return untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 40_000);
  }

  it.each<[Dialect, object]>([
    ['vendor', {}],
    ['strict', { acceptHistoryLoss: true, reasonText: 'test card' }],
  ])('[D01] %s dialect', async (dialect, more) => {
    const { card, pin, deviceId } = await issued(dialect, 'piv-four');
    const before = await deviceOf(deviceId);
    const { plan, warnings } = await dryRun(deviceId, more);
    expect(warnings.replaced).toHaveLength(4);
    const { requestId } = await start(deviceId, { ...more, planHash: plan.planHash });
    const newPin = randomPin();
    const done = await finish(requestId, newPin);
    expect([done.state, done.errorCode, done.errorMessage]).toEqual(['COMPLETED', null, null]);
    expect(done.roundTrips).toBeLessThanOrEqual(4 + 4);
    expect(await card.hasPin(newPin)).toBe(true);
    expect(await card.hasPin(pin)).toBe(false);
    const after = await deviceOf(deviceId);
    await untilRevoked(deviceId, 4);
    expect(after).toMatchObject({
      state: 'ACTIVE',
      health: 'ok',
      operation: 'idle',
      pin: 'set',
      expiresOn: before.expiresOn,
    });
  });
});
