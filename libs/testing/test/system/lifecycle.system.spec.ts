/**
 * The life of an issued card on the whole system: suspend and resume with what was on hold before, terminate, a CA that is away for
 * all of it and catches up, and a new PIN by the PUK. Governing documents: model.md section 1, requirement F08.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { CertificateStatus } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
import { patientApi } from '../../src/patient-api.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(120_000);
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const context = { tenantId: defaultTenantId, correlationId: 'lifecycle spec' };
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

let system: TestSystem;
let api: Api;
let records: Records;
let agent: RunningAgent;
let grace: string;
let cards = 0;

beforeAll(async () => {
  system = await startSystem();
  api = patientApi(system.api, 60_000);
  records = await openRecords(system);
  await api('POST', '/people/import', { csv: people });
  grace = await personId(api, 'T1');
  agent = await system.startAgent({ name: 'simulated', args: ['--simulated', '8'] });
});
afterAll(async () => {
  await records?.close();
  await system?.stop();
});

async function issued(profileName = 'authentication-only'): Promise<string> {
  const readerName = `Simulated reader ${cards++}`;
  const place = { workstationId: agent.workstationId, readerName };
  return (await issueCard(api, { ...place, personId: grace, profileName, pin: randomPin() })).deviceId;
}

const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await api<Reply<'devices.get'>>('GET', `/devices/${deviceId}`)).device;
const change = async (deviceId: string, action: 'suspend' | 'resume' | 'terminate', reason: string) =>
  (await api<{ device: { state: string } }>('POST', `/devices/${deviceId}/${action}`, { reason })).device.state;

/** Polls until what is read is what is expected; fails with the difference. */
async function eventually<Value>(read: () => Promise<Value>, expected: Value, timeoutMs = 20_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await delay(100))
    if (JSON.stringify(await read()) === JSON.stringify(expected)) return;
  expect(await read()).toEqual(expected);
}

/** What the CA says, and what the record says, in the order of the key references. */
const atCa = async (deviceId: string): Promise<CertificateStatus[]> =>
  (
    await records.query<{ status: CertificateStatus }>(
      'SELECT status FROM pki.certificates WHERE device_id = $1 ORDER BY key_reference',
      [deviceId],
    )
  ).map(({ status }) => status);
const onRecord = async (deviceId: string): Promise<string[]> =>
  (
    await records.query<{ state: string }>(
      'SELECT state FROM issuance.credential WHERE device_id = $1 ORDER BY key_reference',
      [deviceId],
    )
  ).map(({ state }) => state);

describe('suspend and resume', () => {
  it('holds the certificates at the CA and releases them; what was on hold before stays so', async () => {
    const deviceId = await issued('piv-four');
    const [first] = (await deviceOf(deviceId)).certificates;
    const issuance = await system.rpcAs('issuance');
    await issuance.rpc.pki('certificates.hold', { serialNumberHex: first!.serialNumberHex }, context);
    await issuance.close();

    expect(await change(deviceId, 'suspend', 'MISPLACED')).toBe('SUSPENDED');
    expect(await change(deviceId, 'suspend', 'MISPLACED')).toBe('SUSPENDED');
    await eventually(() => atCa(deviceId), ['held', 'held', 'held', 'held']);
    expect(await onRecord(deviceId)).toEqual(['HELD', 'HELD', 'HELD', 'HELD']);

    expect(await change(deviceId, 'resume', 'FOUND')).toBe('ACTIVE');
    const held = (index: number) => ['9A', '9C', '9D', '9E'].indexOf(first!.keyReference) === index;
    await eventually(
      () => onRecord(deviceId),
      [0, 1, 2, 3].map((index) => (held(index) ? 'HELD' : 'ACTIVE')),
    );
    expect(await atCa(deviceId)).toEqual([0, 1, 2, 3].map((index) => (held(index) ? 'held' : 'good')));
  });

  it('the CA is away: nothing is refused, and the last wish is what it gets', async () => {
    const deviceId = await issued();
    await system.services['pki-svc'].stop();
    const done = [];
    for (const [action, reason] of [
      ['suspend', 'FORGOTTEN'],
      ['resume', 'FOUND'],
      ['suspend', 'ON_LEAVE'],
    ] as const)
      done.push(await change(deviceId, action, reason));
    expect(done).toEqual(['SUSPENDED', 'ACTIVE', 'SUSPENDED']);
    await system.startService('pki-svc');
    await eventually(() => atCa(deviceId), ['held'], 40_000);
    const holds = await records.query(`SELECT 1 FROM pki.audit_log WHERE action = 'certificate.held'
      AND details->>'deviceId' = '${deviceId}'`);
    expect(holds).toHaveLength(1);
    expect(await change(deviceId, 'resume', 'FOUND')).toBe('ACTIVE');
    await eventually(() => onRecord(deviceId), ['ACTIVE']);
    expect(await atCa(deviceId)).toEqual(['good']);
  });

  it.each([
    ['suspend', 'NONSENSE', 'REASON_UNKNOWN'],
    ['suspend', 'LOST', 'REASON_NOT_ALLOWED'],
    ['suspend', 'OTHER', 'REASON_TEXT_REQUIRED'],
  ] as const)('%s for %s: %s', async (action, reason, code) => {
    const [device] = await records.query<{ device_id: string }>(`SELECT device_id FROM issuance.device LIMIT 1`);
    await expect(change(device!.device_id, action, reason)).rejects.toMatchObject({ code });
  });
});

