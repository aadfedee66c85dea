/** The jobs without a card, on a real Temporal server with fake activities: revocation with its clock, hold, comparison of the records. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type {
  CertificateHoldInput,
  PropagationInput,
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

describe('propagateCredentials', () => {
  const propagation = (remindMs: number, endMs: number): PropagationInput => ({
    tenantId: randomUUID(),
    requestId: randomUUID(),
    deviceId: randomUUID(),
    correlationId: 'c',
    remindAt: new Date(Date.now() + remindMs).toISOString(),
    endsAt: new Date(Date.now() + endMs).toISOString(),
  });
  const hour = 3_600_000;
  /** The row had no insertion yet. */
  const nothingYet = (fake: FakeActivities): FakeActivities => {
    fake.looksOver.push(false);
    return fake;
  };

  it('[A16, A17] asks, looks after each insertion until it has seen them, and ends; nobody is reminded', async () => {
    const fake = nothingYet(new FakeActivities());
    fake.looksOver.push(false);
    const handle = await stand.start('propagateCredentials', propagation(hour, 24 * hour), fake);
    await fake.until('lookForCredentials');
    await handle.signal('cardReinserted');
    await fake.until('lookForCredentials', 2);
    await handle.signal('cardReinserted');
    await handle.result();
    expect(fake.calls).toEqual(['askForReinsertion', 'lookForCredentials', 'lookForCredentials', 'lookForCredentials']);
  });

  it('[A16] reminds once, and ends by itself', async () => {
    const fake = nothingYet(new FakeActivities());
    await (await stand.start('propagateCredentials', propagation(200, 1_000), fake)).result();
    expect(fake.calls).toEqual(['askForReinsertion', 'lookForCredentials', 'remindOfReinsertion', 'endReinsertion']);
  });

  it('an insertion whose signal was lost is found when the holder would be reminded', async () => {
    const fake = nothingYet(new FakeActivities());
    fake.reminder = { over: false, inserted: true };
    await (await stand.start('propagateCredentials', propagation(200, hour), fake)).result();
    expect(fake.calls).toEqual([
      'askForReinsertion',
      'lookForCredentials',
      'remindOfReinsertion',
      'lookForCredentials',
    ]);
  });

  it('what another saga of the card has taken over by then ends without a word', async () => {
    const fake = nothingYet(new FakeActivities());
    fake.reminder = { over: true, inserted: false };
    await (await stand.start('propagateCredentials', propagation(200, hour), fake)).result();
    expect(fake.calls).toEqual(['askForReinsertion', 'lookForCredentials', 'remindOfReinsertion']);
  });

  it('an agent that is away, or of a release that knows nothing of it, is asked again; a card at work is waited for', async () => {
    const fake = new FakeActivities()
      .failing('askForReinsertion', 'EDGE_UNREACHABLE')
      .failing('lookForCredentials', 'CARD_BUSY', 'EDGE_UNREACHABLE');
    await (await stand.start('propagateCredentials', propagation(hour, 24 * hour), fake)).result();
    expect(fake.calls).toEqual([
      ...['askForReinsertion', 'askForReinsertion'],
      ...['lookForCredentials', 'lookForCredentials', 'lookForCredentials'],
    ]);
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
