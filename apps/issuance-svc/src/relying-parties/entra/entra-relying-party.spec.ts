/** Entra ID as a relying party, against the double of Graph over HTTP; credentials are made by a simulated card. */
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { say } from '@cardwright/contracts/words/say';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import { GraphStand } from '../../../test/support/graph-stand.js';
import { PasskeyKey, simulatedAaguid } from '../../../test/support/passkey-key.js';

const name = 'Cardwright 0a1b2c3d';
const minute = 60_000;
const first = { others: [], sent: false };

describe('Entra ID', () => {
  let key: PasskeyKey;
  let stand: GraphStand;
  let root: AttestationRoot;
  beforeAll(async () => {
    root = await AttestationRoot.create();
  });
  beforeEach(async () => {
    stand = await GraphStand.start();
    key = await PasskeyKey.withPin({ attestationRoot: root });
  });
  afterEach(() => stand.double.stop());

  const passkeys = () => stand.double.tenant.passkeysOf(stand.person.objectId!);
  const registering = async (entra = stand.entra()) => {
    const made = await key.make(await entra.options(stand.context, stand.person));
    return (others: string[] = [], sent = false) =>
      entra.register(stand.context, stand.person, name, made, { others, sent });
  };

  it('a passkey is made by the options, registered, listed and deleted', async () => {
    const entra = stand.entra();
    const options = await entra.options(stand.context, stand.person);
    expect(options).toMatchObject({
      issuedAt: '2026-12-01T10:00:00.000Z',
      expiresAt: '2026-12-01T10:05:00.000Z',
      relyingPartyId: 'login.microsoft.com',
      relyingPartyName: 'Microsoft',
      origin: 'https://login.microsoft.com',
      userName: 'ada@example.org',
      userDisplayName: 'Ada Lovelace',
      algorithms: [-7, -257],
      excludeBase64url: [],
      hmacSecret: true,
    });
    const made = await key.make(options);
    const registered = await entra.register(stand.context, stand.person, name, made, first);
    expect(registered).toEqual({
      providerId: passkeys()[0]!.id,
      displayName: name,
      aaguid: simulatedAaguid,
      createdAt: '2026-12-01T10:00:00.000Z',
      credentialIds: expect.arrayContaining([made.credentialIdBase64url]),
    });
    expect(await entra.list(stand.context, stand.person)).toEqual([registered]);
    const deleted = () => entra.delete(stand.context, stand.person, registered.providerId);
    expect(await deleted()).toBe(true);
    expect(await entra.list(stand.context, stand.person)).toEqual([]);
    expect(await deleted()).toBe(false);
  });

  it('sends people to the page of the tenant; what they add there is listed by its credential id', async () => {
    const entra = stand.entra();
    expect(await entra.page!(stand.context, stand.person)).toEqual({
      url: `http://localhost:${new URL(stand.double.url).port}/security-info`,
      relyingPartyId: 'login.microsoft.com',
    });
    expect(stand.asked()).toEqual([]);
    const made = await key.make(await entra.options(stand.context, stand.person));
    const { credentialIdBase64url: id, clientDataJsonBase64url: clientDataJSON, attestationObjectBase64url } = made;
    const response = { clientDataJSON, attestationObject: attestationObjectBase64url };
    const added = await fetch(`${stand.double.url}/security-info/passkeys`, {
      method: 'POST',
      body: JSON.stringify({
        ...{ personId: stand.person.objectId, displayName: 'my key', publicKeyCredential: { id, response } },
      }),
    });
    expect(added.status).toBe(201);
    expect(await entra.list(stand.context, stand.person)).toMatchObject([
      { displayName: 'my key', credentialIds: expect.arrayContaining([id]) },
    ]);
  });

  it('a model of zeros, as a browser writes it without attestation, is none', async () => {
    const entra = stand.entra();
    await (
      await registering(entra)
    )();
    const [method] = passkeys();
    Object.assign(method!, { aaGuid: '00000000-0000-0000-0000-000000000000' });
    expect(await entra.list(stand.context, stand.person)).toMatchObject([{ aaguid: null }]);
  });

  it('sends nobody to a page where none is set', () => {
    expect(stand.entra(undefined, { securityInfo: null }).page).toBeUndefined();
  });

  it('a credential that the person has is excluded, whichever way its id is written', async () => {
    const made = await (await registering())();
    const id = made.providerId.slice(0, -1);
    const { excludeBase64url } = await stand.entra().options(stand.context, stand.person);
    expect(excludeBase64url).toContain(id);
    await expect(registering()).rejects.toMatchObject({ status: 0x19 });
    await stand.double.stop();
    stand = await GraphStand.start({ paddingDigits: false });
    key = await PasskeyKey.withPin();
    const other = await (await registering())();
    expect((await stand.entra().options(stand.context, stand.person)).excludeBase64url).toContain(
      other.providerId.slice(0, -1),
    );
  });

  describe('an answer that is lost', () => {
    it.each(['failed-after-success', 'reset-after-success'] as const)(
      '%s: one passkey, and it is found',
      async (kind) => {
        const register = await registering();
        stand.double.fault('create', { kind, status: 500 });
        expect(await register()).toMatchObject({ displayName: name, aaguid: simulatedAaguid });
        expect(passkeys()).toHaveLength(1);
      },
    );

    it('an answer that is late: the passkey is found by listing', async () => {
      const register = await registering();
      stand.double.fault('create', { kind: 'late-answer' });
      const registered = register();
      await stand.double.held();
      stand.giveUp();
      expect(await registered).toMatchObject({ displayName: name });
      expect(passkeys()).toHaveLength(1);
    });

    it('done after everybody has given up: the next attempt finds it, and sends nothing', async () => {
      const register = await registering();
      stand.double.fault('create', { kind: 'late' });
      const lost = expect(register()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      await stand.double.held();
      stand.giveUp();
      await lost;
      stand.double.release();
      while (passkeys().length === 0) await new Promise(setImmediate);
      stand.asked();
      expect(await register()).toMatchObject({ displayName: name });
      expect(stand.asked()).toEqual(['list']);
      expect(passkeys()).toHaveLength(1);
    });

    it('done, and not listed yet: it is found by the next attempt, or to be looked for', async () => {
      const entra = stand.entra();
      expect(entra.settlesMs).toBe(120_000);
      const register = await registering(entra);
      stand.double.fault('create', { kind: 'reset-after-success' });
      stand.double.fault('list', { kind: 'stale' }, 2);
      await expect(register()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      stand.double.fault('delete', { kind: 'stale' });
      const { id } = passkeys()[0]!;
      expect(await entra.delete(stand.context, stand.person, id)).toBe(false);
      expect(await register()).toMatchObject({ providerId: id });
      expect(passkeys()).toHaveLength(1);
    });

    it('done, sent again, and not listed all the while, is not refused: it is found', async () => {
      const register = await registering();
      stand.double.fault('create', { kind: 'reset-after-success' });
      stand.double.fault('list', { kind: 'stale' }, 4);
      await expect(register()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      stand.double.tenant.policy.isAttestationEnforced = true;
      stand.asked();
      await expect(register([], true)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      expect(stand.asked()).toEqual(['list', 'create', 'list']);
      expect(await register([], true)).toMatchObject({ providerId: passkeys()[0]!.id });
      expect(passkeys()).toHaveLength(1);
    });

    it('not done, and refused when it is sent again, is refused once the tenant has settled', async () => {
      const register = await registering();
      stand.double.fault('create', { kind: 'refused', status: 503 });
      await expect(register()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      stand.double.tenant.policy.isAttestationEnforced = true;
      stand.pass(119_000);
      await expect(register([], true)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      stand.pass(1_000);
      await expect(register([], true)).rejects.toMatchObject({
        code: 'RELYING_PARTY_REFUSED',
        details: { status: 400, setting: 'isAttestationEnforced' },
      });
    });

    it('two attempts at once: both answer the one passkey', async () => {
      const entra = stand.entra();
      const register = await registering(entra);
      const [one, other] = await Promise.all([register(), register()]);
      expect(one).toEqual(other);
      expect(passkeys()).toHaveLength(1);
    });

    it('an older passkey of the same name and model is not taken for it', async () => {
      const old = await (await registering())();
      stand.pass(10 * minute);
      key = await PasskeyKey.withPin({ attestationRoot: root });
      const register = await registering();
      stand.double.fault('create', { kind: 'refused', status: 503 });
      await expect(register()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      const fresh = await register();
      expect(fresh.providerId).not.toBe(old.providerId);
      expect(passkeys()).toHaveLength(2);
    });

    it('one of the same name and model that was made a moment before and is known is not taken for it', async () => {
      const old = await (await registering())();
      key = await PasskeyKey.withPin({ attestationRoot: root });
      const fresh = await (await registering())([old.providerId]);
      expect(fresh.providerId).not.toBe(old.providerId);
      expect(passkeys()).toHaveLength(2);
    });
  });

  it('a challenge that has expired is said, and nothing is registered', async () => {
    const register = await registering();
    stand.pass(5 * minute);
    await expect(register()).rejects.toMatchObject({ code: 'RELYING_PARTY_CHALLENGE_EXPIRED' });
    expect(passkeys()).toEqual([]);
  });

  describe('a tampered credential is refused', () => {
    const tampered = (object: string, at: number): string => {
      const bytes = Buffer.from(object, 'base64url');
      bytes[bytes.length + at]! ^= 1;
      return bytes.toString('base64url');
    };

    it('a byte of the public key changed', async () => {
      const entra = stand.entra();
      const made = await key.make(await entra.options(stand.context, stand.person));
      const attestationObjectBase64url = tampered(made.attestationObjectBase64url, -1);
      const refused = entra.register(stand.context, stand.person, name, { ...made, attestationObjectBase64url }, first);
      await expect(refused).rejects.toMatchObject({ code: 'RELYING_PARTY_REFUSED', details: { status: 400 } });
    });

    it.each<[string, object]>([
      ['another origin', { origin: 'https://login.microsoft.com.example.org' }],
      ['another type', { type: 'webauthn.get' }],
      ['another challenge', { challenge: 'AAAA' }],
    ])('%s in the client data', async (_, changes) => {
      const entra = stand.entra();
      const made = await key.make(await entra.options(stand.context, stand.person), changes);
      const refused = entra.register(stand.context, stand.person, name, made, first);
      await expect(refused).rejects.toMatchObject({ code: 'RELYING_PARTY_REFUSED', details: { reason: 'badRequest' } });
      expect(passkeys()).toEqual([]);
    });

    it('made for another relying party', async () => {
      const entra = stand.entra();
      const options = await entra.options(stand.context, stand.person);
      const made = await key.make({ ...options, relyingPartyId: 'example.org' });
      const refused = entra.register(stand.context, stand.person, name, made, first);
      await expect(refused).rejects.toMatchObject({ code: 'RELYING_PARTY_REFUSED' });
    });
  });

  describe('the policy of the tenant', () => {
    const obstacles = (aaguid: string | null = simulatedAaguid) =>
      stand.entra().obstacles(stand.context, stand.person, aaguid);
    const settings = async (aaguid?: string | null) => (await obstacles(aaguid)).map(({ setting }) => setting);

    it('an open one has nothing against anybody', async () => expect(await obstacles()).toEqual([]));

    it('self-service off', async () => {
      stand.double.tenant.policy.isSelfServiceRegistrationAllowed = false;
      expect(await obstacles()).toEqual([
        {
          setting: 'isSelfServiceRegistrationAllowed',
          says: say('passkey.no-self-service'),
        },
      ]);
      await expect(stand.entra().options(stand.context, stand.person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_REFUSED',
        details: { status: 403, reason: 'accessDenied', setting: 'isSelfServiceRegistrationAllowed' },
      });
    });

    it('passkeys disabled', async () => {
      stand.double.tenant.policy.state = 'disabled';
      expect(await settings()).toEqual(['state']);
    });

    it('models that are allowed, and models that are blocked', async () => {
      const restrict = (enforcementType: 'allow' | 'block', ...aaGuids: string[]): void => {
        stand.double.tenant.policy.keyRestrictions = { isEnforced: true, enforcementType, aaGuids };
      };
      restrict('allow', 'cb69481e-8ff7-4039-93ec-0a2729a154a8');
      expect(await obstacles()).toEqual([
        {
          setting: 'keyRestrictions.aaGuids',
          says: say('passkey.model-not-listed', { aaguid: simulatedAaguid }),
        },
      ]);
      expect(await settings(null)).toEqual([]);
      const register = await registering();
      await expect(register()).rejects.toMatchObject({
        code: 'RELYING_PARTY_REFUSED',
        details: { status: 400, setting: 'keyRestrictions.aaGuids' },
      });
      restrict('block', simulatedAaguid.toUpperCase());
      expect(await settings()).toEqual(['keyRestrictions.aaGuids']);
      restrict('allow', simulatedAaguid.toUpperCase());
      expect(await settings()).toEqual([]);
      expect(await register()).toMatchObject({ aaguid: simulatedAaguid });
    });

    it('attestation enforced: a key whose root the tenant does not know is refused, another one is attested', async () => {
      stand.double.tenant.policy.isAttestationEnforced = true;
      expect(await settings('00000000-0000-0000-0000-000000000000')).toEqual(['isAttestationEnforced']);
      expect(await settings()).toEqual([]);
      const register = await registering();
      await expect(register()).rejects.toMatchObject({ details: { status: 400, setting: 'isAttestationEnforced' } });
      stand.double.tenant.attestationRoots = [new X509Certificate(root.toPem())];
      await register();
      expect(passkeys()).toMatchObject([{ attestationLevel: 'attested', passkeyType: 'deviceBound' }]);
    });

    describe('read before a card is held', () => {
      const before = (entra = stand.entra()) => {
        const { tenantId, correlationId } = stand.context;
        const context = { tenantId, correlationId, lease: null, policyOnly: true } as const;
        return async () =>
          (await entra.obstacles(context, stand.person, simulatedAaguid)).map(({ setting }) => setting);
      };

      it('is asked for once in five minutes, and its token once an hour', async () => {
        const ask = before();
        expect([await ask(), await ask()]).toEqual([[], []]);
        expect(stand.asked()).toEqual(['token', 'policy']);
        stand.pass(5 * minute);
        await ask();
        expect([stand.asked(), stand.assertions]).toEqual([['policy'], 1]);
        stand.pass(55 * minute);
        await ask();
        expect([stand.asked(), stand.assertions]).toEqual([['token', 'policy'], 2]);
      });

      it('names each setting that stands in the way, and is read again where there is one', async () => {
        const { policy } = stand.double.tenant;
        policy.state = 'disabled';
        policy.isSelfServiceRegistrationAllowed = false;
        policy.keyRestrictions = { isEnforced: true, enforcementType: 'allow', aaGuids: [] };
        const ask = before();
        expect(await ask()).toEqual(['state', 'isSelfServiceRegistrationAllowed', 'keyRestrictions.aaGuids']);
        policy.state = 'enabled';
        policy.isSelfServiceRegistrationAllowed = true;
        policy.keyRestrictions.isEnforced = false;
        expect(await ask()).toEqual([]);
        expect(stand.asked()).toEqual(['token', 'policy', 'policy']);
      });

      it('is not known where the tenant does not answer, or does not let it be read', async () => {
        const ask = before();
        stand.double.fault('policy', { kind: 'refused', status: 503 });
        await expect(ask()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
        expect(await ask()).toEqual([]);
        stand.double.tenant.clients.get('3f2b7c1e-0000-4000-8000-0000000000bb')!.permissions = new Set();
        await expect(before()()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
      });

      it('is read as an application of its own where there is one, which needs no right to register', async () => {
        const policyClientId = '3f2b7c1e-0000-4000-8000-0000000000cc';
        stand.addClient(policyClientId, ['Policy.Read.AuthenticationMethod']);
        const entra = stand.entra(undefined, { policyClientId });
        expect(await before(entra)()).toEqual([]);
        stand.double.tenant.clients.delete('3f2b7c1e-0000-4000-8000-0000000000bb');
        stand.pass(5 * minute);
        expect(await before(entra)()).toEqual([]);
        await expect(entra.list(stand.context, stand.person)).rejects.toMatchObject({ code: 'RELYING_PARTY_REFUSED' });
      });

      it('is refused where the tenant does not have the certificate of the vault', async () => {
        await expect(before(stand.entra('another-application'))()).rejects.toMatchObject({
          code: 'RELYING_PARTY_REFUSED',
          details: { setting: 'Certificates & secrets' },
        });
      });
    });

    it('that may not be read: nothing is known to be in the way', async () => {
      stand.double.tenant.clients.get('3f2b7c1e-0000-4000-8000-0000000000bb')!.permissions = new Set();
      expect(await obstacles()).toEqual([]);
      await expect(stand.entra().options(stand.context, stand.person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_REFUSED',
        details: { status: 403, setting: 'UserAuthMethod-Passkey.ReadWrite.All' },
      });
    });
  });

  describe('a service that throttles', () => {
    it('is asked again when it says so', async () => {
      const entra = stand.entra();
      const register = await registering(entra);
      stand.double.fault('create', { kind: 'throttled', retryAfterSeconds: 7 }, 2);
      expect(await register()).toMatchObject({ displayName: name });
      expect(stand.waits).toEqual([7_000, 7_000]);
      expect(passkeys()).toHaveLength(1);
    });

    it('without a time to wait: it is asked each second, and not without end', async () => {
      stand.double.fault('creationOptions', { kind: 'throttled', retryAfterSeconds: 0 }, 31);
      await expect(stand.entra().options(stand.context, stand.person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_UNAVAILABLE',
        details: { reason: 'throttled' },
      });
      expect(stand.waits).toEqual(Array(30).fill(1_000));
    });

    it('for longer than a call may take: whoever called is told for how long', async () => {
      stand.double.fault('creationOptions', { kind: 'throttled', retryAfterSeconds: 300 });
      await expect(stand.entra().options(stand.context, stand.person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_UNAVAILABLE',
        details: { reason: 'throttled', retryAfterSeconds: 300 },
      });
      expect(stand.waits).toEqual([]);
    });
  });

  describe('a service that cannot answer now, and says when it can', () => {
    const away = (status: number, retryAfterSeconds: number) =>
      ({ kind: 'refused', status, retryAfterSeconds }) as const;

    it('is asked again then, what only reads and what deletes', async () => {
      const entra = stand.entra();
      const { providerId } = await (await registering(entra))();
      stand.double.fault('list', away(503, 7));
      stand.double.fault('list', away(504, 9));
      expect(await entra.list(stand.context, stand.person)).toHaveLength(1);
      stand.double.fault('delete', away(503, 5));
      expect(await entra.delete(stand.context, stand.person, providerId)).toBe(true);
      expect(stand.waits).toEqual([7_000, 9_000, 5_000]);
      expect(passkeys()).toEqual([]);
    });

    it('for longer than a call may take: whoever called is told for how long', async () => {
      stand.double.fault('creationOptions', away(503, 300));
      await expect(stand.entra().options(stand.context, stand.person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_UNAVAILABLE',
        details: { reason: 'Graph answers 503', retryAfterSeconds: 300 },
      });
      expect(stand.waits).toEqual([]);
    });

    it('to a registration, or to the question for a token: neither is sent again here, and whoever called is told when', async () => {
      const register = await registering();
      stand.double.fault('create', away(504, 7));
      await expect(register()).rejects.toMatchObject({
        code: 'RELYING_PARTY_UNAVAILABLE',
        details: { reason: 'the registration was not answered', retryAfterSeconds: 7 },
      });
      stand.double.fault('token', away(503, 8));
      await expect(stand.entra().list(stand.context, stand.person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_UNAVAILABLE',
        details: { reason: 'the token endpoint answers 503', retryAfterSeconds: 8 },
      });
      expect(stand.waits).toEqual([]);
    });

    it('and says no time: it is not asked again here', async () => {
      stand.double.fault('list', { kind: 'refused', status: 503 });
      const refused = { code: 'RELYING_PARTY_UNAVAILABLE', details: { reason: 'Graph answers 503' } };
      await expect(stand.entra().list(stand.context, stand.person)).rejects.toMatchObject(refused);
      expect(stand.waits).toEqual([]);
    });
  });

  it('405 is refused with what Graph says', async () => {
    const message = 'Self-service operations are not supported.';
    stand.double.fault('creationOptions', { kind: 'refused', status: 405, code: 'methodNotAllowed', message });
    await expect(stand.entra().options(stand.context, stand.person)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      details: { status: 405, reason: 'methodNotAllowed', says: message },
    });
  });

  it('a person without an object id, or with one that the tenant does not know, is nobody there', async () => {
    const entra = stand.entra();
    const without = { ...stand.person, objectId: null };
    const named = { ...stand.person, objectId: 'ada@example.org' };
    for (const person of [without, named])
      await expect(entra.options(stand.context, person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_PERSON_UNKNOWN',
      });
    expect(stand.asked()).toEqual([]);
    const unknown = { ...stand.person, objectId: '3f2b7c1e-0000-4000-8000-00000000beef' };
    await expect(entra.options(stand.context, unknown)).rejects.toMatchObject({
      code: 'RELYING_PARTY_PERSON_UNKNOWN',
      details: { personId: 'person-1' },
    });
  });

  describe('the access token', () => {
    it('is asked for once while it is good, and anew when it is not', async () => {
      const entra = stand.entra();
      const list = () => entra.list(stand.context, stand.person);
      await list();
      await list();
      expect(stand.asked()).toEqual(['token', 'list', 'list']);
      stand.pass(60 * minute);
      await list();
      expect(stand.asked()).toEqual(['token', 'list']);
      stand.double.tokens.forget();
      await list();
      expect(stand.asked()).toEqual(['list', 'token', 'list']);
      expect(stand.assertions).toBe(3);
    });

    it('is one per card, and another one for deletions and for comparisons without a lease', async () => {
      const entra = stand.entra();
      const { lease, ...call } = stand.context;
      const deletion = { ...call, lease: null, deletionOf: { requestId: 'request-1', deviceId: 'device-1' } };
      const comparison = { ...call, lease: null, comparisonOf: deletion.deletionOf };
      const other = { ...call, lease: { ...lease!, requestId: 'request-2', deviceId: 'device-2' } };
      const each = [stand.context, deletion, other, comparison, deletion, comparison];
      for (const context of each) await entra.list(context, stand.person);
      expect(stand.asked()).toEqual([
        ...['token', 'list', 'token', 'list', 'token', 'list', 'token', 'list'],
        ...['list', 'list'],
      ]);
    });

    it('is refused to an application that the tenant does not know', async () => {
      const entra = stand.entra('3f2b7c1e-0000-4000-8000-0000000000cc');
      await expect(entra.list(stand.context, stand.person)).rejects.toMatchObject({
        code: 'RELYING_PARTY_REFUSED',
        details: {
          reason: 'unauthorized_client',
          setting: 'Certificates & secrets',
          says: 'AADSTS700016: The application was not found.',
        },
      });
    });

    it('stands in no error', async () => {
      const entra = stand.entra();
      await entra.list(stand.context, stand.person);
      await stand.double.stop();
      const error: unknown = await entra.list(stand.context, stand.person).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE', details: { reason: 'no answer' } });
      expect(JSON.stringify(error)).not.toContain('Bearer');
    });
  });
});
