/**
 * The passkey of an issue between the record, a relying party and a key: exactly one on each side, whatever is repeated or cut. Real Postgres
 * and NATS, a relying party of our own port and a key in memory.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { say } from '@cardwright/contracts/words/say';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DataSource } from 'typeorm';
import { recyclePath } from '../../src/domain/device-lifecycle.js';
import { PasskeyDeletions } from '../../src/jobs/passkeys/passkey-deletions.js';
import { PasskeyRecords, type PasskeyRow } from '../../src/records/passkeys/passkey-records.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { IssuePasskey } from '../../src/sagas/issue/issue-passkey.js';
import { passkeyProviders } from '../../src/sagas/issue/passkey-providers.js';
import { IssueRecord } from '../../src/sagas/issue/issue-record.js';
import { SagaEnd } from '../../src/sagas/run/saga-end.js';
import { SAGA_PACE, sagaPace } from '../../src/sagas/run/saga-pace.js';
import { SagaTroubles } from '../../src/sagas/run/saga-troubles.js';
import { aaguid, contosoOf, FakeParty } from '../support/fake-party.js';
import { CardWorkService, done } from '../support/card-work-service.js';
import { atPasskey } from '../support/planted-passkey.js';

let service: CardWorkService;
let party: FakeParty;
/** Credential ids on the key. */
let onKey: string[];
let batches: string[][];
let fails: ErrorCode[];

