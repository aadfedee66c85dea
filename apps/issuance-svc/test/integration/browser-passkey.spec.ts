/**
 * A passkey that its holder makes in a browser, at our own portal: taken only when the card of the saga holds it, whatever is repeated. Real Postgres and
 * NATS, simulated keys; the spec plays the browser.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { becameOf, PasskeyRecords, type PasskeyRow } from '../../src/records/passkeys/passkey-records.js';
import { SagaRecords } from '../../src/records/requests/saga-records.js';
import { OwnPasskeys } from '../../src/relying-parties/own/own-passkeys.js';
import { OwnRelyingParty } from '../../src/relying-parties/own/own-relying-party.js';
import { passkeyPersonOf } from '../../src/relying-parties/passkey-person.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { IssuePasskey } from '../../src/sagas/issue/issue-passkey.js';
import { passkeyProviders } from '../../src/sagas/issue/passkey-providers.js';
import { CardWorkService, done } from '../support/card-work-service.js';
import { PasskeyKey, simulatedAaguid } from '../support/passkey-key.js';
import { plantNewPasskey, plantPasskey } from '../support/planted-passkey.js';

let service: CardWorkService;
let portal: OwnRelyingParty;
/** The card of the saga, and another one of the same model. */
let key: PasskeyKey;
let other: PasskeyKey;
const answers = new Map<string, BatchResult>();

