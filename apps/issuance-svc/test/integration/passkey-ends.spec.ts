/**
 * What becomes of a passkey when its card ends: deleted where it was registered, for as long as it takes, and told when it takes long. Real Postgres and
 * NATS, a relying party of our own port.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import { defaultTenantId, type PageRequest } from '@cardwright/contracts/nats/rpc';
import type { Said } from '@cardwright/contracts/said';
import { inGerman } from '@cardwright/contracts/words/in-german';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { PasskeyDeletions } from '../../src/jobs/passkeys/passkey-deletions.js';
import { PasskeySwitches } from '../../src/jobs/passkeys/passkey-switches.js';
import type { ChangeContext } from '../../src/persistence/change-context.js';
import { encodeCursor } from '../../src/persistence/page.js';
import { LifecycleChanges } from '../../src/records/lifecycle/lifecycle-changes.js';
import { LifecycleService } from '../../src/records/lifecycle/lifecycle.service.js';
import {
  type PasskeyDeletionFilter,
  PasskeyDeletionList,
  passkeyDeletionRowOf,
} from '../../src/records/passkeys/passkey-deletion-list.js';
import { PasskeyEnds } from '../../src/records/passkeys/passkey-ends.js';
import { PasskeyRecords } from '../../src/records/passkeys/passkey-records.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { RecycleRecord } from '../../src/sagas/recycle/recycle-record.js';
import { SagaEnd } from '../../src/sagas/run/saga-end.js';
import { SAGA_PACE, sagaPace } from '../../src/sagas/run/saga-pace.js';
import { CardWorkService } from '../support/card-work-service.js';
import { aaguid, contosoOf, FakeParty } from '../support/fake-party.js';

const objectId = '3f2b7c1e-0000-4000-8000-00000000ada0';
let service: CardWorkService;
let party: FakeParty;

beforeAll(async () => {
  const parties = contosoOf(() => party);
  service = await CardWorkService.start([
    PasskeyDeletions,
    PasskeySwitches,
    RecycleRecord,
    SagaEnd,
    { provide: RelyingParties, useValue: parties },
    { provide: SAGA_PACE, useValue: { ...sagaPace, passkeyDeletionsMs: 600_000, passkeyDeletionAgainMs: 0 } },
  ]);
  // The records have their own, of the configuration.
  Object.assign(service.get(PasskeyEnds), { parties });
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(() => {
  service.reset();
  party = new FakeParty();
});

const change = (): ChangeContext => ({ tenantId: defaultTenantId, correlationId: randomUUID(), actor: 'system:test' });
const sweep = () => service.get(PasskeyDeletions).round();
const of = ({ input }: StageCall) => service.get(PasskeyRecords).of(input.requestId);

/** An active card whose passkey is registered; answered false: made, and the answer was lost. */
async function card({ answered = true }: { answered?: boolean } = {}): Promise<StageCall> {
  const call = await service.plant('issue');
  const { requestId, deviceId, personId } = call.input;
  const name = { requestId, deviceId, personId: personId!, tenantId: defaultTenantId, correlationId: randomUUID() };
  const passkeys = service.get(PasskeyRecords);
  const begun = await passkeys.begin({ ...name, relyingParty: 'contoso', displayName: `Cardwright ${deviceId}` });
  const row = await passkeys.saveOptions(requestId, '1/1', await party.options(), { objectId });
  const { issuedAt, expiresAt } = row.options!;
  const bytes = { clientDataJsonBase64url: 'AA', attestationObjectBase64url: 'AA' };
  const made = { ...bytes, credentialIdBase64url: Buffer.from(requestId).toString('base64url'), issuedAt, expiresAt };
  await passkeys.saveMade(row, made, {
    aaguid,
    credentialIdSha256Hex: 'ab'.repeat(32),
    serialEvidence: false,
    attestedSerial: null,
  });
  const registered = await party.register(null, null, begun.displayName, made);
  if (answered) await passkeys.saveRegistered(requestId, registered);
  await service.query(
    `UPDATE device SET state = 'ACTIVE', operation = 'idle', active_request_id = NULL WHERE device_id = $1`,
    [deviceId],
  );
  return call;
}

const terminate = ({ input: { deviceId } }: StageCall) =>
  service.get(LifecycleService).terminate({ deviceId, reason: 'LOST' }, reasonOf('LOST')!, change());