beforeAll(async () => {
  service = await CardWorkService.start([
    ...passkeyProviders,
    IssueRecord,
    PasskeyDeletions,
    SagaEnd,
    SagaTroubles,
    { provide: RelyingParties, useValue: contosoOf(() => party) },
    { provide: SAGA_PACE, useValue: { ...sagaPace, passkeyDeletionsMs: 600_000, passkeyDeletionAgainMs: 0 } },
  ]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

beforeEach(() => {
  service.reset();
  party = new FakeParty();
  onKey = [];
  batches = [];
  fails = [];
  service.answer = onTheKey;
});

/** A key that makes what it is told to, and deletes what is in no list first. */
function onTheKey(batch: BatchRequest): BatchResult {
  batches.push(batch.steps.map(({ kind }) => kind));
  const result = done(batch);
  const code = fails.shift();
  if (code !== undefined)
    return {
      ...result,
      results: [],
      failure: { index: 0, error: new CardwrightError(code, undefined, { retriesRemaining: 7 }).toJSON() },
    };
  for (const [index, step] of batch.steps.entries())
    if (step.kind === 'make-credential') result.results[index]!.credential = make(step);
  return result;
}
function make(step: Extract<CardStep, { kind: 'make-credential' }>) {
  onKey = onKey.filter((id) => step.keepBase64url.includes(id));
  const credentialIdBase64url = Buffer.from(`credential-${step.clientDataHashBase64url}`).toString('base64url');
  onKey.push(credentialIdBase64url);
  return { credentialIdBase64url, attestationObjectBase64url: 'AAAA', aaguid };
}

const fido = {
  ...{ aaguid, versions: ['FIDO_2_1'], pinSet: false, pinTriesLeft: null, mustChangePin: false, minPinLength: 4 },
  ...{ credentialsLeft: 25, enterpriseAttestation: 'off' },
};

async function plant({
  pin = 'separate',
  rule = {},
  image = fido,
}: { pin?: 'separate' | 'shared'; rule?: Partial<PasskeyRule>; image?: object } = {}): Promise<StageCall> {
  const model = { ...cardModels.find(({ id }) => id === 'vendor-5')!, fido: { pin } };
  const call = await service.plant('issue', (session) => ({ ...session, model }));
  return atPasskey(service, call, { relyingParty: 'contoso', ...rule }, image);
}

const ask = (call: StageCall, refused: PinRefusal | null = null) =>
  service.run(() => service.get(IssuePasskey).ask({ ...call, refused }));
const register = (call: StageCall, { round = 1, attempt = 1 } = {}) =>
  service.run(() => service.get(IssuePasskey).register({ ...call, round }), attempt);
const rowOf = async ({ input }: StageCall): Promise<PasskeyRow | null> =>
  service.get(PasskeyRecords).of(input.requestId);
const askedOf = async ({ input }: StageCall): Promise<object> => {
  const sql = `SELECT session -> 'passkeyAsked' AS asked FROM card_intent WHERE request_id = $1`;
  return (await service.query<{ asked: object }>(sql, [input.requestId]))[0]!.asked;
};
const requestOf = async ({ input }: StageCall): Promise<Record<string, unknown>> =>
  (await service.query<Record<string, unknown>>('SELECT * FROM request WHERE request_id = $1', [input.requestId]))[0]!;

describe('[C26] what the holder is asked for', () => {
  it('is a new PIN of at least what profile and key say, where the key has none', async () => {
    const call = await plant({ rule: { minPinLength: 6 } });
    expect(await ask(call)).toEqual({ asks: 'new-fido-pin' });
    expect(await requestOf(call)).toMatchObject({
      state: 'AWAITING_USER',
      awaiting: 'pin',
      stage: 'passkey',
      stuck_reason: null,
    });
    expect(await askedOf(call)).toEqual({
      ...{ asks: 'new-fido-pin', refusedWith: null, triesLeft: null, minPinLength: 6 },
    });
  });

  it('[C28] is the PIN that the key has, where it has one', async () => {
    expect(await ask(await plant({ image: { ...fido, pinSet: true } }))).toEqual({ asks: 'fido-pin' });
  });

  it('[C28] says with the question how many tries the PIN of the key has left', async () => {
    const call = await plant({ image: { ...fido, pinSet: true, pinTriesLeft: 1 } });
    expect(await ask(call)).toEqual({ asks: 'fido-pin' });
    expect(await askedOf(call)).toEqual({ asks: 'fido-pin', refusedWith: null, triesLeft: 1, minPinLength: 4 });
  });

  it('is nothing where the key has one PIN for everything', async () => {
    const call = await plant({ pin: 'shared', image: { ...fido, pinSet: true } });
    expect(await ask(call)).toEqual({ asks: 'nothing' });
    expect(await requestOf(call)).toMatchObject({ awaiting: null });
  });

  it('[C32] is nothing after the agent’s own PIN was refused: the model is wrong, and another try would not mend it', async () => {
    const call = await plant({ pin: 'shared', image: { ...fido, pinSet: true } });
    for (const refused of ['FIDO_PIN_INCORRECT', 'FIDO_PIN_REFUSED'] as const)
      await expect(ask(call, refused)).rejects.toMatchObject({
        ...{ code: 'CARD_UNSUPPORTED', details: { refusedWith: refused } },
      });
    expect(await ask(call, 'FIDO_USER_CANCELLED')).toEqual({ asks: 'touch' });
  });

  it('is a touch after one that did not come: the request is stuck with that until somebody tries again', async () => {
    const call = await plant();
    for (let times = 0; times < 2; times++) expect(await ask(call, 'FIDO_USER_CANCELLED')).toEqual({ asks: 'touch' });
    expect(await requestOf(call)).toMatchObject({
      ...{ state: 'AWAITING_USER', stuck_reason: 'FIDO_USER_CANCELLED', error_code: 'FIDO_USER_CANCELLED' },
    });
    await register(call);
    expect(await requestOf(call)).toMatchObject({ state: 'IN_PROGRESS', stuck_reason: null, error_code: null });
  });
});

describe('[C26] a passkey', () => {
  it('is made with the holder’s PIN, registered and recorded; the credential id is kept as its hash alone', async () => {
    const call = await plant();
    await register(call);
    expect(batches).toEqual([['set-fido-pin', 'make-credential']]);
    expect(service.sent[0]!.steps.map((step) => 'pin' in step && step.pin)).toEqual(['pin.fido', 'pin.fido']);
    expect(party.known).toMatchObject([{ displayName: `Cardwright ${call.input.deviceId.slice(0, 8)}` }]);
    const row = (await rowOf(call))!;
    expect(row).toMatchObject({ state: 'REGISTERED', aaguid, providerId: 'm-1', made: null, options: null });
    expect(row.credentialIdSha256Hex).toMatch(/^[0-9a-f]{64}$/);
    const audited = await service.query(
      `SELECT details FROM audit_log WHERE object = $1 AND action = 'passkey.registered'`,
      [`request:${call.input.requestId}`],
    );
    expect(audited).toHaveLength(1);
    expect(await ask(call)).toEqual({ asks: 'made' });
  });

  it('uses the agent’s own PIN where the key has one for everything', async () => {
    await register(await plant({ pin: 'shared', image: { ...fido, pinSet: true } }));
    expect(service.sent[0]!.steps).toMatchObject([{ kind: 'make-credential', pin: 'pin.operation' }]);
  });

  it('says which key it is where the profile wants that: the key is told so in the same batch, before it makes the passkey', async () => {
    const call = await plant({ rule: { enterpriseAttestation: true } });
    await register(call);
    expect(batches).toEqual([['set-fido-pin', 'enable-enterprise-attestation', 'make-credential']]);
    expect(service.sent[0]!.steps.slice(1)).toMatchObject([
      { kind: 'enable-enterprise-attestation', pin: 'pin.fido' },
      { kind: 'make-credential', enterpriseAttestation: true },
    ]);
    const shared = await plant({
      pin: 'shared',
      rule: { enterpriseAttestation: true },
      image: { ...fido, pinSet: true },
    });
    await register(shared);
    expect(service.sent[1]!.steps).toMatchObject([
      { kind: 'enable-enterprise-attestation', pin: 'pin.operation' },
      { kind: 'make-credential', pin: 'pin.operation', enterpriseAttestation: true },
    ]);
  });

  it('gets its rules after the registration', async () => {
    const call = await plant({ rule: { minPinLength: 6, forcePinChange: true } });
    party.failsNext = [{ before: 'RELYING_PARTY_UNAVAILABLE' }];
    await expect(register(call)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
    expect(batches).toHaveLength(1);
    await register(call, { attempt: 2 });
    expect(batches).toEqual([['set-fido-pin', 'make-credential'], ['configure-fido-pin']]);
    expect(service.sent[1]!.steps).toMatchObject([{ minPinLength: 6, forceChange: true, pin: 'pin.fido' }]);
    expect((await rowOf(call))!.configuredAt).not.toBeNull();
  });

  it('is one at the relying party whose answer was lost', async () => {
    const call = await plant();
    party.failsNext = [{ after: 'RELYING_PARTY_UNAVAILABLE' }];
    await expect(register(call)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
    await register(call, { attempt: 2 });
    expect([party.known.length, onKey.length, batches.length]).toEqual([1, 1, 1]);
    // Which the relying party is told: what it has already, it may refuse.
    expect(party.sent).toEqual([false, true]);
  });

  it('of a challenge that was too old is made anew, and nobody sees a failure', async () => {
    const call = await plant();
    party.failsNext = [{ before: 'RELYING_PARTY_CHALLENGE_EXPIRED' }];
    await register(call);
    expect([party.options_, party.known.length, onKey.length]).toEqual([2, 1, 1]);
    expect(party.sent).toEqual([false, false]);
    expect(new Set(service.sent.map(({ batchId }) => batchId)).size).toBe(2);
  });

  it('whose challenge ran out while the key waited is not sent with it', async () => {
    const call = await plant();
    party.lastsMs = 1_000;
    fails = ['FIDO_USER_CANCELLED'];
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    party.lastsMs = 300_000;
    await register(call, { round: 2 });
    expect([party.options_, party.known.length]).toEqual([2, 1]);
  });

  it('[C27] that was cut in the batch is one: the answer of the batch is asked for', async () => {
    const call = await plant();
    const answered = new Map<string, BatchResult>();
    service.answer = (batch) => {
      answered.set(batch.batchId, onTheKey(batch));
      throw new CardwrightError('EDGE_RESTARTED');
    };
    await expect(register(call)).rejects.toMatchObject({ code: 'EDGE_RESTARTED' });
    service.answer = onTheKey;
    service.known = (batchId) => answered.get(batchId);
    await register(call, { attempt: 2 });
    expect([onKey.length, party.known.length, party.options_, batches.length]).toEqual([1, 1, 1, 1]);
  });

  it('[C27] that another attempt makes takes the place of the one that was cut', async () => {
    const call = await plant();
    service.answer = (batch) => {
      onTheKey(batch);
      throw new CardwrightError('EDGE_RESTARTED');
    };
    await expect(register(call)).rejects.toMatchObject({ code: 'EDGE_RESTARTED' });
    service.answer = onTheKey;
    await register(call, { round: 2 });
    expect([onKey.length, party.known.length]).toEqual([1, 1]);
    expect(party.known[0]!.credentialId).toBe(onKey[0]);
  });

  it('a wrong PIN says how many tries are left, and is asked for as the one that the key has', async () => {
    const call = await plant();
    fails = ['FIDO_PIN_INCORRECT'];
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_PIN_INCORRECT' });
    expect(await ask(call, 'FIDO_PIN_INCORRECT')).toEqual({ asks: 'fido-pin' });
    const [row] = await service.query<{ asked: object }>(
      `SELECT session -> 'passkeyAsked' AS asked FROM card_intent WHERE request_id = $1`,
      [call.input.requestId],
    );
    expect(row!.asked).toMatchObject({ refusedWith: 'FIDO_PIN_INCORRECT', triesLeft: 7 });
  });
});

describe('[C30] a temporary PIN', () => {
  it('is marked before the stage is entered, for a card with one PIN alone', async () => {
    const [shared, separate] = [await plant({ pin: 'shared', image: { ...fido, pinSet: true } }), await plant()];
    for (const call of [shared, separate]) await register(call);
    expect(await requestOf(shared)).toMatchObject({ temporary_pin: true, stage: 'passkey' });
    expect(await requestOf(separate)).toMatchObject({ temporary_pin: false });
  });

  it('[C32] gives way to another one, for the vault alone, where nobody chooses a PIN', async () => {
    const call = await plant({ pin: 'shared', rule: { minPinLength: 8 }, image: { ...fido, pinSet: true } });
    service.answer = (batch) => ({ ...done(batch), sealedOperationPin: 'sealed-again' });
    const close = (attempt: number) => service.run(() => service.get(IssuePasskey).closePending(call), attempt);
    await close(1);
    const [sent] = service.sent;
    expect(sent).toMatchObject({
      ...{ steps: [{ kind: 'set-pin', from: 'pin.operation', to: 'pin.operation' }], close: true },
      ...{ pinRule: { minLength: 8, maxLength: 8 }, vaultPublicJwk: { kty: 'EC' } },
    });
    const { lease } = sent!;
    const settled = { name: 'vault.batch.settle', body: { lease, sealedOperationPin: 'sealed-again' } };
    const settles = () => service.records.vaultCalls.filter(({ name }) => name === 'vault.batch.settle');
    expect(settles()).toMatchObject([settled]);
    // A worker that was lost behind the batch asks the agent for its answer, and tells the vault again.
    service.known = () => ({ ...done(sent!), sealedOperationPin: 'sealed-again' });
    await close(2);
    expect([service.sent.length, settles()]).toMatchObject([1, [settled, settled]]);
  });

  it('is not the initial PIN of a card whose passkeys have a PIN of their own: that one stays', async () => {
    const call = await plant();
    await service.run(() => service.get(IssuePasskey).closePending(call));
    expect(service.sent).toMatchObject([{ steps: [], close: true }]);
    expect(service.records.vaultCalls.filter(({ name }) => name === 'vault.batch.settle')).toEqual([]);
  });
});

describe('[C13] a passkey of an issue that is given up', () => {
  const giveUp = ({ input }: StageCall) =>
    inTransaction(service.get(DataSource), (manager) => service.get(PasskeyRecords).giveUpIn(manager, input.requestId));
  const sweep = () => service.get(PasskeyDeletions).round();

  it('is deleted at the relying party, for as long as it takes, and audited once', async () => {
    const call = await plant();
    await register(call);
    await giveUp(call);
    party.failsNext = [{ before: 'RELYING_PARTY_UNAVAILABLE' }];
    await sweep();
    expect([(await rowOf(call))!.state, party.deleted]).toEqual(['TO_DELETE', []]);
    await sweep();
    await sweep();
    expect([(await rowOf(call))!.state, party.deleted]).toEqual(['DELETED', ['m-1']]);
    const audited = await service.query(`SELECT 1 FROM audit_log WHERE object = $1 AND action = 'passkey.deleted'`, [
      `request:${call.input.requestId}`,
    ]);
    expect(audited).toHaveLength(1);
  });

  it('is looked for there where the answer was lost', async () => {
    const call = await plant();
    party.failsNext = [{ after: 'RELYING_PARTY_UNAVAILABLE' }];
    await expect(register(call)).rejects.toThrow();
    await giveUp(call);
    await sweep();
    expect([(await rowOf(call))!.state, party.deleted]).toEqual(['DELETED', ['m-1']]);
  });

  it('for which nobody came ends with that code, and its card is recyclable', async () => {
    const call = await plant();
    await service.query(`UPDATE device SET state = 'ISSUING' WHERE device_id = $1`, [call.input.deviceId]);
    await ask(call);
    const { code, message } = new CardwrightError('FIDO_USER_CANCELLED', say('nobody.passkey'));
    await service.get(SagaTroubles).park(call, { code, message });
    expect(await requestOf(call)).toMatchObject({ state: 'FAILED', error_code: 'FIDO_USER_CANCELLED' });
    await service.get(IssueRecord).giveUp(call, 'abandoned', null);
    expect(await requestOf(call)).toMatchObject({ state: 'CANCELLED', error_code: 'FIDO_USER_CANCELLED' });
    expect(
      await service.query('SELECT state, active_request_id FROM device WHERE device_id = $1', [call.input.deviceId]),
    ).toEqual([{ state: 'ISSUE_FAILED', active_request_id: null }]);
    expect(recyclePath('ISSUE_FAILED')).toEqual(['RECYCLING']);
    expect([await rowOf(call), onKey, party.asked]).toEqual([null, [], []]);
  });

  it('is over at once where nothing was made', async () => {
    const call = await plant();
    fails = ['FIDO_USER_CANCELLED'];
    await expect(register(call)).rejects.toThrow();
    await giveUp(call);
    expect((await rowOf(call))!.state).toBe('DELETED');
    await sweep();
    expect(party.deleted).toEqual([]);
  });
});
