/**
 * The life of an issued card on the whole system: suspend and resume with what was on hold before, terminate, a CA that is away for
 * all of it and catches up, and a new PIN by the PUK. Governing documents: model.md section 1, requirement F08.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, IssuanceApi } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateStatus } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId, type ReplyOf } from '@cardwright/contracts/nats/rpc';
import { issueCard, personId, randomPin } from '../../src/issue.js';
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
