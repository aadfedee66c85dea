/** The console in a real browser against the real system: every service as its own process, simulated cards in the readers. */
import { randomInt } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { type ConsoleStack, startConsoleStack } from '../support/console-stack.js';
import { checkHolder, keepBackPhoto, putInPhoto } from '../support/holder-photo.js';
import { importPeople } from '../support/import-people.js';
import { problemAnswer } from '../support/problem-answer.js';
import { percentages, readHistory, recycle, startIssuance, typePin, watchPercentages } from '../support/issuing.js';

const patience = 240_000;
const reader = (index: number): string => `Simulated reader ${index}`;
const firstSerial = 10_000_001;
const noCard = /^(The card is not in a reader|The card was removed)/;
/** As a real card takes over an RSA key: long enough to be seen at it and pulled. */
const slowKeys = ['slow=47:3000'];
/** What the page says while the card makes its keys. */
const keyWork = /^(Taking over the card|(Generating|Attesting|Proving possession of) the key)/;
/** Eight digits, so that they occur nowhere by chance; the frame keeps them from being a row or a repetition. */
const freshPin = (): string => `70${randomInt(1000, 10_000)}94`;

describeWith(chromiumMissing(), 'console', () => {
  let stack: ConsoleStack;
  const open: Person[] = [];
  const arrive = async (login: string, look: Parameters<typeof Person.open>[1] = {}): Promise<Person> => {
    const person = await Person.open(stack.url, look);
    open.push(person);
    await person.signIn(login);
    return person;
  };

  beforeAll(async () => {
    stack = await startConsoleStack();
  }, patience);
  afterEach(async () => {
    for (const person of open.splice(0)) await person.close();
  }, patience);
  afterAll(async () => {
    await stack?.stop();
  }, patience);

  it(
    'signs in at the issuer: the browser holds a cookie that no script can read, and nothing else',
    async () => {
      const ada = await Person.open(stack.url);
      open.push(ada);
      await ada.goTo('/people');
      await ada.page.getByRole('link', { name: 'Sign in' }).waitFor();
      await ada.photograph('sign-in');
      await ada.signIn('ada');
      expect(await ada.kept()).not.toMatch(/token|eyJ/);
      // The issuer's page left its own: cookies know hosts, not ports.
      const ours = async () => (await ada.cookies()).filter(({ name }) => name.includes('cardwright'));
      expect((await ours()).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
        ['cardwright-session', true, 'Strict'],
      ]);
      await ada.goTo('/me');
      await ada.page.getByText('Issuance operator', { exact: true }).waitFor();
      // Duties are separated here: only an installation where they are not says so.
      expect(await ada.page.getByText('One person may hold every role in this installation.').count()).toBe(0);
      await ada.photograph('me');
      await ada.page.getByRole('button', { name: /^Your account/ }).click();
      await ada.page.getByRole('menuitem', { name: 'Sign out' }).click();
      await ada.page.waitForURL((url) => url.origin !== stack.url || url.pathname === '/');
      expect(await ours()).toEqual([]);
    },
    patience,
  );

  it(
    '[security Browser sessions] shows where a person is signed in, and signs out one browser, all, or a person by an operator',
    async () => {
      const [here, there] = [await arrive('grace'), await arrive('grace')];
      const table = here.page.getByRole('table', { name: 'Where you are signed in' });
      const isOut = (person: Person) => person.page.getByRole('link', { name: 'Sign in' }).waitFor();
      // The issuer still knows who it is, and asks nothing.
      const comeBack = async ({ page }: Person): Promise<void> => {
        await page.getByRole('link', { name: 'Sign in' }).click();
        await page.getByRole('heading', { name: 'Where you are signed in' }).waitFor();
      };
      await here.goTo('/me');
      await table.getByText('This browser').waitFor();
      expect(await table.getByRole('row', { name: /^Chrome on Linux/ }).count()).toBe(2);
      await here.photograph('me-sessions');
      await table.getByRole('button', { name: 'Sign out: Chrome on Linux' }).click();
      await table.getByRole('button', { name: 'Sign out: Chrome on Linux' }).waitFor({ state: 'detached' });
      await there.goTo('/me');
      await isOut(there);
      await comeBack(there);
      await here.page.getByRole('button', { name: 'Sign out everywhere' }).click();
      await here.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
      await here.page.waitForURL((url) => url.pathname !== '/me');
      for (const person of [here, there]) {
        await person.goTo('/me');
        await isOut(person);
      }

      await comeBack(there);
      const sofia = await arrive('sofia');
      await sofia.page.getByRole('link', { name: 'People' }).click();
      await sofia.page.getByRole('link', { name: 'Grace Hopper' }).click();
      await sofia.page.getByRole('button', { name: 'Sign out everywhere' }).click();
      await sofia.page.getByLabel('Reason').fill('Her laptop is missing');
      await sofia.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
      await sofia.page.getByText('1 browser was signed out').waitFor();
      await there.goTo('/me');
      await isOut(there);
    },
    patience,
  );

  it(
    '[security Browser sessions] has whoever is there confirm that it is them: they come back to the same page and repeat what they did',
    async () => {
      const sofia = await arrive('sofia');
      const { page } = sofia;
      await page.getByRole('link', { name: 'People' }).click();
      await page.getByRole('link', { name: 'Grace Hopper' }).click();
      const person = page.url();
      const done: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST' && request.url().includes('/sign-out')) done.push(request.url());
      });
      // As the gateway answers five minutes after a sign-in (apps/gateway/test/integration/step-up.spec.ts).
      const answer = problemAnswer('AUTH_STEP_UP_REQUIRED', { maxAgeSeconds: 300 });
      await page.route('**/sign-out', (route) => route.fulfill(answer(route.request().url())), { times: 2 });
      const attempt = async (): Promise<void> => {
        await page.getByRole('button', { name: 'Sign out everywhere' }).click();
        await page.getByLabel('Reason').fill('Her laptop is missing');
        await page
          .getByRole('dialog', { name: 'Sign this person out everywhere?' })
          .getByRole('button', { name: 'Sign out everywhere' })
          .click();
      };
      const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
      const signInAs = async (login: string): Promise<void> => {
        await dialog.getByRole('button', { name: 'Sign in again' }).click();
        // The issuer knows her, and asks all the same.
        await page.locator(`button[value=${login}]`).click();
      };
      await attempt();
      await dialog.waitFor();
      await sofia.photograph('step-up');
      await signInAs('henri');
      await page.getByText('Somebody else has signed in. Nothing was confirmed, and nothing was changed.').waitFor();
      await page.getByRole('button', { name: 'Your account: Sofia Wassiljewna Kowalewskaja' }).waitFor();
      await attempt();
      await dialog.waitFor();
      // Now the issuer knows him instead: she is asked who she is.
      await signInAs('sofia');
      await page.waitForURL(person);
      await page.getByRole('heading', { level: 1, name: 'Grace Hopper' }).waitFor();
      expect(done).toHaveLength(2);
      await attempt();
      await page.getByText(/browsers? (was|were) signed out/).waitFor();
      expect(done).toHaveLength(3);
    },
    patience,
  );

  it(
    'lists people and finds one by a part of a name',
    async () => {
      const ada = await arrive('ada');
      await ada.page.getByRole('link', { name: 'People' }).click();
      await ada.page.getByRole('link', { name: 'Grace Hopper' }).waitFor();
      await ada.photograph('people');
      await ada.page.getByRole('searchbox', { name: 'Search by name' }).fill('żółk');
      await ada.page.getByRole('link', { name: 'Grace Hopper' }).waitFor({ state: 'detached' });
      expect(await ada.page.getByRole('row').count()).toBe(2);
      await ada.page.getByRole('link', { name: 'Łukasz Żółkiewski' }).click();
      await ada.page.getByText('E1009').waitFor();
    },
    patience,
  );

  it(
    'imports a file of people: first how each column was understood, or what is wrong by line, then all of it',
    async () => {
      await importPeople(await arrive('nora'));
    },
    patience,
  );

  it(
    'the lab corner pulls a card, puts it in again and swaps two',
    async () => {
      const grace = await arrive('grace');
      const { page } = grace;
      await page.getByRole('button', { name: 'Lab' }).click();
      const lab = page.getByRole('dialog', { name: 'Lab' });
      await lab.getByText(`ykserial:${firstSerial}`).waitFor();
      await grace.photograph('lab');
      await lab.getByRole('button', { name: `Pull the card of ${reader(0)}` }).click();
      await lab.getByText('Empty').waitFor();
      await lab.getByRole('button', { name: `What to insert into ${reader(0)}` }).click();
      await page.getByRole('menuitem', { name: `Insert ykserial:${firstSerial}` }).click();
      await lab.getByText('Empty').waitFor({ state: 'detached' });
      const rows = () => lab.getByText(/^ykserial:/).allInnerTexts();
      expect(await rows()).toEqual([`ykserial:${firstSerial}`, `ykserial:${firstSerial + 1}`]);
      for (const expected of [firstSerial + 1, firstSerial]) {
        await lab.getByRole('button', { name: `Move the card of ${reader(0)}` }).click();
        await page.getByRole('menuitem', { name: `Swap with ${reader(1)}` }).click();
        await lab
          .getByText(/^ykserial:/)
          .first()
          .filter({ hasText: `ykserial:${expected}` })
          .waitFor();
      }
    },
    patience,
  );

  it(
    '[C12, C14, C18, C19] issues a card to ACTIVE; the PIN leaves the page only sealed to the verified agent',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      await page.getByRole('link', { name: 'Issue a card' }).click();
      const order = { reader: reader(0), holder: 'Alan Turing', profile: 'PIV, four certificates' };
      await putInPhoto(await arrive('nora'), 'Alan Turing');
      let photo: () => void;
      const pause = async (step: string): Promise<void> => {
        await ada.photograph(`issue-${step}`);
        if (step === 'holder') photo = await keepBackPhoto(ada);
      };
      const check = () => checkHolder(ada, { name: 'Alan Turing', externalId: 'E1003' }, photo);
      const requestId = await startIssuance(page, order, pause, check);
      await watchPercentages(page);
      // Four keys of this kind may be there before the page is: which step it shows first is not promised.
      await page.getByRole('progressbar').first().waitFor();
      await ada.photograph('issue-progress');
      await page.getByLabel('New PIN').waitFor();
      await ada.photograph('issue-pin');
      const sentPins = () => ada.requests.filter((request) => request.url().endsWith(`/sagas/${requestId}/pin`));

      await typePin(page, '123456', '1234567');
      await page.getByText('The two entries differ.').waitFor();
      await page.getByText('That is a PIN that cards are delivered with.').waitFor();
      await ada.photograph('issue-pin-errors');
      await typePin(page, '1234');
      await page.getByText('The PIN needs 6 to 8 digits.').waitFor();
      expect(sentPins()).toHaveLength(0);

      const pin = freshPin();
      await typePin(page, pin);
      await page.getByRole('status').getByText('The card is active').waitFor();
      await ada.photograph('issue-done');
      expect(sentPins()).toHaveLength(1);
      for (const form of [
        pin,
        Buffer.from(pin).toString('base64').replace(/=+$/, ''),
        Buffer.from(pin).toString('hex'),
      ])
        for (const request of ada.requests) expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(form);
      expect(await ada.kept()).not.toContain(pin);
      expect(await page.content()).not.toContain(pin);
      expect(ada.messages.join('\n')).not.toContain(pin);

      const shown = await percentages(page);
      expect(shown.at(-1)).toBe(100);
      expect(shown).toEqual([...shown].sort((a, b) => a - b));

      await page.getByRole('link', { name: 'Saga details' }).click();
      await page.getByText('Writing certificates and data objects and reading them back').waitFor();
      await page.getByText('By the photo on record').waitFor();
      const temporal = await page.getByRole('link', { name: 'Open in Temporal UI' }).getAttribute('href');
      expect(temporal).toMatch(/\/namespaces\/cardwright\/workflows\/device%2F[0-9a-f-]{36}%2Fwrite$/);
      await ada.photograph('saga');
      await page.getByRole('link', { name: 'Devices', exact: true }).click();
      const row = page.getByRole('row', { name: String(firstSerial) });
      await row.filter({ hasText: 'Alan Turing' }).getByText('Active').waitFor();
      await ada.photograph('devices');
      await row.getByRole('link').click();
      await page.getByText('Chosen by the holder').waitFor();
      await ada.photograph('device');
      await readHistory(ada, 'Ada Lovelace (E1001)');
    },
    patience,
  );

  it(
    'seals nothing to a key that the agent did not sign',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      await recycle(ada, firstSerial);
      await page.route('**/pin-key', async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { sessionKey: { expiresAt: string } };
        body.sessionKey.expiresAt = new Date(Date.parse(body.sessionKey.expiresAt) + 1000).toISOString();
        await route.fulfill({ response: answer, json: body });
      });
      await ada.goTo('/issue');
      const order = { reader: reader(0), holder: 'Alan Turing', profile: 'Sign-in only (P-256)' };
      const requestId = await startIssuance(page, order);
      await page.getByLabel('New PIN').waitFor();
      await typePin(page, freshPin());
      await page.getByText('could not be verified, so nothing was sent').waitFor();
      expect(ada.requests.filter((request) => request.url().endsWith(`/sagas/${requestId}/pin`))).toHaveLength(0);
      await page.unroute('**/pin-key');
      await page.reload();
      await page.getByLabel('New PIN').waitFor();
      await typePin(page, freshPin());
      await page.getByRole('status').getByText('The card is active').waitFor();
    },
    patience,
  );

  it(
    '[C14, C18] a PIN that comes too late, or that the card refuses: the page asks again with another key, and says why',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      await recycle(ada, firstSerial);
      await ada.goTo('/issue');
      const order = { reader: reader(0), holder: 'Alan Turing', profile: 'Sign-in only (P-256)' };
      const requestId = await startIssuance(page, order);
      await page.getByLabel('New PIN').waitFor();
      const asked = (what: string) => ada.requests.filter((it) => it.url().endsWith(`/sagas/${requestId}/${what}`));
      expect(asked('pin-key')).toHaveLength(1);
      // Which of agent, saga and person is first would be chance: the answer of the one order is given here.
      await page.route(`**/sagas/${requestId}/pin`, (route) => route.fulfill(reopening(route.request().url())));
      await typePin(page, freshPin());
      await page.getByRole('status').getByText('is being read again').waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      expect(await page.getByLabel('New PIN').count()).toBe(0);
      expect(asked('pin-key')).toHaveLength(1);
      await ada.photograph('issue-pin-reopening');
      await page.unrouteAll();

      await stack.removeCard(reader(0));
      await page.getByRole('dialog').getByText(noCard).first().waitFor();
      await stack.insertCard(reader(0), firstSerial, ['pin-rule-6985']);
      await page.getByLabel('New PIN').waitFor();
      expect(asked('pin-key')).toHaveLength(2);
      // Within the rule of the profile, and not what this card takes.
      await typePin(page, '77719428');
      const form = page.getByRole('region', { name: 'Choose a PIN' });
      await form.getByText('The card did not take this PIN. Choose another one.').waitFor();
      await ada.photograph('issue-pin-refused');
      await typePin(page, '28645179');
      await page.getByRole('status').getByText('The card is active').waitFor();
      await stack.removeCard(reader(0));
      await stack.insertCard(reader(0), firstSerial, []);
    },
    patience,
  );

  describe('a card that is taken out', () => {
    it(
      '[C15, C20, C21, C22, C23] shows what happened, is tried again, and goes on when it is back; without a PIN it stays pending',
      async () => {
        const ada = await arrive('ada', { scheme: 'dark' });
        const { page } = ada;
        await stack.removeCard(reader(1));
        await stack.insertCard(reader(1), firstSerial + 1, slowKeys);
        await ada.goTo('/issue');
        const order = { reader: reader(1), holder: 'Grace Hopper', profile: 'PIV, four certificates, RSA-2048' };
        const requestId = await startIssuance(page, order, (step) => ada.photograph(`issue-${step}-dark`));
        await page.getByText(keyWork).first().waitFor();
        await stack.removeCard(reader(1));
        const dialog = page.getByRole('dialog');
        await dialog.getByText(noCard).first().waitFor();
        await ada.photograph('failure-dark');
        await dialog.getByRole('button', { name: 'Cancel issuance' }).waitFor();
        const before = await details();
        // Noticed by the step at work, or by the attempt that followed it.
        expect(['CARD_ABSENT', 'CARD_REMOVED']).toContain(before['Code']);
        expect(Object.keys(before)).toEqual(expect.arrayContaining(['Step', 'Cause', 'Time', 'Correlation id']));
        await ada.photograph('failure-details-dark');

        const first = Number(before['Attempt']);
        const attempt = (number: number) =>
          dialog.getByRole('definition').filter({ hasText: new RegExp(`^${number}$`) });
        await dialog.getByRole('button', { name: 'Retry' }).click();
        // It runs for a moment and stops again: the details that were open are open.
        await attempt(first + 1).waitFor();
        const after = await details();
        expect(after['Code']).toBe('CARD_ABSENT');
        expect([after['Saga'], after['Device']]).toEqual([before['Saga'], before['Device']]);

        // The same so quickly that the page never sees it run, and learns of the next stop before the retry is answered.
        await page.route(`**/sagas/${requestId}`, async (route) => {
          const answer = await route.fetch();
          const { saga } = (await answer.json()) as { saga: { state: string } };
          if (saga.state !== 'IN_PROGRESS') await route.fulfill({ response: answer });
        });
        await page.route('**/retry', async (route) => {
          const answer = await route.fetch();
          await attempt(first + 2).waitFor();
          await route.fulfill({ response: answer });
        });
        await dialog.getByRole('button', { name: 'Retry' }).click();
        await attempt(first + 2).waitFor();
        await dialog.getByRole('button', { name: 'Retry', disabled: false }).waitFor();
        // That answer belongs to the stop before: this one's dialog stays and can be used.
        await dialog.getByRole('button', { name: 'Hide details' }).click();
        await attempt(first + 2).waitFor({ state: 'hidden' });
        expect((await details())['Attempt']).toBe(String(first + 2));
        await page.unrouteAll({ behavior: 'ignoreErrors' });

        await stack.insertCard(reader(1), firstSerial + 1, []);
        await page.getByLabel('New PIN').waitFor();
        await ada.photograph('issue-pin-dark');
        await page.getByRole('button', { name: 'Leave pending' }).click();
        await page.getByRole('status').getByText('Its certificates are on hold').waitFor();
        await ada.photograph('issue-pending-dark');

        /** As shown, which is exactly what the copy button copies. */
        async function details(): Promise<Record<string, string>> {
          const show = dialog.getByRole('button', { name: 'Show details' });
          if (await show.isVisible()) await show.click();
          await dialog.getByRole('button', { name: 'Copy the details' }).click();
          const copied: string = await page.evaluate('navigator.clipboard.readText()');
          const [names, values] = [
            await dialog.getByRole('term').allInnerTexts(),
            await dialog.getByRole('definition').allInnerTexts(),
          ];
          expect(copied.split('\n')).toEqual(names.map((name, index) => `${name}: ${values[index]}`));
          return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
        }
      },
      patience,
    );

    it(
      '[C01, C15, C16] its holder sees it pending and cannot activate it',
      async () => {
        const grace = await arrive('grace', { width: 390 });
        const { page } = grace;
        await page.getByRole('link', { name: 'Add device' }).waitFor();
        const item = page.getByRole('listitem').filter({ hasText: String(firstSerial + 1) });
        await item.getByText('Pending', { exact: true }).waitFor();
        await item.getByText('Your help desk has to activate it').waitFor();
        await grace.photograph('my-devices-narrow');
        await item.getByRole('link').click();
        await page.getByRole('table', { name: 'What is on your card' }).getByText('Suspended').first().waitFor();
        expect(await page.getByRole('navigation', { name: 'Breadcrumb' }).innerText()).toBe('My devices');
        expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
        const deviceId = page.url().slice(-36);
        const status: number = await page.evaluate(`(async () => {
          const { csrfToken } = await (await fetch('/api/v1/me')).json();
          const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken };
          return (await fetch('/api/v1/devices/${deviceId}/activate', { method: 'POST', headers, body: '{}' })).status;
        })()`);
        expect(status).toBe(403);
      },
      patience,
    );

    it(
      '[C16, C17] an operator activates it; its initial PIN stays',
      async () => {
        const ada = await arrive('ada', { width: 390 });
        const { page } = ada;
        await page.getByRole('link', { name: String(firstSerial + 1) }).click();
        await page.getByText('On hold').first().waitFor();
        await ada.photograph('device-narrow');
        await page.getByRole('button', { name: 'Activate' }).click();
        await page.getByLabel('Reason').fill('The holder came by');
        await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
        await page.getByRole('status').getByText('The card is active').waitFor();
        await ada.photograph('activated-narrow');
        await page.getByRole('link', { name: 'Open the device' }).click();
        for (const said of ['Initial PIN, must be changed', 'It has its initial PIN', 'they choose their own'])
          await page.getByText(said).waitFor();
      },
      patience,
    );

    it(
      '[C24] cancelled, it is found among the sagas as cancelled and the card is recyclable',
      async () => {
        const ada = await arrive('ada', { scheme: 'dark', width: 390 });
        const { page } = ada;
        await recycle(ada, firstSerial + 1);
        await stack.removeCard(reader(1));
        await stack.insertCard(reader(1), firstSerial + 1, slowKeys);
        await ada.goTo('/issue');
        await startIssuance(page, {
          reader: reader(1),
          holder: 'Grace Hopper',
          profile: 'PIV, four certificates, RSA-2048',
        });
        await page.getByText(keyWork).first().waitFor();
        await stack.removeCard(reader(1));
        const dialog = page.getByRole('dialog');
        await dialog.getByText(noCard).first().waitFor();
        await ada.goTo('/sagas?attention=true');
        await page.getByRole('row', { name: 'Issue to Grace Hopper' }).getByText('Stuck').waitFor();
        await ada.photograph('sagas-stuck-dark-narrow');
        await page.getByRole('link', { name: 'Issue to Grace Hopper' }).click();
        await dialog.getByRole('button', { name: 'Cancel issuance' }).click();
        // It says what will happen, and asks why, before it does it.
        await dialog.getByText('the card is left half written').waitFor();
        await dialog.getByLabel('Reason').fill('The card is taken for somebody else');
        await dialog.getByRole('button', { name: 'Cancel saga' }).click();
        await page.getByRole('status').getByText('The saga was cancelled').waitFor();
        await ada.photograph('saga-cancelled-dark-narrow');
        await stack.insertCard(reader(1), firstSerial + 1, []);
        await recycle(ada, firstSerial + 1);
      },
      patience,
    );
  });

  it(
    'loads nothing from elsewhere, nothing that is not there, and breaks no rule of the content security policy',
    async () => {
      const ada = await arrive('ada', { scheme: 'dark' });
      for (const path of ['/devices', '/people', '/sagas', '/mine', '/me', '/issue']) {
        await ada.goTo(path);
        await ada.page.getByRole('heading', { level: 1 }).waitFor();
        await ada.photograph(`${path.slice(1)}-dark`);
      }
      const hosts = new Set(ada.requests.map((request) => new URL(request.url()).hostname));
      expect([...hosts]).toEqual([new URL(stack.url).hostname]);
      expect(
        ada.messages.filter((message) => /content security policy|page error|status of 404/i.test(message)),
      ).toEqual([]);
    },
    patience,
  );
});

/** As the gateway answers a PIN whose card session is gone (apps/issuance-svc/src/sagas/pin/holder-pin.cards.ts). */
const reopening = problemAnswer('PIN_KEY_EXPIRED', { reopening: true });
