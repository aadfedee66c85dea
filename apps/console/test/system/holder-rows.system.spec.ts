/**
 * Rows of the requirements for a holder at their cards that other specs show in part: which cards are offered and why others are not, another card in
 * the place of the one that is made, a cancel after the certificates are there, a card that waits for an operator, and a reprovision of their own card.
 * In a real browser against the whole system, with cards in PC/SC readers.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { NatsConnection } from '@cardwright/service-kit/nats/connection';
import { connectAsAgent } from '@cardwright/testing/agent-connection';
import { makeRecipientKey, openInitialPin } from '@cardwright/sealing/initial-pin';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { isRead, type WatchedCard } from '@cardwright/testing/faults/watched-card';
import { startPcscWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { issueCard, personId, randomPin, untilSaga } from '@cardwright/testing/issue';
import { requirePcscd } from '@cardwright/testing/pcscd';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { untilWhole } from '@cardwright/testing/until-whole';
import { acceptOffer } from '../support/accept-offer.js';
import { chromiumMissing, Person } from '../support/browser.js';
import { typePin } from '../support/issuing.js';

jest.setTimeout(180_000);
const patience = { timeout: 60_000 };
const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
/** Of a profile that a holder may choose, with a PIN that an operator may hand out. */
const employee = { title: 'Employee card', selfService: true, initialPin: 'displayed' } as const;
/** Noticed in the middle of a command, or by the next one. */
const cardIsOut = /^(The card was taken out|The card is not in the reader)$/;

/** A card with other programs on it: it knows no PIV. */
class OtherKind extends SimulatedCard {
  readonly commands: string[] = [];
  override transmit(command: Uint8Array): Promise<Uint8Array> {
    this.commands.push(Buffer.from(command).toString('hex').toUpperCase());
    return Promise.resolve(Uint8Array.of(0x6a, 0x82));
  }
}

const missing = chromiumMissing() ?? (requirePcscd().available ? undefined : 'pcscd');

