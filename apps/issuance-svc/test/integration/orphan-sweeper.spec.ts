import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialState, DeviceState, RequestState } from '@cardwright/contracts/nats/issuance.api';
import type { CertificateRow, CertificateStatus } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { inGerman } from '@cardwright/contracts/words/in-german';
import { DataSource } from 'typeorm';
import { OrphanSweeper } from '../../src/jobs/reconciler/orphan-sweeper.js';
import { ReconciliationRounds } from '../../src/jobs/reconciler/reconciliation-rounds.js';
import { PlantedCa, plantCredential, plantDevice, plantRequest, type Query } from '../support/certificates.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: 'system:spec' };
const auditor = actorWith('auditor', ['AU']);

describe('the orphan sweeper', () => {
  let service: RecordsService;
  let query: Query;
  let ca: PlantedCa;
  let sweeper: OrphanSweeper;

  beforeAll(async () => {
    service = await startRecordsService();
    const database = service.running.app.get(DataSource);
    query = (text, values = []) => database.query(text, values);
    ca = new PlantedCa(service);
    sweeper = service.running.app.get(OrphanSweeper);
    // The service's own first round would find what the spec plants, too.
    await service.running.app.get(ReconciliationRounds).onApplicationShutdown();
  }, 60_000);
  afterAll(() => service?.stop());

  let serial = 0;
  async function plant(
    device: DeviceState,
    request: RequestState | null,
    status: CertificateStatus,
    credential: CredentialState | null,
  ): Promise<CertificateRow> {
    const deviceId = await plantDevice(query, device, `ykserial:sweep-${++serial}`);
    const requestId = request === null ? randomUUID() : await plantRequest(query, deviceId, request);
    const certificate = ca.plant({ deviceId, requestId, status });
    if (credential !== null) await plantCredential(query, certificate, credential);
    return certificate;
  }
  const auditOf = async (deviceId: string): Promise<string[]> =>
    (
      await query<{ what: string }>(
        `SELECT action || ' ' || (details->>'code') AS what FROM audit_log WHERE object = $1 AND action LIKE 'finding.%' ORDER BY id`,
        [`device:${deviceId}`],
      )
    ).map(({ what }) => what);

  it.each<[string, DeviceState, RequestState, CertificateStatus, CredentialState | null]>([
    ['ORPHAN_NOT_ON_RECORD', 'ISSUE_FAILED', 'CANCELLED', 'good', null],
    ['ORPHAN_NOT_ON_RECORD', 'ISSUE_FAILED', 'CANCELLED', 'planned', null],
    ['ORPHAN_NOT_DELIVERED', 'ISSUE_FAILED', 'SUPERSEDED', 'good', 'ISSUED_OFF_CARD'],
    ['ORPHAN_NOT_REVOKED', 'AVAILABLE', 'COMPLETED', 'good', 'ACTIVE'],
    ['ORPHAN_NOT_REVOKED', 'ACTIVE', 'COMPLETED', 'held', 'REVOKED'],
  ])(
    '[I1] revokes / %s of a device %s, request %s, %s at the CA',
    async (code, device, request, status, credential) => {
      const certificate = await plant(device, request, status, credential);
      const { findings } = await sweeper.sweepClosedSince(new Date(Date.now() - 60_000), context);
      expect(findings.map((finding) => [finding.code, finding.subject])).toEqual([[code, certificate.serialNumberHex]]);
      expect(ca.statusOf(certificate.serialNumberHex)).toBe('revoked');
      expect(await auditOf(certificate.deviceId)).toEqual([`finding.opened ${code}`, `finding.cleared ${code}`]);
      const rows = await query<{ state: string }>('SELECT state FROM credential WHERE device_id = $1', [
        certificate.deviceId,
      ]);
      expect(rows.map(({ state }) => state)).toEqual(credential === null ? [] : ['REVOKED']);
      expect((await sweeper.sweepClosedSince(new Date(Date.now() - 60_000), context)).findings).toEqual([]);
    },
  );

  it.each<[RequestState, DeviceState]>([
    ['FAILED', 'ISSUING'],
    ['AWAITING_USER', 'ISSUING'],
    ['IN_PROGRESS', 'ISSUING'],
  ])('[I1] leaves what belongs to a request that is %s', async (request, device) => {
    const missing = await plant(device, request, 'good', null);
    const planned = await plant(device, request, 'planned', null);
    const written = await plant(device, request, 'good', 'VERIFIED');
    expect((await sweeper.sweepAll(context)).findings).toEqual([]);
    for (const { serialNumberHex } of [missing, planned, written])
      expect(ca.statusOf(serialNumberHex)).not.toBe('revoked');
  });

  it('[I1] leaves issued cards, archived keys, and what its own job revokes', async () => {
    const active = await plant('ACTIVE', 'COMPLETED', 'good', 'ACTIVE');
    const archived = ca.plant({ deviceId: '', requestId: `archive/${randomUUID()}`, status: 'good' });
    const pending = await plant('TERMINATED', 'COMPLETED', 'good', 'REVOKE_PENDING');
    await query(
      `INSERT INTO revocation (issuer_id, serial_number_hex, tenant_id, device_id, key_reference, reason, correlation_id, due_at)
       VALUES ($1, $2, $3, $4, '9A', 'superseded', 'spec', now() + interval '18 hours')`,
      [pending.issuerId, pending.serialNumberHex, defaultTenantId, pending.deviceId],
    );
    const { checked, findings } = await sweeper.sweepAll(context);
    expect(findings).toEqual([]);
    expect(checked).toBeGreaterThan(2);
    for (const { serialNumberHex } of [active, archived, pending]) expect(ca.statusOf(serialNumberHex)).toBe('good');
  });

  it('[fault 32] reports a certificate of no request and does not revoke it', async () => {
    const certificate = await plant('ACTIVE', null, 'good', null);
    for (let round = 0; round < 2; round++)
      expect((await sweeper.sweepAll(context)).findings).toMatchObject([{ code: 'ORPHAN_WITHOUT_REQUEST' }]);
    expect(ca.statusOf(certificate.serialNumberHex)).toBe('good');
    expect(await auditOf(certificate.deviceId)).toEqual(['finding.opened ORPHAN_WITHOUT_REQUEST']);
    const { rows } = await service.ask('findings.list', { deviceId: certificate.deviceId, open: true }, auditor);
    expect(rows).toMatchObject([
      { code: 'ORPHAN_WITHOUT_REQUEST', severity: 'error', remedy: 'person', clearedAt: null },
    ]);
    const { serialNumberHex: serial, requestId } = certificate;
    const [{ identity_text: whose }] = (await query<{ identity_text: string }>(
      'SELECT identity_text FROM device WHERE device_id = $1',
      [certificate.deviceId],
    )) as [{ identity_text: string }];
    expect([rows[0]!.sentence, inGerman(rows[0]!.said!.sentence!)]).toEqual([
      `Certificate ${serial} (good at the CA) for ${whose} names request ${requestId}, which does not exist: was a backup restored?`,
      `Das Zertifikat ${serial} (bei der CA gültig) für ${whose} nennt die Anfrage ${requestId}, die es nicht gibt: Wurde eine Sicherung eingespielt?`,
    ]);
    ca.rows.splice(ca.rows.indexOf(certificate), 1);
  });

  it('[I1] a CA that is away leaves the finding open, and the next round ends it', async () => {
    const certificate = await plant('ISSUE_FAILED', 'CANCELLED', 'good', null);
    const revoke = service.vault['certificates.revoke'];
    delete service.vault['certificates.revoke'];
    await expect(sweeper.sweepAll(context)).rejects.toMatchObject({ code: 'REQUEST_SERVICE_UNAVAILABLE' });
    const asked = { deviceId: certificate.deviceId, open: true };
    expect((await service.ask('findings.list', asked, auditor)).rows).toHaveLength(1);
    Object.assign(service.vault, { 'certificates.revoke': revoke });
    await sweeper.sweepAll(context);
    expect(ca.statusOf(certificate.serialNumberHex)).toBe('revoked');
    expect((await service.ask('findings.list', asked, auditor)).rows).toEqual([]);
  });
});
