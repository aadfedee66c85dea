/**
 * What ends by its own time, on a real database: cards in use when their last day is over, and certificates that were left to expire; and which
 * certificates that have ended still stand on a card.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { Expiries } from '../../src/jobs/lifecycle/expiries.js';
import { SagaRecords } from '../../src/records/requests/saga-records.js';
import { actorWith } from '../support/records-service.js';
import { SagasService, workstationId } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const operator = actorWith('ada', ['issuance-operator']);
const officer = actorWith('olga', ['security-officer']);

describe('expiry', () => {
  let service: SagasService;
  beforeAll(async () => {
    service = await SagasService.start();
  }, 120_000);
  afterAll(async () => service?.stop(), 60_000);

  const round = () => service.records.running.app.get(Expiries).round();
  /** ends: as SQL, in days from today (UTC). */
  async function card(state: string, ends: number): Promise<string> {
    const { deviceId } = await service.plantDevice(state);
    await service.query(
      `UPDATE device SET expires_on = (now() AT TIME ZONE 'UTC')::date + $2::integer WHERE device_id = $1`,
      [deviceId, ends],
    );
    return deviceId;
  }
  async function credential(deviceId: string, state: string, notAfter: string, keyReference = '9A'): Promise<string> {
    const { requestId } = await service.plant('ACTIVATE');
    const serial = randomUUID().replaceAll('-', '').toUpperCase();
    await service.query(
      `INSERT INTO credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
         algorithm, key_origin, state, issuer_id, serial_number_hex, not_after)
       VALUES (gen_random_uuid(), $1, $2, $3, 1, 'PIV', $4, $4, 'ECCP256', 'card', $5, 'issuing-1', $6, $7)`,
      [defaultTenantId, deviceId, requestId, keyReference, state, serial, notAfter],
    );
    return serial;
  }
  const stateOf = async (deviceId: string): Promise<string> =>
    (await service.query<{ state: string }>('SELECT state FROM device WHERE device_id = $1', [deviceId]))[0]!.state;
  const credentials = async (deviceId: string): Promise<string[]> =>
    (
      await service.query<{ state: string }>(
        'SELECT state FROM credential WHERE device_id = $1 ORDER BY key_reference',
        [deviceId],
      )
    ).map(({ state }) => state);
  const audited = (object: string, action: string) =>
    service.query('SELECT actor, reason, details FROM audit_log WHERE object = $1 AND action = $2', [object, action]);

  it.each(['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION'])(
    'a card in state %s is EXPIRED when its last day is over, with its certificates, and once',
    async (state) => {
      const deviceId = await card(state, -1);
      await credential(deviceId, state === 'ACTIVE' ? 'ACTIVE' : 'HELD', '2026-01-31T23:59:59Z');
      await credential(deviceId, 'REVOKE_PENDING', '2026-01-31T23:59:59Z', '9C');
      await Promise.all([round(), round()]);
      expect(await stateOf(deviceId)).toBe('EXPIRED');
      expect(await credentials(deviceId)).toEqual(['EXPIRED', 'REVOKE_PENDING']);
      expect(await audited(`device:${deviceId}`, 'device.expired')).toEqual([
        {
          actor: 'system:issuance-svc',
          reason: 'EXPIRED',
          details: { from: state, certificates: 1, overtakes: null },
        },
      ]);
      const events = await service.query(
        `SELECT payload->'data'->>'state' AS state FROM outbox WHERE payload->>'name' = 'device.changed'
           AND payload->'data'->>'deviceId' = $1`,
        [deviceId],
      );
      expect(events).toEqual([{ state: 'EXPIRED' }]);
    },
  );

  it.each<[string, string, number]>([
    ['on its last day', 'ACTIVE', 0],
    ['that is not in use any more', 'TERMINATED', -30],
    ['that is blank', 'AVAILABLE', -30],
  ])('a card %s is left as it is', async (_, state, ends) => {
    const deviceId = await card(state, ends);
    await round();
    expect(await stateOf(deviceId)).toBe(state);
  });

  it('a card at which a saga is at work expires when the saga has ended', async () => {
    const { deviceId, requestId } = await service.plant('LOCK');
    await service.query(`UPDATE device SET expires_on = '2026-01-31' WHERE device_id = $1`, [deviceId]);
    await round();
    expect(await stateOf(deviceId)).toBe('ACTIVE');
    await service.query(`UPDATE request SET state = 'CANCELLED', finished_at = now() WHERE request_id = $1`, [
      requestId,
    ]);
    await service.query('UPDATE device SET active_request_id = NULL WHERE device_id = $1', [deviceId]);
    await round();
    expect(await stateOf(deviceId)).toBe('EXPIRED');
  });

  it('the end of a temporary card gives the original back', async () => {
    const original = await card('ACTIVE', 300);
    const temporary = await card('ISSUING', 0);
    const asked = { deviceId: original, kind: 'temporary', reason: 'FORGOTTEN' } as const;
    const { saga } = await service.records.ask('devices.replace', asked, operator);
    await service.query(`UPDATE replacement SET successor_device_id = $2, activated_at = now() WHERE request_id = $1`, [
      saga.requestId,
      temporary,
    ]);
    await service.query(
      `UPDATE device SET state = 'ACTIVE', expires_on = (now() AT TIME ZONE 'UTC')::date - 1 WHERE device_id = $1`,
      [temporary],
    );
    expect(await stateOf(original)).toBe('SUSPENDED');
    await round();
    expect([await stateOf(temporary), await stateOf(original)]).toEqual(['EXPIRED', 'ACTIVE']);
  });

  it('a certificate that was left to expire is EXPIRED at its end, not before; a termination revokes only the other', async () => {
    const deviceId = await card('ACTIVE', 300);
    const over = await credential(deviceId, 'SUPERSEDED', '2026-01-31T23:59:59Z', '9A');
    const left = await credential(deviceId, 'SUPERSEDED', '2099-01-31T23:59:59Z', '9C');
    await credential(deviceId, 'ACTIVE', '2026-01-31T23:59:59Z', '9D');
    await Promise.all([round(), round()]);
    // The last one is in use: that it has ended is found with its card.
    expect(await credentials(deviceId)).toEqual(['EXPIRED', 'SUPERSEDED', 'ACTIVE']);
    expect(await audited(`certificate:${over}`, 'credential.expired')).toMatchObject([
      { actor: 'system:issuance-svc', details: { issuerId: 'issuing-1', deviceId, keyReference: '9A' } },
    ]);
    expect(await audited(`certificate:${left}`, 'credential.expired')).toEqual([]);
    await service.records.ask('devices.terminate', { deviceId, reason: 'LOST' }, officer);
    expect(await credentials(deviceId)).toEqual(['EXPIRED', 'REVOKE_PENDING', 'REVOKE_PENDING']);
  });

  it('more than one batch is taken in one round', async () => {
    await service.query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, profile_name, profile_version, expires_on, workstation_id)
       SELECT gen_random_uuid(), $1, 'ykserial:8' || n, 'many', model_id, 'ACTIVE', 'authentication-only', 1, '2026-01-31', $2
       FROM generate_series(1, 120) n, (SELECT model_id FROM card_model WHERE tenant_id = $1 LIMIT 1) model`,
      [defaultTenantId, workstationId],
    );
    await round();
    const rows = await service.query(`SELECT state, count(*)::int FROM device WHERE label = 'many' GROUP BY state`);
    expect(rows).toEqual([{ state: 'EXPIRED', count: 120 }]);
  });

  it('[A04][D05] what stands dead on a card: expired, or revoked by somebody else; never what a job of ours revokes, before it is done or after', async () => {
    const deviceId = await card('ACTIVE', 400);
    const expired = await credential(deviceId, 'EXPIRED', '2026-01-31T23:59:59Z', '9A');
    const outside = await credential(deviceId, 'REVOKED', '2099-01-31T23:59:59Z', '9C');
    const inJob = await credential(deviceId, 'REVOKED', '2099-01-31T23:59:59Z', '9D');
    const byJob = await credential(deviceId, 'REVOKED', '2099-01-31T23:59:59Z', '9E');
    await credential(deviceId, 'ACTIVE', '2099-01-31T23:59:59Z', '82');
    await service.query(
      `INSERT INTO revocation (issuer_id, serial_number_hex, tenant_id, device_id, key_reference, reason, correlation_id, due_at, done_at)
       SELECT issuer_id, serial_number_hex, tenant_id, device_id, key_reference, 'superseded', 'spec', now(),
         CASE WHEN serial_number_hex = $2 THEN now() END FROM credential WHERE serial_number_hex IN ($1, $2)`,
      [inJob, byJob],
    );
    const dead = await service.records.running.app.get(SagaRecords).deadOnCard(deviceId);
    const serials = await service.query<{ serial_number_hex: string }>(
      'SELECT serial_number_hex FROM credential WHERE credential_id = ANY ($1)',
      [[...dead]],
    );
    expect(serials.map(({ serial_number_hex }) => serial_number_hex).sort()).toEqual([expired, outside].sort());
  });
});