beforeAll(async () => {
  const row = { id: 'portal', kind: 'own' as const, rpId: 'cards.example.org', name: 'Card office', aaguids: null };
  const origins = ['https://cards.example.org'];
  service = await CardWorkService.start([
    ...passkeyProviders,
    {
      provide: RelyingParties,
      useFactory: (passkeys: OwnPasskeys) => {
        portal = new OwnRelyingParty({ ...row, origins, attestationRootsDir: null }, passkeys);
        return new RelyingParties(new Map([['portal', portal]]));
      },
      inject: [OwnPasskeys],
    },
  ]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(async () => {
  service.reset();
  answers.clear();
  [key, other] = await Promise.all([PasskeyKey.withPin(), PasskeyKey.withPin({ serial: 2 })]);
  service.answer = byTheCard;
  service.known = (batchId) => answers.get(batchId);
});

async function byTheCard(batch: BatchRequest): Promise<BatchResult> {
  const result: BatchResult = { ...done(batch), ...(batch.lend && { lent: true }) };
  for (const [index, step] of batch.steps.entries())
    if (step.kind === 'check-credential')
      result.results[index]!.present = await key.holds(step.relyingPartyId, step.credentialIdBase64url);
  answers.set(batch.batchId, result);
  return result;
}

const plant = ({ pin = 'separate', rule = {} }: { pin?: 'separate' | 'shared'; rule?: Partial<PasskeyRule> } = {}) =>
  plantPasskey(service, { relyingParty: 'portal', madeBy: 'browser', ...rule }, pin);

type Kind = 'ISSUE' | 'PASSKEY';
const passkeys = () => service.get(PasskeyRecords);
const rowOf = async ({ input }: StageCall): Promise<PasskeyRow> => (await passkeys().of(input.requestId))!;
const keptOf = ({ input }: StageCall) =>
  service.get(OwnPasskeys).list({ tenantId: defaultTenantId, relyingParty: 'portal', personId: input.personId! });
const ask = (call: StageCall, round = 1, refused: PinRefusal | null = null, type: Kind = 'ISSUE') =>
  service.run(() => service.get(IssuePasskey).ask({ ...call, refused, round }, type));
const register = (call: StageCall, round = 1, { attempt = 1, type = 'ISSUE' as Kind } = {}) =>
  service.run(() => service.get(IssuePasskey).register({ ...call, round }, type), attempt);

/** As the page does it, by the service's own rows: options, the dialog, what came of it. */
async function inBrowser({ input }: StageCall, by: PasskeyKey, exclude: 'all' | 'none' = 'all'): Promise<string> {
  const { requestId, personId, tenantId, correlationId } = input;
  const person = passkeyPersonOf(await service.get(SagaRecords).person(personId!));
  const options = await portal.options({ tenantId, correlationId, lease: null }, person);
  await passkeys().saveOptions(requestId, '1/browser', options, { objectId: null, inDoubt: false });
  const made = await by.make({ ...options, ...(exclude === 'none' && { excludeBase64url: [] }) });
  await passkeys().saveAnswer(requestId, made, options.challengeBase64url);
  return made.credentialIdBase64url;
}

describe('[C26] the holder is asked to make the passkey in a browser', () => {
  it('with the card let go of, and told so', async () => {
    const call = await plant();
    expect(await ask(call)).toEqual({ asks: 'passkey-dialog' });
    expect(service.sent).toMatchObject([{ steps: [], lend: {} }]);
    const [request] = await service.query<object>('SELECT * FROM request WHERE request_id = $1', [
      call.input.requestId,
    ]);
    expect(request).toMatchObject({
      ...{ state: 'AWAITING_USER', awaiting: 'pin', stage: 'passkey', stuck_reason: null, temporary_pin: false },
      sentence: 'Next is the passkey: the browser at the computer with the card makes it, when its holder says so',
    });
  });

  it('[C30] and sees the temporary PIN where the card has one PIN for everything', async () => {
    const call = await plant({ pin: 'shared' });
    expect(await ask(call)).toEqual({ asks: 'passkey-dialog' });
    expect(service.sent[0]!.lend).toEqual({ showsPin: true });
    const [request] = await service.query<object>('SELECT temporary_pin FROM request WHERE request_id = $1', [
      call.input.requestId,
    ]);
    expect(request).toEqual({ temporary_pin: true });
  });

  it('not where an agent of before keeps the card', async () => {
    service.answer = done;
    await expect(ask(await plant())).rejects.toMatchObject({ code: 'EDGE_OUTDATED' });
  });
});

describe('[C26] a passkey that a browser has made', () => {
  it('is registered once the card, taken again and authenticated, says that it holds it', async () => {
    const call = await plant();
    await ask(call);
    await inBrowser(call, key);
    expect(await keptOf(call)).toEqual([]);
    await register(call);
    expect(service.sent.map(({ steps }) => steps.map(({ kind }) => kind))).toEqual([
      [],
      ['check-credential', 'request-witness'],
      ['authenticate-management-key'],
    ]);
    // The witness of before was never answered.
    const opened = service.records.vaultCalls.filter(({ name }) => name === 'vault.batch.open');
    expect(opened.map(({ body }) => (body as { witness: { witnessHex: string } }).witness.witnessHex)).toEqual([
      'DD'.repeat(16),
    ]);
    const [kept, ...more] = await keptOf(call);
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ aaguid: simulatedAaguid });
    expect(await rowOf(call)).toMatchObject({
      ...{ state: 'REGISTERED', providerId: kept!.providerId, aaguid: simulatedAaguid, made: null, options: null },
    });
    expect(await ask(call)).toEqual({ asks: 'made' });
  });

  it('is one, whatever is repeated', async () => {
    const call = await plant();
    await ask(call);
    await inBrowser(call, key);
    await register(call);
    await register(call, 1, { attempt: 2 });
    expect(await keptOf(call)).toHaveLength(1);
    expect(service.sent).toHaveLength(3);
  });

  it('and of which the relying party has not heard is not made once more when the saga goes on', async () => {
    const call = await plant();
    await ask(call);
    const credentialId = await inBrowser(call, key);
    const telling = portal.register.bind(portal);
    portal.register = () => Promise.reject(new CardwrightError('RELYING_PARTY_UNAVAILABLE'));
    await expect(register(call)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
    portal.register = telling;
    expect(await rowOf(call)).toMatchObject({ state: 'MADE' });
    service.sent.length = 0;
    expect(await ask(call, 2)).toEqual({ asks: 'nothing' });
    await register(call, 2);
    expect((await keptOf(call)).map((kept) => kept.credentialId)).toEqual([credentialId]);
    expect(service.sent).toEqual([]);
  });

  it('on another key is registered nowhere, and the holder makes another one', async () => {
    const call = await plant();
    await ask(call);
    await inBrowser(call, other);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(await keptOf(call)).toEqual([]);
    expect(await rowOf(call)).toMatchObject({ state: 'BEGUN', made: null, options: null, inDoubtFrom: null });
    expect(await ask(call, 2, 'FIDO_MADE_ELSEWHERE')).toEqual({ asks: 'passkey-dialog' });
    await inBrowser(call, key);
    await register(call, 2);
    expect(await keptOf(call)).toHaveLength(1);
  });

  it('is not believed by the id of a credential that the card has, in the attestation of another key', async () => {
    const call = await plant();
    await ask(call);
    const foreign = await inBrowser(call, other);
    const ours = await (async () => {
      const options = (await rowOf(call)).options!;
      return (await key.make(options)).credentialIdBase64url;
    })();
    await service.query(
      `UPDATE passkey SET made = made || jsonb_build_object('credentialIdBase64url', $2::text) WHERE request_id = $1`,
      [call.input.requestId, ours],
    );
    expect(foreign).not.toBe(ours);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(await keptOf(call)).toEqual([]);
  });

  it('too late is made once more by the holder, and not by anybody else', async () => {
    const call = await plant();
    await ask(call);
    await inBrowser(call, key);
    await service.query('UPDATE own_passkey_challenge SET expires_at = now() WHERE used_at IS NULL');
    await expect(register(call)).rejects.toMatchObject({ code: 'RELYING_PARTY_CHALLENGE_EXPIRED' });
    expect(await keptOf(call)).toEqual([]);
    await ask(call, 2, 'RELYING_PARTY_CHALLENGE_EXPIRED');
    await inBrowser(call, key);
    await register(call, 2);
    expect(await keptOf(call)).toHaveLength(1);
  });

  it('for options from before is kept for nobody', async () => {
    const call = await plant();
    await ask(call);
    await inBrowser(call, key);
    const { made, options } = await rowOf(call);
    await passkeys().saveAnswer(call.input.requestId, { ...made!, issuedAt: 'another' }, 'another challenge');
    expect(await rowOf(call)).toMatchObject({ made, options });
  });

  it('by nobody is none', async () => {
    const call = await plant();
    await ask(call);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
  });

  it('on a model that the profile does not accept is refused', async () => {
    const call = await plant({ rule: { aaguids: ['3f2b7c1e-0000-4000-8000-0000000000cc'] } });
    await ask(call);
    await inBrowser(call, key);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MODEL_NOT_ACCEPTED' });
    expect(await keptOf(call)).toEqual([]);
  });
});

describe('[C26] a new passkey that a browser makes for a card in use', () => {
  async function inUse(): Promise<StageCall> {
    const issue = await plant();
    await ask(issue);
    await inBrowser(issue, key);
    await register(issue);
    const call = await plantNewPasskey(service, issue);
    await ask(call, 1, null, 'PASSKEY');
    return call;
  }

  it('takes the place of the old one on the card', async () => {
    const call = await inUse();
    const before = (await keptOf(call))[0]!.credentialId;
    const made = await inBrowser(call, key, 'none');
    await register(call, 1, { type: 'PASSKEY' });
    expect([await key.holds('cards.example.org', before), await key.holds('cards.example.org', made)]).toEqual([
      false,
      true,
    ]);
    expect(becameOf(await rowOf(call))).toBe('registered');
  });

  it('leaves the old one as it was where the dialog was cancelled, or another key made it', async () => {
    const call = await inUse();
    expect(becameOf(await rowOf(call))).toBe('untouched');
    await inBrowser(call, other, 'none');
    expect(becameOf(await rowOf(call))).toBe('lost');
    await expect(register(call, 1, { type: 'PASSKEY' })).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(becameOf(await rowOf(call))).toBe('untouched');
    expect(await keptOf(call)).toHaveLength(1);
  });

  it('leaves a doubt where the card holds the old one no more', async () => {
    const call = await inUse();
    await inBrowser(call, key, 'none');
    await inBrowser(call, other, 'none');
    await expect(register(call, 1, { type: 'PASSKEY' })).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(becameOf(await rowOf(call))).toBe('lost');
  });
});
