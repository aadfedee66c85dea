/**
 * A new passkey for a card in use, between record, relying party and key: the new one first, then the old ones go; what a suspension took is offered
 * anew, and a reprovision keeps or renews. Real Postgres and NATS, a relying party of our own port and a key in memory.
 */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { PasskeyDeletions } from '../../src/jobs/passkeys/passkey-deletions.js';
import type { ChangeContext } from '../../src/persistence/change-context.js';
import { dueFacts } from '../../src/records/devices/due-facts.js';
import { LifecycleService } from '../../src/records/lifecycle/lifecycle.service.js';
import { PasskeyEnds } from '../../src/records/passkeys/passkey-ends.js';
import { PasskeyRecords } from '../../src/records/passkeys/passkey-records.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { IssuePasskey } from '../../src/sagas/issue/issue-passkey.js';
import { passkeyProviders } from '../../src/sagas/issue/passkey-providers.js';
import { ReprovisionRecord } from '../../src/sagas/rewrite/reprovision-record.js';
import { SagaEnd } from '../../src/sagas/run/saga-end.js';
import { SAGA_PACE, sagaPace } from '../../src/sagas/run/saga-pace.js';
import { CardWorkService, done } from '../support/card-work-service.js';
import { aaguid, contosoOf, FakeParty } from '../support/fake-party.js';
import { atPasskey, plantNewPasskey } from '../support/planted-passkey.js';

let service: CardWorkService;
let party: FakeParty;
/** Credential ids on the key, all of one account. */
let onKey: string[];
let fails: ErrorCode[];

