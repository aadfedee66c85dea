/**
 * A cardholder adds a card that gets a passkey, without help: which PIN is for what, the touch that does not come, one PIN for everything, and a key
 * that shows its FIDO application at USB alone. In a real browser against the whole system and the double of Microsoft Graph; the cards are in a PC/SC
 * reader, the key's USB half is in process.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import { freePort } from '@cardwright/embedded-servers/ports';
import { SimulatedHidKey } from '@cardwright/simulated-card/hid/simulated-hid-key';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { GraphTenant } from '@cardwright/testing/graph-tenant';
import { issueCard, personId, randomPin } from '@cardwright/testing/issue';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '@cardwright/testing/pcscd';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { chromiumMissing, Person } from '../support/browser.js';
import { typePin } from '../support/issuing.js';
import { faultsOf } from '../support/looks.js';

jest.setTimeout(180_000);

const account = {
  id: '3f2b7c1e-0000-4000-8000-0000000009ac',
  userPrincipalName: 'grace@example.test',
  displayName: 'Grace Hopper',
};
const people = `external_id,given_name,surname,display_name,email,upn,object_id
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,${account.id}
`;
const patience = { timeout: 60_000 };
const usbReader = 'Faulty reader 0';
const missing = chromiumMissing() ?? (requirePcscd().available ? undefined : 'pcscd');

describeWith(missing, 'a holder adds a card that gets a passkey', () => {
  let tenant: GraphTenant;
  let system: TestSystem;
  let records: Records;
  let pcscd: PrivatePcscd;
  /** A computer with a key at USB. */
  let desk: Workstation;
  let grace: Person;
  /** She too, in a browser that does not know its computer. */
  let elsewhere: Person | undefined;
  let inserted: InsertedCard | undefined;
  let touch: 'given' | 'refused';
  /** The FIDO half of the key at USB. */
  let half: SimulatedCard;
  const chosenPins: string[] = [];

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
    tenant = await GraphTenant.start([account]);
    system = await startSystem({ relyingParties: tenant.relyingParties });
    records = await openRecords(system);
    await tenant.trust(records);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, 'operators-card');
    const passkey = { relyingParty: 'entra' };
    await publishFourKeys(system.api, 'my-card', { title: 'Employee card', selfService: true, passkey });
    await publishModelWithOnePin();
    const bridgePort = await freePort();
    await system.services.gateway.stop();
    Object.assign(system.at, { bridgePort });
    await system.startService('gateway');
    const args = ['--bridge-port', String(bridgePort)];
    await system.startAgent({ name: 'front', args, env: pcscd.environment });
    const open = () => Promise.resolve(new SimulatedHidKey(half).open());
    desk = await startWorkstation(system, { name: 'desk', readers: 1, usbKeys: { open } });
    grace = await Person.open(system.url);
    await grace.signIn('grace');
  });
  afterAll(async () => {
    await elsewhere?.close();
    await grace?.close();
    await desk?.stop();
    await records?.close();
    await system?.stop();
    await tenant?.stop();
    await pcscd?.stop();
  });
  afterEach(async () => {
    await inserted?.remove();
    inserted = undefined;
  });

  async function publishModelWithOnePin(): Promise<void> {
    const { models } = await system.api<{ models: CardModel[] }>('GET', '/models');
    const definition: CardModel = {
      ...models.find(({ id }) => id === 'vendor-5')!,
      ...{ id: 'one-pin', title: 'A card with one PIN', match: { identityScheme: 'ykserial', version: '^6\\.' } },
      fido: { pin: 'shared' },
    };
    await system.api('POST', '/models', { definition });
  }
  /** No request of the browser may carry it. */
  const newPin = (): string => {
    const pin = randomPin();
    chosenPins.push(pin);
    return pin;
  };
  const stateOf = async (serial: number): Promise<string | undefined> => {
    const { rows } = await system.api<{ rows: DeviceDetail[] }>('GET', `/devices?query=${serial}`);
    return rows[0]?.state;
  };
  const credentialsOf = async (card: SimulatedCard) => (await card.snapshot()).fido!.credentials;
  const stepSaid = () => grace.page.locator('[aria-current=step]').first();

  /** With a new card in the reader of the computer in front of her, which is connected already the second time. */
  async function begin(card: SimulatedCard): Promise<void> {
    const { page } = grace;
    touch = 'given';
    await grace.goTo('/mine');
    await page.getByRole('link', { name: 'Add device' }).click();
    const connect = page.getByRole('button', { name: 'Connect this computer' });
    const ready = page.getByText('Put a new card into the reader');
    await connect.or(ready).first().waitFor(patience);
    if (await connect.isVisible()) await connect.click();
    await ready.waitFor(patience);
    inserted = await pcscd.insert(card);
    await page.waitForURL(/\/mine\/add\/[0-9a-f-]{36}$/, patience);
  }
  async function typePasskeyPin(pin: string): Promise<void> {
    const { page } = grace;
    await page.getByLabel('New PIN for passkeys').fill(pin);
    await page.getByLabel('Confirm PIN').fill(pin);
    await page.getByRole('button', { name: 'Make the passkey' }).click();
  }
  /** As another program does that its holder has used it with before. */
  async function givePasskeyPin(card: SimulatedCard, pin: string): Promise<void> {
    await card.powerOn();
    const link = { readerName: usbReader, contactless: false, atr: card.atr, close: () => Promise.resolve() };
    const session = (await CtapCardSession.open({ ...link, transmit: (apdu) => card.transmit(apdu) }))!;
    await session.pin.set(new TextEncoder().encode(pin));
  }
  const isActive = (serial: number, page = grace.page) =>
    page
      .getByRole('listitem')
      .filter({ hasText: String(serial) })
      .getByText('Active', { exact: true })
      .waitFor(patience);

  it('[C26] [C27] [C28] [C29] with two PINs, is told which is for what, may choose the same digits for both, and has one passkey', async () => {
    const serial = 64_700_001;
    const card = new SimulatedCard({ serial, fido: { touch: () => touch } });
    await begin(card);
    const { page } = grace;
    await page.getByText('This one is asked for when you sign in with your passkey.').waitFor(patience);
    await page.getByText('You may use the same PIN for both.').waitFor();
    expect(await page.getByText('A temporary PIN').count()).toBe(0);
    expect(await stepSaid().innerText()).toContain('Issue Device');
    expect(await faultsOf(grace, 'add-device-passkey-pin')).toEqual([]);
    const pin = newPin();
    await typePasskeyPin(pin);
    await page.getByLabel('New PIN', { exact: true }).waitFor(patience);
    // Its passkey is made before it has a PIN of its holder.
    expect([(await credentialsOf(card)).length, await card.hasFidoPin(pin), await card.hasPin(pin)]).toEqual([
      ...[1, true, false],
    ]);
    expect(await stepSaid().innerText()).toContain('Change PIN');
    await page.getByText('This PIN is for certificates: it is asked for when you sign').waitFor();
    await typePin(page, pin);
    await isActive(serial);
    expect([await card.hasFidoPin(pin), await card.hasPin(pin)]).toEqual([true, true]);
    expect([(await credentialsOf(card)).length, tenant.passkeysOf(account.id).length]).toEqual([1, 1]);
  });

  it('[C13] who does not touch it is asked again, and may give up: no passkey is left anywhere', async () => {
    const serial = 64_700_002;
    const before = tenant.passkeysOf(account.id).length;
    const card = new SimulatedCard({ serial, fido: { touch: () => touch } });
    await begin(card);
    touch = 'refused';
    const { page } = grace;
    await page.getByLabel('New PIN for passkeys').waitFor(patience);
    await typePasskeyPin(newPin());
    await page.getByText('It was not touched in time').waitFor(patience);
    expect(await faultsOf(grace, 'add-device-passkey-touch')).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop making it' }).click();
    await page.getByText('The card was not made').waitFor(patience);
    expect(await stateOf(serial)).toBe('ISSUE_FAILED');
    expect([(await credentialsOf(card)).length, tenant.passkeysOf(account.id).length]).toEqual([0, before]);
  });

  it('[C27] [C30] [C31] [C32] with one PIN, sees and copies a temporary one at a click, and chooses the one that is for everything', async () => {
    const serial = 64_700_003;
    const card = new SimulatedCard({
      ...{ serial, quirks: ['firmware=6.1.0'], fido: { pin: 'shared', touch: () => touch } },
    });
    touch = 'refused';
    await begin(card);
    touch = 'refused';
    const { page } = grace;
    await page.getByText('It was not touched in time').waitFor(patience);
    await page.getByRole('button', { name: 'Show and copy the temporary PIN' }).click();
    await page.getByText('It is in the clipboard').waitFor(patience);
    const temporary = await page.locator('output').innerText();
    expect(temporary).toMatch(/^[0-9]{8}$/);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(temporary);
    expect([await card.hasPin(temporary), await card.hasFidoPin(temporary)]).toEqual([true, true]);
    expect(await faultsOf(grace, 'add-device-temporary-pin')).toEqual([]);
    touch = 'given';
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Your card has one PIN for everything: it is asked for when you sign in').waitFor(patience);
    await eventually(() => page.evaluate('navigator.clipboard.readText()'), '', 30_000);
    const pin = newPin();
    await typePin(page, pin);
    await isActive(serial);
    expect([await card.hasPin(pin), await card.hasFidoPin(pin)]).toEqual([true, true]);
    expect([await card.hasPin(temporary), await card.hasFidoPin(temporary)]).toEqual([false, false]);
    expect((await credentialsOf(card)).length).toBe(1);
    chosenPins.push(temporary);
  });

  it('[C28] with a key whose FIDO application answers at USB alone and has a PIN, is asked for that one; it stays as it was', async () => {
    const [first, serial] = [64_700_004, 64_700_005];
    // Where a card of hers was used, her browser need not find the computer.
    await desk.slots.insert(usbReader, new SimulatedCard({ serial: first }));
    half = new SimulatedCard({ serial, fido: {} });
    await issueCard(system.api, {
      ...{ workstationId: desk.workstationId, readerName: usbReader, personId: await personId(system.api, 'E1002') },
      ...{ profileName: 'operators-card', pin: randomPin() },
    });
    await desk.slots.remove(usbReader);
    const known = newPin();
    await givePasskeyPin(half, known);

    elsewhere = await Person.open(system.url);
    await elsewhere.signIn('grace');
    const { page } = elsewhere;
    const card = new SimulatedCard({ serial });
    await desk.slots.insert(usbReader, card);
    await elsewhere.goTo('/mine/add');
    await page.getByLabel('Or at which computer are you?').selectOption(desk.workstationId);
    await page.waitForURL(/\/mine\/add\/[0-9a-f-]{36}$/, patience);
    await page.getByText('The card has a PIN for passkeys already. Type it; it stays as it is.').waitFor(patience);
    await page.getByLabel('PIN for passkeys').fill(known);
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByLabel('New PIN', { exact: true }).waitFor(patience);
    const pin = newPin();
    await typePin(page, pin);
    await isActive(serial, page);
    expect([await card.hasPin(pin), await half.hasFidoPin(known)]).toEqual([true, true]);
    expect((await credentialsOf(half)).map(({ rpId, userName }) => [rpId, userName])).toEqual([
      ['login.microsoft.com', 'grace@example.test'],
    ]);
  });

  it('[C28] with a PIN for passkeys that it has, is told of wrong ones and how many tries are left, and to put it in again before a third', async () => {
    const serial = 64_700_006;
    const card = new SimulatedCard({ serial, fido: { touch: () => touch } });
    const known = newPin();
    await givePasskeyPin(card, known);
    await begin(card);
    const { page } = grace;
    const type = async (pin: string): Promise<void> => {
      await page.getByLabel('PIN for passkeys', { exact: true }).fill(pin);
      await page.getByRole('button', { name: 'Make the passkey' }).click();
    };
    await page.getByText('The card has a PIN for passkeys already. Type it; it stays as it is.').waitFor(patience);
    await type(newPin());
    await page.getByText('That was not the PIN for passkeys. 7 tries are left.').waitFor(patience);
    await type(newPin());
    await page.getByText('That was not the PIN for passkeys. 6 tries are left.').waitFor(patience);
    await type(known);
    await page.getByText('Take the card or key out, put it in again, and try again.').waitFor(patience);
    await inserted!.remove();
    inserted = await pcscd.insert(card);
    await page.getByText('The card has a PIN for passkeys already. Type it; it stays as it is.').waitFor(patience);
    await type(known);
    await page.getByLabel('New PIN', { exact: true }).waitFor(patience);
    await typePin(page, newPin());
    await isActive(serial);
    expect([await card.hasFidoPin(known), (await credentialsOf(card)).length]).toEqual([true, 1]);
  });

  it('[C30] no PIN was in a request of the browser', () => {
    expect(chosenPins).toHaveLength(10);
    const sent = [grace, elsewhere!]
      .flatMap(({ requests }) => requests)
      .map((each) => `${each.url()} ${each.postData() ?? ''}`);
    for (const text of sent) for (const pin of chosenPins) expect(text.includes(pin)).toBe(false);
    expect(grace.messages.filter((message) => message.startsWith('page error'))).toEqual([]);
  });
});
