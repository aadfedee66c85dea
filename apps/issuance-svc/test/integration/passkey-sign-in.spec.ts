/** Passkeys of our own portal, from the registration through the port to the sign-in: what is taken, and everything that is not. A simulated key, real Postgres. */
import { randomBytes, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  encodeAttestationObject,
  parseAttestationObject,
} from '@cardwright/card-protocol/ctap/messages/make-credential';
import type { PasskeyAssertion } from '@cardwright/contracts/access/passkey-sign-in';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { OwnRelyingParty as OwnRow } from '@cardwright/service-kit/config/relying-parties';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import type { OwnRelyingParty } from '../../src/relying-parties/own/own-relying-party.js';
import type { MadePasskey, PasskeyOptions, PasskeyPerson } from '../../src/relying-parties/relying-party.port.js';
import { type IssuedKey, type IssueWish, OwnPortal } from '../support/own-portal.js';
import { PasskeyKey, simulatedAaguid } from '../support/passkey-key.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const row: OwnRow = {
  ...{ id: 'portal', kind: 'own', rpId: 'cards.example.org', name: 'Card office' },
  origins: ['https://cards.example.org', 'https://portal.cards.example.org'],
  aaguids: null,
  attestationRootsDir: null,
};
const context = { tenantId: defaultTenantId, correlationId: 'spec', lease: null };
const at = { origin: 'https://cards.example.org', relyingPartyId: 'cards.example.org' };

let service: RecordsService;
let portal: OwnPortal;
let party: OwnRelyingParty;
let query: OwnPortal['query'];
const issue = (wish?: IssueWish): Promise<IssuedKey> => portal.issue(wish);
const plantPerson = (): Promise<PasskeyPerson> => portal.plantPerson();
const random = (): string => randomBytes(32).toString('base64url');

