/**
 * A passkey that its holder makes in the window of the operating system: taken only when the card of the saga holds it, whatever is repeated. Real
 * Postgres and NATS, simulated keys; the spec plays the agent, and the key that the person takes.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fidoError } from '@cardwright/card-session/ctap/fido-error';
import type { PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import { becameOf, PasskeyRecords, type PasskeyRow } from '../../src/records/passkeys/passkey-records.js';
import { OwnPasskeys } from '../../src/relying-parties/own/own-passkeys.js';
import { OwnRelyingParty } from '../../src/relying-parties/own/own-relying-party.js';
import { RelyingParties } from '../../src/relying-parties/relying-parties.js';
import { IssuePasskey } from '../../src/sagas/issue/issue-passkey.js';
import { passkeyProviders } from '../../src/sagas/issue/passkey-providers.js';
import { CardWorkService, done } from '../support/card-work-service.js';
import { PasskeyKey, simulatedAaguid } from '../support/passkey-key.js';
import { plantNewPasskey, plantPasskey } from '../support/planted-passkey.js';

let service: CardWorkService;
/** The card of the saga, and another one of the same model. */
let key: PasskeyKey;
let other: PasskeyKey;
/** What the person takes in the window, or how it fails. */
let taken: PasskeyKey | ErrorCode;
const answers = new Map<string, BatchResult>();

