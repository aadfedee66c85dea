/**
 * A cardholder adds cards without help: My devices, Add device, the card being made, a PIN, and the card in the list. In a real browser against the
 * whole system: a computer whose agent and cards are in this process, where a card can be pulled at any command, and one with a PC/SC service.
 * No operator does anything but for the first card. Everything is done twice: as it is here, and with the portal's address taken for a
 * public one, as it is outside of a test (without that switch a browser lets everything through); where only a part is made, the first and the last
 * way of the second.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { freePort } from '@cardwright/embedded-servers/ports';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { isRead, type WatchedCard } from '@cardwright/testing/faults/watched-card';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import type { RunningAgent } from '@cardwright/testing/installation';
import { inspect, issueCard, personId, randomPin, untilSaga } from '@cardwright/testing/issue';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { isWhole } from '@cardwright/testing/part-of';
import { openRecords, type Records } from '@cardwright/testing/records';
import type { AsymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import { generatePrivateKey } from '@cardwright/simulated-card/crypto/key-source';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { untilWhole } from '@cardwright/testing/until-whole';
import { BesideHolder } from '../support/beside-holder.js';
import { chromiumMissing, Person } from '../support/browser.js';
import { percentages, typePin, watchPercentages } from '../support/issuing.js';
import { faultsOf } from '../support/looks.js';

jest.setTimeout(180_000);
const [left, right] = ['Faulty reader 0', 'Faulty reader 1'];
const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const patience = { timeout: 60_000 };
const waitsFor = 'SELECT state FROM issuance.request WHERE request_id = $1';
/** Noticed in the middle of a command, or by the next one. */
const cardIsOut = /^(The card was taken out|The card is not in the reader)$/;

const missing = chromiumMissing() ?? (requirePcscd().available ? undefined : 'pcscd');