beforeAll(async () => {
  service = await startRecordsService({
    RELYING_PARTIES: JSON.stringify([{ ...row, aaguids: undefined, attestationRootsDir: undefined }]),
  });
  portal = new OwnPortal(service, row);
  ({ party, query } = portal);
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

const redeem = (challenge: string, assertion: PasskeyAssertion) =>
  service.ask('passkey-sign-in.redeem', { challenge, assertion });
async function signIn(key: PasskeyKey) {
  const challenge = random();
  return redeem(challenge, await key.sign({ challenge, ...at }));
}
async function detailsOf(work: Promise<unknown>, code: Parameters<typeof isCardwrightError>[1]) {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isCardwrightError(error, code)) throw error ?? new Error('it was not refused');
  return error.details;
}
const causeOf = async (work: Promise<unknown>) => (await detailsOf(work, 'AUTH_PASSKEY_REFUSED'))['cause'];
/** Minutes in which the trail has one of it. */
const refusalsOf = async (object: string): Promise<number> =>
  (
    await query(
      `SELECT 1 FROM audit_repeated WHERE action = 'passkey-sign-in.refused' AND (object = $1 OR objects ? $1)`,
      [object],
    )
  ).length;

describe('[security Sign-in with a passkey] a registration at our own portal', () => {
  it('tells the key the portal, a person by an opaque id that stays, and what it has already', async () => {
    const person = await plantPerson();
    const options = await party.options(context, person);
    expect(options).toMatchObject({
      ...{ relyingPartyId: 'cards.example.org', relyingPartyName: 'Card office', origin: 'https://cards.example.org' },
      ...{ userName: 'ada@example.org', userDisplayName: 'Ada Lovelace', algorithms: [-7], excludeBase64url: [] },
    });
    expect(Date.parse(options.expiresAt) - Date.parse(options.issuedAt)).toBe(300_000);
    expect(options.challengeBase64url).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(options.userIdBase64url).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const made = await (await PasskeyKey.withPin()).make(options);
    await party.register(context, person, 'Cardwright 1', made);
    const again = await party.options(context, person);
    expect(again.userIdBase64url).toBe(options.userIdBase64url);
    expect(again.challengeBase64url).not.toBe(options.challengeBase64url);
    expect(again.excludeBase64url).toEqual([made.credentialIdBase64url]);
  });

  it('is kept with public key, counter and model, listed for its person alone, and found again where its answer was lost', async () => {
    const [person, other] = [await plantPerson(), await plantPerson()];
    const made = await (await PasskeyKey.withPin()).make(await party.options(context, person));
    const registered = await party.register(context, person, 'Cardwright 1', made);
    expect(registered).toMatchObject({ displayName: 'Cardwright 1', aaguid: simulatedAaguid });
    expect(await party.register(context, person, 'Cardwright 1', made)).toEqual(registered);
    expect(await party.list(context, person)).toEqual([registered]);
    expect(await party.list(context, other)).toEqual([]);
    const sought = { ...made, displayName: 'Cardwright 1', aaguid: simulatedAaguid, others: [] };
    expect(await party.find(context, person, sought)).toEqual([registered]);
    expect(await party.find(context, other, sought)).toEqual([]);
    expect(await party.find(context, person, { ...sought, credentialIdBase64url: 'AAAA' })).toEqual([]);
    const [kept] = await query(
      `SELECT credential_id, length(public_key) AS key, aaguid, person_id FROM own_passkey WHERE provider_id = $1`,
      [registered.providerId],
    );
    expect(kept).toEqual({
      ...{ credential_id: made.credentialIdBase64url, key: 77, aaguid: simulatedAaguid, person_id: person.personId },
    });
  });

  it('is deleted once, and by its own person', async () => {
    const { person, providerId } = await issue();
    await party.delete(context, await plantPerson(), providerId);
    expect(await party.list(context, person)).toHaveLength(1);
    await party.delete(context, person, providerId);
    await party.delete(context, person, providerId);
    await party.delete(context, person, 'no-such-id');
    expect(await party.list(context, person)).toEqual([]);
  });

  describe('is refused', () => {
    const registering = async (
      change: (made: MadePasskey, options: PasskeyOptions) => MadePasskey | Promise<MadePasskey>,
      asked: Partial<PasskeyOptions> = {},
      changes: object = {},
    ) => {
      const person = await plantPerson();
      const options = await party.options(context, person);
      const made = await (await PasskeyKey.withPin()).make({ ...options, ...asked }, changes);
      const work = party.register(context, person, 'Cardwright 1', await change(made, options));
      return { work, person, options };
    };
    /** One bit of the attestation's signature. */
    const tampered = (made: MadePasskey): MadePasskey => {
      const bytes = Buffer.from(made.attestationObjectBase64url, 'base64url');
      const at = bytes.indexOf('sig') + 12;
      bytes[at] = bytes[at]! ^ 1;
      return { ...made, attestationObjectBase64url: bytes.toString('base64url') };
    };
    const same = (made: MadePasskey): MadePasskey => made;
    /** As the key made it, without what the key signed. */
    const unattested = (made: MadePasskey): MadePasskey => {
      const { authData } = parseAttestationObject(Buffer.from(made.attestationObjectBase64url, 'base64url'));
      const none = encodeAttestationObject({ fmt: 'none', authData, attStmt: new Map() });
      return { ...made, attestationObjectBase64url: Buffer.from(none).toString('base64url') };
    };

    it.each<[string, string, (made: MadePasskey) => MadePasskey, Partial<PasskeyOptions>, object]>([
      ['whose attestation was tampered with', 'attestation', tampered, {}, {}],
      ['that is no attestation', 'attestation', (made) => ({ ...made, attestationObjectBase64url: 'AAAA' }), {}, {}],
      ['under another credential id', 'attestation', (made) => ({ ...made, credentialIdBase64url: 'AAAA' }), {}, {}],
      ['that nothing attests', 'attestation-format', unattested, {}, {}],
      ['of another page', 'origin', same, { origin: 'https://cards.example.com' }, {}],
      ['for another relying party', 'relying-party', same, { relyingPartyId: 'example.org' }, {}],
      ['that is a sign-in', 'attestation', same, {}, { type: 'webauthn.get' }],
    ])('%s', async (_, reason, change, asked, changes) => {
      const { work, person } = await registering(change, asked, changes);
      expect(await detailsOf(work, 'RELYING_PARTY_REFUSED')).toMatchObject({ reason });
      expect(await party.list(context, person)).toEqual([]);
    });

    it('by a challenge that is over, made for another person, or used up by a refusal', async () => {
      const late = await plantPerson();
      const made = await (await PasskeyKey.withPin()).make(await party.options(context, late));
      await query('UPDATE own_passkey_challenge SET expires_at = now() WHERE person_id = $1', [late.personId]);
      await detailsOf(party.register(context, late, 'Cardwright 1', made), 'RELYING_PARTY_CHALLENGE_EXPIRED');
      const foreign = await (await PasskeyKey.withPin()).make(await party.options(context, await plantPerson()));
      await detailsOf(party.register(context, late, 'Cardwright 1', foreign), 'RELYING_PARTY_CHALLENGE_EXPIRED');
      let right: MadePasskey | undefined;
      const { work, person } = await registering((each) => tampered((right = each)));
      await detailsOf(work, 'RELYING_PARTY_REFUSED');
      await detailsOf(party.register(context, person, 'Cardwright 1', right!), 'RELYING_PARTY_CHALLENGE_EXPIRED');
    });

    it('of a model that is not listed, before and after the key has made it', async () => {
      const listed = '11111111-2222-3333-4444-555555555555';
      const strict = portal.partyWith({ aaguids: [listed] });
      const person = await plantPerson();
      expect(await strict.obstacles(context, person, null)).toEqual([]);
      expect(await strict.obstacles(context, person, listed.toUpperCase())).toEqual([]);
      const says = `RELYING_PARTIES does not list the model ${simulatedAaguid} of this key as allowed for portal.`;
      expect(await strict.obstacles(context, person, simulatedAaguid)).toEqual([
        { setting: 'aaguids', says: expect.objectContaining({ text: says }) },
      ]);
      const made = await (await PasskeyKey.withPin()).make(await strict.options(context, person));
      const details = await detailsOf(strict.register(context, person, 'x', made), 'RELYING_PARTY_REFUSED');
      expect(details).toMatchObject({ reason: 'model', setting: 'aaguids', says });
    });

    it('of a key for which no trusted vendor vouches, where roots are configured; one of a trusted vendor is taken', async () => {
      const [ours, theirs] = [await AttestationRoot.create(), await AttestationRoot.create()];
      const strict = portal.partyWith({}, [new X509Certificate(ours.certificateDer)]);
      const registered = async (attestationRoot: AttestationRoot) => {
        const person = await plantPerson();
        const made = await (await PasskeyKey.withPin({ attestationRoot })).make(await strict.options(context, person));
        return { work: strict.register(context, person, 'x', made), person };
      };
      const trusted = await registered(ours);
      expect(await trusted.work).toMatchObject({ aaguid: simulatedAaguid });
      const { work, person } = await registered(theirs);
      expect(await detailsOf(work, 'RELYING_PARTY_REFUSED')).toMatchObject({
        ...{ reason: 'attestation-root', setting: 'attestationRootsDir' },
        says: `None of the vendors that are trusted here vouches for this key of the model ${simulatedAaguid}.`,
      });
      expect(await strict.list(context, person)).toEqual([]);
    });
  });
});

describe('[security Sign-in with a passkey] a sign-in with the passkey', () => {
  it('is one of its person, with what every holder may and nothing else', async () => {
    const { key, person, providerId } = await issue({ linkedSub: 'ada-1' });
    const identity = await signIn(key);
    expect(identity).toEqual({
      ...{ iss: 'https://issuer.example', sub: 'ada-1', externalId: `P${portal.people}`, displayName: 'Ada Lovelace' },
    });
    await portal.grant(person.personId, 'SO');
    const actor = actorWith('ada-1', [], identity.externalId);
    expect((await service.ask('me.get', {}, actor)).roles.sort()).toEqual(['CH', 'SO']);
    const holder = { ...actor, holderOnly: true as const };
    expect(await service.ask('me.get', {}, holder)).toMatchObject({
      person: { personId: person.personId },
      roles: ['CH'],
    });
    const [used] = await query('SELECT last_used_at IS NOT NULL AS used FROM own_passkey WHERE provider_id = $1', [
      providerId,
    ]);
    expect(used).toEqual({ used: true });
  });

  it('is fresh, and known as one with a key', async () => {
    const { key, person } = await issue();
    const identity = await signIn(key);
    expect(identity).toMatchObject({ iss: 'urn:cardwright:card', sub: person.personId });
    const actor = { ...actorWith(identity.sub), iss: identity.iss, holderOnly: true as const };
    const sessionSha256Hex = randomBytes(32).toString('hex').toUpperCase();
    const times = { idleSeconds: 3600, absoluteSeconds: 28_800, authenticatedAt: new Date().toISOString() };
    await service.ask('sessions.start', { ...times, sessionSha256Hex, amr: ['hwk'] }, actor);
    const checked = await service.ask('sessions.check', { sessionSha256Hex, touch: false });
    expect(checked.authenticatedSecondsAgo).toBeLessThan(30);
    const [recorded] = await query('SELECT amr FROM web_session WHERE session_sha256_hex = $1', [sessionSha256Hex]);
    expect(recorded).toEqual({ amr: ['hwk'] });
  });

  it.each<[string, DeviceState, string]>([
    ['is suspended', 'SUSPENDED', 'suspended'],
    ['was not handed over', 'PENDING_ACTIVATION', 'not-active'],
    ['has ended', 'TERMINATED', 'not-active'],
    ['was replaced', 'REPLACED', 'not-active'],
  ])('is none with a card that %s', async (_, state, cause) => {
    const { key, deviceId } = await issue({ state });
    expect(await causeOf(signIn(key))).toBe(cause);
    expect(await refusalsOf(`device:${deviceId}`)).toBe(1);
  });

  it('is none of a person who is disabled, or whose card has become another’s', async () => {
    const [disabled, moved] = [await issue(), await issue()];
    await query('UPDATE person SET enabled = false WHERE person_id = $1', [disabled.person.personId]);
    await query('UPDATE device SET person_id = $2 WHERE device_id = $1', [moved.deviceId, disabled.person.personId]);
    expect([await causeOf(signIn(disabled.key)), await causeOf(signIn(moved.key))]).toEqual(['no-person', 'no-person']);
  });

  it('is none with a passkey that no issue has finished, that is to be deleted, or that was deleted', async () => {
    const [unfinished, given, gone] = [await issue(), await issue(), await issue()];
    await query('DELETE FROM passkey WHERE provider_id = $1', [unfinished.providerId]);
    await query(`UPDATE passkey SET state = 'TO_DELETE' WHERE provider_id = $1`, [given.providerId]);
    await party.delete(context, gone.person, gone.providerId);
    const causes = [];
    for (const { key } of [unfinished, given, gone]) causes.push(await causeOf(signIn(key)));
    expect(causes).toEqual(['not-active', 'not-active', 'unknown']);
  });

  it('is refused when the counter of the key has gone back, which is recorded', async () => {
    const { key, providerId, deviceId } = await issue();
    await signIn(key);
    await query('UPDATE own_passkey SET sign_count = 1000 WHERE provider_id = $1', [providerId]);
    expect(await causeOf(signIn(key))).toBe('unknown');
    const recorded = await query('SELECT action, details FROM audit_log WHERE object = $1', [`device:${deviceId}`]);
    expect(recorded).toEqual([
      { action: 'passkey-sign-in.copied', details: { cause: 'counter', relyingParty: 'portal' } },
    ]);
    expect(await query('SELECT sign_count FROM own_passkey WHERE provider_id = $1', [providerId])).toEqual([
      { sign_count: '1000' },
    ]);
  });

  it('is refused alike whether nobody has the passkey or the proof is wrong', async () => {
    const [issued, other] = [await issue(), await issue()];
    const challenge = random();
    const right = await issued.key.sign({ challenge, ...at });
    const wrongs: PasskeyAssertion[] = [
      { ...right, credentialId: random() },
      { ...right, signature: random() },
      { ...right, userHandle: random() },
      { ...right, credentialId: (await other.key.sign({ challenge, ...at })).credentialId },
      await issued.key.sign({ challenge: random(), ...at }),
      await issued.key.sign({ challenge, ...at, origin: 'https://evil.example.org' }),
      await issued.key.sign({ challenge, ...at }, { type: 'webauthn.create' }),
      await issued.key.sign({ challenge, ...at }, {}, false),
    ];
    for (const wrong of wrongs) expect(await causeOf(redeem(challenge, wrong))).toBe('unknown');
    // None of them has used the challenge up.
    expect(await redeem(challenge, await issued.key.sign({ challenge, ...at }))).toMatchObject({
      sub: issued.person.personId,
    });
  });

  it('takes a challenge once, however many bring the answer at the same time', async () => {
    const { key } = await issue();
    const challenge = random();
    const assertion = await key.sign({ challenge, ...at });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => redeem(challenge, assertion)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await causeOf(redeem(challenge, assertion))).toBe('challenge');
    expect(await causeOf(redeem(challenge, await key.sign({ challenge, ...at })))).toBe('challenge');
  });

  it('is asked for in the shape that it has', async () => {
    const challenge = random();
    const assertion = { credentialId: 'AA', clientDataJson: 'AA', authenticatorData: 'AA', signature: 'AA' };
    const right = { challenge, assertion: { ...assertion, userHandle: 'AA' } };
    for (const wrong of [
      { challenge: 'short' },
      { assertion: undefined },
      { assertion },
      { assertion: { ...right.assertion, signature: '+/' } },
      { assertion: { ...right.assertion, signature: 'A'.repeat(4097) } },
    ])
      await expect(service.askUnchecked('passkey-sign-in.redeem', { ...right, ...wrong })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
  });
});
