/**
 * A cardholder adds cards without help: My devices, Add device, the card being made, a PIN, and the card in the list. In a real browser against the
 * whole system, with an agent and simulated cards in this process. No operator does anything but for the first card.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { freePort } from '@cardwright/embedded-servers/ports';
import { describeWith } from '@cardwright/testing/describe-with';
import { isRead, type WatchedCard } from '@cardwright/testing/faults/watched-card';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { issueCard, personId, randomPin } from '@cardwright/testing/issue';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { untilWhole } from '@cardwright/testing/until-whole';
import { chromiumMissing, Person } from '../support/browser.js';
import { typePin } from '../support/issuing.js';

jest.setTimeout(180_000);
const [left, right] = ['Faulty reader 0', 'Faulty reader 1'];
const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const patience = { timeout: 60_000 };
/** Noticed in the middle of a command, or by the next one. */
const cardIsOut = /^(The card was taken out|The card is not in the reader)$/;

describeWith(chromiumMissing(), 'a holder adds a card', () => {
  let system: TestSystem;
  let records: Records;
  let agent: Workstation;
  let grace: Person;
  let first: WatchedCard;
  let bridgePort: number;
  const chosenPins: string[] = [];

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, 'operators-card');
    await publishFourKeys(system.api, 'my-card', { title: 'Employee card', selfService: true });
    bridgePort = await freePort();
    await system.services.gateway.stop();
    Object.assign(system.at, { bridgePort });
    await system.startService('gateway');
    agent = await startWorkstation(system, { name: 'desk', readers: 2 });
    first = agent.card('vendor', 64_600_001);
    await agent.slots.insert(left, first);
    await issueCard(system.api, {
      ...{ workstationId: agent.workstationId, readerName: left, personId: await personId(system.api, 'E1002') },
      ...{ profileName: 'operators-card', pin: randomPin() },
    });
    grace = await Person.open(system.url);
    await grace.signIn('grace');
  });
  afterAll(async () => {
    await grace?.close();
    await agent?.stop();
    await records?.close();
    await system?.stop();
  });

  const deviceOf = async (serial: number): Promise<DeviceDetail> => {
    const { rows } = await system.api<{ rows: DeviceDetail[] }>('GET', `/devices?query=${serial}`);
    return (await system.api<{ device: DeviceDetail }>('GET', `/devices/${rows[0]!.deviceId}`)).device;
  };
  const sagaOf = async (requestId: string): Promise<SagaRow> =>
    (await system.api<{ saga: SagaRow }>('GET', `/sagas/${requestId}`)).saga;
  /** A PIN that no request of the browser may carry. */
  const newPin = (): string => {
    const pin = randomPin();
    chosenPins.push(pin);
    return pin;
  };
  /** Light and dark, and on a phone. */
  async function looks(name: string): Promise<void> {
    const { page } = grace;
    await grace.photograph(name);
    await page.emulateMedia({ colorScheme: 'dark' });
    await grace.photograph(`${name}-dark`);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    await grace.photograph(`${name}-narrow`);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  async function inGerman(look: () => Promise<void>): Promise<void> {
    const { page } = grace;
    await page.evaluate(`localStorage.setItem('cardwright-language', 'de')`);
    await page.reload();
    await look();
    await page.evaluate(`localStorage.removeItem('cardwright-language')`);
    await page.reload();
  }
  /** Not by the way of the bridge: where a card of hers was used last. */
  const atDesk = async (): Promise<void> => {
    await grace.page.getByLabel('Or at which computer are you?').selectOption(agent.workstationId);
  };
  const current = () => grace.page.locator('[aria-current=step]').first();
  const runsAt = async (): Promise<string> => {
    await grace.page.waitForURL(/\/mine\/add\/[0-9a-f-]{36}$/, patience);
    return grace.page.url().slice(-36);
  };
  const listed = (serial: number, state: string) =>
    grace.page
      .getByRole('listitem')
      .filter({ hasText: String(serial) })
      .getByText(state, { exact: true })
      .waitFor(patience);

  it('[C02, C07, C08, C09, C10, C14, C18, C19, C33] from My devices to an active card with a PIN of their own, beside the first card', async () => {
    const { page } = grace;
    await page.getByRole('heading', { name: 'My devices' }).waitFor();
    await listed(64_600_001, 'Active');
    void first.watch();
    await page.getByRole('link', { name: 'Add device' }).click();
    await page.getByText('Not connected yet').waitFor();
    expect(await current().innerText()).toContain('Check Client');
    await looks('add-device-client');
    await atDesk();
    // The first card is no candidate, and says why.
    await page.getByText('This card is yours already').waitFor();
    await page.getByText('Put a new card into the reader').waitFor();
    expect(await page.locator('.mantine-Stepper-stepLabel').allInnerTexts()).toEqual([
      ...['Check Browser', 'Check Client', 'Check Device', 'Issue Device', 'Change PIN'],
    ]);
    expect(await current().innerText()).toContain('Check Device');
    await page.getByRole('status').getByText('Now: Check Device').waitFor({ state: 'attached' });
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    await grace.photograph('add-device-insert');

    const card = agent.card('vendor', 64_600_002);
    await agent.slots.insert(right, card);
    const requestId = await runsAt();
    await page.getByLabel('New PIN').waitFor(patience);
    expect(await current().innerText()).toContain('Change PIN');
    expect(await sagaOf(requestId)).toMatchObject({
      type: 'ISSUE',
      profileName: 'my-card',
      personName: 'Grace Hopper',
    });
    await looks('add-device-pin');
    // A reload comes back to it; so does whoever left the page.
    await page.reload();
    await page.getByLabel('New PIN').waitFor(patience);
    await grace.goTo('/mine/add');
    await atDesk();
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.getByLabel('New PIN').waitFor(patience);
    const before = card.commands.length;
    await typePin(page, newPin(), newPin());
    await page.getByText('The two entries differ.').waitFor();
    expect(card.commands.length).toBe(before);
    const pin = newPin();
    await typePin(page, pin);
    await page.getByRole('heading', { name: 'My devices' }).waitFor(patience);
    await listed(64_600_002, 'Active');
    await listed(64_600_001, 'Active');
    await grace.photograph('add-device-done');
    expect(await card.hasPin(pin)).toBe(true);
    expect(first.commands.filter((command) => !isRead(command))).toEqual([]);
    await untilWhole({ api: system.api, records }, (await deviceOf(64_600_002)).deviceId, card);
  });

  it('[C11, C15, C20, C21, C22, C23] of two cards the person selects one, the other is not written; taken out, it goes on; left at the PIN, it is Pending', async () => {
    const { page } = grace;
    await agent.slots.remove(left);
    await agent.slots.remove(right);
    const [other, chosen] = [agent.card('vendor', 64_600_003), agent.card('vendor', 64_600_004)];
    void other.watch();
    const lost = chosen.watch({ apdu: 0, kind: 'GENERATE', nth: 1, when: 'after' });
    await agent.slots.insert(left, other);
    await agent.slots.insert(right, chosen);
    await grace.goTo('/mine/add');
    await atDesk();
    const next = page.getByRole('button', { name: 'Next' });
    await page.getByRole('radio').nth(1).waitFor(patience);
    expect(await page.getByRole('radio').allInnerTexts()).toEqual([
      expect.stringContaining(left),
      expect.stringContaining(right),
    ]);
    expect(await next.isDisabled()).toBe(true);
    await looks('add-device-two');
    await inGerman(async () => {
      await page.getByLabel('Oder an welchem Computer sind Sie?').selectOption(agent.workstationId);
      await page.getByRole('radio').nth(1).waitFor(patience);
      await looks('add-device-two-german');
    });
    await atDesk();
    await page.getByRole('radio', { name: right }).click();
    await next.click();
    const requestId = await runsAt();

    await lost;
    const dialog = page.getByRole('dialog');
    await dialog.getByText(cardIsOut).waitFor(patience);
    await dialog.getByRole('button', { name: 'Show details' }).click();
    await dialog.getByRole('button', { name: 'Copy the details' }).click();
    const copied: string = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toMatch(/^Code: CARD_(REMOVED|ABSENT)$/m);
    expect(copied).toContain(requestId);
    await looks('add-device-stopped');
    const stopped = await sagaOf(requestId);
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await dialog.getByText(cardIsOut).waitFor(patience);
    await agent.slots.insert(right, chosen);
    await page.getByLabel('New PIN').waitFor(patience);
    expect(await sagaOf(requestId)).toMatchObject({
      ...{ deviceId: stopped.deviceId, profileVersion: stopped.profileVersion, profileName: 'my-card' },
    });
    await page.getByRole('button', { name: 'Leave pending' }).click();
    await page.getByText('Your card is Pending').waitFor(patience);
    await grace.photograph('add-device-pending');
    await page.getByRole('link', { name: 'Go to My devices' }).click();
    await listed(64_600_004, 'Pending');
    expect(other.commands.length).toBeGreaterThan(0);
    expect(other.commands.filter((command) => !isRead(command))).toEqual([]);
    expect(await deviceOf(64_600_003)).toMatchObject({ state: 'AVAILABLE', personId: null });
  });

  it('[C24, C25] given up after a stop, the card is nobody’s use until it is made blank', async () => {
    const { page } = grace;
    await agent.slots.remove(left);
    await agent.slots.remove(right);
    const card = agent.card('vendor', 64_600_005);
    const lost = card.watch({ apdu: 0, kind: 'GENERATE', nth: 0, when: 'after' });
    await grace.goTo('/mine/add');
    await atDesk();
    await agent.slots.insert(left, card);
    const requestId = await runsAt();
    await lost;
    const dialog = page.getByRole('dialog');
    await dialog.getByText(cardIsOut).waitFor(patience);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The card was not made').waitFor(patience);
    await grace.photograph('add-device-cancelled');
    expect(await sagaOf(requestId)).toMatchObject({ state: 'CANCELLED' });
    expect(await deviceOf(64_600_005)).toMatchObject({ state: 'ISSUE_FAILED', activeRequestId: null });
    await agent.slots.insert(left, card);
    await page.getByRole('link', { name: 'Add another card' }).click();
    await atDesk();
    await page.getByText('This card was used before').waitFor(patience);
    await grace.photograph('add-device-used');
  });

  it('[C03, C09] connected with the computer in front of them, one click leads from My devices to the PIN', async () => {
    const args = ['--simulated', '1', '--bridge-port', String(bridgePort)];
    const front = await system.startAgent({ name: 'front', args });
    try {
      const { page } = grace;
      await grace.goTo('/mine');
      await page.getByRole('link', { name: 'Add device' }).click();
      await page.getByRole('button', { name: 'Connect this computer' }).click();
      const requestId = await runsAt();
      expect(await sagaOf(requestId)).toMatchObject({ workstationId: front.workstationId });
      await page.getByLabel('New PIN').waitFor(patience);
      await typePin(page, newPin());
      await page.getByRole('heading', { name: 'My devices' }).waitFor(patience);
      const { deviceId } = await sagaOf(requestId);
      const { device } = await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`);
      expect(device).toMatchObject({ state: 'ACTIVE', pin: 'set', personName: 'Grace Hopper' });
      await listed(Number(device.label), 'Active');
      // The computer is known for as long as the session is.
      await page.getByRole('link', { name: 'Add device' }).click();
      await page.getByText('This card is yours already').waitFor();
    } finally {
      await front.stop();
    }
  });

  it('no request of the browser carried a PIN', () => {
    expect(chosenPins).toHaveLength(4);
    for (const request of grace.requests)
      for (const pin of chosenPins) expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pin);
    expect(grace.messages.filter((message) => message.startsWith('page error'))).toEqual([]);
  });
});
