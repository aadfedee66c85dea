/**
 * A passkey that its holder registers on the page of a relying party: of what is new there the one that the card of the saga holds is taken, and every
 * other one is deleted, whatever is repeated. Real Postgres and NATS, simulated keys, a relying party behind the port; the spec plays its page.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DataSource } from 'typeorm';
import { PasskeyDeletions } from '../../src/jobs/passkeys/passkey-deletions.js';
import { PasskeyPages } from '../../src/records/passkeys/passkey-pages.js';
import { becameOf, PasskeyRecords, type PasskeyRow } from '../../src/records/passkeys/passkey-records.js';
import { credentialHash } from '../../src/relying-parties/credential-hash.js';
import type { RelyingPartyContext } from '../../src/relying-parties/relying-party.port.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { OldPasskeys } from '../../src/sagas/steer/old-passkeys.js';
import { IssuePasskey } from '../../src/sagas/issue/issue-passkey.js';
import { passkeyProviders } from '../../src/sagas/issue/passkey-providers.js';
import { SAGA_PACE, sagaPace } from '../../src/sagas/run/saga-pace.js';
import { CardWorkService } from '../support/card-work-service.js';
import { contosoOf, FakeParty } from '../support/fake-party.js';
import { PasskeyKey, simulatedAaguid } from '../support/passkey-key.js';
import { answerWith, registerOnPage } from '../support/passkey-page.js';
import { plantNewPasskey, plantPasskey } from '../support/planted-passkey.js';

const rpId = 'login.example';
let service: CardWorkService;
let party: FakeParty;
/** The card of the saga, and another one of the same model. */
let key: PasskeyKey;
let other: PasskeyKey;
const answers = new Map<string, BatchResult>();

