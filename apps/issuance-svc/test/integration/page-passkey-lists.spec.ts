/**
 * A list of a relying party that lags, while a passkey is registered on its page: what the person had there before stays, and of what a saga leaves behind
 * nothing does. Real Postgres and NATS, simulated keys, a relying party behind the port; the spec plays its page.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { DataSource } from 'typeorm';
import { PasskeyDeletions } from '../../src/jobs/passkeys/passkey-deletions.js';
import { PasskeyPages } from '../../src/records/passkeys/passkey-pages.js';
import { PasskeyRecords } from '../../src/records/passkeys/passkey-records.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { IssuePasskey } from '../../src/sagas/issue/issue-passkey.js';
import { passkeyProviders } from '../../src/sagas/issue/passkey-providers.js';
import { SAGA_PACE, sagaPace } from '../../src/sagas/run/saga-pace.js';
import { CardWorkService } from '../support/card-work-service.js';
import { contosoOf, FakeParty } from '../support/fake-party.js';
import { PasskeyKey } from '../support/passkey-key.js';
import { answerWith, registerOnPage } from '../support/passkey-page.js';
import { plantPasskey } from '../support/planted-passkey.js';

let service: CardWorkService;
let party: FakeParty;
/** The card of the saga, and whatever else the person has. */
let key: PasskeyKey;
let phone: PasskeyKey;

beforeAll(async () => {
  service = await CardWorkService.start([
    ...passkeyProviders,
    PasskeyDeletions,
    { provide: RelyingParties, useValue: contosoOf(() => party) },
    { provide: SAGA_PACE, useValue: { ...sagaPace, passkeyDeletionsMs: 600_000, passkeyDeletionAgainMs: 0 } },
  ]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(async () => {
  service.reset();
  party = new FakeParty();
  party.page = () => Promise.resolve({ url: 'https://login.example/register', relyingPartyId: 'login.example' });
  [key, phone] = await Promise.all([PasskeyKey.withPin(), PasskeyKey.withPin({ serial: 2 })]);
  service.answer = (batch) => answerWith(key, batch);
});

const plant = () => plantPasskey(service, { relyingParty: 'contoso', madeBy: 'browser' });
const ask = (call: StageCall) => service.run(() => service.get(IssuePasskey).ask({ ...call, refused: null, round: 1 }));
const register = (call: StageCall) => service.run(() => service.get(IssuePasskey).register({ ...call, round: 1 }));
const show = ({ input }: StageCall) => service.get(PasskeyPages).saveShown(input.requestId);
const rowOf = ({ input }: StageCall) => service.get(PasskeyRecords).of(input.requestId);
const there = () => party.known.map(({ providerId }) => providerId);
const sweep = () => service.get(PasskeyDeletions).round();
const giveUp = ({ input }: StageCall) =>
  inTransaction(service.get(DataSource), (manager) => service.get(PasskeyRecords).giveUpIn(manager, input.requestId));

/** The list that comes next is one from before these were registered. */
function lagsBehind(...hidden: string[]): void {
  party.lists = () => {
    party.lists = () => Promise.resolve(party.known);
    return Promise.resolve(party.known.filter(({ providerId }) => !hidden.includes(providerId)));
  };
}

describe('[C26] a passkey of the person that was missing in the list from before they were asked', () => {
  const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);
  async function missed(): Promise<{ call: StageCall; own: string }> {
    const { providerId: own } = await registerOnPage(party, phone, { at: secondsAgo(20) });
    lagsBehind(own);
    const call = await plant();
    await ask(call);
    await show(call);
    return { call, own };
  }

  it('is theirs by its time: it is no stray beside the new one', async () => {
    const { call, own } = await missed();
    const mine = await registerOnPage(party, key);
    await register(call);
    expect(there()).toEqual([own, mine.providerId]);
    expect(await rowOf(call)).toMatchObject({ state: 'REGISTERED', providerId: mine.providerId });
  });

  it('is nothing new, and is asked for again', async () => {
    const { call, own } = await missed();
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(there()).toEqual([own]);
  });

  it('of which the credential is not said is nothing new either', async () => {
    const { call, own } = await missed();
    party.known[0]!.credentialIds = [];
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(there()).toEqual([own]);
  });

  it('stays where the saga ends', async () => {
    const { call, own } = await missed();
    await registerOnPage(party, key);
    await giveUp(call);
    await sweep();
    expect([there(), (await rowOf(call))!.state]).toEqual([[own], 'DELETED']);
  });

  it('counts as new where a version before has not kept when it asked', async () => {
    const { call } = await missed();
    await service.query(`UPDATE passkey SET page = page - 'askedAt' WHERE request_id = $1`, [call.input.requestId]);
    const mine = await registerOnPage(party, key);
    await register(call);
    expect(there()).toEqual([mine.providerId]);
  });
});

describe('[C13] what a saga leaves behind on a page, of which the list has only the first', () => {
  const audited = async ({ input }: StageCall): Promise<string[][]> =>
    (
      await service.query<{ ids: string[] }>(
        `SELECT details -> 'providerIds' AS ids FROM audit_log WHERE object = $1 AND action = 'passkey.deleted' ORDER BY id`,
        [`request:${input.requestId}`],
      )
    ).map(({ ids }) => ids);

  it('is looked for until the provider has settled, also where one of it was there', async () => {
    party.settlesMs = 60_000;
    const call = await plant();
    await ask(call);
    await show(call);
    const stray = await registerOnPage(party, phone);
    const late = await registerOnPage(party, key);
    await giveUp(call);
    lagsBehind(late.providerId);
    await sweep();
    expect([there(), (await rowOf(call))!.state]).toEqual([[late.providerId], 'TO_DELETE']);
    // Not before it can be otherwise.
    await sweep();
    expect(there()).toEqual([late.providerId]);
    party.settlesMs = 0;
    await service.query('UPDATE passkey SET delete_again_at = now() WHERE request_id = $1', [call.input.requestId]);
    await sweep();
    expect([there(), await rowOf(call)]).toMatchObject([[], { state: 'DELETED', page: null }]);
    expect(await audited(call)).toEqual([[stray.providerId], [late.providerId]]);
  });
});
