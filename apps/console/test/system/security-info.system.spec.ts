/**
 * A passkey that is added on the page of a tenant of Entra ID, in a real browser from the console to the card: one that the browser makes by another key is
 * deleted at the tenant, and the card's own is recorded. Against the whole system and the double of Graph, whose page asks the card in the reader.
 */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { makePasskeyBeside } from '@cardwright/device-edge/reader/simulated-passkey';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation } from '@cardwright/testing/faults/workstation';
import { GraphTenant } from '@cardwright/testing/graph-tenant';
import { randomPin } from '@cardwright/testing/issue';
import type { Page } from 'playwright-core';
import { chromiumMissing, type Person } from '../support/browser.js';
import { BrowserPasskeyIssue } from '../support/browser-passkey-issue.js';
import { plugInVirtualKey } from '../support/virtual-key.js';

jest.setTimeout(180_000);

const grace = {
  id: '3f2b7c1e-0000-4000-8000-0000000009ac',
  userPrincipalName: 'grace@example.test',
  displayName: 'Grace Hopper',
};
const reader = 'Faulty reader 0';

describeWith(chromiumMissing(), 'a passkey that is added on the page of a tenant of Entra ID', () => {
  let tenant: GraphTenant;
  let issue: BrowserPasskeyIssue;
  let operator: Person;
  let card: SimulatedCard;

  beforeAll(async () => {
    // The browser makes passkeys for the name of its page alone.
    tenant = await GraphTenant.start([grace], {
      relyingPartyId: 'localhost',
      keys: {
        names: () => Promise.resolve([reader]),
        make: (name, asked, pin) =>
          makePasskeyBeside(
            { openElsewhere: issue.workstation.openElsewhere!, cardIn: () => card },
            ...([name, asked, pin] as const),
          ),
      },
    });
    issue = await BrowserPasskeyIssue.prepare({
      relyingParty: 'entra',
      parties: { relyingParties: tenant.relyingParties },
      graceObjectId: grace.id,
      workstation: (system) => startWorkstation(system, { name: 'page', readers: 1 }),
    });
    await tenant.trust(issue.records);
    card = new SimulatedCard({ serial: 72_000_003, fido: {} });
    await issue.workstation.slots.insert(reader, card);
    ({ operator } = issue);
    await operator.signIn('ada');
  });
  afterAll(async () => {
    await issue?.stop();
    await tenant?.stop();
  });

  const names = () => tenant.passkeysOf(grace.id).map(({ displayName }) => displayName);
  const says = (page: Page) => page.getByRole('status');
  async function opened(): Promise<Page> {
    const [page] = await Promise.all([
      operator.page.context().waitForEvent('page'),
      operator.page.getByRole('link', { name: 'Open the page' }).click(),
    ]);
    await page.getByText('This page stands for').waitFor();
    return page;
  }
  const registered = () => operator.page.getByRole('button', { name: 'I have registered my passkey' }).click();

  it('is waited for with a link to that page', async () => {
    expect(await issue.start(reader)).toMatchObject({ state: 'AWAITING_USER', stage: 'passkey', stuckReason: null });
    await operator.goTo(`/sagas/${issue.requestId}`);
  });

  it('and that the browser makes by another key is deleted there: its holder is told', async () => {
    const page = await opened();
    await plugInVirtualKey(page);
    await page.getByRole('button', { name: 'Add a passkey by this browser' }).click();
    await eventually(() => says(page).innerText(), 'The passkey was added.');
    expect(names()).toEqual(['Made by a browser']);
    await page.close();
    await registered();
    await operator.page.getByText('so it was deleted again. Register another one').waitFor();
    expect(names()).toEqual([]);
    expect(await issue.standing()).toMatchObject({ stage: 'passkey', stuckReason: 'FIDO_MADE_ELSEWHERE' });
  });

  it('and that the card has is recorded; then the holder chooses the PIN of the card', async () => {
    const page = await opened();
    await page.getByLabel('Its PIN for passkeys').fill(`${randomInt(100_000, 999_999)}`);
    await page.getByRole('button', { name: 'Add a passkey by this key' }).click();
    await eventually(() => says(page).innerText(), 'The passkey was added.');
    await page.close();
    await registered();
    await eventually(async () => (await issue.standing()).stage, 'pin');
    const [method] = tenant.passkeysOf(grace.id);
    expect(await issue.passkey('state, provider_id AS id, page')).toEqual({
      ...{ state: 'REGISTERED', id: method!.id, page: null },
    });
    expect(await issue.choosePin(randomPin())).toMatchObject({ state: 'COMPLETED' });
    expect(names()).toEqual([reader]);
    expect((await card.snapshot()).fido!.credentials).toMatchObject([{ rpId: 'localhost' }]);
  });
});