const auditOf = async ({ input }: StageCall): Promise<string[]> =>
  (
    await service.query<{ action: string }>(
      `SELECT action FROM audit_log WHERE object = $1 AND action LIKE 'passkey.%' ORDER BY id`,
      [`request:${input.requestId}`],
    )
  ).map(({ action }) => action);
const findingsOf = ({ input }: StageCall) =>
  service.query<{ code: string; cleared: boolean }>(
    'SELECT code, cleared_at IS NOT NULL AS cleared FROM finding WHERE device_id = $1',
    [input.deviceId],
  );
const germanOf = async ({ input }: StageCall): Promise<(string | undefined)[]> =>
  (await service.query<{ said: Said }>('SELECT said FROM finding WHERE device_id = $1', [input.deviceId])).map(
    ({ said }) => inGerman(said)?.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'),
  );

describe('the passkey of a card that ends', () => {
  it('is deleted for the person it was registered for, without a lease, when the card is terminated', async () => {
    const call = await card();
    await terminate(call);
    expect(await of(call)).toMatchObject({ state: 'TO_DELETE', deleteWhy: 'terminated' });
    await terminate(call);
    await sweep();
    await sweep();
    const { requestId, deviceId } = call.input;
    expect(party.asked).toMatchObject([
      { context: { lease: null, deletionOf: { requestId, deviceId } }, objectId, providerId: 'm-1' },
    ]);
    expect((await of(call))!.state).toBe('DELETED');
    expect(await auditOf(call)).toEqual(['passkey.deletion-requested', 'passkey.deleted']);
  });

  it.each(['replace', 'expire'] as const)('is deleted after %s', async (how) => {
    const call = await card();
    const { deviceId } = call.input;
    await inTransaction(service.get(DataSource), async (manager) => {
      const changes = service.get(LifecycleChanges);
      const asked = { deviceId, reason: 'PERSONAL_DATA_CHANGED' };
      await (how === 'replace'
        ? changes.replace(manager, asked, null, change())
        : changes.expire(manager, asked, change()));
    });
    await sweep();
    expect(party.deleted).toEqual(['m-1']);
  });

  it('is deleted when its card is recycled, before the card is there', async () => {
    const call = await card();
    await service.get(RecycleRecord).revokeAll(call);
    expect((await of(call))!.deleteWhy).toBe('recycled');
    await sweep();
    expect(party.deleted).toEqual(['m-1']);
  });

  it('is looked for where the answer to its registration was lost', async () => {
    const call = await card({ answered: false });
    await terminate(call);
    await sweep();
    expect([party.deleted, (await of(call))!.state]).toEqual([['m-1'], 'DELETED']);
  });

  it.each([
    ['whose answer was lost, and that is not listed yet', false],
    ['that was answered, and that another computer of the provider does not know yet', true],
  ])('is looked for until the provider has settled: one %s', async (_which, answered) => {
    const call = await card({ answered });
    Object.assign(party, { settlesMs: 60_000, unseen: true });
    await terminate(call);
    await sweep();
    expect(await of(call)).toMatchObject({ state: 'TO_DELETE', deleteAttempts: 0, deleteFailed: null });
    party.unseen = false;
    await sweep();
    // Not before it can be otherwise.
    expect([party.deleted, (await of(call))!.state]).toEqual([[], 'TO_DELETE']);
    await service.query('UPDATE passkey SET delete_again_at = now() WHERE request_id = $1', [call.input.requestId]);
    await sweep();
    expect([party.deleted, (await of(call))!.state]).toEqual([['m-1'], 'DELETED']);
  });

  it('that is only like it may be another one: it is looked for once more', async () => {
    const call = await card({ answered: false });
    party.settlesMs = 60_000;
    party.known[0]!.credentialIds = [];
    await terminate(call);
    await sweep();
    expect([party.deleted, (await of(call))!.state]).toEqual([['m-1'], 'TO_DELETE']);
    party.settlesMs = 0;
    await service.query('UPDATE passkey SET delete_again_at = now() WHERE request_id = $1', [call.input.requestId]);
    await sweep();
    expect((await of(call))!.state).toBe('DELETED');
  });

  it('that is looked for again has failed no more, since its relying party has answered', async () => {
    const call = await card();
    Object.assign(party, { settlesMs: 60_000, unseen: true });
    await terminate(call);
    party.failsNext = [{ before: 'RELYING_PARTY_UNAVAILABLE' }];
    await sweep();
    expect(await of(call)).toMatchObject({ deleteAttempts: 1, deleteFailed: 'RELYING_PARTY_UNAVAILABLE' });
    await sweep();
    expect(await of(call)).toMatchObject({ state: 'TO_DELETE', deleteAttempts: 1, deleteFailed: null });
  });

  it('that is not found once the provider has settled is not there', async () => {
    const call = await card();
    Object.assign(party, { settlesMs: 60_000, unseen: true });
    await terminate(call);
    await service.query(
      `UPDATE passkey SET delete_requested_at = now() - interval '61 seconds' WHERE request_id = $1`,
      [call.input.requestId],
    );
    await sweep();
    expect([party.deleted, (await of(call))!.state]).toEqual([[], 'DELETED']);
  });

  it('stays when another card ends', async () => {
    const call = await card();
    await terminate(await card());
    await sweep();
    expect([party.deleted, (await of(call))!.state]).toEqual([['m-2'], 'REGISTERED']);
  });
});

