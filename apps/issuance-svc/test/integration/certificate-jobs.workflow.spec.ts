/** The jobs without a card, on a real Temporal server with fake activities: revocation with its clock, hold, comparison of the records. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type {
  CertificateHoldInput,
  ReconcileRecordsInput,
  RevocationInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { FakeActivities } from '../fixtures/fake-activities.js';
import { startWorkflowStand, type WorkflowStand } from '../support/workflow-stand.js';

jest.setTimeout(60_000);

let stand: WorkflowStand;
beforeAll(async () => {
  stand = await startWorkflowStand('certificate-jobs');
});
afterAll(() => stand?.stop());

const certificate = (): CertificateHoldInput => ({
  tenantId: randomUUID(),
  deviceId: randomUUID(),
  issuerId: 'issuing-1',
  serialNumberHex: '7F01',
  correlationId: 'c',
});
const hoursFromNow = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('revokeCertificate', () => {
  const revocation = (requested: number, due: number): RevocationInput => ({
    ...certificate(),
    reason: 'keyCompromise',
    requestedAt: hoursFromNow(requested),
    dueAt: hoursFromNow(due),
  });

  it('[F08] asks again after every answer but a yes, one that counts as final too', async () => {
    const fake = new FakeActivities().failing(
      'revokeAtCa',
      'REQUEST_SERVICE_UNAVAILABLE',
      'LIFECYCLE_TRANSITION',
      'INTERNAL',
    );
    await (await stand.start('revokeCertificate', revocation(0, 18), fake)).result();
    expect(fake.calls).toEqual(['revokeAtCa', 'revokeAtCa', 'revokeAtCa', 'revokeAtCa']);
  });

  it('[F08] reports at half of its time and at its end, and goes on asking', async () => {
    const fake = new FakeActivities();
    const release = fake.holding('revokeAtCa');
    const handle = await stand.start('revokeCertificate', revocation(-19, -1), fake);
    await fake.until('tellRevocation overdue');
    release();
    await handle.result();
    expect(fake.calls.filter((call) => call.startsWith('tell'))).toEqual([
      'tellRevocation half',
      'tellRevocation overdue',
    ]);
  });

  it('[F08] past half of its time and not yet due, reports the half alone', async () => {
    const fake = new FakeActivities();
    const release = fake.holding('revokeAtCa');
    const handle = await stand.start('revokeCertificate', revocation(-10, 8), fake);
    await fake.until('tellRevocation half');
    release();
    await handle.result();
    expect(fake.calls.filter((call) => call.startsWith('tell'))).toEqual(['tellRevocation half']);
  });
});

describe('holdCertificate', () => {
  it('asks again after every answer but a yes, one that counts as final too', async () => {
    const fake = new FakeActivities().failing('applyHold', 'REQUEST_SERVICE_UNAVAILABLE', 'LIFECYCLE_TRANSITION');
    await (await stand.start('holdCertificate', certificate(), fake)).result();
    expect(fake.calls).toEqual(['applyHold', 'applyHold', 'applyHold']);
  });
});

describe('reconcileRecords', () => {
  it('[F06] compares once, repeats a comparison that the database refused, and answers how many cards it saw', async () => {
    const fake = new FakeActivities().failing('compareRecords', 'REQUEST_SERVICE_UNAVAILABLE');
    fake.compared = 42;
    const input: ReconcileRecordsInput = { tenantId: randomUUID() };
    expect(await (await stand.start('reconcileRecords', input, fake)).result()).toBe(42);
    expect(fake.calls).toEqual(['compareRecords', 'compareRecords']);
  });
});
