/**
 * Lock and replacement on the whole system: the PIN blocked and set anew on both dialects, a temporary card and its end, a permanent
 * one. Governing documents: model.md sections 1, 3 and 5, requirement B05.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, IssuanceApi, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { DialectName } from '@cardwright/simulated-card/card-state';
import type { WatchedCard } from '../../src/faults/watched-card.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { issueCard, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
import { patientApi } from '../../src/patient-api.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type TestSystem } from '../../src/system.js';

jest.setTimeout(120_000);
const people = `external_id,given_name,surname,display_name,email,upn
R1,Radia,Perlman,Radia Perlman,radia@example.test,radia@example.test
`;
const profileName = 'authentication-only';
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

let system: TestSystem;
let api: Api;
let records: Records;
let workstation: Workstation;
let radia: string;
let serial = 71_000_000;

beforeAll(async () => {
  system = await startSystem();
  api = patientApi(system.api, 60_000);
  records = await openRecords(system);
  await api('POST', '/people/import', { csv: people });
  radia = await personId(api, 'R1');
  workstation = await startWorkstation(system, { name: 'replacement', readers: 2 });
});
afterAll(async () => {
  await workstation?.stop();
  await records?.close();
  await system?.stop();
});

const place = (reader = 0) => ({
  workstationId: workstation.workstationId,
  readerName: workstation.slots.readerNames[reader]!,
});
const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await api<Reply<'devices.get'>>('GET', `/devices/${deviceId}`)).device;
const completed = async (requestId: string): Promise<SagaRow> => {
  const saga = await untilSaga(api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED']);
  expect(saga).toMatchObject({ state: 'COMPLETED' });
  return saga;
};
const auditOf = async (deviceId: string, action: string) =>
  records.query<{ reason: string; details: Record<string, unknown> }>(
    'SELECT reason, details FROM issuance.audit_log WHERE object = $1 AND action = $2 ORDER BY id',
    [`device:${deviceId}`, action],
  );

async function cardIn(reader: number, dialect: DialectName = 'vendor'): Promise<WatchedCard> {
  const { readerName } = place(reader);
  await workstation.slots.remove(readerName);
  const card = workstation.card(dialect, ++serial);
  await workstation.slots.insert(readerName, card);
  return card;
}

describe('[B05] lock and unlock', () => {
  const lock = async (deviceId: string): Promise<SagaRow> => {
    const body = { ...place(), reason: 'PIN_EXPOSED' };
    const { saga } = await api<Reply<'devices.lock'>>('POST', `/devices/${deviceId}/lock`, body);
    return completed(saga.requestId);
  };

  it.each<DialectName>(['vendor', 'strict'])(
    '%s dialect: the PIN is blocked, and a new one set by the holder',
    async (dialect) => {
      const card = await cardIn(0, dialect);
      const { deviceId } = await issueCard(api, { ...place(), personId: radia, profileName, pin: randomPin() });
      const before = await card.snapshot();

      expect(await lock(deviceId)).toMatchObject({ type: 'LOCK', sentence: 'The PIN is blocked' });
      expect((await card.snapshot()).pin.retriesRemaining).toBe(0);
      expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', pin: 'blocked', operation: 'idle' });
      // Again: nothing is spent, and it is said.
      expect(await lock(deviceId)).toMatchObject({ sentence: 'The PIN was blocked already, and stays so' });
      expect(await auditOf(deviceId, 'device.locked')).toMatchObject([
        { reason: 'PIN_EXPOSED', details: { blockedBefore: false } },
        { reason: 'PIN_EXPOSED', details: { blockedBefore: true } },
      ]);

      const reset = { ...place(), reason: 'PIN_EXPOSED' };
      const { saga } = await api<Reply<'devices.reset-pin'>>('POST', `/devices/${deviceId}/pin-reset`, reset);
      await untilSaga(api, saga.requestId, ['AWAITING_USER']);
      const chosen = randomPin();
      await supplyPin(api, saga.requestId, chosen);
      await completed(saga.requestId);
      const after = await card.snapshot();
      expect(await card.hasPin(chosen)).toBe(true);
      expect(after.pin.retriesRemaining).toBe(after.pin.retriesTotal);
      expect(after.keys).toEqual(before.keys);
      expect(await deviceOf(deviceId)).toMatchObject({ pin: 'set' });
      expect(await auditOf(deviceId, 'device.pin-reset')).toHaveLength(1);
    },
  );

  it('a card that loses its power in the middle is blocked to the end', async () => {
    const card = await cardIn(0);
    const { deviceId } = await issueCard(api, { ...place(), personId: radia, profileName, pin: randomPin() });
    let tries = 0;
    card.armCut((event) => (event.ins === 0x20 && event.p1 === 0 && ++tries === 4 ? 'after' : undefined));
    const body = { ...place(), reason: 'PIN_EXPOSED' };
    const { saga } = await api<Reply<'devices.lock'>>('POST', `/devices/${deviceId}/lock`, body);
    await untilSaga(api, saga.requestId, ['FAILED']);
    card.armCut(undefined);
    const { readerName } = place();
    await workstation.slots.untilOut(readerName);
    await workstation.slots.insert(readerName, card);
    await untilSaga(api, saga.requestId, ['COMPLETED']);
    expect((await card.snapshot()).pin.retriesRemaining).toBe(0);
  });
});
