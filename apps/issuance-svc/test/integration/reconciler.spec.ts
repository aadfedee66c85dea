import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { FindingFilter } from '@cardwright/contracts/card/findings';
import type { CredentialState, DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateRow, CertificateStatus } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { eventSubject } from '@cardwright/contracts/nats/subjects';
import { connectNats } from '@cardwright/service-kit/nats/connection';
import { eventually } from '@cardwright/testing/eventually';
import { DataSource } from 'typeorm';
import { ReconcilerService } from '../../src/jobs/reconciler/reconciler.service.js';
import { PlantedCa, plantCredential, plantDevice, plantRequest, type Query } from '../support/certificates.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const operator = actorWith('operator', ['IO']);
const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: 'system:spec' };
const der = Buffer.from('the certificate of 9A');
const sha256Hex = createHash('sha256').update(der).digest('hex').toUpperCase();
const reference = { retriesRemaining: 3, retriesTotal: 3, factory: false, blocked: false };

describe('the reconciler', () => {
  let service: RecordsService;
  let query: Query;
  let ca: PlantedCa;
  let workstationId: string;
  /** The card in the reader. */
  let image: CardImage;
  let serial = 9_000_000;

  beforeAll(async () => {
    service = await startRecordsService();
    const database = service.running.app.get(DataSource);
    query = (text, values = []) => database.query(text, values);
    ca = new PlantedCa(service);
    const keySet = {
      version: 1,
      managementKeyAlgorithm: 'AES192',
      managementKeyDiversified: true,
      pukDiversified: true,
    } as const;
    service.vault['vault.key-set.get'] = () => ({ current: keySet, pending: null });
    ({ workstationId } = await service.ask(
      'workstations.enrolment-code',
      { name: 'Reconciler' },
      actorWith('administrator', ['SA']),
    ));
    await service.agent(workstationId, { 'card.inspect': () => ({ image }) });
  }, 60_000);
  afterAll(() => service?.stop());
  beforeEach(() => {
    serial++;
    image = {
      readerName: 'Reader 1',
      atrHex: '3BFD1300008131FE158073C021C057597562694B657940',
      interface: 'contact',
      identity: { scheme: 'ykserial', value: String(serial) },
      applicationLabel: null,
      version: '5.7.1',
      extendedLength: true,
      managementKey: { algorithm: 'AES192', factory: false },
      pin: reference,
      puk: reference,
      keyReferences: [
        {
          keyReference: '9A',
          keyPresent: true,
          algorithm: 'ECCP256',
          origin: 'generated',
          pinPolicy: 'once',
          touchPolicy: 'never',
          publicKeySpkiBase64: null,
          certificateDerBase64: der.toString('base64'),
        },
      ],
      dataObjects: ['5FC105', '5FC102', '5FC107', '5FC106', '7E'].map((tagHex) => ({
        tagHex,
        sha256Hex: '',
        length: 1,
      })),
      chuid: { guidHex: '9B2F0E6E7C4E4F0E8F0A0D7A0D3F6A11', expirationDate: '2099-01-31', fascNHex: 'D650' },
      apdus: 10,
    };
  });

  /** A card that was issued with authentication-only, and that all three agree on unless `state` or `status` say otherwise. */
  async function issued(
    state: DeviceState = 'ACTIVE',
    credential: CredentialState = 'ACTIVE',
    status: CertificateStatus = 'good',
  ): Promise<CertificateRow> {
    const deviceId = await plantDevice(query, state, `ykserial:${serial}`);
    await query(
      `UPDATE device SET profile_name = 'authentication-only', profile_version = 1, expires_on = '2099-01-31',
         card_uuid = '9b2f0e6e-7c4e-4f0e-8f0a-0d7a0d3f6a11', fasc_n_hex = 'D650', keyset = 'customer-v1', pin_state = 'set'
       WHERE device_id = $1`,
      [deviceId],
    );
    const requestId = await plantRequest(query, deviceId, 'COMPLETED');
    const certificate = ca.plant({ deviceId, requestId, status, sha256Hex });
    await plantCredential(query, certificate, credential);
    const [profile] = await query<{ container: string }>(
      `SELECT definition->'credentials'->0->>'container' AS container FROM credential_profile_version WHERE name = 'authentication-only'`,
    );
    await query('UPDATE credential SET container = $2 WHERE device_id = $1', [deviceId, profile!.container]);
    return certificate;
  }
  const inspect = async () => {
    const reply = await service.ask('devices.inspect', { workstationId }, operator);
    return { health: reply.device.health, codes: reply.findings!.map(({ code }) => code) };
  };
  const credentialState = async (deviceId: string): Promise<string[]> =>
    (await query<{ state: string }>('SELECT state FROM credential WHERE device_id = $1', [deviceId])).map(
      (row) => row.state,
    );

  /** What is published of the device last. */
  const published = async (deviceId: string): Promise<Record<string, unknown> | undefined> =>
    (
      await query<{ data: Record<string, unknown> }>(
        `SELECT payload->'data' AS data FROM outbox WHERE payload->>'name' = 'device.changed'
           AND payload->'data'->>'deviceId' = $1 ORDER BY id DESC LIMIT 1`,
        [deviceId],
      )
    )[0]?.data;

  it('[F06] finds nothing on a card that card, record and CA agree on', async () => {
    await issued();
    expect(await inspect()).toEqual({ health: 'ok', codes: [] });
  });

  it('[F06] a card that did not answer is missing nothing, and what was found before stays', async () => {
    const { deviceId } = await issued();
    const right = image;
    const without = {
      ...right,
      keyReferences: right.keyReferences.map((row) => ({ ...row, certificateDerBase64: null })),
      dataObjects: right.dataObjects.filter(({ tagHex }) => tagHex !== '5FC105'),
    };
    image = { ...without, unanswered: [{ subject: '5FC105', statusHex: '6F00' }] };
    expect(await inspect()).toEqual({ health: 'ok', codes: ['CARD_NOT_ANSWERED'] });
    // Now the card says that the certificate is not there, and then nothing again.
    image = without;
    expect(await inspect()).toEqual({ health: 'drift', codes: ['CARD_CERTIFICATE_MISSING'] });
    image = { ...without, unanswered: [{ subject: '5FC105', statusHex: '6F00' }] };
    expect((await inspect()).health).toBe('drift');
    const open = await query<{ code: string }>(
      'SELECT code FROM finding WHERE device_id = $1 AND cleared_at IS NULL ORDER BY code',
      [deviceId],
    );
    expect(open.map(({ code }) => code)).toEqual(['CARD_CERTIFICATE_MISSING', 'CARD_NOT_ANSWERED']);
    image = right;
    expect(await inspect()).toEqual({ health: 'ok', codes: [] });
  });

  it('[F06] a card that differs is reported at its inspection, shown as drift, and forgotten when it is right again', async () => {
    const { deviceId } = await issued();
    const right = image;
    image = { ...right, dataObjects: right.dataObjects.filter(({ tagHex }) => tagHex !== '5FC106') };
    expect(await inspect()).toEqual({ health: 'drift', codes: ['CARD_OBJECT_MISSING'] });
    const { rows } = await service.ask('findings.list', { deviceId, open: true }, operator);
    expect(rows).toMatchObject([
      {
        code: 'CARD_OBJECT_MISSING',
        subject: '5FC106',
        command: `cardwright devices reprovision ykserial:${serial} --workstation <id> --reason CONTENT_DAMAGED`,
      },
    ]);
    const listed = async (filter: FindingFilter) =>
      (await service.ask('findings.list', { deviceId, ...filter }, operator)).rows.map(
        ({ deviceLabel }) => deviceLabel,
      );
    expect(await listed({ open: true, severity: 'error', code: 'CARD_OBJECT_MISSING' })).toEqual([
      `ykserial:${serial}`,
    ]);
    expect(await listed({ severity: 'warning' })).toEqual([]);
    expect(await listed({ code: 'CARD_OBJECT_DAMAGED' })).toEqual([]);
    // Without the card nobody can say that it is right.
    const { findings, cardRead } = await service.ask('devices.reconcile', { deviceId }, operator);
    expect([cardRead, findings.length]).toEqual([false, 1]);
    image = right;
    expect(await inspect()).toEqual({ health: 'ok', codes: [] });
    expect((await service.ask('findings.list', { deviceId }, operator)).rows[0]!.clearedAt).not.toBeNull();
  });

  it('[F06] a finding is kept with its code and values; one of before stays English until it is seen again', async () => {
    const { deviceId } = await issued();
    image = { ...image, pin: { ...reference, retriesRemaining: 1 } };
    const listed = async () => (await service.ask('findings.list', { deviceId }, operator)).rows;
    const kept = {
      sentence: 'The PIN has 1 try left',
      said: { sentence: { code: 'finding.tries-low', values: { secret: 'PIN', left: 1 } } },
    };
    await inspect();
    expect(await listed()).toMatchObject([kept]);
    await query('UPDATE finding SET said = NULL WHERE device_id = $1', [deviceId]);
    const [before] = await listed();
    expect(before).toMatchObject({ sentence: 'The PIN has 1 try left' });
    expect(before).not.toHaveProperty('said');
    await inspect();
    expect(await listed()).toMatchObject([kept]);
  });

  it('[D05][B03] a revocation at the CA is a finding as soon as the CA tells it, and none where Cardwright asked for it', async () => {
    const asked = await issued('ACTIVE', 'REVOKE_PENDING', 'revoked');
    serial++;
    const outside = await issued('ACTIVE', 'ACTIVE', 'revoked');
    const { nats } = service;
    const pki = await connectNats({ url: nats.url, credsFile: nats.credsFile('pki'), name: 'pki' });
    for (const { deviceId, issuerId, serialNumberHex } of [asked, { ...outside, deviceId: 'no-device' }, outside])
      pki.publish(
        eventSubject('certificate.revoked'),
        JSON.stringify({
          ...{ eventId: randomUUID(), name: 'certificate.revoked', at: new Date().toISOString() },
          ...{ tenantId: defaultTenantId, correlationId: 'outside' },
          data: { deviceId, issuerId, serialNumberHex, reason: 'keyCompromise' },
        }),
      );
    await pki.flush();
    await pki.close();
    const found = async (deviceId: string) =>
      (await service.ask('findings.list', { deviceId, open: true }, operator)).rows.map(({ code }) => code);
    await eventually(() => found(outside.deviceId), ['CERTIFICATE_REVOKED_AT_CA']);
    expect((await published(outside.deviceId))?.['revoked']).toEqual([
      { keyReference: '9A', since: expect.any(String) },
    ]);
    expect(await found(asked.deviceId)).toEqual([]);
  });

  it('[F06] a blocked PIN is reported, and is no drift', async () => {
    const { deviceId } = await issued();
    image = { ...image, pin: { ...reference, retriesRemaining: 0, blocked: true } };
    expect(await inspect()).toEqual({ health: 'ok', codes: ['CARD_PIN_BLOCKED'] });
    const { device } = await service.ask('devices.get', { deviceId }, operator);
    expect(device.pin).toBe('blocked');
  });

  it.each<[string, DeviceState, CredentialState, CertificateStatus, CredentialState, CertificateStatus]>([
    ['CERTIFICATE_REVOKED_AT_CA', 'ACTIVE', 'ACTIVE', 'revoked', 'REVOKED', 'revoked'],
    ['CERTIFICATE_HELD_AT_CA', 'ACTIVE', 'ACTIVE', 'held', 'HELD', 'held'],
    ['CERTIFICATE_EXPIRED', 'ACTIVE', 'ACTIVE', 'expired', 'EXPIRED', 'expired'],
    ['CERTIFICATE_NOT_HELD_AT_CA', 'SUSPENDED', 'HELD', 'good', 'HELD', 'held'],
    ['CERTIFICATE_NOT_HELD_AT_CA', 'ACTIVE', 'HELD', 'good', 'ACTIVE', 'good'],
    ['CERTIFICATE_STILL_VALID', 'TERMINATED', 'REVOKED', 'good', 'REVOKED', 'revoked'],
  ])(
    '[F06] %s of a device %s is found by night and repaired without the card',
    async (code, device, credential, status, then, atCa) => {
      const { deviceId, serialNumberHex } = await issued(device, credential, status);
      const revoked = ['CERTIFICATE_REVOKED_AT_CA', 'CERTIFICATE_STILL_VALID'].includes(code)
        ? [{ keyReference: '9A', since: expect.any(String) }]
        : [];
      await service.running.app.get(ReconcilerService).allRecords(context);
      const open = await service.ask('findings.list', { deviceId, open: true }, operator);
      expect(open.rows.map((row) => [row.code, row.subject])).toEqual([[code, serialNumberHex]]);
      // Which have to be replaced while the card is in use, before the repair and after it.
      expect((await published(deviceId))?.['revoked'] ?? []).toEqual(revoked);
      expect(open.rows[0]!.command).toBe(`cardwright devices reconcile ykserial:${serial} --repair`);
      const reply = await service.ask('devices.reconcile', { deviceId, repair: true }, operator);
      expect(reply.repaired.map((row) => row.code)).toEqual([code]);
      // What stays is what only the card can mend.
      const left = code === 'CERTIFICATE_REVOKED_AT_CA' ? ['CERTIFICATE_TO_REPLACE'] : [];
      expect(reply.findings.map((row) => row.code)).toEqual(left);
      expect(reply.device.health).toBe(left.length > 0 ? 'drift' : 'ok');
      expect(await credentialState(deviceId)).toEqual([then]);
      expect(ca.statusOf(serialNumberHex)).toBe(atCa);
      const audit = await query<{ action: string }>(
        `SELECT action FROM audit_log WHERE object = $1 AND action = 'finding.repaired'`,
        [`device:${deviceId}`],
      );
      expect(audit).toHaveLength(1);
      // What is due for the card follows from what is published of it.
      const last = (await published(deviceId))!;
      expect(last['earliestNotAfter'] !== null).toBe(['ACTIVE', 'HELD'].includes(then));
      expect(last['revoked']).toEqual(revoked);
    },
  );

  it('leaves a card alone that a saga has in hand', async () => {
    const { deviceId } = await issued('ACTIVE', 'ACTIVE', 'revoked');
    await query(`UPDATE device SET operation = 'reprovisioning', active_request_id = $2 WHERE device_id = $1`, [
      deviceId,
      randomUUID(),
    ]);
    expect(await inspect()).toEqual({ health: 'ok', codes: [] });
    await expect(service.ask('devices.reconcile', { deviceId, repair: true }, operator)).rejects.toMatchObject({
      code: 'REQUEST_DEVICE_BUSY',
    });
    expect(await credentialState(deviceId)).toEqual(['ACTIVE']);
  });

  it('inspects without the vault: what it saw before stays open', async () => {
    const { deviceId } = await issued();
    image = { ...image, puk: { ...reference, factory: true } };
    expect(await inspect()).toEqual({ health: 'drift', codes: ['CARD_FACTORY_PUK'] });
    const list = service.vault['certificates.list'];
    delete service.vault['certificates.list'];
    image = { ...image, puk: reference };
    expect(await inspect()).toEqual({ health: 'drift', codes: [] });
    Object.assign(service.vault, { 'certificates.list': list });
    expect(await inspect()).toEqual({ health: 'ok', codes: [] });
    expect((await service.ask('findings.list', { deviceId, open: true }, operator)).rows).toEqual([]);
  });

  it('refuses / another card in the reader, a workstation that there is not, and who may only look', async () => {
    const { deviceId } = await issued();
    image = { ...image, identity: { scheme: 'ykserial', value: '1' } };
    await expect(service.ask('devices.reconcile', { deviceId, workstationId }, operator)).rejects.toMatchObject({
      code: 'CARD_WRONG_DEVICE',
    });
    const nowhere = service.ask('devices.reconcile', { deviceId, workstationId: 'ws-stranger' }, operator);
    await expect(nowhere).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
    await expect(service.ask('devices.reconcile', { deviceId }, actorWith('auditor', ['AU']))).rejects.toMatchObject({
      code: 'AUTH_FORBIDDEN',
    });
  });
});
