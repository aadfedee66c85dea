/**
 * The button of the sign-in page that asks the browser for a passkey, in Chromium with its virtual authenticator: what it asks for, what it sends, and what
 * it says where nobody is signed in. The gateway's part is written here, with the proof verified by node:crypto.
 */
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { PasskeyAssertion } from '@cardwright/contracts/access/passkey-sign-in';
import { describeWith } from '@cardwright/testing/describe-with';
import type { CDPSession, Route } from 'playwright-core';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { plugInVirtualKey } from '../support/virtual-key.js';

jest.setTimeout(90_000);
const site = 'https://cardwright.example';
const rpId = 'cardwright.example';
const me = { roles: ['CH'], permissions: ['own.manage', 'catalogue.read'] };
const [credentialId, userHandle] = [randomBytes(32), randomBytes(32)];
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const bytes = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');

describeWith(chromiumMissing(), 'the sign-in page with passkeys', () => {
  let person: Person;
  let devtools: CDPSession;
  let authenticatorId: string;
  let challenge: string;
  let sent: PasskeyAssertion[];
  /** What the gateway answers to a proof; null: nobody is refused. */
  let refusal: object | null;
  const api = new MockedApi({ me, textOf: (name) => name });
  const outside = (passkeySignIn: boolean) => ({
    'GET /api/v1/me': { problem: 'AUTH_REQUIRED' as const },
    'GET /api/v1/system': { json: { cardSignIn: false, passkeySignIn } },
  });

  beforeAll(async () => {
    person = await Person.open(site);
    const { page } = person;
    await api.serve(page);
    await page.route('**/auth/passkey/options', (route) => {
      challenge = randomBytes(32).toString('base64url');
      const options = { challenge, rpId, timeout: 300_000, userVerification: 'required', allowCredentials: [] };
      return route.fulfill({ json: options });
    });
    await page.route('**/auth/passkey', (route) => answered(route));
    ({ devtools, authenticatorId } = await plugInVirtualKey(page));
  });
  beforeEach(async () => {
    sent = [];
    refusal = null;
    await devtools.send('WebAuthn.clearCredentials', { authenticatorId });
  });
  afterAll(() => person?.close());

  function answered(route: Route): Promise<void> {
    sent.push(route.request().postDataJSON() as PasskeyAssertion);
    if (refusal !== null) return route.fulfill({ status: 403, contentType: 'application/problem+json', json: refusal });
    api.now({ 'GET /api/v1/me': { json: { ...me, person: null, identity: { displayName: 'Grace' }, lab: false } } });
    return route.fulfill({ status: 204 });
  }
  const hold = (rp = rpId) =>
    devtools.send('WebAuthn.addCredential', {
      authenticatorId,
      credential: {
        ...{ credentialId: credentialId.toString('base64'), isResidentCredential: true, rpId: rp, signCount: 1 },
        privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
        userHandle: userHandle.toString('base64'),
      },
    });
  const open = async (passkeySignIn = true) => {
    api.now(outside(passkeySignIn));
    await person.goTo('/mine?signIn=failed');
    await person.page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
  };
  const button = () => person.page.getByRole('button', { name: 'Sign in with my passkey' });
  const problem = (code: string, details: object) => ({
    ...{ type: `urn:cardwright:error:${code}`, title: 'No', status: 403, detail: 'No.', fix: 'Ask.', code, details },
  });

  it('ask the key for whoever it is, with its PIN, and come back to the page that asked', async () => {
    await hold();
    await open();
    await button().click();
    await person.page.waitForURL(`${site}/mine`);
    const [proof] = sent as [PasskeyAssertion];
    expect(sent).toHaveLength(1);
    expect([bytes(proof.credentialId), bytes(proof.userHandle)]).toEqual([credentialId, userHandle]);
    expect(JSON.parse(bytes(proof.clientDataJson).toString())).toMatchObject({
      ...{ type: 'webauthn.get', challenge, origin: site },
    });
    const signed = bytes(proof.authenticatorData);
    expect(signed.subarray(0, 32)).toEqual(createHash('sha256').update(rpId).digest());
    // User present and verified.
    expect(signed[32]! & 5).toBe(5);
    const over = Buffer.concat([signed, createHash('sha256').update(bytes(proof.clientDataJson)).digest()]);
    const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(verify('sha256', over, key, bytes(proof.signature))).toBe(true);
  });

  it.each([
    ['unknown', 'That passkey is not one that signs in here.'],
    ['suspended', 'The card of this passkey is suspended.'],
    ['challenge', 'That sign-in took too long, or was begun somewhere else.'],
  ])('say why nobody is signed in (%s), and ask again', async (cause, says) => {
    await hold();
    await open();
    refusal = problem('AUTH_PASSKEY_REFUSED', { cause });
    await button().click();
    await person.page.getByRole('status').filter({ hasText: says }).waitFor();
    expect(await faultsOf(person, `sign-in-passkey-${cause}`)).toEqual([]);
    refusal = null;
    await button().click();
    await person.page.waitForURL(`${site}/mine`);
    expect(sent).toHaveLength(2);
  });

  it('say what another refusal says', async () => {
    await hold();
    await open();
    refusal = problem('REQUEST_RATE_LIMITED', {});
    await button().click();
    await person.page.getByRole('status').filter({ hasText: 'No. Ask.' }).waitFor();
  });

  it('say that the browser showed no passkey, where the key has none for this portal', async () => {
    await hold('example.org');
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await open();
    await button().click();
    await person.page.getByRole('status').filter({ hasText: 'Your browser showed no passkey.' }).waitFor();
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    expect(sent).toEqual([]);
  });

  it('have no such button where the installation does not have it', async () => {
    const loaded = person.page.waitForResponse((response) => response.url().includes('/passkey-sign-in-'));
    await open(false);
    await loaded;
    expect(await button().count()).toBe(0);
  });
});