describe('the passkey of a card that is suspended', () => {
  const asked = ({ input: { deviceId } }: StageCall) => ({ deviceId, reason: 'REPORTED_LOST' });
  const suspend = (call: StageCall) => service.get(LifecycleService).suspend(asked(call), false, change());
  const resume = (call: StageCall) => service.get(LifecycleService).resume(asked(call), false, change());

  it('is deleted where the relying party cannot switch it off, and its card is found without one when it is resumed', async () => {
    const call = await card();
    await suspend(call);
    await sweep();
    expect([party.deleted, (await of(call))!.deleteWhy]).toEqual([['m-1'], 'suspended']);
    expect(await findingsOf(call)).toEqual([]);
    await resume(call);
    expect(await findingsOf(call)).toEqual([{ code: 'PASSKEY_MISSING', cleared: false }]);
    expect(await germanOf(call)).toEqual(['Der Passkey dieser Karte wurde gelöscht, und sie hat noch keinen anderen']);
    await terminate(call);
    expect(await findingsOf(call)).toEqual([{ code: 'PASSKEY_MISSING', cleared: true }]);
  });

  it('is switched off where the relying party can, and on again; the newest wish counts', async () => {
    const call = await card();
    const switched: [string, boolean][] = [];
    let fails = true;
    party.switch = (_context, _person, providerId, off) => {
      if (fails) return Promise.reject(new Error('away'));
      switched.push([providerId, off]);
      return Promise.resolve();
    };
    const round = () => service.get(PasskeySwitches).round();
    await suspend(call);
    await round();
    fails = false;
    await round();
    await round();
    expect([switched, party.deleted, (await of(call))!.state]).toEqual([[['m-1', true]], [], 'REGISTERED']);
    await resume(call);
    await suspend(call);
    await round();
    await resume(call);
    await round();
    // Resumed and suspended again before anybody was asked: it was never on in between.
    expect(switched).toEqual([
      ['m-1', true],
      ['m-1', true],
      ['m-1', false],
    ]);
    expect(await auditOf(call)).toEqual(['passkey.disabled', 'passkey.disabled', 'passkey.enabled']);
    expect(await findingsOf(call)).toEqual([]);
  });
});

describe('a relying party that is away', () => {
  it('is asked once in a round, and again in the next', async () => {
    const [one, other] = [await card(), await card()];
    await terminate(one);
    await terminate(other);
    party.failsNext = [{ before: 'RELYING_PARTY_UNAVAILABLE' }];
    await sweep();
    expect(party.asked).toHaveLength(1);
    expect(await of(one)).toMatchObject({ deleteAttempts: 1, deleteFailed: 'RELYING_PARTY_UNAVAILABLE' });
    await sweep();
    expect([...party.deleted].sort()).toEqual(['m-1', 'm-2']);
  });

  it('is told at half of the 18 hours as a finding and at their end by an event, once each, until it is deleted', async () => {
    const call = await card();
    await terminate(call);
    const passes = (hours: number) =>
      service.query(
        `UPDATE passkey SET delete_requested_at = delete_requested_at - $2 * interval '1 hour', delete_due_at = delete_due_at - $2 * interval '1 hour'
         WHERE request_id = $1`,
        [call.input.requestId, hours],
      );
    const fails = async () => {
      party.failsNext = [{ before: 'RELYING_PARTY_UNAVAILABLE' }];
      await sweep();
    };
    await fails();
    expect(await findingsOf(call)).toEqual([]);
    await passes(9.1);
    for (let times = 0; times < 2; times++) await fails();
    expect(await findingsOf(call)).toEqual([{ code: 'PASSKEY_NOT_DELETED', cleared: false }]);
    expect(await germanOf(call)).toEqual([
      'Der Passkey dieser Karte bei contoso ist bis <time> zu löschen und ist es noch nicht (RELYING_PARTY_UNAVAILABLE)',
    ]);
    await passes(9);
    for (let times = 0; times < 2; times++) await fails();
    const events = await service.query(
      `SELECT payload -> 'data' -> 'relyingParty' AS party FROM outbox WHERE name = 'passkey.overdue' AND payload -> 'data' ->> 'deviceId' = $1`,
      [call.input.deviceId],
    );
    expect(events).toEqual([{ party: 'contoso' }]);
    await sweep();
    expect(await auditOf(call)).toEqual([
      ...['passkey.deletion-requested', 'passkey.delayed', 'passkey.overdue'],
      'passkey.deleted',
    ]);
    expect(await findingsOf(call)).toEqual([{ code: 'PASSKEY_NOT_DELETED', cleared: true }]);
  });
});

