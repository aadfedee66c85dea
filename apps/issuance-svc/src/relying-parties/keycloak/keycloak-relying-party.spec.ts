/** Keycloak as a relying party, with answers that it gave (libs/testing/src/recorded-realm.ts). */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ada, RecordedRealm } from '@cardwright/testing/recorded-realm';
import type { PasskeyPerson, RelyingPartyContext } from '../relying-party.port.js';
import { KeycloakRelyingParty } from './keycloak-relying-party.js';

const person: PasskeyPerson = { personId: 'person-1', userName: 'other', displayName: 'Ada', objectId: ada };
const context: RelyingPartyContext = {
  ...{ tenantId: 'default', correlationId: 'request-1' },
  lease: { requestId: 'request-1', deviceId: 'device-1', workstationId: 'ws-1', fencingToken: 1 },
};
const passkey = '5f91ae86-7990-4fb6-bc10-2ab5d674387f';
const registered = {
  providerId: passkey,
  displayName: 'Cardwright card 12',
  aaguid: null,
  createdAt: '2026-11-30T17:33:48.686Z',
  credentialIds: ['0-5G-HFCyXgAhZEOMwl4P-ZCUpHcH-VllcL9RSWg7h4'],
};
const yubiKey = '2fc0579f-8113-47ea-b116-bb5a8db9202a';

