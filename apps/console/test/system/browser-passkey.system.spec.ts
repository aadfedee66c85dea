/**
 * A passkey that a browser makes, for our own portal: a real Chromium with an authenticator of its own makes one, which is not the card's and is taken
 * nowhere; then the card itself is asked, as a browser does it, by the reader that the agent has let go of. Against the whole system.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { BrowserPasskey, BrowserPasskeyOptions } from '@cardwright/contracts/access/browser-passkey';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation } from '@cardwright/testing/faults/workstation';
import { randomPin, supplyPin } from '@cardwright/testing/issue';
import { passkeyByKey } from '@cardwright/testing/key-in-browser';
import { refusal } from '@cardwright/testing/refusal';
import type { TestSystem } from '@cardwright/testing/system';
import { chromiumMissing, type Person } from '../support/browser.js';
import { BrowserPasskeyIssue } from '../support/browser-passkey-issue.js';
import { plugInVirtualKey } from '../support/virtual-key.js';

jest.setTimeout(180_000);

const reader = 'Faulty reader 0';

describeWith(chromiumMissing(), 'a passkey that a browser makes for our own portal', () => {
  let issue: BrowserPasskeyIssue;
  let system: TestSystem;
  let ada: Person;
  let card: SimulatedCard;

  beforeAll(async () => {
    issue = await BrowserPasskeyIssue.prepare({
      relyingParty: 'portal',
      parties: { ownPortal: true },
      workstation: (at) => startWorkstation(at, { name: 'browser', readers: 1 }),
    });
    card = new SimulatedCard({ serial: 72_000_001, fido: {} });
    await issue.workstation.slots.insert(reader, card);
    ({ system, operator: ada } = issue);
    await ada.signIn('ada');
  });
  afterAll(() => issue?.stop());

  const kept = async (): Promise<string[]> =>
    (await issue.records.query<{ id: string }>('SELECT credential_id AS id FROM issuance.own_passkey', [])).map(
      ({ id }) => id,
    );
  const state = () => issue.passkey('state, made, options');

  it('is waited for with the card let go of', async () => {
    expect(await issue.start(reader)).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });
    const browser = issue.workstation.openElsewhere!(reader);
    browser.leave();
    await expect(refusal(supplyPin(system.api, issue.requestId, randomPin()))).resolves.toMatchObject({
      code: 'LIFECYCLE_TRANSITION',
    });
  });

  it('and that another key has made is taken nowhere: its holder is told, and the browser forgets it', async () => {
    const { page } = ada;
    const { devtools, authenticatorId } = await plugInVirtualKey(page);
    await ada.goTo(`/sagas/${issue.requestId}`);
    await page.getByText('Your browser makes the passkey now.').waitFor();
    const made = page.waitForRequest(/\/passkey$/);
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    expect((await made).postDataJSON()).toEqual({
      credentialId: expect.any(String),
      clientDataJson: expect.any(String),
      attestationObject: expect.any(String),
    });
    await page.getByText('That passkey was made on another key, on a phone or on the computer itself').waitFor();
    expect(await kept()).toEqual([]);
    expect(await state()).toEqual({ state: 'BEGUN', made: null, options: null });
    expect(await issue.standing()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
    const credentials = async (): Promise<number> =>
      (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
    await eventually(credentials, 0);
    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  });

  it('and that the card has made is registered, once; then the holder chooses the PIN of the card', async () => {
    const options = await system.api<BrowserPasskeyOptions>('POST', `/sagas/${issue.requestId}/passkey-options`);
    expect(options).toMatchObject({ relyingPartyId: 'localhost', relyingPartyName: 'Card office', exclude: [] });
    const made = await byTheCard(options);
    await system.api('POST', `/sagas/${issue.requestId}/passkey`, made);
    await eventually(async () => (await issue.standing()).stage, 'pin');
    expect(await kept()).toEqual([made.credentialId]);
    expect((await card.snapshot()).fido!.credentials).toHaveLength(1);
    await expect(refusal(system.api('POST', `/sagas/${issue.requestId}/passkey`, made))).resolves.toMatchObject({
      code: 'LIFECYCLE_TRANSITION',
    });
    const pin = randomPin();
    expect(await issue.choosePin(pin)).toMatchObject({ state: 'COMPLETED' });
    expect(await card.hasPin(pin)).toBe(true);
    expect(await state()).toMatchObject({ state: 'REGISTERED' });
  });

  /** The browser's dialog, with the key in this reader. */
  async function byTheCard(options: BrowserPasskeyOptions): Promise<BrowserPasskey> {
    const browser = issue.workstation.openElsewhere!(reader);
    try {
      return await passkeyByKey({ transmit: browser.transmit, pin: randomPin() }, options, system.at.publicUrl!);
    } finally {
      browser.leave();
    }
  }
});