describe('the list of deletions', () => {
  const listed = (filter: Partial<PasskeyDeletionFilter> = {}, page: PageRequest = {}) =>
    service.get(PasskeyDeletionList).page(defaultTenantId, { scopes: null, ...filter }, page);

  it('[F08] has whose passkey it is, where, why, and the clock, until it is done and after it', async () => {
    const call = await card();
    const { requestId, deviceId, personId } = call.input;
    expect(await listed({ deviceId })).toEqual([]);
    await service.get(RecycleRecord).revokeAll(call);
    party.failsNext = [{ before: 'RELYING_PARTY_UNAVAILABLE' }];
    await sweep();
    const [open] = await listed({ deviceId });
    expect(passkeyDeletionRowOf(open!)).toMatchObject({
      ...{ requestId, deviceId, personId, relyingParty: 'contoso', displayName: `Cardwright ${deviceId}`, aaguid },
      ...{ why: 'recycled', state: 'pending', attempts: 1, lastErrorCode: 'RELYING_PARTY_UNAVAILABLE', doneAt: null },
    });
    expect(open!.dueAt.getTime() - open!.requestedAt.getTime()).toBeGreaterThan(17.9 * 3_600_000);
    await sweep();
    const [done] = await listed({ deviceId });
    expect(passkeyDeletionRowOf(done!)).toMatchObject({
      ...{ requestId, state: 'done', attempts: 2, lastErrorCode: null, requestedAt: open!.requestedAt.toISOString() },
      doneAt: expect.any(String),
    });
  });

  it('is narrowed to what is open, overdue and done, a page at a time, newest first', async () => {
    const calls = [await card(), await card(), await card()];
    const [first, late, last] = calls.map(({ input }) => input.deviceId);
    await terminate(calls[0]!);
    await sweep();
    await terminate(calls[1]!);
    await terminate(calls[2]!);
    await service.query(`UPDATE passkey SET delete_due_at = now() - interval '1 minute' WHERE device_id = $1`, [late]);
    const ours = async (filter: Partial<PasskeyDeletionFilter> = {}): Promise<string[]> =>
      (await listed(filter, { limit: 200 })).map(({ deviceId }) => deviceId).filter((each) => devices.includes(each));
    const devices: unknown[] = [first, late, last];
    expect(await ours()).toEqual([last, late, first]);
    expect(await ours({ state: 'open' })).toEqual([last, late]);
    expect(await ours({ state: 'overdue' })).toEqual([late]);
    expect(await ours({ state: 'done' })).toEqual([first]);
    const [newest] = await listed({ state: 'open' }, { limit: 1 });
    const rest = await listed({ state: 'open' }, { limit: 1, cursor: encodeCursor(newest!.passkeyId) });
    expect([newest!.deviceId, rest[0]!.deviceId]).toEqual([last, late]);
  });

  it('has none that no relying party could know', async () => {
    const call = await service.plant('issue');
    const { requestId, deviceId, personId } = call.input;
    const name = { requestId, deviceId, personId: personId!, tenantId: defaultTenantId, correlationId: randomUUID() };
    await service.get(PasskeyRecords).begin({ ...name, relyingParty: 'contoso', displayName: 'Cardwright' });
    await inTransaction(service.get(DataSource), (manager) => service.get(PasskeyRecords).giveUpIn(manager, requestId));
    expect([(await of(call))!.state, await listed({ deviceId })]).toEqual(['DELETED', []]);
  });
});
