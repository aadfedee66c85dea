/**
 * Lock and replacement on the whole system: the PIN blocked and set anew on both dialects, a temporary card and its end, a permanent
 * one. Governing documents: model.md sections 1, 3 and 5, requirement B05.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { eventually } from '../../src/eventually.js';
import type { WatchedCard } from '../../src/faults/watched-card.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
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
      // The second lock costs no try, and the saga says so.
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

  it('waits for a card that is not there, and is done when it is put in; one that was withdrawn is not', async () => {
    const card = await cardIn(0);
    const { readerName } = place();
    const pin = randomPin();
    const { deviceId } = await issueCard(api, { ...place(), personId: radia, profileName, pin });
    await workstation.slots.remove(readerName);
    const ask = async (reason: string): Promise<SagaRow> =>
      (await api<Reply<'devices.request-lock'>>('POST', `/devices/${deviceId}/lock-request`, { reason })).saga;
    const offers = async () =>
      (await api<Reply<'devices.update-offers'>>('GET', `/devices/${deviceId}/update-offers`)).rows;
    const states = async () => (await offers()).map(({ state }) => state);
    const first = await ask('ON_LEAVE');
    expect(first).toMatchObject({ type: 'LOCK', state: 'READY', actions: ['cancel'] });
    await eventually(states, ['offered']);
    await api('POST', `/sagas/${first.requestId}/cancel`, { reasonText: 'back already' });
    await eventually(states, ['withdrawn']);
    await workstation.slots.insert(readerName, card);
    await eventually(
      () =>
        records.query(
          `SELECT (SELECT count(*)::int FROM update.presence WHERE reader_name = $1) AS present,
             (SELECT count(*)::int FROM update.device_timer WHERE at <= now()) AS open`,
          [readerName],
        ),
      [{ present: 1, open: 0 }],
    );
    expect(await card.hasPin(pin)).toBe(true);
    await workstation.slots.remove(readerName);

    const { requestId } = await ask('MISCONDUCT');
    await workstation.slots.insert(readerName, card);
    expect(await completed(requestId)).toMatchObject({ type: 'LOCK', sentence: 'The PIN is blocked' });
    expect((await card.snapshot()).pin.retriesRemaining).toBe(0);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', pin: 'blocked', operation: 'idle' });
    expect(await auditOf(deviceId, 'device.locked')).toMatchObject([{ reason: 'MISCONDUCT' }]);
    // Operators see that it was done without being asked.
    await eventually(async () => (await offers())[0]?.outcome, 'COMPLETED');
    expect(await offers()).toMatchObject([
      { kind: 'card.lock', state: 'done', requestId },
      { kind: 'card.lock', state: 'withdrawn', requestId: null },
    ]);
  });

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

describe('replacement', () => {
  type Replaced = Reply<'devices.replace'>;
  const replace = (deviceId: string, kind: string, reason: string): Promise<Replaced> =>
    api('POST', `/devices/${deviceId}/replace`, { kind, reason });
  const withdraw = (requestId: string): Promise<unknown> =>
    api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'the spec' });
  const sagaOf = async (requestId: string): Promise<SagaRow> =>
    (await api<Reply<'sagas.get'>>('GET', `/sagas/${requestId}`)).saga;
  const statesOf = async (...deviceIds: string[]): Promise<string[]> =>
    Promise.all(deviceIds.map(async (deviceId) => (await deviceOf(deviceId)).state));
  const credentialsOf = async (deviceId: string): Promise<string[]> =>
    (await deviceOf(deviceId)).credentials.map(({ state }) => state);
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  async function issued(reader = 0): Promise<string> {
    await cardIn(reader);
    return (await issueCard(api, { ...place(reader), personId: radia, profileName, pin: randomPin() })).deviceId;
  }

  /** The new card in the other reader, up to the end of its issue. */
  async function issuedFor(replacementRequestId: string): Promise<string> {
    await cardIn(1);
    const asked = { ...place(1), personId: radia, profileName, pin: randomPin(), replacementRequestId };
    return (await issueCard(api, asked)).deviceId;
  }

  it('temporary: the card is suspended at once, a temporary one stands for it, and its end gives it back', async () => {
    const original = await issued();
    const { saga, device } = await replace(original, 'temporary', 'FORGOTTEN');
    expect([saga.type, saga.state, device.state]).toEqual(['REPLACE_TEMP', 'READY', 'SUSPENDED']);
    expect(await credentialsOf(original)).toEqual(['HELD']);
    await expect(replace(original, 'permanent', 'LOST')).rejects.toMatchObject({ code: 'LIFECYCLE_REPLACEMENT_OPEN' });
    // Its own card is no new card.
    const own = {
      ...place(0),
      personId: radia,
      profileName,
      pinChange: 'holder',
      replacementRequestId: saga.requestId,
    };
    await expect(api('POST', `/devices/${original}/issue`, own)).rejects.toMatchObject({
      code: 'LIFECYCLE_REPLACES_ITSELF',
    });
    await expect(api('POST', `/devices/${original}/resume`, { reason: 'FOUND' })).rejects.toMatchObject({
      code: 'LIFECYCLE_REPLACEMENT_OPEN',
    });

    const temporary = await issuedFor(saga.requestId);
    expect(await sagaOf(saga.requestId)).toMatchObject({ state: 'COMPLETED' });
    expect(await deviceOf(temporary)).toMatchObject({
      state: 'ACTIVE',
      expiresOn: inDays(14),
      replaces: { deviceId: original, kind: 'temporary', reason: 'FORGOTTEN', state: 'SUSPENDED' },
    });
    expect(await deviceOf(original)).toMatchObject({
      state: 'SUSPENDED',
      replacedBy: { deviceId: temporary, kind: 'temporary' },
      openReplacement: null,
    });
    await expect(replace(temporary, 'permanent', 'LOST')).rejects.toMatchObject({ code: 'LIFECYCLE_TEMPORARY_CARD' });

    await api('POST', `/devices/${temporary}/terminate`, { reason: 'ISSUED_IN_ERROR' });
    expect(await statesOf(original, temporary)).toEqual(['ACTIVE', 'TERMINATED']);
    expect(await deviceOf(original)).toMatchObject({ replacedBy: null });
  });

  it('withdrawn: the card that it suspended is given back; one that somebody else suspended is not', async () => {
    const deviceId = await issued();
    const first = await replace(deviceId, 'temporary', 'MISPLACED');
    await withdraw(first.saga.requestId);
    expect([await statesOf(deviceId), (await sagaOf(first.saga.requestId)).state]).toEqual([['ACTIVE'], 'WITHDRAWN']);

    const second = await replace(deviceId, 'temporary', 'MISPLACED');
    await api('POST', `/devices/${deviceId}/suspend`, { reason: 'MISCONDUCT' });
    await withdraw(second.saga.requestId);
    expect(await statesOf(deviceId)).toEqual(['SUSPENDED']);
  });

  it('permanent, lost while a temporary card is in use: both end, the new card inherits the expiry', async () => {
    const original = await issued();
    const { expiresOn } = await deviceOf(original);
    const temporary = await issuedFor((await replace(original, 'temporary', 'MISPLACED')).saga.requestId);
    const { saga, device } = await replace(original, 'permanent', 'LOST');
    expect([saga.state, device.state]).toEqual(['READY', 'TERMINATED']);
    expect(await statesOf(temporary)).toEqual(['ACTIVE']);

    // After a failed issue the request waits again.
    await cardIn(0);
    const failed = (await inspect(api, place(0).workstationId, place(0).readerName)).device.deviceId;
    const asked = {
      ...place(0),
      personId: radia,
      profileName,
      pinChange: 'holder',
      replacementRequestId: saga.requestId,
    };
    const attempt = await api<Reply<'devices.issue'>>('POST', `/devices/${failed}/issue`, asked);
    await untilSaga(api, attempt.saga.requestId, ['AWAITING_USER']);
    expect((await deviceOf(original)).openReplacement).toMatchObject({ successorDeviceId: failed });
    await expect(withdraw(saga.requestId)).rejects.toMatchObject({ code: 'REQUEST_DEVICE_BUSY' });
    await api('POST', `/sagas/${attempt.saga.requestId}/cancel`, { reasonText: 'the spec' });
    await untilSaga(api, attempt.saga.requestId, ['CANCELLED']);
    expect((await deviceOf(original)).openReplacement).toMatchObject({ successorDeviceId: null });

    const successor = await issuedFor(saga.requestId);
    expect(await statesOf(original, temporary, successor)).toEqual(['TERMINATED', 'TERMINATED', 'ACTIVE']);
    expect(await deviceOf(successor)).toMatchObject({ expiresOn, replaces: { deviceId: original, kind: 'permanent' } });
  });

  it('permanent for renewal: the old card stays in use until the new one is', async () => {
    const original = await issued();
    const early = replace(original, 'permanent', 'EXPIRING_CARD');
    await expect(early).rejects.toMatchObject({ code: 'LIFECYCLE_RENEWAL_WINDOW' });
    const { saga } = await replace(original, 'permanent', 'RENEW');
    expect(await statesOf(original)).toEqual(['ACTIVE']);
    const successor = await issuedFor(saga.requestId);
    expect(await deviceOf(original)).toMatchObject({ state: 'REPLACED', replacedBy: { deviceId: successor } });
    // Left to expire, as the catalogue says of this reason.
    expect(await credentialsOf(original)).toEqual(['SUPERSEDED']);
    expect(await credentialsOf(successor)).toEqual(['ACTIVE']);
  });
});