describe('a realm of Keycloak', () => {
  let realm: RecordedRealm;
  let signed: string[];
  beforeEach(async () => {
    realm = await RecordedRealm.start();
    signed = [];
  });
  afterEach(() => realm.stop());
  const party = (more: Parameters<RecordedRealm['row']>[0] = {}) => {
    const sign = (_context: unknown, relyingPartyId: string) => {
      signed.push(relyingPartyId);
      return Promise.resolve(`assertion-${signed.length}`);
    };
    return new KeycloakRelyingParty(realm.row(more), { sign });
  };
  const obstacles = async (aaguid: string | null = yubiKey, keycloak = party()) =>
    (await keycloak.obstacles(context, person, aaguid)).map(({ setting, says }) => `${setting}: ${says.text}`);

  it('is asked in the name of the client, with an assertion of the vault', async () => {
    await party().list(context, person);
    expect(signed).toEqual(['sso']);
    expect(Object.fromEntries(realm.forms[0]!)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'cardwright',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'assertion-1',
    });
  });

  it('lists the passkeys of a person, not their password, and a model of zeros is none', async () => {
    expect(await party().list(context, person)).toEqual([registered]);
    expect(realm.asked).toEqual(['token', `GET /users/${ada}/credentials`]);
    expect(await party({ credentialType: 'webauthn' }).list(context, person)).toEqual([]);
  });

  it('says the model where Keycloak knows it', async () => {
    const credentialData = JSON.stringify({ aaguid: yubiKey.toUpperCase(), credentialId: 'AAEC' });
    realm.credentials = [{ id: 'c-1', type: 'webauthn-passwordless', createdDate: 0, credentialData }];
    expect(await party().list(context, person)).toEqual([
      {
        ...{ providerId: 'c-1', displayName: '', aaguid: yubiKey, createdAt: '1970-01-01T00:00:00.000Z' },
        credentialIds: ['AAEC'],
      },
    ]);
  });

  it('finds the one with this credential id, whatever its name', async () => {
    const sought = (credentialIdBase64url: string) =>
      party().find(context, person, {
        ...{ credentialIdBase64url, displayName: 'Cardwright card 12', aaguid: null, others: [] },
        issuedAt: '2026-11-30T17:33:00.000Z',
      });
    expect(await sought('0-5G-HFCyXgAhZEOMwl4P-ZCUpHcH-VllcL9RSWg7h4')).toEqual([registered]);
    expect(await sought('AAEC')).toEqual([]);
  });

  it('deletes one; one that is gone is gone', async () => {
    const path = `DELETE /users/${ada}/credentials/${passkey}`;
    realm.answers.set(path, { status: 204, body: null });
    await party().delete(context, person, passkey);
    expect(realm.asked).toEqual(['token', path]);
    realm.answers.clear();
    await party().delete(context, person, passkey);
  });

  it('sends the person to the page where they register one', async () => {
    const { url } = await party().page(context, person);
    const { origin, pathname, searchParams } = new URL(url);
    expect(`${origin}${pathname}`).toBe(`${realm.url}/realms/staff/protocol/openid-connect/auth`);
    const { code_challenge, ...asked } = Object.fromEntries(searchParams);
    expect(asked).toEqual({
      ...{ client_id: 'cardwright', response_type: 'code', scope: 'openid' },
      ...{ redirect_uri: 'https://cards.example.org/', code_challenge_method: 'S256' },
      ...{ login_hint: 'ada', kc_action: 'webauthn-register-passwordless' },
    });
    expect(code_challenge).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const second = await party({ credentialType: 'webauthn' }).page(context, person);
    expect(new URL(second.url).searchParams.get('kc_action')).toBe('webauthn-register');
  });

  it('is called by its policy, or else by the host of its page', async () => {
    const called = async (keycloak = party()) => (await keycloak.page(context, person)).relyingPartyId;
    expect(await called()).toBe('127.0.0.1');
    realm.realm['webAuthnPolicyPasswordlessRpId'] = 'example.org';
    expect([await called(), await called(party({ credentialType: 'webauthn' }))]).toEqual(['example.org', '127.0.0.1']);
    realm.roles.viewRealm = false;
    expect(await called()).toBe('127.0.0.1');
  });

  it('has nothing against a key as it is set up', async () => {
    expect(await obstacles()).toEqual([]);
    expect(realm.asked).toEqual([
      ...['token', `GET /users/${ada}`, 'GET '],
      'GET /authentication/required-actions/webauthn-register-passwordless',
    ]);
  });

  it.each<[string, () => void, string[]]>([
    [
      'the account is disabled',
      () => (realm.user.enabled = false),
      ['enabled: The account of this person is disabled in Keycloak.'],
    ],
    [
      'the required action is off',
      () =>
        realm.answers.set('GET /authentication/required-actions/webauthn-register-passwordless', {
          status: 200,
          body: { alias: 'webauthn-register-passwordless', enabled: false },
        }),
      [
        'webauthn-register-passwordless: The required action by which people register such a passkey is off in the realm, or missing.',
      ],
    ],
    [
      'the required action is missing',
      () =>
        realm.answers.set('GET /authentication/required-actions/webauthn-register-passwordless', {
          status: 404,
          body: { error: 'Failed to find required action' },
        }),
      [
        'webauthn-register-passwordless: The required action by which people register such a passkey is off in the realm, or missing.',
      ],
    ],
    [
      'keys are not taken',
      () => (realm.realm['webAuthnPolicyPasswordlessAuthenticatorAttachment'] = 'platform'),
      [
        'webAuthnPolicyPasswordlessAuthenticatorAttachment: The WebAuthn policy of the realm takes passkeys of the computer itself alone, none of a key.',
      ],
    ],
    [
      'the model is not acceptable, and no attestation is asked for',
      () => (realm.realm['webAuthnPolicyPasswordlessAcceptableAaguids'] = ['7ca5d7a1-c0de-4f1d-8001-000000000001']),
      [
        `webAuthnPolicyPasswordlessAcceptableAaguids: The WebAuthn policy of the realm does not list the model ${yubiKey} of this key as acceptable.`,
        'webAuthnPolicyPasswordlessAttestationConveyancePreference: The WebAuthn policy of the realm lists acceptable models but asks for no attestation: Keycloak then takes no key.',
      ],
    ],
    [
      'the model is acceptable and attested',
      () => {
        realm.realm['webAuthnPolicyPasswordlessAcceptableAaguids'] = [yubiKey];
        realm.realm['webAuthnPolicyPasswordlessAttestationConveyancePreference'] = 'direct';
      },
      [],
    ],
    [
      'settings of the other kind of credentials',
      () => (realm.realm['webAuthnPolicyAuthenticatorAttachment'] = 'platform'),
      [],
    ],
  ])('%s', async (_name, change, expected) => {
    change();
    expect(await obstacles()).toEqual(expected);
  });

  it('reads the settings of the kind of credentials that it is for', async () => {
    realm.realm['webAuthnPolicyAuthenticatorAttachment'] = 'platform';
    expect(await obstacles(null, party({ credentialType: 'webauthn' }))).toEqual([
      'webAuthnPolicyAuthenticatorAttachment: The WebAuthn policy of the realm takes passkeys of the computer itself alone, none of a key.',
    ]);
  });

  it('knows nothing of a realm that it may not read', async () => {
    realm.realm['webAuthnPolicyPasswordlessAuthenticatorAttachment'] = 'platform';
    realm.roles.viewRealm = false;
    expect(await obstacles()).toEqual([]);
  });

  describe('read before a card is held', () => {
    const before = (keycloak = party()) => {
      const { tenantId, correlationId } = context;
      const asked = { tenantId, correlationId, lease: null, policyOnly: true } as const;
      return async () => (await keycloak.obstacles(asked, person, yubiKey)).map(({ setting }) => setting);
    };
    const account = `GET /users/${ada}`;
    const settings = ['GET ', 'GET /authentication/required-actions/webauthn-register-passwordless'];

    it('its settings are asked for once in five minutes, the account each time', async () => {
      const ask = before();
      expect([await ask(), await ask()]).toEqual([[], []]);
      expect(realm.asked).toEqual(['token', account, ...settings, account]);
    });

    it('has what it is called there against a key, and against an account without asking for more', async () => {
      const ask = before();
      realm.realm['webAuthnPolicyPasswordlessAuthenticatorAttachment'] = 'platform';
      expect(await ask()).toEqual(['webAuthnPolicyPasswordlessAuthenticatorAttachment']);
      realm.user.enabled = false;
      realm.asked = [];
      expect([await ask(), realm.asked]).toEqual([['enabled'], [account]]);
    });

    it('is not known without the role for it', async () => {
      realm.roles.viewRealm = false;
      await expect(before()()).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
    });
  });

  it.each([{ objectId: null }, { objectId: 'ada' }, { objectId: '3ebc18c0-dc74-4243-aa02-a3678df5b196' }])(
    'of a person who is unknown there nothing is asked for: $objectId',
    async (other) => {
      const unknown = { ...person, ...other };
      const refused = { code: 'RELYING_PARTY_PERSON_UNKNOWN', details: { personId: 'person-1' } };
      await expect(party().page(context, unknown)).rejects.toMatchObject(refused);
      await expect(party().list(context, unknown)).rejects.toMatchObject(refused);
      await expect(party().obstacles(context, unknown, null)).rejects.toMatchObject(refused);
    },
  );

  it('without its role: refused, with the name of the role', async () => {
    realm.roles.manageUsers = false;
    await expect(party().list(context, person)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      details: { status: 403, reason: 'HTTP 403 Forbidden', setting: 'manage-users' },
    });
  });

  it('with a key that is not known: refused, with where it is kept', async () => {
    realm.answers.set('token', {
      status: 400,
      body: { error: 'invalid_client', error_description: 'Unable to load public key' },
    });
    await expect(party().list(context, person)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      details: { reason: 'invalid_client', setting: 'Keys', says: 'Unable to load public key' },
    });
  });

  it.each([
    { status: 503, body: null },
    { status: 200, body: [{ type: 'webauthn-passwordless' }] },
  ])('an answer that is none is asked for again: $status $body', async (answer) => {
    realm.answers.set(`GET /users/${ada}/credentials`, answer);
    await expect(party().list(context, person)).rejects.toMatchObject({ code: 'RELYING_PARTY_UNAVAILABLE' });
  });
});
