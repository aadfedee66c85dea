/** Reprovision, the page of an update, the stuck list and what needs no card, in a real browser against the real system with simulated cards. */
import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import type { Page } from 'playwright-core';
import type { Device, Saga, UpdateOffer } from '../../src/api/types.js';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { type ConsoleStack, startConsoleStack } from '../support/console-stack.js';
import { identify, startIssuance, typePin } from '../support/issuing.js';

const patience = 240_000;
const reader = (index: number): string => `Simulated reader ${index}`;
const serial = 10_000_001;
const noCard = /(The card is not in a reader|The card was removed)/;
const freshPin = (): string => `70${randomInt(1000, 10_000)}94`;
/** As a real card makes an RSA key: long enough to be seen at it and pulled. */
const slowKeys = ['slow=47:3000'];
/** While the card makes its keys. */
const keyWork = /^(Replacing keys|(Generating|Attesting|Proving possession of) the key)/;

describeWith(chromiumMissing(), 'console: reprovision', () => {
  let stack: ConsoleStack;
  let pinOfGrace: string;
  const open: Person[] = [];
  const arrive = async (login: string, look: Parameters<typeof Person.open>[1] = {}): Promise<Person> => {
    const person = await Person.open(stack.url, look);
    open.push(person);
    await person.signIn(login);
    return person;
  };
  /** Requests that start a reprovision: none before Continue (D21). */
  const started = ({ requests }: Person) =>
    requests.filter((it) => /\/reprovision$/.test(it.url()) && it.method() === 'POST');

  beforeAll(async () => {
    stack = await startConsoleStack();
    const { page } = await arrive('ada');
    await page.getByRole('link', { name: 'Issue a card' }).click();
    await startIssuance(page, { reader: reader(0), holder: 'Grace Hopper', profile: 'PIV, four certificates' });
    await page.getByLabel('New PIN').waitFor();
    await typePin(page, freshPin());
    await page.getByRole('status').getByText('The card is active').waitFor();
  }, patience);
  afterEach(async () => {
    for (const person of open.splice(0)) await person.close();
  }, patience);
  afterAll(async () => {
    await stack?.stop();
  }, patience);

  it(
    '[D02, D15, D16, D20, D21, D22, D23] a holder reprovisions a card of their own',
    async () => {
      const grace = await arrive('grace', { width: 390 });
      const { page } = grace;
      await page.getByRole('link', { name: 'Reprovision my card' }).click();
      await page.getByRole('radio', { name: reader(0) }).click();
      await page.getByText('This card can be reprovisioned.').waitFor();
      await grace.photograph('reprovision-my-card-narrow');
      await page.getByRole('button', { name: 'Continue' }).click();
      const why = page.getByLabel('Why do you reprovision your card?');
      await why.waitFor();
      expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
      await why.selectOption({ label: damaged });
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Your card is written anew').waitFor();
      await grace.photograph('reprovision-my-check-narrow');
      expect(started(grace)).toEqual([]);
      await page.getByRole('button', { name: 'Reprovision my card now' }).click();

      await page.getByLabel('New PIN').waitFor();
      expect(started(grace)).toHaveLength(1);
      // Only a card that is issued could be left without a PIN of its holder.
      expect(await page.getByRole('button', { name: 'Leave pending' }).count()).toBe(0);
      const pin = freshPin();
      await typePin(page, pin, '70000094');
      await page.getByText('The two entries differ.').waitFor();
      await grace.photograph('reprovision-my-pin-narrow');
      await typePin(page, pin);
      await page.getByRole('status').getByText('Your card is up to date').waitFor();
      await grace.photograph('reprovision-my-done-narrow');
      pinOfGrace = pin;
      for (const request of grace.requests) expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pin);
    },
    patience,
  );

  it(
    '[A11, A12, A13, A14, A15, A16, A22, B15] a holder updates their card on the page of an offer, in their own words, through a reload',
    async () => {
      const grace = await arrive('grace', { width: 390 });
      const { page } = grace;
      await page.getByRole('link', { name: String(serial) }).click();
      await page.waitForURL(/mine\/[0-9a-f-]{36}$/);
      const offered = await offerOn(page, page.url().slice(-36));
      const begun = () => grace.requests.filter((it) => it.url().endsWith(`${offered.offerId}/begin`));

      await grace.goTo(`/update/${offered.offerId}`);
      const start = page.getByRole('button', { name: 'Update now' });
      await start.waitFor();
      await page.getByText('You get a new certificate for signing in. The old one expires soon.').waitFor();
      for (const warning of ['take the card out', 'lock the screen', 'log off', 'another program'])
        await page.getByText(warning).first().waitFor();
      expect(await wordsOfOurs(page)).toEqual([]);
      await grace.photograph('update-offer-narrow');
      // Opening starts nothing.
      expect(begun()).toEqual([]);
      await start.click();

      const pin = page.getByRole('textbox', { name: 'PIN of the card' });
      await pin.waitFor();
      // Stopped by another program: the way there needs two programs at one card, the words need the answer alone.
      const errorMessage = 'Another program holds the card; it may be firefox-esr (pid 77)';
      const stop = { errorCode: 'CARD_BUSY', errorMessage, busyPrograms: ['firefox-esr'] };
      const held = { state: 'FAILED', awaiting: null, ...stop };
      const answers = /\/api\/v1\/sagas\/[0-9a-f-]{36}$/;
      await page.route(answers, async (route) => {
        const response = await route.fetch();
        const { saga } = (await response.json()) as { saga: Saga };
        await route.fulfill({ response, json: { saga: { ...saga, ...held } } });
      });
      await page.reload();
      const stopped = page.getByRole('alert');
      await stopped.waitFor();
      expect(await stopped.innerText()).toContain(
        'Close the other programs that use it. It may be firefox-esr. It then goes on by itself within a minute or two.',
      );
      expect(await stopped.innerText()).not.toContain('Another program holds');
      expect(await wordsOfOurs(page)).toEqual([]);
      await grace.photograph('update-other-program-narrow');
      await page.unroute(answers);
      await page.reload();
      await pin.fill(pinOfGrace);
      expect(await wordsOfOurs(page)).toEqual([]);
      await grace.photograph('update-pin-narrow');
      await page.getByRole('button', { name: 'Update the card' }).click();
      await page.getByRole('status').getByText('Your card is up to date').waitFor();
      await page.getByText('Now take the card out of the reader and put it in again.').waitFor();
      await page.getByText('you may close this window').waitFor();
      expect(await wordsOfOurs(page)).toEqual([]);
      await grace.photograph('update-done-narrow');
      expect(begun()).toHaveLength(1);
      for (const request of grace.requests)
        expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(pinOfGrace);

      const [help] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Help with this update' }).click(),
      ]);
      await help.getByRole('heading', { name: 'Help with updating a card' }).waitFor();
    },
    patience,
  );

  it(
    '[A11, A22] an offer leads to the sign-in and back; its help needs none; an unknown one says so',
    async () => {
      const nobody = await Person.open(stack.url);
      open.push(nobody);
      const { page } = nobody;
      await nobody.goTo('/help/update');
      await page.getByRole('heading', { name: 'Help with updating a card' }).waitFor();
      expect(nobody.requests.filter((it) => it.url().includes('/api/'))).toEqual([]);
      const path = `/update/${randomUUID()}`;
      await nobody.goTo(path);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.locator('button[value=grace]').click();
      await page.waitForURL(`${stack.url}${path}`);
      await page.getByText('There is no update at this address').waitFor();
      await page.getByRole('navigation').waitFor({ state: 'detached' });
    },
    patience,
  );

  it(
    '[D10, D15, D18, D19, D20, F01, F04] an operator does it from the device; pulled out it is found among what is stuck, and finished',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      await stack.removeCard(reader(0));
      await stack.insertCard(reader(0), serial, slowKeys);
      await page.getByRole('link', { name: String(serial) }).click();
      await page.getByRole('link', { name: 'Reprovision', exact: true }).click();
      // It is found by itself, and each reader says which card is in it.
      await page.getByRole('radio', { name: new RegExp(`${reader(0)}\\s*${serial}`), checked: true }).waitFor();
      await page.getByRole('radio', { name: reader(1) }).click();
      await page.getByText('This is another card').waitFor();
      await page.getByText(`${serial} is in ${reader(0)}: choose that one.`).waitFor();
      await ada.photograph('reprovision-wrong-card');
      expect(await page.getByRole('button', { name: 'Change card' }).count()).toBe(0);
      await page.getByRole('radio', { name: reader(0) }).click();
      await page.getByText('This card can be reprovisioned.').waitFor();
      await ada.photograph('reprovision-card');
      await page.getByRole('button', { name: 'Continue' }).click();

      const next = page.getByRole('button', { name: 'Continue' });
      await page.getByLabel('Reason for reprovision').selectOption({ label: 'Another reason, in words' });
      expect(await next.isDisabled()).toBe(true);
      await page.getByLabel('In your own words').fill('The browser test asks for it');
      await ada.photograph('reprovision-reason');
      await next.click();
      await page.getByText('Before you continue', { exact: true }).waitFor();
      await page.getByRole('table', { name: 'Certificates that are replaced' }).waitFor();
      await page.getByText('From here on the card can only go forward').waitFor();
      await ada.photograph('reprovision-check');
      expect(started(ada)).toEqual([]);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('New PIN').waitFor();
      await ada.photograph('reprovision-pin');
      await typePin(page, freshPin());
      await page.getByText(keyWork).first().waitFor();
      await stack.removeCard(reader(0));
      await page.getByRole('dialog').getByText(noCard).first().waitFor();
      await ada.photograph('reprovision-failure');

      await ada.goTo('/devices');
      const ofDevice = page.getByRole('row', { name: String(serial) });
      await ofDevice.getByText('Stuck', { exact: true }).waitFor();
      await ada.goTo('/');
      await page.getByRole('link', { name: '0 within 90 days' }).waitFor();
      await page.getByRole('link', { name: '1 for an operator' }).waitFor();
      await page.getByRole('link', { name: 'Needs attention 1' }).click();
      const row = page.getByRole('row', { name: 'Reprovision the card of Grace Hopper' });
      await row.getByText(noCard).waitFor();
      await row.getByText('An operator').waitFor();
      await row.getByText('Front desk').waitFor();
      await row.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Open in Temporal UI' }).waitFor();
      await ada.photograph('stuck');
      await page.getByRole('menuitem', { name: 'Cancel saga' }).click();
      await page.getByRole('dialog').getByText('It stops after the key that is at work').waitFor();
      await ada.photograph('stuck-cancel');
      await page.getByRole('button', { name: 'Do not cancel' }).click();
      await row.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Move to another workstation' }).click();
      await page.getByText('No other workstation is online').waitFor();
      await page.getByRole('button', { name: 'Leave it here' }).click();
      await row.getByRole('button', { name: 'Retry' }).click();
      await page.getByText('Going on').waitFor();

      await stack.insertCard(reader(0), serial, []);
      // [S1-5] It waits for the PIN once more: that is in the same list, and on the card.
      await row.getByText('A PIN is kept nowhere, so it is asked for again').waitFor();
      await row.getByText('Waiting for PIN').waitFor();
      await row.getByRole('cell', { name: 'Grace Hopper', exact: true }).waitFor();
      await page.getByRole('link', { name: 'Needs attention 1' }).waitFor();
      await page.getByLabel('Waits for').selectOption({ label: 'An operator' });
      await page.getByText('Nothing needs attention').waitFor();
      await page.getByLabel('Waits for').selectOption({ label: 'The cardholder' });
      await row.waitFor();
      expect(await faultsOf(ada, 'attention-pin')).toEqual([]);
      await ada.goTo(`/devices`);
      await ofDevice.getByText('Waits for PIN', { exact: true }).waitFor();
      await page.getByRole('link', { name: String(serial) }).click();
      await page.getByRole('status').getByText('The work on this card waits for a PIN').waitFor();
      await page.getByRole('link', { name: 'Open it' }).click();
      await page.getByLabel('New PIN').waitFor();
      await page.getByText('A PIN is kept nowhere, so it is asked for again').first().waitFor();
      await page
        .getByRole('listitem')
        .filter({ hasText: 'Choose the PIN' })
        .getByText('waiting')
        .waitFor({ state: 'attached' });
      await ada.photograph('reprovision-pin-again');
      await typePin(page, freshPin());
      await page.getByRole('status').getByText('Its keys and certificates are new').waitFor();
      await page.getByRole('link', { name: 'Needs attention', exact: true }).waitFor();
      await ada.photograph('reprovision-done');
    },
    patience,
  );

  it(
    '[D06, D16, D17] a suspended card is refused with one sentence; resumed, it can be reprovisioned',
    async () => {
      const ada = await arrive('ada', { scheme: 'dark' });
      const { page } = ada;
      await page.getByRole('link', { name: String(serial) }).click();
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Suspend' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').selectOption({ label: 'The holder is on leave' });
      await ada.photograph('suspend-dark');
      await dialog.getByRole('button', { name: 'Suspend' }).click();
      await page.getByText('Suspended', { exact: true }).waitFor();
      await ada.photograph('suspended-dark');
      const back = page.url();

      await ada.goTo('/reprovision');
      await page.getByRole('radio', { name: reader(0) }).click();
      await page.getByText('This card is suspended: resume it first').waitFor();
      await ada.photograph('reprovision-refused-dark');
      await page.getByRole('button', { name: 'Change card' }).click();
      expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);

      await page.goto(back);
      await page.getByRole('button', { name: 'Resume' }).click();
      await dialog.getByLabel('Reason').selectOption({ label: 'The card was found' });
      await dialog.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('Active', { exact: true }).first().waitFor();
    },
    patience,
  );

  it(
    'sets a new PIN by the PUK',
    async () => {
      const grace = await arrive('grace');
      const { page } = grace;
      await page.getByRole('link', { name: String(serial) }).click();
      await page.getByRole('button', { name: 'Choose a new PIN' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Choose the PIN now' }).click();
      await page.waitForURL(/\/mine\/follow\//);
      // Until the next page is loaded, the one before is still there.
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await typePin(page, freshPin());
      await page.getByRole('status').getByText('Your new PIN is set').waitFor();
      await grace.photograph('pin-reset-done');
    },
    patience,
  );

  it(
    '[B05] a lock waits for its card and is withdrawn; a reprovision that is due says why its holder is not asked',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      const dialog = page.getByRole('dialog');
      const withdraw = async (): Promise<void> => {
        await page.getByRole('button', { name: 'Cancel saga' }).click();
        await dialog.getByLabel('Reason').fill('Asked for by the browser test');
        await dialog.getByRole('button', { name: 'Cancel saga' }).click();
        await page.getByText('Withdrawn', { exact: true }).waitFor();
      };
      await stack.removeCard(reader(0));
      await page.getByRole('link', { name: String(serial) }).click();
      await page.waitForURL(/devices\/[0-9a-f-]{36}$/);
      const back = page.url();
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Lock', exact: true }).click();
      await dialog.getByLabel('Workstation').waitFor();
      await dialog.getByRole('radio', { name: 'When it is put in' }).click();
      // It is for any workstation.
      await dialog.getByLabel('Workstation').waitFor({ state: 'detached' });
      await dialog.getByLabel('Reason').selectOption({ label: 'The PIN may be known to others' });
      await ada.photograph('lock-when-inserted');
      await dialog.getByRole('button', { name: 'Lock', exact: true }).click();
      await page.waitForURL(/sagas\/[0-9a-f-]{36}$/);
      const lock = page.url();
      await page.goto(back);
      await page.getByText(/^Lock the card: due from/).waitFor();
      await ada.photograph('lock-due');
      await page.goto(lock);
      await page.getByText('Waits for the card, which is locked as soon as it is in a reader').first().waitFor();
      await ada.photograph('lock-waits');
      await withdraw();

      const asked = { reason: 'CONTENT_DAMAGED' };
      const { saga } = await ada.send<{ saga: Saga }>(`/devices/${back.slice(-36)}/reprovision-request`, asked);
      const nora = await arrive('nora');
      const enabled = (yes: boolean) =>
        nora.send('/people/import', { csv: `external_id,given_name,surname,enabled\nE1002,Grace,Hopper,${yes}\n` });
      await enabled(false);
      const held = page.getByText('Not offered now: The person is disabled. Enable the person first.');
      await eventually(
        async () => {
          await page.goto(back);
          await page.getByText(/^Reprovision the card: due from/).waitFor();
          return held.count();
        },
        1,
        30_000,
      );
      await ada.photograph('due-held-back');
      await enabled(true);
      await ada.goTo(`/sagas/${saga.requestId}`);
      await withdraw();
      await page.goto(back);
      await page.getByText(/^Replace the card, which expires soon: due from/).waitFor();
      await page.getByText(/^Reprovision the card: due from/).waitFor({ state: 'detached' });
      await stack.insertCard(reader(0), serial);
    },
    patience,
  );

  it(
    'notices another card that was put in between two looks at the readers',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      await ada.goTo('/issue');
      await page.getByRole('radio', { name: reader(0) }).click();
      const found = page.getByRole('status').filter({ hasText: 'Management key' });
      await found.getByText(String(serial), { exact: true }).waitFor();
      // The agent has told the page which card it knows in there: what comes then is another.
      await page.waitForResponse(async (answer) => {
        if (!/\/workstations\/[^/]+\/readers$/.test(answer.url())) return false;
        return (await answer.text()).includes(`ykserial:${serial}`);
      });
      await stack.removeCard(reader(0));
      await stack.insertCard(reader(0), 10_000_077, []);
      await found.getByText('10000077', { exact: true }).waitFor();
      await stack.removeCard(reader(0));
      await stack.insertCard(reader(0), serial, []);
      await found.getByText(String(serial), { exact: true }).waitFor();
    },
    patience,
  );

  it(
    '[B05] an operator locks a card; asks for a temporary card, withdraws, asks again and issues it for the request',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      const dialog = page.getByRole('dialog');
      const choose = async (action: string, reason: string, words?: string): Promise<void> => {
        await page.getByRole('button', { name: 'More', exact: true }).click();
        await page.getByRole('menuitem', { name: action, exact: true }).click();
        await dialog.getByLabel('Reason').selectOption({ label: reason });
        if (words !== undefined) await ada.photograph(words);
        await dialog.getByRole('button', { name: action, exact: true }).click();
      };
      await page.getByRole('link', { name: String(serial) }).click();
      const back = page.url();
      await choose('Lock', 'The PIN may be known to others', 'lock');
      await page.getByRole('status').getByText('The PIN is blocked').waitFor();

      await page.goto(back);
      await page.getByRole('status').getByText('Nobody can use the card').waitFor();
      await page.getByRole('button', { name: 'Reset PIN' }).waitFor();
      await choose('Replace', 'The holder forgot the card', 'replace');
      await page.getByText('Waits for its temporary card').waitFor();
      await page.getByText('Suspended', { exact: true }).waitFor();
      await ada.photograph('replacement-waits');
      await page.getByRole('button', { name: 'Withdraw' }).click();
      await dialog.getByText('may be used again').waitFor();
      await dialog.getByLabel('Reason').fill('It was found');
      await dialog.getByRole('button', { name: 'Withdraw' }).click();
      await page.getByText('Active', { exact: true }).first().waitFor();

      await choose('Replace', 'The holder cannot find the card');
      const waiting = page.getByRole('link', { name: 'Issue the new card' });
      await waiting.waitFor();
      // From elsewhere nothing is taken by itself, and not that the card is beside the request either.
      const personId = new URL((await waiting.getAttribute('href'))!, page.url()).searchParams.get('person');
      await ada.goTo(`/issue?person=${personId}`);
      await page.getByRole('radio', { name: reader(1) }).click();
      await page.getByText('Management key').waitFor();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('radio', { name: 'No other card' }).waitFor();
      await page.getByRole('radio', { name: /^Sign-in only/ }).click();
      expect(await page.getByRole('button', { name: 'Make the plan' }).isDisabled()).toBe(true);
      await page.goto(back);
      await waiting.click();
      await page.getByRole('radio', { name: reader(1) }).click();
      await page.getByText('Management key').waitFor();
      await page.getByRole('button', { name: 'Continue' }).click();
      // The way from the card that waits leads to a card for that request, and not to one beside it.
      const forIt = page.getByRole('radio', { name: /^Replace for a time/ });
      await forIt.waitFor();
      expect(await forIt.isChecked()).toBe(true);
      await ada.photograph('replacement-chosen');
      await page.getByRole('button', { name: 'Make the plan' }).click();
      await page.getByText('What will happen').waitFor();
      await identify(page);
      await page.getByRole('button', { name: 'Start issuing' }).click();
      await page.getByLabel('New PIN').waitFor();
      await typePin(page, freshPin());
      await page.getByRole('status').getByText('The card is active').waitFor();
      await page.goto(back);
      await page.getByText('Temporary card', { exact: true }).waitFor();
      await ada.photograph('replacement-active');
    },
    patience,
  );
});