beforeAll(async () => {
  service = await CardWorkService.start([
    ...passkeyProviders,
    PasskeyDeletions,
    OldPasskeys,
    { provide: RelyingParties, useValue: contosoOf(() => party) },
    { provide: SAGA_PACE, useValue: { ...sagaPace, passkeyDeletionsMs: 600_000, passkeyDeletionAgainMs: 0 } },
  ]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(async () => {
  service.reset();
  answers.clear();
  party = new FakeParty();
  party.page = () => Promise.resolve({ url: 'https://login.example/register', relyingPartyId: rpId });
  [key, other] = await Promise.all([PasskeyKey.withPin(), PasskeyKey.withPin({ serial: 2 })]);
  service.answer = byTheCard;
  service.known = (batchId) => answers.get(batchId);
});

async function byTheCard(batch: BatchRequest): Promise<BatchResult> {
  const result = await answerWith(key, batch);
  answers.set(batch.batchId, result);
  return result;
}

const plant = (rule: object = {}): Promise<StageCall> =>
  plantPasskey(service, { relyingParty: 'contoso', madeBy: 'browser', ...rule });

const passkeys = () => service.get(PasskeyRecords);
const rowOf = async ({ input }: StageCall): Promise<PasskeyRow> => (await passkeys().of(input.requestId))!;
const ask = (call: StageCall, round = 1, refused: PinRefusal | null = null) =>
  service.run(() => service.get(IssuePasskey).ask({ ...call, refused, round }));
const register = (call: StageCall, round = 1, attempt = 1) =>
  service.run(() => service.get(IssuePasskey).register({ ...call, round }), attempt);
const show = ({ input }: StageCall) => service.get(PasskeyPages).saveShown(input.requestId);
/** As the saga's end does it. */
async function giveUp({ input }: StageCall): Promise<void> {
  await inTransaction(service.get(DataSource), (manager) => passkeys().giveUpIn(manager, input.requestId));
  await service.get(PasskeyDeletions).round();
}

/** Another request of the person of this one has recorded it, for the same card or another. */
async function recordedFor({ input }: StageCall, credentialId: string, onSameCard = false): Promise<void> {
  const another = await plant();
  await ask(another);
  service.sent = [];
  await service.query(
    `UPDATE passkey SET state = 'REGISTERED', credential_id_sha256_hex = $2, page = NULL, person_id = $3,
       device_id = CASE WHEN $4 THEN $5::uuid ELSE device_id END
     WHERE request_id = $1`,
    [another.input.requestId, credentialHash(credentialId), input.personId, onSameCard, input.deviceId],
  );
}

const onPage = (by: PasskeyKey, how: Parameters<typeof registerOnPage>[2] = {}) => registerOnPage(party, by, how);
const there = () => party.known.map(({ providerId }) => providerId);
const strays = ({ input }: StageCall) =>
  service.query<{ details: object }>(`SELECT details FROM audit_log WHERE object = $1 AND action = 'passkey.deleted'`, [
    `request:${input.requestId}`,
  ]);

describe('[C26] the holder is asked to register the passkey on a page', () => {
  it('with the card let go of, and what they have there remembered by its hashes', async () => {
    const before = await onPage(other);
    const call = await plant();
    expect(await ask(call)).toEqual({ asks: 'passkey-page' });
    expect(service.sent).toMatchObject([{ steps: [], lend: {} }]);
    expect((await rowOf(call)).page).toEqual({
      ...{ relyingPartyId: rpId, known: [credentialHash(before.credentialId)], shown: false },
      askedAt: expect.any(String),
    });
    const [request] = await service.query<object>('SELECT * FROM request WHERE request_id = $1', [
      call.input.requestId,
    ]);
    expect(request).toMatchObject({
      ...{ state: 'AWAITING_USER', awaiting: 'pin', stage: 'passkey', stuck_reason: null },
      sentence:
        'Next is the passkey: its holder registers it on the page of contoso, at the computer with the card, and says so',
    });
  });

  it('and what was remembered first stays, whatever is repeated', async () => {
    const call = await plant();
    await ask(call);
    await onPage(key);
    await ask(call, 2, 'FIDO_USER_CANCELLED');
    expect((await rowOf(call)).page?.known).toEqual([]);
  });
});

describe('[C26] two cards of one person, for each of which they would be sent to the page', () => {
  /** A second card of the person of this one. */
  async function plantFor({ input }: StageCall): Promise<StageCall> {
    const call = await plant();
    await service.query('UPDATE request SET person_id = $2 WHERE request_id = $1', [
      call.input.requestId,
      input.personId,
    ]);
    return { ...call, input: { ...call.input, personId: input.personId } };
  }
  const conflict = ({ input }: StageCall) => ({
    code: 'REQUEST_CONFLICT',
    message:
      'Another request for this person waits for a passkey on the page of contoso: finish or cancel that one first, so that it is clear whose a new passkey is',
    details: { requestId: input.requestId },
  });

  it('the second waits until the first has its passkey, and each has its own', async () => {
    const first = await plant();
    const second = await plantFor(first);
    await ask(first);
    await expect(ask(second)).rejects.toMatchObject(conflict(first));
    expect((await rowOf(second)).page).toBeNull();
    // The first is not disturbed, whatever is repeated.
    await ask(first, 2, 'FIDO_USER_CANCELLED');
    const one = await onPage(key);
    await register(first, 2);
    expect(await ask(second)).toEqual({ asks: 'passkey-page' });
    const cardOfFirst = key;
    key = other;
    const two = await onPage(key);
    await register(second);
    key = cardOfFirst;
    expect([(await rowOf(first)).providerId, (await rowOf(second)).providerId]).toEqual([
      one.providerId,
      two.providerId,
    ]);
    expect(there()).toEqual([one.providerId, two.providerId]);
  });

  it('the second waits until the first has ended, and leaves to that what it made', async () => {
    const first = await plant();
    const second = await plantFor(first);
    await ask(first);
    await show(first);
    const stray = await onPage(other);
    await expect(ask(second)).rejects.toMatchObject(conflict(first));
    await inTransaction(service.get(DataSource), (manager) => passkeys().giveUpIn(manager, first.input.requestId));
    await ask(second);
    const mine = await onPage(key, { at: new Date(Date.now() + 60_000) });
    await register(second);
    expect(there()).toEqual([stray.providerId, mine.providerId]);
    await service.get(PasskeyDeletions).round();
    expect(there()).toEqual([mine.providerId]);
  });

  it('of two at the same moment one is asked', async () => {
    const first = await plant();
    const second = await plantFor(first);
    const [one, two] = await Promise.allSettled([ask(first), ask(second)]);
    expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected']);
    const pages = [(await rowOf(first)).page, (await rowOf(second)).page];
    expect(pages.filter((page) => page !== null)).toHaveLength(1);
  });

  it('another person is not in the way', async () => {
    await ask(await plant());
    expect(await ask(await plant())).toEqual({ asks: 'passkey-page' });
  });
});

describe('[C26] a passkey that was registered on a page', () => {
  it('is recorded once the card, taken again and authenticated, says that it holds it', async () => {
    const old = await onPage(other);
    const call = await plant();
    await ask(call);
    const mine = await onPage(key);
    await register(call);
    expect(service.sent.map(({ steps }) => steps.map(({ kind }) => kind))).toEqual([
      [],
      ['check-credential', 'request-witness'],
      ['authenticate-management-key'],
    ]);
    expect(await rowOf(call)).toMatchObject({
      ...{ state: 'REGISTERED', providerId: mine.providerId, page: null },
      // The relying party does not say it; the card did.
      ...{ aaguid: simulatedAaguid, credentialIdSha256Hex: credentialHash(mine.credentialId) },
    });
    expect(there()).toEqual([old.providerId, mine.providerId]);
    expect(await ask(call)).toEqual({ asks: 'made' });
  });

  it('is one, whatever is repeated', async () => {
    const call = await plant();
    await ask(call);
    const mine = await onPage(key);
    await register(call);
    await register(call, 1, 2);
    expect(there()).toEqual([mine.providerId]);
    expect(service.sent).toHaveLength(3);
  });

  it('of two new ones is the one on the card; the other is deleted there', async () => {
    const call = await plant();
    await ask(call);
    const phone = await onPage(other);
    const mine = await onPage(key, { aaguid: simulatedAaguid });
    await register(call);
    expect(there()).toEqual([mine.providerId]);
    expect(await rowOf(call)).toMatchObject({ state: 'REGISTERED', providerId: mine.providerId });
    expect(await strays(call)).toMatchObject([
      { details: { providerIds: [phone.providerId], credentialIdSha256Hex: credentialHash(phone.credentialId) } },
    ]);
  });

  it('of two on the card is the newer one', async () => {
    const call = await plant();
    await ask(call);
    await onPage(key, { user: 'b25l' });
    const newer = await onPage(key, { user: 'dHdv', at: new Date(Date.now() + 60_000) });
    await register(call);
    expect(there()).toEqual([newer.providerId]);
  });

  it('is found by the answers that the card gave, where the other one was deleted and the record was cut off', async () => {
    const call = await plant();
    await ask(call);
    await onPage(other);
    const mine = await onPage(key);
    party.failsNext = [{ before: 'RELYING_PARTY_UNAVAILABLE' }];
    await expect(register(call)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
    expect(there()).toHaveLength(2);
    await register(call, 1, 2);
    expect(there()).toEqual([mine.providerId]);
    expect((await rowOf(call)).providerId).toBe(mine.providerId);
  });

  it('on another key is deleted there, and the holder registers another one', async () => {
    const call = await plant();
    await ask(call);
    await onPage(other);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    // The activity is repeated after its end was lost.
    await expect(register(call, 1, 2)).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(there()).toEqual([]);
    expect(await strays(call)).toHaveLength(1);
    expect(await rowOf(call)).toMatchObject({ state: 'BEGUN', inDoubtFrom: null });
    expect(await ask(call, 2, 'FIDO_MADE_ELSEWHERE')).toEqual({ asks: 'passkey-page' });
    const mine = await onPage(key);
    await register(call, 2);
    expect(there()).toEqual([mine.providerId]);
  });

  it('that is none is asked for again', async () => {
    await onPage(other);
    const call = await plant();
    await ask(call);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(there()).toHaveLength(1);
    expect(service.sent).toHaveLength(1);
    await ask(call, 2, 'FIDO_USER_CANCELLED');
    const said = 'There is no new passkey at contoso yet: its holder registers it there, and says so';
    const [request] = await service.query<object>('SELECT * FROM request WHERE request_id = $1', [
      call.input.requestId,
    ]);
    expect(request).toMatchObject({
      ...{ stuck_reason: 'FIDO_USER_CANCELLED', sentence: said, error_message: said },
    });
  });

  it('of which it is not said which credential it is, is neither taken nor deleted, and that is said', async () => {
    const unnamed = (providerId: string) =>
      void party.known.push({
        ...{ providerId, displayName: 'my key', aaguid: null, createdAt: new Date().toISOString() },
        ...{ credentialId: '', credentialIds: [] },
      });
    unnamed('old');
    const call = await plant();
    await ask(call);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    unnamed('new');
    await expect(register(call, 2)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      message: expect.stringContaining('contoso does not say which credential the new passkey is'),
    });
    expect(there()).toEqual(['old', 'new']);
    const mine = await onPage(key);
    await register(call, 3);
    expect(await rowOf(call)).toMatchObject({ state: 'REGISTERED', providerId: mine.providerId });
    expect(there()).toEqual(['old', 'new', mine.providerId]);
  });

  it('of a model that the profile does not accept, or another than the card has, is deleted there', async () => {
    const call = await plant({ aaguids: ['3f2b7c1e-0000-4000-8000-0000000000cc'] });
    await ask(call);
    await onPage(key);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MODEL_NOT_ACCEPTED' });
    expect(there()).toEqual([]);
    const second = await plant();
    await ask(second);
    await onPage(key, { aaguid: '3f2b7c1e-0000-4000-8000-0000000000cc' });
    await expect(register(second)).rejects.toMatchObject({ code: 'FIDO_OTHER_KEY' });
    expect(there()).toEqual([]);
  });

  it('of another request of this person is left alone', async () => {
    const call = await plant();
    await ask(call);
    const theirs = await onPage(other);
    await recordedFor(call, theirs.credentialId);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(there()).toEqual([theirs.providerId]);
  });
});

describe('[C26] a new passkey that is registered on a page for a card in use', () => {
  async function inUse() {
    const old = await onPage(key);
    const call = await plant();
    await recordedFor(call, old.credentialId, true);
    await ask(call);
    return { call, old };
  }

  it('leaves the one before as it was where the card holds it still', async () => {
    const { call, old } = await inUse();
    await onPage(other);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(there()).toEqual([old.providerId]);
    expect(becameOf(await rowOf(call))).toBe('untouched');
  });

  it('leaves a doubt where the card holds it no more, also where the page has taken nothing', async () => {
    const { call, old } = await inUse();
    await onPage(key);
    party.known.pop();
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(there()).toEqual([old.providerId]);
    expect(becameOf(await rowOf(call))).toBe('lost');
  });

  it('takes the place of the one before on the card', async () => {
    const { call } = await inUse();
    const mine = await onPage(key);
    await register(call);
    expect(await rowOf(call)).toMatchObject({ state: 'REGISTERED', providerId: mine.providerId });
  });
});

describe('[C26] whether the person is known on a page by the passkey of a card in use', () => {
  const person = { personId: 'p-1', objectId: null, displayName: 'Ada', upn: 'ada@example.test', email: null };
  const bare = { tenantId: 'default', correlationId: 'c-1', lease: null };
  const requireNone = (deviceId: string, context: RelyingPartyContext = bare, relyingParty = 'contoso') =>
    service.get(OldPasskeys).requireNone(context, relyingParty, person, deviceId);
  async function inUse() {
    const old = await onPage(key);
    const call = await plant();
    await recordedFor(call, old.credentialId, true);
    party.listed = [];
    return { deviceId: call.input.deviceId, old };
  }
  const excluded = {
    code: 'FIDO_CREDENTIAL_EXCLUDED',
    message: expect.stringContaining('the page of contoso makes no second one on the same key') as unknown,
    details: { relyingParty: 'contoso' },
  };

  it('is listed as a comparison before the card is held, and by its lease then', async () => {
    const { deviceId } = await inUse();
    const lease = { requestId: 'r-1', deviceId, workstationId: 'ws-1', fencingToken: 1 };
    await expect(requireNone(deviceId)).rejects.toMatchObject(excluded);
    await expect(requireNone(deviceId, { ...bare, lease })).rejects.toMatchObject(excluded);
    expect(party.listed.map(({ context }) => context)).toMatchObject([
      { lease: null, comparisonOf: { deviceId } },
      { lease },
    ]);
  });

  it('is not by the one that the request itself has registered there, when an attempt begins anew after that', async () => {
    const issue = await plant();
    await ask(issue);
    await onPage(key);
    await register(issue);
    const renewal = await plantNewPasskey(service, issue);
    // They deleted the old one there.
    party.known = [];
    await ask(renewal);
    await onPage(key);
    await register(renewal);
    const { deviceId, requestId } = renewal.input;
    const lease = { requestId, deviceId, workstationId: 'ws-1', fencingToken: 1 };
    await requireNone(deviceId, { ...bare, lease });
    await expect(requireNone(deviceId, { ...bare, lease: { ...lease, requestId: 'r-1' } })).rejects.toMatchObject(
      excluded,
    );
    expect(await ask(renewal)).toEqual({ asks: 'made' });
  });

  it('is not where they have deleted it there, at another relying party, or by the passkey of another card', async () => {
    const { deviceId, old } = await inUse();
    await requireNone(deviceId, bare, 'portal');
    await requireNone((await plant()).input.deviceId);
    expect(party.listed).toEqual([]);
    party.known = party.known.filter(({ providerId }) => providerId !== old.providerId);
    await onPage(other);
    await requireNone(deviceId);
    expect(party.listed).toHaveLength(1);
  });
});

describe('[C13] a saga that ends while its passkey is registered on a page', () => {
  it('has deleted there what is new, and nothing from before or after it', async () => {
    const old = await onPage(other);
    const call = await plant();
    await ask(call);
    await show(call);
    const mine = await onPage(key);
    const later = await onPage(other, { user: 'bGF0ZXI', at: new Date(Date.now() + 60_000) });
    await giveUp(call);
    expect(there()).toEqual([old.providerId, later.providerId]);
    expect(await rowOf(call)).toMatchObject({ state: 'DELETED', page: null });
    expect(await strays(call)).toMatchObject([{ details: { providerIds: [mine.providerId] } }]);
    await expect(register(call)).rejects.toMatchObject({ code: 'LIFECYCLE_CANCELLED' });
  });

  it('has deleted there the one that is recorded', async () => {
    const call = await plant();
    await ask(call);
    await onPage(key);
    await register(call);
    await giveUp(call);
    expect(there()).toEqual([]);
  });

  it('asks nothing of the relying party where nobody was given the address', async () => {
    const call = await plant();
    await ask(call);
    const own = await onPage(other);
    await giveUp(call);
    expect(there()).toEqual([own.providerId]);
    expect(await rowOf(call)).toMatchObject({ state: 'DELETED', page: null });
  });
});