beforeAll(async () => {
  const row = { id: 'portal', kind: 'own' as const, rpId: 'cards.example.org', name: 'Card office', aaguids: null };
  const origins = ['https://cards.example.org'];
  service = await CardWorkService.start([
    ...passkeyProviders,
    {
      provide: RelyingParties,
      useFactory: (passkeys: OwnPasskeys) =>
        new RelyingParties(
          new Map([['portal', new OwnRelyingParty({ ...row, origins, attestationRootsDir: null }, passkeys)]]),
        ),
      inject: [OwnPasskeys],
    },
  ]);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);
beforeEach(async () => {
  service.reset();
  answers.clear();
  [key, other] = await Promise.all([PasskeyKey.withPin(), PasskeyKey.withPin({ serial: 2 })]);
  taken = key;
  service.answer = byTheAgent;
  service.known = (batchId) => answers.get(batchId);
});

async function byTheAgent(batch: BatchRequest): Promise<BatchResult> {
  const result: BatchResult = { ...done(batch), ...(batch.lend && { lent: true }) };
  for (const [index, step] of batch.steps.entries()) {
    const said = result.results[index]!;
    if (step.kind === 'check-credential')
      said.present = await key.holds(step.relyingPartyId, step.credentialIdBase64url);
    if (step.kind !== 'make-credential') continue;
    try {
      if (typeof taken === 'string') throw new CardwrightError(taken);
      said.credential = { ...(await taken.makeFor(step)), madeBy: 'platform' };
    } catch (error) {
      const refused = fidoError(error);
      if (!(refused instanceof CardwrightError)) throw error;
      return { ...result, results: [], failure: { index, error: refused.toJSON() } };
    }
  }
  answers.set(batch.batchId, result);
  return result;
}

const rule = { relyingParty: 'portal', madeBy: 'platform' } as const satisfies PasskeyRule;
const plant = (pin: 'separate' | 'shared' = 'separate', more: Partial<PasskeyRule> = {}) =>
  plantPasskey(service, { ...rule, ...more }, pin);
type Kind = 'ISSUE' | 'PASSKEY';
const ask = (call: StageCall, round = 1, refused: PinRefusal | null = null, type: Kind = 'ISSUE') =>
  service.run(() => service.get(IssuePasskey).ask({ ...call, refused, round }, type));
const register = (call: StageCall, round = 1, attempt = 1, type: Kind = 'ISSUE') =>
  service.run(() => service.get(IssuePasskey).register({ ...call, round }, type), attempt);
const rowOf = async ({ input }: StageCall): Promise<PasskeyRow> =>
  (await service.get(PasskeyRecords).of(input.requestId))!;
const keptOf = ({ input }: StageCall) =>
  service.get(OwnPasskeys).list({ tenantId: defaultTenantId, relyingParty: 'portal', personId: input.personId! });
const requestOf = async ({ input }: StageCall): Promise<object> =>
  (await service.query<object>('SELECT * FROM request WHERE request_id = $1', [input.requestId]))[0]!;
const kinds = (): string[][] => service.sent.map(({ steps }) => steps.map(({ kind }) => kind));

describe('[C26] the holder is asked to make the passkey in the window of their computer', () => {
  it('with the card let go of, and told so', async () => {
    const call = await plant();
    expect(await ask(call)).toEqual({ asks: 'passkey-window' });
    expect(service.sent).toMatchObject([{ steps: [], lend: {} }]);
    expect(await requestOf(call)).toMatchObject({
      ...{ state: 'AWAITING_USER', awaiting: 'pin', stage: 'passkey', stuck_reason: null, temporary_pin: false },
      sentence:
        'Next is the passkey: its holder makes it in a window of the computer with the card, which opens when they say so',
    });
  });

  it('[C30] and sees the temporary PIN where the card has one PIN for everything', async () => {
    const call = await plant('shared');
    await ask(call);
    expect(service.sent[0]!.lend).toEqual({ showsPin: true });
    expect(await requestOf(call)).toMatchObject({ temporary_pin: true });
    await register(call);
    expect(service.sent[1]!.steps).toMatchObject([{ kind: 'make-credential', pin: 'pin.operation' }]);
  });

  it('not where an agent of before keeps the card', async () => {
    service.answer = done;
    await expect(ask(await plant())).rejects.toMatchObject({ code: 'EDGE_OUTDATED' });
  });
});

describe('[C26] a passkey that was made in that window', () => {
  it('is asked for with its client data, and registered once the card, taken again and authenticated, says that it holds it', async () => {
    const call = await plant();
    await ask(call);
    await register(call);
    expect(kinds()).toEqual([
      [],
      ['make-credential'],
      ['check-credential', 'request-witness'],
      ['authenticate-management-key'],
    ]);
    const [step] = service.sent[1]!.steps;
    if (step?.kind !== 'make-credential') throw new Error('no passkey was asked for');
    expect(JSON.parse(Buffer.from(step.clientDataJsonBase64url!, 'base64url').toString())).toMatchObject({
      ...{ type: 'webauthn.create', origin: 'https://cards.example.org' },
    });
    const [kept, ...more] = await keptOf(call);
    expect(more).toEqual([]);
    expect(await rowOf(call)).toMatchObject({
      ...{ state: 'REGISTERED', providerId: kept!.providerId, aaguid: simulatedAaguid, made: null, options: null },
    });
    expect(await ask(call)).toEqual({ asks: 'made' });
  });

  it('is one, whatever is repeated', async () => {
    const call = await plant();
    await ask(call);
    await register(call);
    await register(call, 1, 2);
    expect(await keptOf(call)).toHaveLength(1);
    expect(service.sent).toHaveLength(4);
  });

  it('is the one that the agent answered, where the activity was lost after it', async () => {
    const call = await plant();
    await ask(call);
    const vault = service.records.vault['vault.batch.open']!;
    service.records.vault['vault.batch.open'] = () => {
      throw new CardwrightError('REQUEST_SERVICE_UNAVAILABLE');
    };
    await expect(register(call)).rejects.toMatchObject({ code: 'REQUEST_SERVICE_UNAVAILABLE' });
    service.records.vault['vault.batch.open'] = vault;
    taken = other;
    await register(call, 1, 2);
    expect(kinds().filter(([kind]) => kind === 'make-credential')).toHaveLength(1);
    expect(await keptOf(call)).toHaveLength(1);
  });

  it('on another key is registered nowhere, and the holder makes another one', async () => {
    const call = await plant();
    await ask(call);
    taken = other;
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(await keptOf(call)).toEqual([]);
    expect(await rowOf(call)).toMatchObject({ state: 'BEGUN', made: null, options: null, inDoubtFrom: null });
    expect(await ask(call, 2, 'FIDO_MADE_ELSEWHERE')).toEqual({ asks: 'passkey-window' });
    taken = key;
    await register(call, 2);
    expect(await keptOf(call)).toHaveLength(1);
  });

  it.each([
    [
      'FIDO_USER_CANCELLED',
      'No passkey was made: the window at the computer with the card was closed, or nobody was done with it in time',
    ],
    ['EDGE_WEBAUTHN_UNAVAILABLE', 'The computer has no window of its own in which a passkey is made'],
  ] as const)('that did not come to be, %s, is made by another try', async (code, said) => {
    const call = await plant();
    await ask(call);
    taken = code;
    await expect(register(call)).rejects.toMatchObject({ code });
    expect(await rowOf(call)).toMatchObject({ state: 'BEGUN', inDoubtFrom: null });
    expect(await ask(call, 2, code)).toEqual({ asks: 'passkey-window' });
    expect(await requestOf(call)).toMatchObject({
      ...{ state: 'AWAITING_USER', stuck_reason: code, error_code: code, error_message: said },
    });
    taken = key;
    await register(call, 2);
    expect(await keptOf(call)).toHaveLength(1);
  });

  describe('beside another one of the person', () => {
    /** An issue to somebody who has one on the other key. */
    async function again(): Promise<StageCall> {
      const card = key;
      taken = key = other;
      const first = await plant();
      await ask(first);
      await register(first);
      key = card;
      const call = await plantNewPasskey(service, first);
      await ask(call);
      service.sent = [];
      return call;
    }

    it('is not made on what has it: the holder is told to use this card', async () => {
      const call = await again();
      await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_EXCLUDED_ELSEWHERE' });
      expect(kinds()).toEqual([
        ['make-credential'],
        ['check-credential', 'request-witness'],
        ['authenticate-management-key'],
      ]);
      expect(await rowOf(call)).toMatchObject({ state: 'BEGUN', made: null, inDoubtFrom: null });
      expect(await ask(call, 2, 'FIDO_EXCLUDED_ELSEWHERE')).toEqual({ asks: 'passkey-window' });
      expect(await requestOf(call)).toMatchObject({
        ...{ state: 'AWAITING_USER', stage: 'passkey', stuck_reason: 'FIDO_EXCLUDED_ELSEWHERE' },
        error_message: 'Another key or a phone was used, and it has a passkey for this account already',
      });
      taken = key;
      await register(call, 2);
      expect(await keptOf(call)).toHaveLength(2);
    });

    it('is not made on this card when it is this one that has it, and not asked for again', async () => {
      const call = await again();
      key = other;
      await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_CREDENTIAL_EXCLUDED' });
      expect(await rowOf(call)).toMatchObject({ state: 'BEGUN', inDoubtFrom: null });
      expect(await keptOf(call)).toHaveLength(1);
    });
  });

  it('too late is made once more by the holder, and not by anybody else', async () => {
    const call = await plant();
    await ask(call);
    service.answer = async (batch) => {
      const result = await byTheAgent(batch);
      await service.query('UPDATE own_passkey_challenge SET expires_at = now() WHERE used_at IS NULL');
      return result;
    };
    await expect(register(call)).rejects.toMatchObject({ code: 'RELYING_PARTY_CHALLENGE_EXPIRED' });
    service.answer = byTheAgent;
    await ask(call, 2, 'RELYING_PARTY_CHALLENGE_EXPIRED');
    await register(call, 2);
    expect(await keptOf(call)).toHaveLength(1);
  });

  it('on a model that the profile does not accept is refused', async () => {
    const call = await plant('separate', { aaguids: ['3f2b7c1e-0000-4000-8000-0000000000cc'] });
    await ask(call);
    await expect(register(call)).rejects.toMatchObject({ code: 'FIDO_MODEL_NOT_ACCEPTED' });
    expect(await keptOf(call)).toEqual([]);
  });
});

describe('[C26] a new passkey that is made in that window for a card in use', () => {
  async function inUse(): Promise<StageCall> {
    const issue = await plant();
    await ask(issue);
    await register(issue);
    const call = await plantNewPasskey(service, issue);
    await ask(call, 1, null, 'PASSKEY');
    return call;
  }
  const registerNew = (call: StageCall): Promise<void> => register(call, 1, 1, 'PASSKEY');

  it('takes the place of the old one on the card, which the window does not leave out', async () => {
    const call = await inUse();
    const before = (await keptOf(call))[0]!.credentialId;
    await registerNew(call);
    const step = service.sent.flatMap(({ steps }) => steps).findLast(({ kind }) => kind === 'make-credential');
    expect(step).toMatchObject({ excludeBase64url: [], keepBase64url: [] });
    expect(await key.holds('cards.example.org', before)).toBe(false);
    expect(becameOf(await rowOf(call))).toBe('registered');
  });

  it('leaves the old one as it was where the window was closed, or another key made it', async () => {
    const call = await inUse();
    taken = 'FIDO_USER_CANCELLED';
    await expect(registerNew(call)).rejects.toMatchObject({ code: 'FIDO_USER_CANCELLED' });
    expect(becameOf(await rowOf(call))).toBe('untouched');
    taken = other;
    await expect(register(call, 2, 1, 'PASSKEY')).rejects.toMatchObject({ code: 'FIDO_MADE_ELSEWHERE' });
    expect(becameOf(await rowOf(call))).toBe('untouched');
    expect(await keptOf(call)).toHaveLength(1);
  });

  it('leaves a doubt where nobody knows what became of the window', async () => {
    const call = await inUse();
    taken = 'FIDO_REFUSED';
    await expect(registerNew(call)).rejects.toMatchObject({ code: 'FIDO_REFUSED' });
    expect(becameOf(await rowOf(call))).toBe('lost');
  });
});