const damaged = 'The content of the card is damaged or incomplete';

/** What holders must not have to read, of what the page shows. */
async function wordsOfOurs(page: Page): Promise<string[]> {
  const shown = await page.locator('main').innerText();
  return (
    shown.match(
      /\b(saga|APDU|PUK|slot|key reference|reprovision|workflow|agent|9[ACDE]|[0-9a-f]{8}-[0-9a-f]{4})\b/gi,
    ) ?? []
  );
}

/** An offer as update-svc makes one. What it begins is real: the update that its holder may ask for. */
async function offerOn(page: Page, deviceId: string): Promise<UpdateOffer> {
  const { device } = (await (
    await page.request.get(new URL(`/api/v1/devices/${deviceId}`, page.url()).href)
  ).json()) as { device: Device };
  const offer: UpdateOffer = {
    offerId: randomUUID(),
    deviceId,
    deviceLabel: device.label,
    kind: 'cert.renew',
    causes: [
      {
        ...{ kind: 'cert.renew', cause: 'RENEW', keyReferences: ['9A'], urgency: 'normal' },
        dueAt: new Date().toISOString(),
        deadline: null,
      },
    ],
    urgency: 'normal',
    deadline: null,
    record: { medianSeconds: 38, succeeded: 211, of: 212 },
    postponable: true,
    postponedUntil: new Date().toISOString(),
    state: 'accepted',
    personId: device.personId,
    offeredAt: new Date().toISOString(),
    workstationId: device.workstationId,
    readerName: null,
    until: null,
    postponements: [],
    acceptedAt: new Date().toISOString(),
    requestId: null,
    outcome: null,
    endedAt: null,
  };
  await page.route(`**/api/v1/update-offers/${offer.offerId}**`, async (route) => {
    const request = route.request();
    if (request.method() === 'GET') return route.fulfill({ json: { offer } });
    const response = await route.fetch({
      url: new URL(`/api/v1/devices/${deviceId}/update`, request.url()).href,
      headers: { ...request.headers(), 'content-type': 'application/json' },
      postData: { workstationId: device.workstationId, reason: 'RENEW', keyReferences: ['9A'] },
    });
    offer.requestId = ((await response.json()) as { saga: Saga }).saga.requestId;
    return route.fulfill({ response });
  });
  return offer;
}