describeWith(missing, 'a holder at their cards', () => {
  let system: TestSystem;
  let records: Records;
  let agent: Workstation;
  let left: string;
  let middle: string;
  let right: string;
  let connection: NatsConnection;
  let grace: Person;
  let first: WatchedCard;
  /** The one that is made, and its issue. */
  let blank: WatchedCard;
  let requestId: string;
  /** The one whose first issue was cancelled. */
  let cancelledOnce: WatchedCard;
  const chosenPins: string[] = [];

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    await system.api('POST', '/people/import', { csv: people });
    await publishFourKeys(system.api, 'my-card', employee);
    await publishFourKeys(system.api, 'my-badge', { title: 'Badge', selfService: true });
    agent = await startPcscWorkstation(system, { name: 'desk', readers: 3 });
    [left, middle, right] = agent.slots.readerNames as [string, string, string];
    connection = await connectAsAgent(system, agent);
    first = agent.card('vendor', 64_700_001);
    await agent.slots.insert(left, first);
    await issueCard(system.api, {
      ...{ workstationId: agent.workstationId, readerName: left, personId: await personId(system.api, 'E1002') },
      ...{ profileName: 'my-badge', pin: randomPin() },
    });
    grace = await Person.open(system.url);
    await grace.signIn('grace');
  });
  afterAll(async () => {
    await grace?.close();
    await connection?.close();
    await agent?.stop();
    await records?.close();
    await system?.stop();
  });

  const deviceOf = async (serial: number): Promise<DeviceDetail> => {
    const { rows } = await system.api<{ rows: DeviceDetail[] }>('GET', `/devices?query=${serial}`);
    return (await system.api<{ device: DeviceDetail }>('GET', `/devices/${rows[0]!.deviceId}`)).device;
  };
  const sagaOf = async (id: string): Promise<SagaRow> =>
    (await system.api<{ saga: SagaRow }>('GET', `/sagas/${id}`)).saga;
  const newPin = (): string => {
    const pin = randomPin();
    chosenPins.push(pin);
    return pin;
  };
  const writes = ({ commands }: { commands: string[] }): string[] => commands.filter((each) => !isRead(each));
  const addDevice = async (): Promise<void> => {
    await grace.goTo('/mine/add');
    await grace.page.getByLabel('Or at which computer are you?').selectOption(agent.workstationId);
  };
  /** Chooses what the card shall be, and presses Next. */
  const begun = async (title: string): Promise<string> => {
    const { page } = grace;
    await page.getByRole('radio', { name: title }).check(patience);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/mine\/add\/[0-9a-f-]{36}$/, patience);
    return page.url().slice(-36);
  };
  /** What the CA has on record of the certificates of this request, by key reference. */
  const atCa = (id: string): Promise<{ key: string; status: string }[]> =>
    records.query(
      'SELECT key_reference AS key, status FROM pki.certificates WHERE request_id = $1 ORDER BY key_reference',
      [id],
    );
  const all = (status: string) => ['9A', '9C', '9D', '9E'].map((key) => ({ key, status }));

  it('[C08] of a card of theirs, a blank one and one of another kind the blank one alone is offered, with the reason why for each other; both are only read', async () => {
    const { page } = grace;
    blank = agent.card('vendor', 64_700_002);
    const other = new OtherKind({ dialect: 'vendor', serial: 64_700_003 });
    void first.watch();
    await agent.slots.insert(middle, blank);
    await agent.slots.insert(right, other);
    await addDevice();
    const offered = page.getByRole('radiogroup', { name: 'Which card shall be yours?' }).locator('label');
    await offered.waitFor(patience);
    expect((await offered.allInnerTexts()).map((each) => each.split(/\n+/))).toEqual([[middle, 'Can be added']]);
    const others = page.getByRole('list', { name: 'Why other cards cannot be added' }).getByRole('listitem');
    await others.filter({ hasText: 'another kind' }).waitFor(patience);
    await others.filter({ hasText: 'yours already' }).waitFor(patience);
    expect((await others.allInnerTexts()).map((each) => each.split(/\n+/))).toEqual([
      [left, 'This card is yours already. You find it under My devices.'],
      [right, 'This is another kind of card or key. It cannot be added here.'],
    ]);
    await grace.photograph('add-device-one-of-three');
    expect([first.commands.length > 0, other.commands.length > 0]).toEqual([true, true]);
    expect([...writes(first), ...writes(other)]).toEqual([]);
  });

  it('[C23] it stops; another card in its place is refused and not written; with the right one the same card is made, of the same version', async () => {
    const { page } = grace;
    const lost = blank.watch({ apdu: 0, kind: 'GENERATE', nth: 1, when: 'after' });
    requestId = await begun('Employee card');
    await lost;
    await agent.slots.untilOut(middle);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(cardIsOut).waitFor(patience);
    const stopped = await sagaOf(requestId);
    expect(stopped).toMatchObject({ state: 'FAILED', profileName: 'my-card', profileVersion: 1 });
    // What is published meanwhile is for the next card.
    const { version } = await publishFourKeys(system.api, 'my-card', { ...employee, cardLifetimeDays: 300 });
    expect(version).toBe(2);

    const another = agent.card('vendor', 64_700_004);
    void another.watch();
    const before = await another.snapshot();
    await agent.slots.insert(middle, another);
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await dialog.getByText('Another card is in the reader').waitFor(patience);
    await dialog.getByText('Put in the card that this is about.').waitFor();
    await grace.photograph('add-device-another-card');
    expect(await sagaOf(requestId)).toMatchObject({ state: 'FAILED', errorCode: 'CARD_WRONG_DEVICE' });
    expect(another.commands.length).toBeGreaterThan(0);
    expect(writes(another)).toEqual([]);
    expect(await another.snapshot()).toEqual(before);

    await agent.slots.remove(middle);
    await agent.slots.insert(middle, blank);
    await page.getByLabel('New PIN').waitFor(patience);
    const { deviceId, profileVersion } = stopped;
    expect(await sagaOf(requestId)).toMatchObject({ deviceId, profileVersion, state: 'AWAITING_USER' });
    expect(await deviceOf(64_700_002)).toMatchObject({ deviceId, profileName: 'my-card', profileVersion: 1 });
  });

  it('[C16] without a PIN it is Pending: all its certificates are on hold, its holder’s activation is answered 403, the operator’s is taken', async () => {
    const { page } = grace;
    await page.getByRole('button', { name: 'Leave pending' }).click();
    await page.getByText('Your card is Pending').waitFor(patience);
    const { deviceId, state } = await deviceOf(64_700_002);
    expect(state).toBe('PENDING_ACTIVATION');
    expect(await atCa(requestId)).toEqual(all('held'));
    const activate = `/devices/${deviceId}/activate`;
    const ofHolder = await grace.post(activate, { reasonText: 'It is mine' });
    expect([ofHolder.status(), await ofHolder.json()]).toMatchObject([403, { code: 'AUTH_FORBIDDEN' }]);
    expect(await atCa(requestId)).toEqual(all('held'));

    const ada = await Person.open(system.url);
    await ada.signIn('ada');
    const ofOperator = await ada.post(activate, { reasonText: 'She has come to the desk' });
    await ada.close();
    expect(ofOperator.status()).toBe(202);
    await eventually(() => atCa(requestId), all('good'), 20_000);
    await eventually(async () => (await deviceOf(64_700_002)).state, 'ACTIVE', 20_000);
  });

  it('[C17] the operator’s activation leaves the initial PIN: VERIFY with it succeeds, and its holder is asked to choose one', async () => {
    const { publicJwk, privateKey } = await makeRecipientKey();
    const asked = { recipientJwk: publicJwk, reasonText: 'The holder has none' };
    const { jwe } = await system.api<{ jwe: string }>('POST', `/sagas/${requestId}/reveal-initial-pin`, asked);
    const initial = await openInitialPin(jwe, privateKey);
    expect(await deviceOf(64_700_002)).toMatchObject({ pin: 'must-change' });
    const { deviceId } = await deviceOf(64_700_002);
    await grace.goTo(`/mine/${deviceId}`);
    await grace.page.getByText('PIN to be chosen', { exact: true }).waitFor(patience);

    // Out of the reader, in the hand of a program that knows nothing of us.
    await agent.slots.remove(middle);
    await blank.powerOn();
    const padded = Buffer.from(initial, 'ascii').toString('hex').padEnd(16, 'F');
    const answers = [];
    for (const command of ['00A404000BA000000308000010000100', `0020008008${padded}`])
      answers.push(
        Buffer.from(await blank.transmit(Buffer.from(command, 'hex')))
          .subarray(-2)
          .toString('hex'),
      );
    expect(answers).toEqual(['9000', '9000']);
    await blank.powerOff();
    await untilWhole({ api: system.api, records }, deviceId, blank);
  });

  it('[C24] cancelled after its certificates were made, they are revoked and nothing holds the card; made blank, it is added again', async () => {
    const { page } = grace;
    const card = agent.card('vendor', 64_700_005);
    cancelledOnce = card;
    const lost = card.watch({ apdu: 0, kind: 'write', nth: 4, when: 'after' });
    await agent.slots.remove(middle);
    await agent.slots.insert(middle, card);
    await addDevice();
    const cancelled = await begun('Badge');
    await lost;
    await agent.slots.untilOut(middle);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(cardIsOut).waitFor(patience);
    expect(await atCa(cancelled)).toEqual(all('good'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The card was not made').waitFor(patience);
    await eventually(() => atCa(cancelled), all('revoked'), 20_000);
    const { deviceId, ...device } = await deviceOf(64_700_005);
    expect(device).toMatchObject({ state: 'ISSUE_FAILED', activeRequestId: null });
    expect(await sagaOf(cancelled)).toMatchObject({ state: 'CANCELLED' });
    const held = () =>
      records.query('SELECT request_id FROM issuance.lease WHERE device_id = $1 AND request_id IS NOT NULL', [
        deviceId,
      ]);
    await eventually(held, []);

    await agent.slots.insert(middle, card);
    const at = { workstationId: agent.workstationId, readerName: middle, reasonText: 'spec' };
    const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/recycle`, at);
    await untilSaga(system.api, saga.requestId, ['COMPLETED']);
    await addDevice();
    const again = await begun('Badge');
    await page.getByLabel('New PIN').waitFor(patience);
    const pin = newPin();
    await typePin(page, pin);
    await page.getByRole('heading', { name: 'My devices' }).waitFor(patience);
    expect(await deviceOf(64_700_005)).toMatchObject({ deviceId, state: 'ACTIVE', pin: 'set' });
    expect(await card.hasPin(pin)).toBe(true);
    expect(await atCa(again)).toEqual(all('good'));
    expect(await atCa(cancelled)).toEqual(all('revoked'));
    await untilWhole({ api: system.api, records }, deviceId, card);
  });

  describe('reprovisions a card of their own', () => {
    const anew = 'Reprovision my card';
    /** What holders must not have to read. */
    const ours = /\b(saga|APDU|PUK|slot|key reference|workflow|agent|workstation|revoked|audit|superseded|9[ACDE])\b/gi;
    const wordsOfOurs = async (): Promise<string[]> => (await grace.page.locator('main').innerText()).match(ours) ?? [];
    const started = () => grace.requests.filter((it) => it.method() === 'POST' && /\/reprovision$/.test(it.url()));
    const only = async (card: WatchedCard): Promise<void> => {
      for (const reader of [left, middle, right]) await agent.slots.remove(reader);
      await agent.slots.insert(left, card);
    };
    /** What stands beside the field, as who cannot see it hears it. */
    const beside = async (label: string): Promise<string> => {
      const { page } = grace;
      const ids = (await page.getByLabel(label).getAttribute('aria-describedby')) ?? '';
      return (
        await page
          .locator(
            ids
              .split(' ')
              .map((id) => `[id="${id}"]`)
              .join(', '),
          )
          .allInnerTexts()
      ).join(' ');
    };

    const accepted = (deviceId: string): Promise<string> =>
      acceptOffer(system, { connection, workstationId: agent.workstationId, readerName: left }, deviceId);

    it('[D16, D17] a card of theirs that is blocked is refused with the reason in one sentence; changed for another, that one is judged', async () => {
      const { page } = grace;
      const { deviceId } = await deviceOf(64_700_005);
      expect((await grace.post(`/devices/${deviceId}/suspend`, { reason: 'MISPLACED' })).status()).toBe(200);
      await only(cancelledOnce);
      await grace.goTo('/mine');
      await page.getByRole('link', { name: anew }).click();
      await page.getByText('This card cannot be reprovisioned now').waitFor(patience);
      await page.getByText('It is blocked for now. Under My devices you see why').waitFor();
      const goOn = page.getByRole('button', { name: 'Continue' });
      expect([await goOn.isDisabled(), await wordsOfOurs()]).toEqual([true, []]);
      await grace.photograph('reprovision-own-blocked');
      await only(first);
      await page.getByRole('button', { name: 'Change card' }).click();
      await page.getByText('This card can be reprovisioned.').waitFor(patience);
      expect(await goOn.isEnabled()).toBe(true);
      await records.query(`UPDATE issuance.web_session SET authenticated_at = now() WHERE sub = 'grace'`);
      expect((await grace.post(`/devices/${deviceId}/resume`, { reason: 'FOUND' })).status()).toBe(200);
    });

    it('[D18] from the page of a card it is that card: there is none to change to, another one is refused and not written', async () => {
      const { page } = grace;
      const { deviceId, label } = await deviceOf(64_700_001);
      await only(cancelledOnce);
      void cancelledOnce.watch();
      await grace.goTo(`/mine/${deviceId}`);
      const [answer] = await Promise.all([
        page.waitForResponse((it) => it.url().endsWith('/api/v1/inspections')),
        page.getByRole('link', { name: anew }).click(),
      ]);
      expect([answer.status(), await answer.json()]).toMatchObject([409, { code: 'CARD_WRONG_DEVICE' }]);
      await page.getByText('This is another card').waitFor(patience);
      await page.getByText(`Take it out and insert ${label}.`).waitFor();
      expect(await page.getByRole('button', { name: 'Change card' }).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
      expect(await wordsOfOurs()).toEqual([]);
      const at = { workstationId: agent.workstationId, readerName: left, reason: 'CONTENT_DAMAGED' };
      const start = await grace.post(`/devices/${deviceId}/reprovision`, at);
      expect([start.status(), await start.json()]).toMatchObject([409, { code: 'CARD_WRONG_DEVICE' }]);
      expect(cancelledOnce.commands.length).toBeGreaterThan(0);
      expect(writes(cancelledOnce)).toEqual([]);
    });

    it('[D19, D20, D21, D22, D23] they give a reason of the list, are warned in their words, and nothing is written before Continue and a PIN; then the card is new', async () => {
      const { page } = grace;
      const { deviceId, profileVersion } = await deviceOf(64_700_001);
      await only(first);
      void first.watch();
      const before = await first.snapshot();
      const at = { workstationId: agent.workstationId, readerName: left };
      expect((await grace.post(`/devices/${deviceId}/reprovision`, at)).status()).toBe(400);
      const { reasons } = await system.api<{ reasons: { code: string; systemOnly?: boolean; roles?: string[] }[] }>(
        'GET',
        '/reasons?use=reprovision',
      );
      const theirs = reasons.filter(({ systemOnly, roles }) => !systemOnly && roles === undefined);

      const toCheck = async (words: { goOn: string; reason: string }): Promise<void> => {
        const goOn = page.getByRole('button', { name: words.goOn });
        await goOn.click(patience);
        const list = page.getByLabel(words.reason);
        // The catalogue of reasons comes after the list that shows it.
        await list.locator('option[value=CONTENT_DAMAGED]').waitFor({ ...patience, state: 'attached' });
        expect(await goOn.isDisabled()).toBe(true);
        const options = await list.locator('option').all();
        const codes = await Promise.all(options.map((option) => option.getAttribute('value')));
        expect(codes.filter(Boolean)).toEqual(theirs.map(({ code }) => code));
        expect(codes).toContain('CONTENT_DAMAGED');
        await list.selectOption('CONTENT_DAMAGED');
        expect(await wordsOfOurs()).toEqual([]);
        await goOn.click();
      };
      await grace.goTo(`/mine/${deviceId}`);
      await page.evaluate(`localStorage.setItem('cardwright-language', 'de')`);
      await grace.goTo(`/reprovision?device=${deviceId}&mine=true`);
      try {
        await toCheck({ goOn: 'Weiter', reason: 'Warum erneuern Sie Ihre Karte?' });
        await page
          .getByText(
            'Ihre Karte wird neu beschrieben, und Sie wählen eine neue PIN. Ihre Zertifikate werden ersetzt; die alten gelten dann nicht mehr.',
          )
          .waitFor(patience);
        await grace.photograph('reprovision-own-check-german');
      } finally {
        // Else the tests that follow would read German.
        await page.evaluate(`localStorage.removeItem('cardwright-language')`);
      }
      await grace.goTo(`/reprovision?device=${deviceId}&mine=true`);
      await toCheck({ goOn: 'Continue', reason: 'Why do you reprovision your card?' });
      await page
        .getByText(
          'Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working.',
        )
        .waitFor(patience);
      await page.getByText('Leave the card in the reader until it is done.').waitFor();
      expect(await wordsOfOurs()).toEqual([]);
      expect(started()).toEqual([]);
      expect(writes(first)).toEqual([]);
      await page.getByRole('button', { name: 'Reprovision my card now' }).click();

      await page.getByLabel('New PIN').waitFor(patience);
      expect(started()).toHaveLength(1);
      const pin = newPin();
      await typePin(page, '12');
      expect(await beside('New PIN')).toContain('The PIN needs 6 to 8 digits.');
      await typePin(page, pin, newPin());
      expect(await beside('Confirm PIN')).toContain('The two entries differ.');
      expect(first.commands.length).toBeGreaterThan(0);
      expect(writes(first)).toEqual([]);
      await typePin(page, pin);
      await page.getByRole('status').getByText('Your card is up to date').waitFor(patience);
      expect(await wordsOfOurs()).toEqual([]);
      const after = await first.snapshot();
      for (const key of ['9A', '9C', '9D', '9E'])
        expect(after.keys[key]!.publicKeySpkiBase64).not.toBe(before.keys[key]!.publicKeySpkiBase64);
      expect(await first.hasPin(pin)).toBe(true);
      expect(await deviceOf(64_700_001)).toMatchObject({ deviceId, profileVersion, state: 'ACTIVE', pin: 'set' });
      await untilWhole({ api: system.api, records }, deviceId, first);
    });

    it('[D14] an operator’s request waits on the page of the card, and its reason is not asked again; the holder does the rest', async () => {
      const { page } = grace;
      const { deviceId } = await deviceOf(64_700_005);
      const asked = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/reprovision-request`, {
        reason: 'CONTENT_DAMAGED',
      });
      await only(cancelledOnce);
      void cancelledOnce.watch();
      await grace.goTo(`/mine/${deviceId}`);
      await page.getByText('Something on the card is damaged.').first().waitFor(patience);
      await grace.goTo(`/update/${await accepted(deviceId)}`);
      await page.getByRole('button', { name: 'Update now' }).waitFor(patience);
      await page.getByText('Something on the card is damaged.').first().waitFor();
      expect(await page.getByRole('combobox').count()).toBe(0);
      expect(await wordsOfOurs()).toEqual([]);
      expect(writes(cancelledOnce)).toEqual([]);
      await page.getByRole('button', { name: 'Update now' }).click();
      await page.getByLabel('New PIN').waitFor(patience);
      expect(writes(cancelledOnce)).toEqual([]);
      // Nothing was there to choose from on the way.
      expect(await page.getByRole('combobox').count()).toBe(0);
      const pin = newPin();
      await typePin(page, pin);
      await page.getByRole('status').getByText('Your card is up to date').waitFor(patience);
      const { requestId: waited } = asked.saga;
      expect(await sagaOf(waited)).toMatchObject({ type: 'REPROVISION', state: 'COMPLETED', deviceId });
      const reason = 'SELECT reason FROM issuance.request WHERE request_id = $1';
      expect(await records.query(reason, [waited])).toEqual([{ reason: 'CONTENT_DAMAGED' }]);
      expect(await cancelledOnce.hasPin(pin)).toBe(true);
    });
  });

  it('no PIN was in a request of the browser', () => {
    expect(chosenPins).toHaveLength(4);
    for (const request of grace.requests)
      for (const pin of chosenPins) expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pin);
  });
});