beforeAll(async () => {
  const parties = contosoOf(() => party);
  service = await CardWorkService.start([
    ...passkeyProviders,
    PasskeyDeletions,
    ReprovisionRecord,
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
  onKey = [];
  fails = [];
  service.answer = (batch: BatchRequest): BatchResult => {
    const result = done(batch);
    const code = fails.shift();
    if (code !== undefined)
      return { ...result, results: [], failure: { index: 0, error: new CardwrightError(code).toJSON() } };
    for (const [index, step] of batch.steps.entries())
      if (step.kind === 'make-credential') result.results[index]!.credential = make(step);
    return result;
  };
});

/** As the agent does it: one that is known elsewhere is left, and refuses the new one; of an account there is one. */
function make(step: Extract<CardStep, { kind: 'make-credential' }>) {
  if (onKey.some((id) => step.excludeBase64url.includes(id))) throw new CardwrightError('FIDO_CREDENTIAL_EXCLUDED');
  const credentialIdBase64url = Buffer.from(`credential-${step.clientDataHashBase64url}`).toString('base64url');
  onKey = [credentialIdBase64url];
  return { credentialIdBase64url, attestationObjectBase64url: 'AAAA', aaguid };
}

const fido = {
  ...{ aaguid, versions: ['FIDO_2_1'], pinSet: true, pinTriesLeft: 8, mustChangePin: false, minPinLength: 4 },
  ...{ credentialsLeft: 24, enterpriseAttestation: 'off' },
};
const sha256 = (idBase64url: string): string =>
  createHash('sha256').update(Buffer.from(idBase64url, 'base64url')).digest('hex');
const change = (): ChangeContext => ({ tenantId: defaultTenantId, correlationId: randomUUID(), actor: 'system:test' });
const passkeys = () => service.get(PasskeyRecords);
const sweep = () => service.get(PasskeyDeletions).round();

/** An active card with its passkey. */
async function issued(rule: object = {}): Promise<StageCall> {
  const call = await service.plant('issue');
  const { deviceId } = call.input;
  const at = await atPasskey(service, call, { relyingParty: 'contoso', ...rule }, fido);
  await service.run(() => service.get(IssuePasskey).register({ ...at, round: 1 }));
  await service.query(
    `UPDATE device SET state = 'ACTIVE', operation = 'idle', active_request_id = NULL WHERE device_id = $1`,
    [deviceId],
  );
  return at;
}

const makeNew = (call: StageCall, round = 1) =>
  service.run(() => service.get(IssuePasskey).register({ ...call, round }, 'PASSKEY'));
const settle = ({ input: { requestId, deviceId } }: StageCall) =>
  inTransaction(service.get(DataSource), (manager) =>
    service.get(PasskeyEnds).settleNewIn(manager, { requestId, deviceId }, change()),
  );
const of = ({ input }: StageCall) => passkeys().of(input.requestId);
const dueOf = async ({ input: { deviceId } }: StageCall) =>
  (await dueFacts(service.get(DataSource).manager, [deviceId])).get(deviceId)!.passkeyDue;
const findingsOf = ({ input }: StageCall) =>
  service.query<{ code: string; cleared: boolean }>(
    'SELECT code, cleared_at IS NOT NULL AS cleared FROM finding WHERE device_id = $1',
    [input.deviceId],
  );
const asked = ({ input: { deviceId } }: StageCall) => ({ deviceId, reason: 'REPORTED_LOST' });
const suspendAndResume = async (call: StageCall): Promise<void> => {
  await service.get(LifecycleService).suspend(asked(call), false, change());
  await sweep();
  await service.get(LifecycleService).resume(asked(call), false, change());
};

describe('a card whose passkey was deleted while it was suspended', () => {
  it('is due for a new one from its resume on; the passkey stage alone makes it, and nothing is due or found any more', async () => {
    const call = await issued();
    expect(await dueOf(call)).toBeNull();
    await suspendAndResume(call);
    expect(await dueOf(call)).toEqual({ cause: 'PASSKEY_MISSING', since: expect.any(String) });
    const old = onKey[0]!;
    const saga = await plantNewPasskey(service, call);
    service.sent.length = 0;
    await makeNew(saga);
    // The key has the old one still: the new one takes its place.
    expect(service.sent.map(({ steps }) => steps)).toMatchObject([
      [{ kind: 'make-credential', pin: 'pin.fido', excludeBase64url: [], replacesSha256Hex: [sha256(old)] }],
    ]);
    await settle(saga);
    expect([await dueOf(call), party.known.map(({ credentialId }) => credentialId)]).toEqual([null, onKey]);
    expect(onKey).not.toEqual([old]);
    expect(await findingsOf(call)).toEqual([{ code: 'PASSKEY_MISSING', cleared: true }]);
    await sweep();
    expect([(await of(saga))!.state, party.known.length]).toEqual(['REGISTERED', 1]);
  });

  it('stays due when the attempt came to nothing, and is not due where it has one or had none', async () => {
    const call = await issued();
    await suspendAndResume(call);
    const saga = await plantNewPasskey(service, call);
    fails = ['FIDO_USER_CANCELLED'];
    await expect(makeNew(saga)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    await settle(saga);
    expect([(await of(saga))!.state, (await dueOf(call))?.cause]).toEqual(['DELETED', 'PASSKEY_MISSING']);
    const never = await service.plant('issue');
    expect(await dueOf(never)).toBeNull();
  });
});

describe('a reprovision', () => {
  /** Its record is settled; nothing of it asks the key or the relying party. */
  const reprovisioned = async (rule: object): Promise<{ call: StageCall; due: string | undefined }> => {
    const call = await issued(rule);
    const saga = await plantNewPasskey(service, call);
    const { requestId, deviceId } = saga.input;
    await service.query(
      `UPDATE request SET type = 'REPROVISION', profile_version = 1,
         profile_name = (SELECT profile_name FROM device WHERE device_id = $2) WHERE request_id = $1`,
      [requestId, deviceId],
    );
    service.sent.length = 0;
    await service.get(ReprovisionRecord).commit(saga);
    return { call, due: (await dueOf(call))?.cause };
  };

  it.each([
    ['keeps the passkey as its profile says nothing else', {}, undefined],
    ['keeps the passkey as its profile says', { onReprovision: 'keep' }, undefined],
    [
      'keeps the passkey until its holder makes the new one that its profile wants',
      { onReprovision: 'renew' },
      'PASSKEY_RENEWAL',
    ],
  ])('%s', async (_name, rule, expected) => {
    const { call, due } = await reprovisioned(rule);
    expect(due).toBe(expected);
    await sweep();
    expect([
      service.sent,
      party.deleted,
      (await of(call))!.state,
      party.known.map(({ credentialId }) => credentialId),
    ]).toEqual([[], [], 'REGISTERED', onKey]);
  });
});

describe('a passkey that is renewed', () => {
  it('is due while the old one goes on; the new one is registered first, and then the old one is deleted', async () => {
    const call = await issued();
    await inTransaction(service.get(DataSource), (manager) => passkeys().wishRenewalIn(manager, call.input.deviceId));
    expect((await dueOf(call))?.cause).toBe('PASSKEY_RENEWAL');
    const [old] = party.known;
    const saga = await plantNewPasskey(service, call);
    await makeNew(saga);
    // Both for a moment: never none.
    expect([party.known.map(({ credentialId }) => credentialId), party.deleted]).toEqual([
      [old!.credentialId, onKey[0]],
      [],
    ]);
    await settle(saga);
    await settle(saga);
    expect(await of(call)).toMatchObject({ state: 'TO_DELETE', deleteWhy: 'renewed' });
    await sweep();
    expect([party.deleted, party.known.map(({ credentialId }) => credentialId)]).toEqual([[old!.providerId], onKey]);
    expect(await dueOf(call)).toBeNull();
  });

  it('stays the old one where the holder does not touch the key', async () => {
    const call = await issued();
    await inTransaction(service.get(DataSource), (manager) => passkeys().wishRenewalIn(manager, call.input.deviceId));
    const before = [...onKey];
    const saga = await plantNewPasskey(service, call);
    fails = ['FIDO_USER_CANCELLED'];
    await expect(makeNew(saga)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    await settle(saga);
    await sweep();
    expect([onKey, party.deleted, (await of(call))!.state]).toEqual([before, [], 'REGISTERED']);
    expect((await dueOf(call))?.cause).toBe('PASSKEY_RENEWAL');
  });

  it.each([
    ['whose answer was lost', ['CARD_REMOVED']],
    ['whose answer was lost, and whose next try the holder let pass', ['CARD_REMOVED', 'FIDO_USER_CANCELLED']],
  ] as const)('that only the key may have made, %s, leaves none at the relying party either', async (_name, codes) => {
    const call = await issued();
    await inTransaction(service.get(DataSource), (manager) => passkeys().wishRenewalIn(manager, call.input.deviceId));
    const [old] = party.known;
    const saga = await plantNewPasskey(service, call);
    for (const [index, code] of codes.entries()) {
      fails = [code];
      await expect(makeNew(saga, index + 1)).rejects.toMatchObject({ code });
    }
    await settle(saga);
    await sweep();
    expect([party.deleted, party.known]).toEqual([[old!.providerId], []]);
    expect([(await of(call))!.state, (await of(saga))!.state]).toEqual(['DELETED', 'DELETED']);
    expect(await findingsOf(call)).toEqual([{ code: 'PASSKEY_MISSING', cleared: false }]);
    expect((await dueOf(call))?.cause).toBe('PASSKEY_MISSING');
  });

  it('that is stopped between key and relying party leaves no orphan there, says that the card has none, and is due again', async () => {
    const call = await issued();
    await inTransaction(service.get(DataSource), (manager) => passkeys().wishRenewalIn(manager, call.input.deviceId));
    const saga = await plantNewPasskey(service, call);
    party.failsNext = [{ after: 'RELYING_PARTY_UNAVAILABLE' }];
    await expect(makeNew(saga)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
    await settle(saga);
    await sweep();
    expect([party.known, (await of(call))!.state, (await of(saga))!.state]).toEqual([[], 'DELETED', 'DELETED']);
    expect(await findingsOf(call)).toEqual([{ code: 'PASSKEY_MISSING', cleared: false }]);
    expect((await dueOf(call))?.cause).toBe('PASSKEY_MISSING');
  });
});