describeWith(missing, 'a holder adds a card', () => {
  let system: TestSystem;
  let records: Records;
  let pcscd: PrivatePcscd;
  /** The computer where cards are pulled out. */
  let agent: Workstation;
  /** The one that the browser finds. */
  let front: RunningAgent;
  let grace: Person;
  let first: WatchedCard;
  let isPublic = false;
  const visits: Person[] = [];
  const chosenPins: string[] = [];
  /** A card of this pass. */
  const serial = (number: number): number =>
    number === 1 ? 64_600_001 : (isPublic ? 64_610_000 : 64_600_000) + number;

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, 'operators-card');
    await publishFourKeys(system.api, 'my-card', { title: 'Employee card', selfService: true });
    const bridgePort = await freePort();
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
    const args = ['--bridge-port', String(bridgePort)];
    front = await system.startAgent({ name: 'front', args, env: pcscd.environment });
  });
  afterAll(async () => {
    await agent?.stop();
    await records?.close();
    await system?.stop();
    await pcscd?.stop();
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
  /** Light, dark on a phone, and at 200 % zoom: nothing is wider than the window, and axe finds nothing. */
  async function looks(name: string): Promise<void> {
    if (isPublic) return;
    const { page } = grace;
    const faults = await faultsOf(grace, name);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    faults.push(...(await faultsOf(grace, `${name}-dark-narrow`)));
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 640, height: 400 });
    faults.push(...(await faultsOf(grace, `${name}-zoomed`)));
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(faults).toEqual([]);
  }
  async function inGerman(look: () => Promise<void>): Promise<void> {
    const { page } = grace;
    if (isPublic) return void (await page.reload());
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
  /** Henri of the help desk, beside her; the second time she is alone. */
  async function helper(): Promise<BesideHolder | null> {
    if (isPublic) return null;
    const beside = await BesideHolder.open(system.url, 'henri', await personId(system.api, 'E1002'));
    visits.push(beside.person);
    return beside;
  }
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

  describe.each([false, true])('where the portal’s address counts as public: %s', (counts) => {
    // A way that is not always gone twice.
    const test: (title: string, way: () => Promise<void>) => void = isWhole || !counts ? it : () => undefined;
    beforeAll(async () => {
      isPublic = counts;
      await agent.slots.remove(left);
      await agent.slots.remove(right);
      await agent.slots.insert(left, first);
      grace = await Person.open(system.url, { ...(isPublic && { space: 'public' as const }) });
      visits.push(grace);
      await grace.signIn('grace');
    });
    afterAll(async () => grace?.close());

    it('[C01, C02, C07, C08, C09, C10, C12, C14, C18, C19, C33] from My devices to an active card with a PIN of their own, beside the first card', async () => {
      const { page } = grace;
      await page.getByRole('heading', { name: 'My devices' }).waitFor();
      await listed(serial(1), 'Active');
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
      expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
      await grace.photograph('add-device-insert');

      const card = agent.card('vendor', serial(2));
      await agent.slots.insert(right, card);
      const requestId = await runsAt();
      await watchPercentages(page);
      await page.getByLabel('New PIN').waitFor(patience);
      const shown = await percentages(page);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown).toEqual([...shown].sort((one, other) => one - other));
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
      await page.getByRole('link', { name: 'See how far it is' }).click();
      await page.getByLabel('New PIN').waitFor(patience);
      const before = card.commands.length;
      // Each rule on its own, as it is typed.
      const rules = page.getByRole('list', { name: 'What the PIN needs' }).getByRole('listitem');
      await page.getByLabel('New PIN').fill('12345');
      await page
        .getByRole('status')
        .getByText(/^Not yet: 6 to 8 digits; /)
        .waitFor({ state: 'attached' });
      expect(await rules.filter({ hasText: 'Only digits' }).innerText()).toContain('(met)');
      expect(await rules.filter({ hasText: 'Both entries' }).innerText()).toContain('(not yet)');
      await page.getByLabel('New PIN').fill('482913');
      await page.getByLabel('Confirm PIN').fill('482913');
      await page.getByRole('status').getByText('The PIN has all that it needs.').waitFor({ state: 'attached' });
      await typePin(page, newPin(), newPin());
      await page.getByText('The two entries differ.').waitFor();
      expect(card.commands.length).toBe(before);
      const pin = newPin();
      await typePin(page, pin);
      await page.getByRole('heading', { name: 'My devices' }).waitFor(patience);
      await listed(serial(2), 'Active');
      await listed(serial(1), 'Active');
      await grace.photograph('add-device-done');
      expect(await card.hasPin(pin)).toBe(true);
      expect(first.commands.filter((command) => !isRead(command))).toEqual([]);
      await untilWhole({ api: system.api, records }, (await deviceOf(serial(2))).deviceId, card);
    });

    test('[C11, C15, C20, C21, C22, C23] of two cards the person selects one, the other is not written; taken out, it goes on; left at the PIN, it is Pending', async () => {
      const { page } = grace;
      await agent.slots.remove(left);
      await agent.slots.remove(right);
      const [other, chosen] = [agent.card('vendor', serial(3)), agent.card('vendor', serial(4))];
      void other.watch();
      const lost = chosen.watch({ apdu: 0, kind: 'GENERATE', nth: 1, when: 'after' });
      await agent.slots.insert(left, other);
      await agent.slots.insert(right, chosen);
      await grace.goTo('/mine/add');
      const beside = await helper();
      await beside?.sees('Add device', 'Check Client');
      await atDesk();
      const next = page.getByRole('button', { name: 'Continue' });
      await page.getByRole('radio').nth(1).waitFor(patience);
      await beside?.sees('Check Device', 'Which card shall be yours?', 'desk');
      expect(
        await page
          .locator('label')
          .filter({ has: page.getByRole('radio') })
          .allInnerTexts(),
      ).toEqual([expect.stringContaining(left), expect.stringContaining(right)]);
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
      if (beside) {
        await beside.sees('Issue Device', 'It has stopped', cardIsOut);
        await beside.looks();
        await beside.retries();
        await eventually(async () => (await sagaOf(requestId)).attempt > stopped.attempt, true, 60_000);
      } else await dialog.getByRole('button', { name: 'Retry' }).click();
      await dialog.getByText(cardIsOut).waitFor(patience);
      await agent.slots.insert(right, chosen);
      await page.getByLabel('New PIN').waitFor(patience);
      expect(await sagaOf(requestId)).toMatchObject({
        ...{ deviceId: stopped.deviceId, profileVersion: stopped.profileVersion, profileName: 'my-card' },
      });
      await beside?.sees('Change PIN');
      await page.getByRole('button', { name: 'Leave pending' }).click();
      await page.getByText('Your card is Pending').waitFor(patience);
      await grace.photograph('add-device-pending');
      await page.getByRole('link', { name: 'Go to My devices' }).click();
      await listed(serial(4), 'Pending');
      await beside?.seesNothing();
      await beside?.person.close();
      expect(other.commands.length).toBeGreaterThan(0);
      expect(other.commands.filter((command) => !isRead(command))).toEqual([]);
      expect(await deviceOf(serial(3))).toMatchObject({ state: 'AVAILABLE', personId: null });
    });

    test('[C24, C25] given up after a stop, the card is nobody’s use until it is made blank, which it can be', async () => {
      const { page } = grace;
      await agent.slots.remove(left);
      await agent.slots.remove(right);
      const card = agent.card('vendor', serial(5));
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
      expect(await deviceOf(serial(5))).toMatchObject({ state: 'ISSUE_FAILED', activeRequestId: null });
      await agent.slots.insert(left, card);
      await page.getByRole('link', { name: 'Add another card' }).click();
      await atDesk();
      await page.getByText('This card was used before').waitFor(patience);
      await grace.photograph('add-device-used');

      // Whoever may, makes it blank.
      await grace.goTo('/mine');
      const { deviceId } = await deviceOf(serial(5));
      const at = { workstationId: agent.workstationId, readerName: left, reasonText: 'spec' };
      const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/recycle`, at);
      expect(await untilSaga(system.api, saga.requestId, ['COMPLETED', 'FAILED'])).toMatchObject({
        state: 'COMPLETED',
      });
      expect(await deviceOf(serial(5))).toMatchObject({ state: 'AVAILABLE', personId: null });
    });

    test('[B06, B07, C09] a card that is kept for the person begins by itself; any blank one takes the place of their lost card, at a click', async () => {
      const { page } = grace;
      await agent.slots.remove(left);
      await agent.slots.remove(right);
      const kept = agent.card('vendor', serial(7));
      await agent.slots.insert(left, kept);
      const { device } = await inspect(system.api, agent.workstationId, left);
      const graceId = await personId(system.api, 'E1002');
      const binding = { personId: graceId, profileName: 'operators-card' };
      await system.api('POST', `/devices/${device.deviceId}/bind`, binding);
      await grace.goTo('/mine/add');
      await atDesk();
      expect(await sagaOf(await runsAt())).toMatchObject({
        profileName: 'operators-card',
        deviceId: device.deviceId,
      });
      await page.getByLabel('New PIN').waitFor(patience);
      await typePin(page, newPin());
      await listed(serial(7), 'Active');

      const lost = await deviceOf(serial(2));
      await system.api('POST', `/devices/${lost.deviceId}/replace`, { kind: 'permanent', reason: 'LOST' });
      await agent.slots.remove(left);
      const card = agent.card('vendor', serial(8));
      void card.watch();
      await agent.slots.insert(right, card);
      await grace.goTo('/mine/add');
      await atDesk();
      await page.getByText(`Your new card takes the place of card ${lost.label}.`).waitFor(patience);
      // Beside it there is what they might have without it.
      const choices = page.getByRole('radiogroup', { name: 'What shall the card be?' }).getByRole('radio');
      expect(await choices.count()).toBe(2);
      await page.getByText('As one more card').waitFor();
      expect(await choices.first().isChecked()).toBe(true);
      await looks('add-device-replacement');
      expect(card.commands.filter((command) => !isRead(command))).toEqual([]);
      await page.getByRole('button', { name: 'Continue' }).click();
      await runsAt();
      await page.getByLabel('New PIN').waitFor(patience);
      await typePin(page, newPin());
      await listed(serial(8), 'Active');
      const made = await deviceOf(serial(8));
      expect(made).toMatchObject({ state: 'ACTIVE', profileName: 'my-card', replaces: { deviceId: lost.deviceId } });
      await grace.goTo(`/mine/${lost.deviceId}`);
      await page.getByText(`Card ${made.label} is used instead of this one.`).waitFor(patience);
      expect(await deviceOf(serial(2))).toMatchObject({
        ...{ state: 'TERMINATED', openReplacement: null, replacedBy: { deviceId: made.deviceId, kind: 'permanent' } },
      });

      // What operators make is said, here and on the old card's page, and no blank card is begun by itself.
      const damaged = await deviceOf(serial(7));
      const body = { kind: 'permanent', reason: 'DAMAGED' };
      const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${damaged.deviceId}/replace`, body);
      await agent.slots.remove(right);
      const blank = agent.card('vendor', serial(9));
      void blank.watch();
      await agent.slots.insert(right, blank);
      await grace.goTo(`/mine/${damaged.deviceId}`);
      await page.getByText('Your help desk makes it, or puts a card aside for you.').waitFor(patience);
      await grace.goTo('/mine/add');
      await atDesk();
      await page.getByText(`Your help desk makes the new card in the place of ${damaged.label}`).waitFor(patience);
      await eventually(() => page.getByRole('button', { name: 'Continue' }).isEnabled(), true, 30_000);
      expect(blank.commands.filter((command) => !isRead(command))).toEqual([]);
      await system.api('POST', `/sagas/${saga.requestId}/cancel`, { reasonText: 'spec' });
      await agent.slots.remove(right);
    });

    it('[C02, C03, C07, C10, C12, C14, C18, C19] by the keyboard alone, at the computer in front of them, with a card in a PC/SC reader; through a restart and a lost session', async () => {
      const { page } = grace;
      const context = page.context();
      await grace.goTo('/mine');
      // Whoever asked for the permission would find it denied, in a browser without a screen.
      await context.clearPermissions();
      const permission = (): Promise<string> =>
        page.evaluate(`navigator.permissions.query({ name: 'loopback-network' }).then(({ state }) => state)`);
      expect(await permission()).toBe('prompt');
      await grace.tabTo(page.getByRole('link', { name: 'Add device' }));
      await page.keyboard.press('Enter');
      await grace.tabTo(page.getByRole('button', { name: 'Connect this computer' }));
      await page.keyboard.press('Enter');
      await page.getByText('Put a new card into the reader').waitFor(patience);
      expect(await permission()).toBe('prompt');

      // Its first key takes until the gateway is gone: what follows happens while nobody can be told.
      let letGo: () => void = () => undefined;
      const gone = new Promise<void>((resolve) => (letGo = resolve));
      const keys = { generate: (name: AsymmetricAlgorithmName) => gone.then(() => generatePrivateKey(name)) };
      const card = new SimulatedCard({ dialect: 'vendor', serial: serial(6), keys });
      const inserted = await pcscd.insert(card);
      const requestId = await runsAt();
      await page.evaluate(`document.body.dataset.sameDocument = 'yes'`);
      await system.services.gateway.stop();
      expect(await page.getByLabel('New PIN').count()).toBe(0);
      letGo();
      await eventually(async () => (await records.query(waitsFor, [requestId]))[0], { state: 'AWAITING_USER' }, 60_000);
      await system.startService('gateway');
      // The page was open all the time, and comes to the next step by itself.
      await page.getByLabel('New PIN').waitFor(patience);
      await page.locator('body[data-same-document=yes]').waitFor();
      await context.clearCookies();
      await page.reload();
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.locator('button[value=grace]').click();
      await page.waitForURL(`${system.url}/mine/add/${requestId}`);
      expect(await sagaOf(requestId)).toMatchObject({ workstationId: front.workstationId, awaiting: 'pin' });

      const pin = newPin();
      await grace.tabTo(page.getByLabel('New PIN'));
      await page.keyboard.type(pin);
      await grace.tabTo(page.getByLabel('Confirm PIN'));
      await page.keyboard.type(pin);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'My devices' }).waitFor(patience);
      await listed(serial(6), 'Active');
      await page.getByRole('status').getByText('put it in again').waitFor();
      expect(await card.hasPin(pin)).toBe(true);
      expect(await deviceOf(serial(6))).toMatchObject({ state: 'ACTIVE', pin: 'set', personName: 'Grace Hopper' });
      await untilWhole({ api: system.api, records }, (await deviceOf(serial(6))).deviceId, card);
      await inserted.remove();
    });
  });

  it('no PIN was in a request of the browser or a log of a service', async () => {
    expect(chosenPins).toHaveLength(isWhole ? 12 : 10);
    const sent = visits.flatMap(({ requests }) => requests.map((each) => `${each.url()} ${each.postData() ?? ''}`));
    for (const text of sent) for (const pin of chosenPins) expect(text.includes(pin)).toBe(false);
    const logs = join(system.home, 'logs');
    const texts = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')));
    expect(texts.join('').length).toBeGreaterThan(1_000);
    // Not as a part of a longer number or id: so many digits of a time or a serial may be anybody's.
    const anyPin = new RegExp(`(?<![0-9A-Za-z])(${chosenPins.join('|')})(?![0-9A-Za-z])`);
    expect(texts.filter((text) => anyPin.test(text))).toEqual([]);
    const errors = visits.flatMap(({ messages }) => messages.filter((message) => message.startsWith('page error')));
    expect(errors).toEqual([]);
  });
});
