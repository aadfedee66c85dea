/**
 * PINs that a holder chooses on the page of an offer, and their pages of their own cards. They have forgotten the old one: they choose a new one, the update is offered again, and is
 * done with it; the card is put in again. And a new card that an operator has bound to them. In a real browser against the whole system, with
 * cards in a PC/SC reader.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { NatsConnection } from '@cardwright/service-kit/nats/connection';
import { connectAsAgent } from '@cardwright/testing/agent-connection';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import type { WatchedCard } from '@cardwright/testing/faults/watched-card';
import { startPcscWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { inspect, issueCard, personId, randomPin, startIssue, untilSaga } from '@cardwright/testing/issue';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { untilWhole } from '@cardwright/testing/until-whole';
import { acceptOffer } from '../support/accept-offer.js';
import { chromiumMissing, Person } from '../support/browser.js';
import { typePin } from '../support/issuing.js';
import { faultsOf, lookAs, looks } from '../support/looks.js';

jest.setTimeout(180_000);
const people = `external_id,given_name,surname,display_name,email,upn
E1001,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
/** 9A is due from the first day on: its window is longer than what the CA gives a certificate. */
const profile = {
  name: 'due-at-once',
  title: 'due at once',
  application: 'PIV',
  cardLifetimeDays: 2192,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
  initialPin: 'none',
  credentials: [
    {
      ...{ container: 'authentication', keyReference: '9A', algorithm: 'ECCP256', keyOrigin: 'card' },
      ...{ certificateProfile: 'piv-authentication', renewalWindowDays: 2100, minimumGainDays: 1 },
    },
    {
      ...{ container: 'digital-signature', keyReference: '9C', algorithm: 'ECCP256', keyOrigin: 'card' },
      ...{ certificateProfile: 'piv-digital-signature', renewalWindowDays: 1 },
    },
  ],
  dataObjects: { printedInformation: true, securityObject: true },
};

const missing = chromiumMissing() ?? (requirePcscd().available ? undefined : 'pcscd');