describe('terminate', () => {
  const revocationsOf = async (deviceId: string) =>
    (await api<Reply<'revocations.list'>>('GET', `/revocations?deviceId=${deviceId}`)).rows;

  it('[F08] with the CA away: the card is terminated at once, the CA revokes when it is back, once', async () => {
    const deviceId = await issued();
    await system.services['pki-svc'].stop();
    expect(await change(deviceId, 'terminate', 'STOLEN')).toBe('TERMINATED');
    expect(await change(deviceId, 'terminate', 'STOLEN')).toBe('TERMINATED');
    expect(await onRecord(deviceId)).toEqual(['REVOKE_PENDING']);
    const [waiting] = await revocationsOf(deviceId);
    expect(waiting).toMatchObject({ state: 'pending', reason: 'keyCompromise' });
    expect(Date.parse(waiting!.dueAt) - Date.parse(waiting!.requestedAt)).toBeCloseTo(18 * 3600_000, -4);
    await eventually(
      async () => (await revocationsOf(deviceId)).map(({ lastErrorCode }) => lastErrorCode),
      ['REQUEST_SERVICE_UNAVAILABLE'],
    );
    await system.startService('pki-svc');
    await eventually(() => onRecord(deviceId), ['REVOKED'], 40_000);
    expect(await atCa(deviceId)).toEqual(['revoked']);
    expect(await revocationsOf(deviceId)).toMatchObject([{ state: 'done', lastErrorCode: null }]);
    const revoked = await records.query(
      `SELECT 1 FROM pki.audit_log WHERE action = 'certificate.revoked' AND details->>'deviceId' = $1`,
      [deviceId],
    );
    expect(revoked).toHaveLength(1);
  });

  it('[F08] a revocation whose time is over is reported, and still tried', async () => {
    const deviceId = await issued();
    const [certificate] = (await deviceOf(deviceId)).certificates;
    const { issuerId, serialNumberHex } = certificate!;
    await system.services['pki-svc'].stop();
    // The row is the intent: this one was made nearly 18 h ago.
    await records.query(
      `INSERT INTO issuance.revocation (issuer_id, serial_number_hex, tenant_id, device_id, key_reference, reason, correlation_id,
         requested_at, due_at)
       VALUES ($1, $2, $3, $4, '9A', 'superseded', 'spec', now() - interval '64798 seconds', now() + interval '2 seconds')`,
      [issuerId, serialNumberHex, defaultTenantId, deviceId],
    );
    const told = async () =>
      (
        await records.query<{ action: string }>(
          `SELECT action FROM issuance.audit_log WHERE object = $1 AND action LIKE 'revocation.%' ORDER BY id`,
          [`certificate:${serialNumberHex}`],
        )
      ).map(({ action }) => action);
    await eventually(told, ['revocation.delayed', 'revocation.overdue'], 30_000);
    const events = await records.query(`SELECT 1 FROM issuance.outbox WHERE name = 'revocation.overdue'`);
    expect(events).toHaveLength(1);
    await system.startService('pki-svc');
    await eventually(told, ['revocation.delayed', 'revocation.overdue', 'revocation.done'], 40_000);
    expect(await atCa(deviceId)).toEqual(['revoked']);
  });
});

