/** Keycloak as a relying party, against Keycloak: the vault signs as its client, and a person registers passkeys in Chromium on its page. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeycloakRelyingParty as KeycloakRow } from '@cardwright/service-kit/config/keycloak-relying-party';
import { jwkOf } from '../../../cli/src/commands/jwk-of.js';
import { Person } from '../../../console/test/support/browser.js';
import { VaultHarness } from '../../../pki-svc/test/vault-harness.js';
import { KeycloakRelyingParty } from '../../src/relying-parties/keycloak/keycloak-relying-party.js';
import type { PasskeyPerson, RelyingPartyContext } from '../../src/relying-parties/relying-party.port.js';
import { KeycloakServer } from './keycloak-server.js';

const home = process.env['CARDWRIGHT_KEYCLOAK'];
const roles = ['manage-users', 'view-realm'];
/** Of Chromium's virtual keys. */
const virtualModel = '01020304-0506-0708-0102-030405060708';
const policy = 'webAuthnPolicyPasswordless';

describe('a realm of a real Keycloak', () => {
  const vault = new VaultHarness();
  let keycloak: KeycloakServer;
  let portal: Server;
  let row: KeycloakRow;
  let clientPath: string;
  let ada: PasskeyPerson;
  let browser: Person;
  let context: RelyingPartyContext;

  beforeAll(async () => {
    if (home === undefined) throw new Error('npm run test:keycloak says where Keycloak is');
    portal = createServer((_request, response) => response.end('<title>Portal</title>'));
    await new Promise<void>((ready) => portal.listen(0, '127.0.0.1', ready));
    const returnUrl = `http://127.0.0.1:${(portal.address() as AddressInfo).port}/`;
    keycloak = await KeycloakServer.start(home);
    row = keycloak.row(returnUrl);
    const { adminUrl: _default, ...configured } = row;
    vault.settings = { RELYING_PARTIES: JSON.stringify([configured]) };
    await vault.start();
    const lease = vault.lease();
    context = { tenantId: 'default', correlationId: lease.requestId, lease };
    clientPath = `/staff/clients/${await keycloak.setUp(row, roles)}`;
    await trust({ 'jwt.credential.certificate': new X509Certificate(await certificate()).raw.toString('base64') });
    const objectId = await keycloak.addPerson('ada', 'analytical');
    ada = { personId: 'person-1', userName: 'ada@example.org', displayName: 'Ada', objectId };
    browser = await Person.open(keycloak.url);
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await vault.stop();
    await keycloak?.stop();
    portal.close();
  }, 60_000);

  const sign = async ({ lease }: RelyingPartyContext, relyingPartyId: string): Promise<string> =>
    (await vault.ask('relying-parties.assert', { lease: lease!, relyingPartyId })).clientAssertion;
  const party = (): KeycloakRelyingParty => new KeycloakRelyingParty(row, { sign });
  const certificate = async (): Promise<string> =>
    (await vault.ask('relying-parties.certificates', { relyingPartyId: 'sso' })).certificates[0]!.certificatePem;
  const trust = (attributes: Record<string, string>): Promise<void> =>
    keycloak.change(clientPath, (now) => ({ attributes: { ...(now['attributes'] as object), ...attributes } }));
  const settings = async (aaguid: string | null = virtualModel): Promise<string[]> =>
    (await party().obstacles(context, ada, aaguid)).map(({ setting }) => setting);

  /** Puts a new key into the computer and registers it on the page; answers what the key holds, or what the page says against it. */
  async function register(
    label: string,
    transport: 'usb' | 'internal',
  ): Promise<{ held: string[]; heldFor: (string | undefined)[]; refused: string | null }> {
    const { page } = browser;
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    } as const;
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...options, transport, automaticPresenceSimulation: true },
    });
    page.once('dialog', (dialog) => void dialog.accept(label));
    await page.goto((await party().page(context, ada)).url);
    const registration = page.getByRole('button', { name: 'Register' });
    const password = page.locator('#password');
    await registration.or(password).first().waitFor();
    if ((await password.count()) > 0) {
      expect(await page.locator('#username').inputValue()).toBe('ada');
      await password.fill('analytical');
      await page.getByRole('button', { name: 'Sign In' }).click();
    }
    // Its script has to be there.
    await registration.waitFor();
    await page.waitForLoadState('load');
    await registration.click();
    const error = page.locator('#kc-error-message, .kc-feedback-text, .pf-v5-c-alert').first();
    const refused = await Promise.race([page.waitForURL(`${row.returnUrl}**`).then(() => null), error.innerText()]);
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    await devtools.detach();
    return {
      held: credentials.map(({ credentialId }) => Buffer.from(credentialId, 'base64').toString('base64url')),
      heldFor: credentials.map(({ rpId }) => rpId),
      refused,
    };
  }

  it('a passkey that is registered on its page is listed and found by its credential id, with its model where it is said', async () => {
    expect(await party().list(context, ada)).toEqual([]);
    expect(await settings()).toEqual([]);
    const { held, heldFor, refused } = await register('Built in', 'internal');
    expect(refused).toBeNull();
    // By this name a key is asked for it.
    expect(heldFor).toEqual([(await party().page(context, ada)).relyingPartyId]);
    expect(held).toHaveLength(1);
    expect(new URL(browser.page.url()).searchParams.get('kc_action_status')).toBe('success');
    const [listed, ...more] = await party().list(context, ada);
    expect(more).toEqual([]);
    expect(listed).toMatchObject({ displayName: 'Built in', aaguid: virtualModel, credentialIds: held });
    expect(Math.abs(Date.now() - Date.parse(listed!.createdAt))).toBeLessThan(60_000);

    // Of a key that is plugged in Chromium says no model where nobody asks for attestation.
    const key = await register('Cardwright card 12', 'usb');
    const sought = {
      credentialIdBase64url: key.held[0]!,
      displayName: 'other',
      aaguid: null,
      issuedAt: '',
      others: [],
    };
    expect(await party().find(context, ada, sought)).toMatchObject([
      { displayName: 'Cardwright card 12', aaguid: null, credentialIds: key.held },
    ]);
  }, 120_000);

  it('is deleted once and again, and the other one stays', async () => {
    const [first, second] = await party().list(context, ada);
    await party().delete(context, ada, first!.providerId);
    await party().delete(context, ada, first!.providerId);
    expect(await party().list(context, ada)).toEqual([second]);
  });

  it('names what is in the way, and Keycloak refuses for it', async () => {
    const listed = { [`${policy}AcceptableAaguids`]: [virtualModel] };
    await keycloak.change('/staff', listed);
    expect(await settings()).toEqual([`${policy}AttestationConveyancePreference`]);
    const { refused } = await register('Of a model', 'usb');
    expect(refused).toContain("Acceptable AAGUIDs require an attestation format other than 'none'.");
    await keycloak.change('/staff', { ...listed, [`${policy}AttestationConveyancePreference`]: 'direct' });
    expect(await settings()).toEqual([]);
    expect(await settings('7ca5d7a1-c0de-4f1d-8001-000000000001')).toEqual([`${policy}AcceptableAaguids`]);
    await keycloak.change('/staff', {
      ...{ [`${policy}AcceptableAaguids`]: [], [`${policy}AttestationConveyancePreference`]: 'not specified' },
      [`${policy}AuthenticatorAttachment`]: 'platform',
    });
    expect(await settings()).toEqual([`${policy}AuthenticatorAttachment`]);
    await keycloak.change('/staff', { [`${policy}AuthenticatorAttachment`]: 'not specified' });
    const action = '/staff/authentication/required-actions/webauthn-register-passwordless';
    await keycloak.change(action, { enabled: false });
    expect(await settings()).toEqual(['webauthn-register-passwordless']);
    await keycloak.admin('DELETE', action);
    expect(await settings()).toEqual(['webauthn-register-passwordless']);
    await keycloak.admin('POST', '/staff/authentication/register-required-action', {
      ...{ providerId: 'webauthn-register-passwordless', name: 'Webauthn Register Passwordless' },
    });
    await keycloak.change(`/staff/users/${ada.objectId!}`, { enabled: false });
    expect(await settings()).toEqual(['enabled']);
    await keycloak.change(`/staff/users/${ada.objectId!}`, { enabled: true });
    expect(await settings()).toEqual([]);
  }, 120_000);

  it('knows nobody by another id', async () => {
    const nobody = { ...ada, objectId: '3ebc18c0-dc74-4243-aa02-a3678df5b196' };
    await expect(party().list(context, nobody)).rejects.toMatchObject({ code: 'RELYING_PARTY_PERSON_UNKNOWN' });
    await expect(party().page(context, nobody)).rejects.toMatchObject({ code: 'RELYING_PARTY_PERSON_UNKNOWN' });
  });

  it('takes the key of the vault out of a key set with several, and no other key', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = { ...publicKey.export({ format: 'jwk' }), kid: 'other', use: 'sig', alg: 'PS256' };
    const keys = (...all: object[]) =>
      trust({ 'use.jwks.string': 'true', 'jwks.string': JSON.stringify({ keys: all }) });
    await keys(other, jwkOf(await certificate()));
    expect(await party().list(context, ada)).toHaveLength(1);
    await keys(other);
    await expect(party().list(context, ada)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      details: { reason: 'invalid_client', setting: 'Keys', says: 'Unable to load public key' },
    });
    await keys(jwkOf(await certificate()));
  });

  it('without its roles it is refused, with the name of the role', async () => {
    const { id: account } = await keycloak.admin<{ id: string }>('GET', `${clientPath}/service-account-user`);
    const [management] = await keycloak.admin<{ id: string }[]>('GET', '/staff/clients?clientId=realm-management');
    const mapped = `/staff/users/${account}/role-mappings/clients/${management!.id}`;
    const given = await keycloak.admin<object[]>('GET', mapped);
    await keycloak.admin('DELETE', mapped, given);
    await expect(party().list(context, ada)).rejects.toMatchObject({
      code: 'RELYING_PARTY_REFUSED',
      details: { status: 403, setting: 'manage-users' },
    });
  });
});