describeWith(missing, 'a PIN that is chosen on the page of an offer', () => {
  let system: TestSystem;
  let records: Records;
  let agent: Workstation;
  let reader: string;
  let connection: NatsConnection;
  let grace: Person;
  let ada: Person | undefined;
  /** By an operator, and its holder has no PIN for it yet. */
  let activated: WatchedCard | undefined;

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await system.api('POST', '/profiles', { definition: profile });
    agent = await startPcscWorkstation(system, { name: 'forgotten', readers: 1 });
    reader = agent.slots.readerNames[0]!;
    connection = await connectAsAgent(system, agent);
    grace = await Person.open(system.url, { width: 390 });
    await grace.signIn('grace');
  });
  afterAll(async () => {
    await ada?.close();
    await grace?.close();
    await connection?.close();
    await agent?.stop();
    await records?.close();
    await system?.stop();
  });

  const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
    (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
  const accepted = (deviceId: string): Promise<string> =>
    acceptOffer(system, { connection, workstationId: agent.workstationId, readerName: reader }, deviceId);

  it('[A12, A16, B15, B16, E1] the update stops, a new PIN is chosen, the update is offered again and done; the card is put in again', async () => {
    const card = agent.card('vendor', 64_500_001);
    await agent.slots.insert(reader, card);
    const [forgotten, chosen] = [randomPin(), randomPin()];
    const place = { workstationId: agent.workstationId, readerName: reader };
    const holder = await personId(system.api, 'E1002');
    const { deviceId } = await issueCard(system.api, {
      ...{ ...place, personId: holder, profileName: profile.name, pin: forgotten },
    });
    const before = await card.snapshot();
    const sagas = async (): Promise<SagaRow[]> =>
      (await system.api<{ rows: SagaRow[] }>('GET', `/sagas?deviceId=${deviceId}`)).rows;

    const { page } = grace;
    const first = await accepted(deviceId);
    await grace.goTo(`/update/${first}`);
    await page.getByRole('button', { name: 'Update now' }).click();
    await page.getByRole('textbox', { name: 'PIN of the card' }).waitFor();
    await page.getByRole('button', { name: 'I have forgotten the PIN' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the old one is not needed').waitFor();
    await grace.photograph('update-forgotten-ask-narrow');
    // Asking changes nothing.
    expect((await sagas()).map(({ type, state }) => [type, state])).toEqual([
      ['UPDATE', 'AWAITING_USER'],
      ['ISSUE', 'COMPLETED'],
    ]);
    await dialog.getByRole('button', { name: 'I know the PIN' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'I have forgotten the PIN' }).click();
    await dialog.getByRole('button', { name: 'Choose a new PIN' }).click();

    await page.waitForURL(/\/update\/pin\/[0-9a-f-]{36}$/);
    await page.getByLabel('New PIN').waitFor();
    // A reload comes back to it.
    await page.reload();
    await page.getByLabel('New PIN').waitFor();
    await grace.photograph('update-forgotten-pin-narrow');
    await typePin(page, chosen);
    await page.getByRole('status').getByText('Your new PIN is set').waitFor();
    await page.getByText('The update is offered to you again. You may close this window.').waitFor();
    await grace.photograph('update-forgotten-done-narrow');
    expect((await sagas()).map(({ type, state }) => [type, state])).toEqual([
      ['UNLOCK', 'COMPLETED'],
      ['UPDATE', 'CANCELLED'],
      ['ISSUE', 'COMPLETED'],
    ]);
    expect([await card.hasPin(chosen), await card.hasPin(forgotten)]).toEqual([true, false]);
    const reset = await card.snapshot();
    expect([reset.keys, reset.objects]).toEqual([before.keys, before.objects]);

    const again = await accepted(deviceId);
    expect(again).not.toBe(first);
    await grace.goTo(`/update/${again}`);
    await page.getByRole('button', { name: 'Update now' }).click();
    await page.getByRole('textbox', { name: 'PIN of the card' }).fill(chosen);
    await page.getByRole('button', { name: 'Update the card' }).click();
    await page.getByRole('status').getByText('Your card is up to date').waitFor();
    const after = await card.snapshot();
    expect(after.keys['9A']!.publicKeySpkiBase64).not.toBe(before.keys['9A']!.publicKeySpkiBase64);
    expect(after.keys['9C']).toEqual(before.keys['9C']);

    // The page follows the card, also after a reload.
    await page.getByText('Now take the card out of the reader and put it in again.').waitFor();
    await agent.slots.remove(reader);
    await page.getByText('The card is out. Now put it in again.').waitFor();
    await grace.photograph('update-card-out-narrow');
    await page.reload();
    await page.getByText('The card is out. Now put it in again.').waitFor();
    await agent.slots.insert(reader, card);
    await page.getByText('The card was put in again. You may close this window.').waitFor();
    await grace.photograph('update-card-in-again-narrow');
    const [update] = await sagas();
    // Nobody is at this computer who could look.
    expect(update).toMatchObject({
      ...{ type: 'UPDATE', state: 'COMPLETED' },
      reinsertion: {
        ...{ state: 'NOT_VERIFIED', why: 'no-desk', workstationId: agent.workstationId, remindedAt: null },
        certificates: [{ keyReference: '9A', seen: false, thumbprint: expect.stringMatching(/^[0-9A-F]{64}$/) }],
      },
    });
    for (const request of grace.requests)
      for (const pin of [forgotten, chosen]) expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pin);
    await untilWhole({ api: system.api, records }, deviceId, card);
  });

  it('[B06] an operator binds a new card to its holder on the page of the card; the holder sets it up on theirs', async () => {
    const looked = async (card: WatchedCard): Promise<string> => {
      await agent.slots.remove(reader);
      await agent.slots.insert(reader, card);
      return (await inspect(system.api, agent.workstationId, reader)).device.deviceId;
    };
    ada = await Person.open(system.url);
    await ada.signIn('ada');
    const dialog = ada.page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Bind to a person' });
    const fill = async (deviceId: string): Promise<void> => {
      await ada!.goTo(`/devices/${deviceId}`);
      await ada!.page.getByRole('button', { name: 'Bind to a person' }).click();
      await dialog.getByRole('textbox', { name: 'Person' }).fill('Grace');
      await ada!.page.getByRole('option', { name: 'Grace Hopper' }).click();
      await dialog.getByLabel('Credential profile').selectOption(profile.name);
    };
    // Whether this one changes its PUK nobody knows before it is tried.
    const other = await looked(agent.card('strict', 64_500_002));
    await fill(other);
    await dialog.getByRole('checkbox').check();
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('For the laboratory alone');
    await ada.photograph('bind-accepted');
    await confirm.click();
    await dialog.waitFor({ state: 'detached' });
    expect(await deviceOf(other)).toMatchObject({ binding: { reasonText: 'For the laboratory alone' } });

    const card = agent.card('vendor', 64_500_003);
    const deviceId = await looked(card);
    await fill(deviceId);
    await ada.photograph('bind');
    expect(await dialog.getByRole('checkbox').count()).toBe(0);
    await confirm.click();
    await dialog.waitFor({ state: 'detached' });
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ASSIGNED', personName: 'Grace Hopper' });

    const { page } = grace;
    const pin = randomPin();
    await grace.goTo(`/update/${await accepted(deviceId)}`);
    await page.getByRole('heading', { name: 'Set up your new card' }).waitFor();
    await grace.photograph('update-new-card-narrow');
    await page.getByRole('button', { name: 'Set up now' }).click();
    await page.getByLabel('New PIN').waitFor({ timeout: 60_000 });
    await typePin(page, pin);
    await page.getByRole('status').getByText('Your new card is ready').waitFor({ timeout: 60_000 });
    await grace.photograph('update-new-card-ready-narrow');
    expect(await card.hasPin(pin)).toBe(true);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', pin: 'set', binding: null });
    for (const request of grace.requests) expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pin);
    await untilWhole({ api: system.api, records }, deviceId, card);
  });

  /** A blank card that is in the reader now. */
  async function inserted(card: WatchedCard): Promise<string> {
    await agent.slots.remove(reader);
    await agent.slots.insert(reader, card);
    return (await inspect(system.api, agent.workstationId, reader)).device.deviceId;
  }
  const here = () => ({ workstationId: agent.workstationId, readerName: reader });

  it('[C01, C16, C17, D14] a holder sees their cards and what waits for them in their own words, in two languages and every look', async () => {
    const { rows } = await system.api<{ rows: DeviceDetail[] }>('GET', '/devices?query=64500001');
    const [{ deviceId: active }] = rows as [DeviceDetail];
    await system.api('POST', `/devices/${active}/reprovision-request`, { reason: 'CONTENT_DAMAGED' });
    activated = agent.card('vendor', 64_500_004);
    const pending = await inserted(activated);
    const holder = await personId(system.api, 'E1002');
    const asked = {
      deviceId: pending,
      personId: holder,
      profileName: profile.name,
      pinChange: 'none',
      ...here(),
    } as const;
    const { requestId } = await startIssue(system.api, asked);
    await untilSaga(system.api, requestId, ['COMPLETED']);

    const { page } = grace;
    await page.setViewportSize({ width: 1280, height: 800 });
    await grace.goTo('/mine');
    const item = (serial: number) => page.getByRole('listitem').filter({ hasText: String(serial) });
    await item(64_500_001).getByText('Active', { exact: true }).waitFor();
    // The one that cannot say a serial number.
    await page.getByText('To be set up', { exact: true }).waitFor();
    await item(64_500_004).getByText('Pending', { exact: true }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts()).toEqual([
      'My devices',
      expect.stringMatching(/^Help/),
    ]);
    await item(64_500_001).getByRole('link').click();
    await page.waitForURL(`**/mine/${active}`);
    // Its operator's reason, which is not asked again.
    await page
      .getByText('Your card is written anew, with new certificates. Something on the card is damaged.')
      .waitFor();
    const onCard = page.getByRole('table', { name: 'What is on your card' });
    expect((await onCard.getByRole('row').allInnerTexts()).map((row) => row.replace(/\s+/g, ' '))).toEqual([
      'For Valid',
      expect.stringMatching(/^Signing in until \d/),
      expect.stringMatching(/^Signing documents and mail until \d/),
    ]);
    await page.getByText('The card was updated.').waitFor();

    await system.api('POST', `/devices/${pending}/activate`, { reasonText: 'The holder has come' });
    await eventually(async () => (await deviceOf(pending)).pin, 'must-change', 20_000);
    const foreign = await inserted(agent.card('vendor', 64_500_005));
    const other = await personId(system.api, 'E1001');
    await system.api('POST', `/devices/${foreign}/bind`, { personId: other, profileName: profile.name });

    const pages = [
      ['/mine', 'mine'],
      [`/mine/${active}`, 'mine-active'],
      [`/mine/${pending}`, 'mine-activated'],
      [`/mine/${foreign}`, 'mine-foreign'],
      ['/help/update', 'help'],
    ] as const;
    const faults: string[] = [];
    for (const look of looks) {
      await lookAs(grace, look);
      const name = `${look.language}-${look.scheme}-${look.width}`;
      for (const [path, what] of pages) {
        await grace.goTo(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByRole('status', { name: /Loading|Wird geladen/ }).waitFor({ state: 'detached' });
        expect(await page.locator('html').getAttribute('lang')).toBe(look.language);
        faults.push(...(await faultsOf(grace, `portal-${what}-${name}`)));
      }
    }
    expect(faults).toEqual([]);
    await grace.goTo(`/mine/${foreign}`);
    await page.getByText('Diese Karte gehört jemand anderem').waitFor();
    // Back to English, as a person does it.
    await page.getByRole('button', { name: /^Ihr Konto/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByText('This card belongs to somebody else').waitFor();
  });

  it('[C17, B15] by keyboard alone a holder chooses the PIN of a card that an operator has activated, and confirms that it is them; then reports it missing, has it again, reports it stolen, and asks for a new card', async () => {
    const { page } = grace;
    const { rows } = await system.api<{ rows: DeviceDetail[] }>('GET', '/devices?query=64500004');
    const [{ deviceId }] = rows as [DeviceDetail];
    const pin = randomPin();
    const card = activated!;
    await agent.slots.remove(reader);
    await agent.slots.insert(reader, card);
    await lookAs(grace, looks[0]!);
    await grace.goTo(`/mine/${deviceId}`);
    await page.getByText('An operator has activated this card').waitFor();
    await tabTo('Choose a new PIN');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await faultsOf(grace, 'portal-new-pin')).toEqual([]);
    // As if they had signed in a while ago: who finds this browser open chooses no PIN.
    await records.query(
      `UPDATE issuance.web_session SET authenticated_at = now() - interval '6 minutes' WHERE sub = 'grace'`,
    );
    await tabTo('Choose the PIN now');
    await page.keyboard.press('Enter');
    const confirm = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await confirm.getByText('Nothing was changed yet').waitFor();
    expect(await faultsOf(grace, 'portal-step-up')).toEqual([]);
    // Escape is for the dialog in front alone; the one below is there and goes on with the keyboard.
    await page.keyboard.press('Escape');
    await confirm.waitFor({ state: 'detached' });
    await page.getByRole('dialog', { name: 'Choose a new PIN?' }).waitFor();
    expect(await page.evaluate('document.activeElement.closest("[role=dialog]") !== null')).toBe(true);
    await tabTo('Choose the PIN now');
    await page.keyboard.press('Enter');
    await confirm.waitFor();
    await tabTo('Sign in again');
    await page.keyboard.press('Enter');
    // The issuer's own page: it knows her, and asks all the same.
    await page.locator('button[value=grace]').click();
    await page.waitForURL(`${system.url}/mine/${deviceId}`);
    await tabTo('Choose a new PIN');
    await page.keyboard.press('Enter');
    await tabTo('Choose the PIN now');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/mine\/follow\//);
    // Until the next page is loaded, the one before is still there.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('textbox', { name: 'New PIN' }).waitFor();
    expect(await faultsOf(grace, 'portal-follow')).toEqual([]);
    // Each rule from the first digit on; between the fields the tabulator comes to what shows the PIN.
    await page.keyboard.type(pin[0]!);
    const rules = page.getByRole('list', { name: 'What the PIN needs' }).getByRole('listitem');
    expect((await rules.allInnerTexts()).map((rule) => rule.endsWith('(met)'))).toEqual([false, true, true, false]);
    await page.keyboard.type(pin.slice(1));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Show PIN');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('textbox', { name: 'New PIN' }).getAttribute('type')).toBe('text');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type(pin);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Your new PIN is set').waitFor();
    expect(await card.hasPin(pin)).toBe(true);
    await changesTheKnown(card, deviceId, pin);

    await grace.goTo(`/mine/${deviceId}`);
    await page.getByRole('button', { name: 'Report it missing' }).click();
    expect(await faultsOf(grace, 'portal-report')).toEqual([]);
    await page.getByRole('button', { name: 'Report and stop it' }).click();
    await page.getByText('Reported misplaced', { exact: true }).waitFor();
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'SUSPENDED' });
    expect(await page.getByRole('button', { name: 'Choose a new PIN' }).count()).toBe(0);
    await page.getByRole('button', { name: 'I have it again' }).click();
    expect(await faultsOf(grace, 'portal-found')).toEqual([]);
    await page.getByRole('button', { name: 'I have it: use it again' }).click();
    await page.getByText('Active', { exact: true }).waitFor();
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', suspendedFor: [] });

    // What is stolen does not come back by the word of its holder.
    await page.getByRole('button', { name: 'Report it missing' }).click();
    await page.getByRole('radio', { name: 'It was stolen' }).check();
    await page.getByRole('button', { name: 'Report and stop it' }).click();
    await page.getByText('Reported stolen', { exact: true }).waitFor();
    expect(await deviceOf(deviceId)).toMatchObject({
      state: 'SUSPENDED',
      suspendedFor: [{ reason: 'REPORTED_STOLEN', byHolder: true }],
    });
    expect(await page.getByRole('button', { name: 'I have it again' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Ask for a new card' }).click();
    expect(await faultsOf(grace, 'portal-ask')).toEqual([]);
    await page.getByRole('radio', { name: 'It was stolen' }).check();
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('You have asked for a new card').waitFor();
    const asked = await system.api<{ rows: DeviceDetail[] }>('GET', '/devices?replacementAsked=true');
    expect(asked.rows.map((row) => row.deviceId)).toEqual([deviceId]);
    await system.api('POST', `/devices/${deviceId}/replacement-ask/decline`, {
      reasonText: 'Bring your passport first',
    });
    await grace.goTo(`/mine/${deviceId}`);
    await page.getByText('Bring your passport first').waitFor();
    expect(await faultsOf(grace, 'portal-declined')).toEqual([]);

    /** [C01] Who knows the PIN changes it by it: a wrong one first, and then the card is out when the PINs are sent. */
    async function changesTheKnown(card: WatchedCard, deviceId: string, known: string): Promise<void> {
      const [wrong, next] = [randomPin(), randomPin()];
      const tries = async () => (await card.snapshot()).pin.retriesRemaining;
      const full = await tries();
      const old = page.getByRole('textbox', { name: 'PIN of the card' });
      const send = async (typed: string): Promise<void> => {
        await old.fill(typed);
        await page.getByRole('textbox', { name: 'New PIN' }).fill(next);
        await page.getByRole('textbox', { name: 'Confirm PIN' }).fill(next);
        await page.getByRole('button', { name: 'Change PIN' }).click();
      };
      // The browser stays where it is, for more than the five minutes: the old PIN is proof enough.
      await records.query(
        `UPDATE issuance.web_session SET authenticated_at = now() - interval '6 minutes' WHERE sub = 'grace'`,
      );
      await grace.goTo(`/mine/${deviceId}`);
      await page.getByRole('button', { name: 'Change the PIN', exact: true }).click();
      await page.getByRole('dialog', { name: 'Change the PIN?' }).waitFor();
      expect(await faultsOf(grace, 'portal-change-pin')).toEqual([]);
      await page.getByRole('button', { name: 'Change it now' }).click();
      await old.waitFor();
      expect(await faultsOf(grace, 'portal-follow-change')).toEqual([]);
      await send(wrong);
      await page.getByText(`That was not the PIN of the card. ${full - 1} tries are left.`).waitFor();
      expect([await tries(), await card.hasPin(known)]).toEqual([full - 1, true]);
      // Nothing else that needs the card is offered meanwhile; what runs is said.
      await grace.goTo(`/mine/${deviceId}`);
      await page.getByText('The PIN is to be changed. What else needs the card can be done afterwards.').waitFor();
      await page.getByRole('button', { name: 'Report it missing' }).waitFor();
      for (const name of ['Choose a new PIN', 'Change the PIN', 'Reprovision my card'])
        expect(await page.getByText(name, { exact: true }).count()).toBe(0);
      await page.getByRole('link', { name: 'See how far it is' }).click();
      await old.waitFor();
      await page.getByRole('link', { name: /^Help with the PIN/ }).waitFor();
      // Pulled while it is asked for: it is asked for again, and nothing was sent meanwhile.
      await agent.slots.remove(reader);
      await eventually(() => changeOf(deviceId), ['CHANGE_PIN', 'FAILED', 'CARD_ABSENT'], 60_000);
      await agent.slots.insert(reader, card);
      await eventually(() => changeOf(deviceId), ['CHANGE_PIN', 'AWAITING_USER', null], 60_000);
      await page.reload();
      await old.waitFor();
      await send(known);
      await page.getByRole('status').getByText('Your new PIN is set').waitFor();
      expect([await tries(), await card.hasPin(next)]).toEqual([full, true]);
      await records.query(`UPDATE issuance.web_session SET authenticated_at = now() WHERE sub = 'grace'`);
      for (const request of grace.requests)
        for (const pin of [known, wrong, next])
          expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pin);
    }

    /** The newest work on the card. */
    async function changeOf(deviceId: string): Promise<(string | null)[]> {
      const { rows } = await system.api<{ rows: SagaRow[] }>('GET', `/sagas?deviceId=${deviceId}`);
      const { type, state, errorCode } = rows[0]!;
      return [type, state, errorCode];
    }

    /** Presses the tabulator until the button has the focus. */
    async function tabTo(name: string): Promise<void> {
      await page.getByRole('button', { name }).waitFor();
      for (let presses = 0; presses < 40; presses++) {
        if ((await page.evaluate('document.activeElement.textContent')) === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`the tabulator never came to ${name}`);
    }
  });
});