describe('PIN reset', () => {
  let workstation: Workstation;
  let reader: string;
  let serial = 61_000_000;

  beforeAll(async () => {
    workstation = await startWorkstation(system, { name: 'pin-reset', readers: 1 });
    reader = workstation.slots.readerNames[0]!;
  });
  afterEach(() => workstation.slots.remove(reader));
  afterAll(() => workstation?.stop());

  const place = () => ({ workstationId: workstation.workstationId, readerName: reader });
  const startReset = async (deviceId: string): Promise<SagaRow> =>
    (
      await api<Reply<'devices.reset-pin'>>('POST', `/devices/${deviceId}/pin-reset`, {
        ...place(),
        reason: 'FORGOTTEN_PIN',
      })
    ).saga;

  async function issuedCard(dialect: 'vendor' | 'strict') {
    const card = workstation.card(dialect, ++serial);
    await workstation.slots.insert(reader, card);
    const pin = randomPin();
    const { deviceId } = await issueCard(api, { ...place(), personId: grace, profileName: 'authentication-only', pin });
    return { card, pin, deviceId };
  }

  /** Wrong tries by somebody else's program. */
  async function spend(card: SimulatedCard, what: 'pin' | 'puk'): Promise<void> {
    await workstation.slots.remove(reader);
    const select = '00A4040009A00000030800001000';
    const wrong = what === 'pin' ? '0020008008393939393939FFFF' : `002C008010${'39'.repeat(8)}${'31'.repeat(8)}`;
    const send = (hex: string) => card.transmit(Buffer.from(hex, 'hex'));
    await card.powerOn();
    await send(select);
    for (let tries = 0; tries < 10; tries++) await send(wrong);
    await workstation.slots.insert(reader, card);
  }

  it.each<['vendor' | 'strict', boolean, CutMoment | null]>([
    ['vendor', false, null],
    ['vendor', true, 'before'],
    ['vendor', true, 'after'],
    ['strict', true, null],
    ['strict', true, 'after'],
  ])('%s dialect, PIN blocked: %s, cut: %s', async (dialect, blocked, cut) => {
    const { card, pin, deviceId } = await issuedCard(dialect);
    if (blocked) await spend(card, 'pin');
    const { requestId } = await startReset(deviceId);
    await untilSaga(api, requestId, ['AWAITING_USER']);
    const before = await card.snapshot();
    if (cut !== null) {
      let done = false;
      card.armCut((event) => {
        if (done || event.ins !== 0x2c) return undefined;
        done = true;
        return cut;
      });
      await supplyPin(api, requestId, randomPin());
      await untilSaga(api, requestId, ['FAILED']);
      card.armCut(undefined);
      await workstation.slots.untilOut(reader);
      await workstation.slots.insert(reader, card);
      await untilSaga(api, requestId, ['AWAITING_USER']);
    }
    const chosen = randomPin();
    await supplyPin(api, requestId, chosen);
    expect(await untilSaga(api, requestId, ['COMPLETED', 'FAILED'])).toMatchObject({ state: 'COMPLETED' });
    expect(await card.hasPin(chosen)).toBe(true);
    expect(await card.hasPin(pin)).toBe(false);
    const after = await card.snapshot();
    expect([after.pin.retriesRemaining, after.puk.retriesRemaining]).toEqual([
      after.pin.retriesTotal,
      after.puk.retriesTotal,
    ]);
    expect(after.keys).toEqual(before.keys);
    expect(await deviceOf(deviceId)).toMatchObject({
      state: 'ACTIVE',
      operation: 'idle',
      pin: 'set',
      activeRequestId: null,
    });
  });

  it('cancelled before the PIN: nothing was changed; a skip is refused; a blocked PUK too, and a card that is not active', async () => {
    const { card, pin, deviceId } = await issuedCard('vendor');
    const { requestId } = await startReset(deviceId);
    await untilSaga(api, requestId, ['AWAITING_USER']);
    await expect(api('POST', `/sagas/${requestId}/skip-pin`, {})).rejects.toMatchObject({
      code: 'LIFECYCLE_TRANSITION',
    });
    await api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'the spec' });
    await untilSaga(api, requestId, ['CANCELLED']);
    expect(await card.hasPin(pin)).toBe(true);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', operation: 'idle', activeRequestId: null });

    // Terminated while one waits: the state comes first, and the saga ends.
    const second = await startReset(deviceId);
    await untilSaga(api, second.requestId, ['AWAITING_USER']);
    expect(await change(deviceId, 'suspend', 'MISPLACED')).toBe('SUSPENDED');
    await untilSaga(api, second.requestId, ['CANCELLED']);
    await expect(startReset(deviceId)).rejects.toMatchObject({ code: 'LIFECYCLE_NOT_ACTIVE' });
    await eventually(async () => (await deviceOf(deviceId)).operation, 'idle');
    await change(deviceId, 'resume', 'FOUND');

    await spend(card, 'puk');
    await expect(startReset(deviceId)).rejects.toMatchObject({ code: 'CARD_PUK_BLOCKED' });
    const { actions } = await inspect(api, workstation.workstationId, reader);
    expect(actions.find(({ action }) => action === 'reset-pin')).toMatchObject({
      possible: false,
      code: 'CARD_PUK_BLOCKED',
    });
  });
});
