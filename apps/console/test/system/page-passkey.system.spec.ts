/**
 * A passkey that is registered on the page of a realm of Keycloak, from the console to the card: one that is not the card's is deleted there, and the
 * card's own is recorded. Against the whole system and answers that Keycloak gave; its page is played by the reader that the agent has let go of.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation } from '@cardwright/testing/faults/workstation';
import { randomPin } from '@cardwright/testing/issue';
import { credentialByKey } from '@cardwright/testing/key-in-browser';
import { ada as account, passkeyOnPage, RecordedRealm } from '@cardwright/testing/recorded-realm';
import { chromiumMissing, type Person } from '../support/browser.js';
import { BrowserPasskeyIssue } from '../support/browser-passkey-issue.js';

jest.setTimeout(180_000);

const reader = 'Faulty reader 0';
/** As Keycloak names the realm to authenticators: by the host of its page. */
const rpId = '127.0.0.1';

describeWith(chromiumMissing(), 'a passkey that is registered on the page of a realm of Keycloak', () => {
  let realm: RecordedRealm;
  let issue: BrowserPasskeyIssue;
  let operator: Person;

  beforeAll(async () => {
    realm = await RecordedRealm.start();
    issue = await BrowserPasskeyIssue.prepare({
      relyingParty: 'sso',
      parties: { relyingParties: [realm.row()] },
      graceObjectId: account,
      workstation: (system) => startWorkstation(system, { name: 'page', readers: 1 }),
    });
    await issue.workstation.slots.insert(reader, new SimulatedCard({ serial: 72_000_002, fido: {} }));
    ({ operator } = issue);
    await operator.signIn('ada');
  });
  afterAll(async () => {
    await issue?.stop();
    await realm?.stop();
  });

  const isThere = (id: string, credentialId: Uint8Array): void =>
    void realm.credentials.push(passkeyOnPage(id, credentialId));
  const deletions = () => realm.asked.filter((asked) => asked.startsWith('DELETE '));

  it('is waited for with a link to that page', async () => {
    expect(await issue.start(reader)).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });
    await operator.goTo(`/sagas/${issue.requestId}`);
    const link = operator.page.getByRole('link', { name: 'Open the page' });
    const { pathname, searchParams } = new URL((await link.getAttribute('href'))!);
    expect([pathname, searchParams.get('kc_action')]).toEqual([
      '/realms/staff/protocol/openid-connect/auth',
      'webauthn-register-passwordless',
    ]);
  });

  it('and that another key has is deleted there: its holder is told', async () => {
    isThere('stray', randomBytes(32));
    const { page } = operator;
    await page.getByRole('button', { name: 'I have registered my passkey' }).click();
    await page.getByText('so it was deleted again. Register another one').waitFor();
    expect(deletions()).toEqual([`DELETE /users/${account}/credentials/stray`]);
    realm.credentials.pop();
    expect(await issue.standing()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
  });

  it('and that the card has is recorded; then the holder chooses the PIN of the card', async () => {
    isThere('mine', await byTheCard());
    await operator.page.getByRole('button', { name: 'I have registered my passkey' }).click();
    await eventually(async () => (await issue.standing()).stage, 'pin');
    expect(await issue.passkey('state, provider_id AS id, page')).toEqual({
      ...{ state: 'REGISTERED', id: 'mine', page: null },
    });
    expect(await issue.choosePin(randomPin())).toMatchObject({ state: 'COMPLETED' });
    expect(deletions()).toHaveLength(1);
  });

  /** A browser on that page, with the key in this reader. */
  async function byTheCard(): Promise<Uint8Array> {
    const browser = issue.workstation.openElsewhere!(reader);
    try {
      const user = { userId: Buffer.from(account).toString('base64url'), userName: 'ada', userDisplayName: 'Ada L' };
      const key = { transmit: browser.transmit, pin: randomPin() };
      return (await credentialByKey(key, { relyingPartyId: rpId, ...user }, new Uint8Array(32))).credentialId;
    } finally {
      browser.leave();
    }
  }
});
