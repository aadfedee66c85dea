/**
 * What an administrator keeps, in a real browser against the real system: workstations (the list, one of them, its doctor and its log, a code,
 * revocation), and people one at a time; what a security officer reads of it afterwards, in the audit trail; revocations at the CA; and what
 * operators and profile administrators keep besides: findings, card models, stock, roles.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { type ConsoleStack, startConsoleStack } from '../support/console-stack.js';
import { startIssuance, typePin } from '../support/issuing.js';
import { changeProfiles } from '../support/changing-profiles.js';
import { giveAndTakeRole } from '../support/giving-roles.js';
import { faultsInAllLooks, faultsOf, lookAs, looksOfRun } from '../support/looks.js';
import { brokenChains, owedRow } from '../support/made-rows.js';

const patience = 240_000;

describeWith(chromiumMissing(), 'an administrator keeps', () => {
  let stack: ConsoleStack;
  let nora: Person;
  let sofia: Person;
  const people = new Map<string, Person>();

  beforeAll(async () => {
    stack = await startConsoleStack();
    nora = await arrive('nora');
    sofia = await arrive('sofia');
  }, patience);
  afterAll(async () => {
    for (const person of people.values()) await person.close();
    await stack?.stop();
  }, patience);

  /** The same browser each time. */
  async function arrive(login: string): Promise<Person> {
    const here = people.get(login);
    if (here) return here;
    const person = await Person.open(stack.url);
    people.set(login, person);
    await person.signIn(login);
    return person;
  }

  it(
    '[F09] workstations, which are listed with what their agents say, and found by what they lack',
    async () => {
      const { page } = nora;
      await page.getByRole('link', { name: 'Workstations' }).click();
      const row = page.getByRole('row', { name: /Front desk/ });
      await row.getByText('Online', { exact: true }).waitFor();
      await row.getByText('2, 2 cards').waitFor();
      await row.getByText(/^(On|Off), by /).waitFor();
      await nora.photograph('workstations');
      await page.getByRole('combobox', { name: 'Readers' }).selectOption('Without a reader');
      await page.getByText('No workstation matches').waitFor();
      await page.getByRole('combobox', { name: 'Readers' }).selectOption('With a card in a reader');
      await row.waitFor();
    },
    patience,
  );

  it(
    '[F09] one workstation, which has its readers, its policies, what its doctor finds with what to do, and its log without what its cards are',
    async () => {
      const { page } = nora;
      await page.getByRole('link', { name: 'Front desk' }).click();
      await page.getByRole('table', { name: 'Readers' }).getByText('Simulated reader 1').waitFor();
      const rules = page.getByRole('table', { name: 'Policies and settings' });
      await rules.getByText('Ask for card updates by itself').waitFor();
      await page.getByRole('button', { name: 'Run the doctor' }).click();
      const found = page.getByRole('table', { name: 'Doctor' });
      await found.getByText('card in Simulated reader 0').waitFor();
      await page.getByRole('button', { name: 'Show the log' }).click();
      const log = page.getByRole('table', { name: 'Log of the agent' });
      await log.getByText('agent ready').waitFor();
      await nora.photograph('workstation');
      expect(await page.locator('main').innerText()).not.toMatch(/ykserial:\d/);
      await page.getByRole('combobox', { name: 'Level' }).selectOption('Errors');
      await log.waitFor({ state: 'detached' });
    },
    patience,
  );

  it(
    'a code that is shown once, and a workstation that is revoked with a reason',
    async () => {
      const { page } = nora;
      await nora.goTo('/workstations');
      await page.getByRole('button', { name: 'New enrolment code' }).click();
      await page.getByRole('textbox', { name: 'Name of the workstation' }).fill('Second desk');
      await page.getByRole('button', { name: 'Make the code' }).click();
      await page.getByText(/^cw1\./).waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await page
        .getByRole('row', { name: /Second desk/ })
        .getByText('Not enrolled')
        .waitFor();
      expect(await page.getByText(/cw1\./).count()).toBe(0);
      await page.getByRole('link', { name: 'Second desk' }).click();
      await page.getByRole('button', { name: 'Revoke' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('never used');
      await dialog.getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('Revoked', { exact: true }).first().waitFor();
    },
    patience,
  );

  it(
    'a code for many computers, which is made with places, days and a group, shown once, and withdrawn with a reason',
    async () => {
      const { page } = nora;
      const dialog = page.getByRole('dialog');
      await nora.goTo('/workstations');
      await page.getByRole('link', { name: 'Deployment codes' }).click();
      await page.getByText('No deployment code yet').waitFor();
      await page.getByRole('button', { name: 'New deployment code' }).click();
      const make = dialog.getByRole('button', { name: 'Make the code' });
      expect(await make.isDisabled()).toBe(true);
      await dialog.getByLabel('Places').fill('40');
      await dialog.getByLabel('Days').fill('7');
      await dialog.getByLabel('Group').fill('Library');
      await make.click();
      const code = await dialog.getByText(/^cwd1\.[\w-]+\.[\w-]+$/).innerText();
      await dialog.getByText('Enrols 40 computers. Good until').waitFor();
      await nora.photograph('deployment-code');
      await dialog.getByRole('button', { name: 'Done' }).click();
      const row = page.getByRole('table', { name: 'Deployment codes' }).getByRole('row', { name: /Library/ });
      await row.getByText('0 of 40').waitFor();
      await row.getByText('Open', { exact: true }).waitFor();
      await nora.photograph('deployment-codes');
      expect(await page.content()).not.toContain(code);
      expect(await nora.kept()).not.toContain(code);

      await row.getByRole('button', { name: 'Withdraw' }).click();
      await dialog.getByText('has places for 40 computers left').waitFor();
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('the list was wrong');
      await dialog.getByRole('button', { name: 'Withdraw' }).click();
      await row.getByText('Withdrawn', { exact: true }).waitFor();
      expect(await row.getByRole('button', { name: 'Withdraw' }).count()).toBe(0);
    },
    patience,
  );

  it(
    '[F06] findings: what each one means and what to do, narrowed by the address, and gone once the card was compared again',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      const readerName = 'Simulated reader 0';
      await stack.removeCard(readerName);
      await stack.insertCard(readerName, 10_000_001, ['refuse=CB.5FC105:6F00']);
      const list = await page.request.get(`${stack.url}/api/v1/workstations`);
      const { rows } = (await list.json()) as { rows: { name: string; workstationId: string }[] };
      const { workstationId } = rows.find(({ name }) => name === 'Front desk')!;
      await ada.send('/inspections', { workstationId, readerName });
      await page.getByRole('link', { name: 'Findings' }).click();
      const row = page.getByRole('row', { name: /The card did not answer what it was asked/ });
      await row.getByText('The card did not say whether data object 5FC105 is on it (6F00)').waitFor();
      await row.getByText('Put the card in again and compare once more.').waitFor();
      await row.getByText('Warning', { exact: true }).waitFor();
      expect(await row.getByRole('link').allInnerTexts()).toEqual(['10000001']);
      expect(await faultsInAllLooks(ada, 'findings', '/findings', 'Findings')).toEqual([]);

      await page.getByRole('combobox', { name: 'Weight' }).selectOption('Errors only');
      await page.getByText('No finding matches').waitFor();
      expect(new URL(page.url()).search).toBe('?severity=error');
      await page.goBack();
      await row.waitFor();

      await stack.removeCard(readerName);
      await stack.insertCard(readerName, 10_000_001, []);
      await ada.tabTo(row.getByRole('button', { name: 'Compare again' }));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Where is the card?').selectOption('Front desk');
      expect(await faultsOf(ada, 'findings-compare')).toEqual([]);
      await dialog.getByRole('button', { name: 'Compare' }).click();
      await page.getByText('Nothing is found on this card any more.').waitFor();
      await page.getByText('Nothing is found', { exact: true }).waitFor();
      await page.getByRole('combobox', { name: 'State' }).selectOption('Those that are gone, too');
      await row.getByText('Gone').waitFor();
      expect(await row.getByRole('button').count()).toBe(0);
    },
    patience,
  );

  it(
    'card models: what each can do; one of one’s own is checked, published and withdrawn with a reason',
    async () => {
      const priya = await arrive('priya');
      const { page } = priya;
      expect(await faultsInAllLooks(priya, 'card-models', '/card-models', 'Card models')).toEqual([]);
      const shipped = page.getByRole('row', { name: /nist-strict-cuid/ });
      await shipped.getByText('Cardwright', { exact: true }).waitFor();
      await shipped.getByText('prove where a key was made').waitFor();
      await page.getByRole('link', { name: /firmware 5\.7 and later/ }).click();
      const can = page.getByRole('table', { name: 'What it can do' });
      await can.getByRole('row', { name: 'Proves that it made a key itself (attestation) Yes' }).waitFor();
      await page.getByText('6 to 8 characters, at most 255 tries').waitFor();
      const path = new URL(page.url()).pathname;
      expect(await faultsInAllLooks(priya, 'card-model', path, 'PIV security key')).toEqual([]);

      await page.getByRole('link', { name: 'New one from this' }).click();
      const definition = page.getByRole('textbox', { name: 'Definition' });
      const begun = JSON.parse(await definition.inputValue()) as Record<string, unknown>;
      await page.getByRole('button', { name: 'Check' }).click();
      const problems = page.getByRole('table', { name: 'What is wrong with it' });
      await problems.getByText('vendor-5 ships with Cardwright: give your row an id of its own').waitFor();
      expect(await faultsOf(priya, 'card-model-refused')).toEqual([]);
      const own = { ...begun, id: 'example-9', title: 'Example 9', match: { version: '^9\\.' } };
      await definition.fill(JSON.stringify(own));
      await problems.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('example-9 is added.').waitFor();
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('heading', { level: 1, name: 'Example 9' }).waitFor();
      await page.getByText('This installation', { exact: true }).waitFor();

      await page.getByRole('button', { name: 'Withdraw' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('no such card came');
      await dialog.getByRole('button', { name: 'Withdraw' }).click();
      await page.getByText('example-9 is withdrawn').waitFor();
      await shipped.waitFor();
      expect(await page.getByRole('link', { name: 'Example 9' }).count()).toBe(0);
    },
    patience,
  );

  it(
    'credential profiles: what publishing a version would do, published, compared, withdrawn; one that is proposed, and another person approves',
    async () => changeProfiles(await arrive('priya'), sofia),
    patience,
  );

  it(
    'stock: a file that is looked at first, values that no page keeps, and cards that nobody has yet',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      const key = '8F3A51C29B7E604DD1A8235F96BC7E10';
      const choose = (text: string) =>
        page
          .locator('input[type=file]')
          .first()
          .setInputFiles({ name: 'cards.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
      expect(await faultsInAllLooks(ada, 'stock', '/stock', 'Stock')).toEqual([]);
      expect(await faultsInAllLooks(ada, 'stock-import', '/stock/import', 'Import a batch of cards')).toEqual([]);
      await page.getByRole('textbox', { name: 'Name of the batch' }).fill('Autumn delivery');
      await page.getByLabel('Card model').selectOption('vendor-5');
      await choose('20000001\nnot a card\n20000001');
      const problems = page.getByRole('table', { name: 'What is wrong with the file' });
      expect((await problems.getByRole('row').allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '))).toEqual([
        'Line Value Problem',
        '2 not a card Is no serial number or identity of a card of this model',
        '3 20000001 Stands on line 1 already',
      ]);
      expect(await faultsOf(ada, 'stock-import-refused')).toEqual([]);
      await choose('20000001\n20000002');
      await page.getByText('2 cards in the file.').waitFor();
      await page.getByLabel('Algorithm of the management key').selectOption('AES128');
      await page.getByLabel('Management key, in hexadecimal').fill(key);
      await page.getByLabel('Initial PIN').fill('735194');
      const take = page.getByRole('button', { name: 'Take 2 cards into stock' });
      expect(await take.isDisabled()).toBe(true);
      await page.getByLabel('PUK').fill('60285173');
      expect(await faultsOf(ada, 'stock-import-ready')).toEqual([]);
      await take.click();
      await page.getByRole('table', { name: 'Batches' }).getByText('Autumn delivery').waitFor();
      const cards = page.getByRole('table', { name: 'Cards that are not issued yet' });
      await cards.getByRole('link', { name: '20000002' }).waitFor();
      const sent = ada.requests.map((request) => `${request.url()} ${request.postData() ?? ''}`).join(' ');
      for (const secret of [key, '735194', '60285173'])
        expect([sent.includes(secret), (await page.content()).includes(secret)]).toEqual([false, false]);
      expect(await ada.kept()).not.toContain(key);

      await page.getByRole('combobox', { name: 'Card model' }).selectOption('nist-strict');
      await page.getByText('No card in stock is of this model').waitFor();
      expect(new URL(page.url()).search).toBe('?model=nist-strict');
    },
    patience,
  );

  it(
    '[security SP 800-57 and 800-53] a role is given, which says before what it allows, and taken away; none to oneself',
    () => giveAndTakeRole(nora),
    patience,
  );

  it(
    'a person who is brought in: what is wrong is said at its field, which has the keyboard',
    async () => {
      const { page } = nora;
      const field = (name: string) => page.getByRole('textbox', { name });
      await nora.goTo('/people');
      await page.getByRole('link', { name: 'New person' }).click();
      await page.getByRole('heading', { level: 1, name: 'New person' }).waitFor();
      await field('External id').fill('E2001');
      await field('Given name').fill('Mina ');
      await field('Surname').fill('Okafor');
      expect(await field('Display name').inputValue()).toBe('Mina Okafor');
      await field('E-mail').fill('GRACE@example.test');
      await page.keyboard.press('Enter');
      await page.getByText('Another person has this email already').waitFor();
      await field('E-mail').and(page.locator(':focus')).waitFor();
      expect(await faultsOf(nora, 'person-new-refused')).toEqual([]);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('mina@example.test');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Mina Okafor' }).waitFor();
      await page.getByText('mina@example.test').waitFor();
      await page.getByText('No roles given here').waitFor();
    },
    patience,
  );

  it(
    'a person who is changed: nobody’s change is overwritten, and nothing that was typed is lost',
    async () => {
      const { page } = nora;
      const field = (name: string) => page.getByRole('textbox', { name });
      const address = page.url();
      await page.getByRole('link', { name: 'Edit' }).click();
      await field('Unit').fill('Engineering');
      await field('User principal name').fill('mina@corp.example');
      const csv = 'external_id,given_name,surname,organizational_unit\nE2001,Mina,Berg,Operations';
      expect(await nora.send('/people/import', { csv })).toMatchObject({ updated: 1 });
      await page.getByRole('button', { name: 'Save' }).click();
      const alert = page.getByRole('alert');
      await alert.getByText('Somebody else changed this person meanwhile').waitFor();
      await nora.photograph('person-changed-meanwhile');
      await alert.getByRole('button', { name: 'Look again' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('status').and(page.locator(':focus')).getByText('What you typed is still here').waitFor();
      await page.getByText('Is “Operations” by now').waitFor();
      const shown = ['Surname', 'Display name', 'Unit', 'User principal name'].map((name) => field(name).inputValue());
      expect(await Promise.all(shown)).toEqual(['Berg', 'Mina Berg', 'Engineering', 'mina@corp.example']);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: 'Mina Berg' }).waitFor();
      await page.getByText('mina@corp.example').waitFor();
      expect(page.url()).toBe(address);

      for (const look of looksOfRun) {
        await lookAs(nora, look);
        for (const [name, path] of [
          ['person', address],
          ['person-edit', `${address}/edit`],
        ] as const) {
          await nora.goTo(new URL(path).pathname);
          await page.getByRole('heading', { level: 1, name: /Mina Berg/ }).waitFor();
          expect(await faultsOf(nora, `${name}-${look.language}-${look.width}`)).toEqual([]);
        }
      }

      await sofia.goTo(new URL(address).pathname);
      const activity = sofia.page.getByRole('table', { name: 'Activity' });
      await activity.getByText('Changed: User principal name, Unit').waitFor();
      await activity.getByText('Brought in').waitFor();
      expect(await sofia.page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
      expect(await faultsOf(sofia, 'person-activity')).toEqual([]);
    },
    patience,
  );

  it(
    '[F11] the audit trail is read by what was done and on what, newest first, with links to the pages of things',
    async () => {
      const { page } = sofia;
      expect(await nora.page.getByRole('link', { name: 'Audit', exact: true }).count()).toBe(0);
      await page.getByRole('link', { name: 'Audit', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
      const trail = page.getByRole('table', { name: 'Audit trail' });
      const changed = trail.getByRole('row').filter({ hasText: 'Changed: User principal name, Unit' });
      await changed
        .filter({ hasText: 'nora' })
        .getByRole('link', { name: /^Person / })
        .waitFor();

      await page.getByRole('combobox', { name: 'Action' }).selectOption('Shut the workstation out');
      const shutOut = trail.getByRole('row').filter({ hasText: 'Shut the workstation out' });
      // Until they are there, the rows of before stay.
      await changed.waitFor({ state: 'detached' });
      await shutOut.getByText('Reason: never used').waitFor();
      expect(new URL(page.url()).search).toBe('?action=workstation.revoked');
      expect(await trail.getByRole('row').count()).toBe(2);
      await shutOut.getByRole('link', { name: /^Workstation / }).click();
      await page.getByRole('heading', { level: 1, name: 'Second desk' }).waitFor();
      const address = page.url();
      await page.getByRole('link', { name: 'In the audit trail' }).click();
      await trail.getByText('Made a code to enrol the workstation').waitFor();
      const cells = await trail.locator('tbody tr td:nth-child(3)').allInnerTexts();
      expect(cells.map((cell) => cell.split('\n')[0])).toEqual([
        'Shut the workstation out',
        'Made a code to enrol the workstation',
      ]);

      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.waitForURL(({ search }) => search === '');
      await changed.waitFor();
      const searched = page.getByRole('searchbox', { name: /^On what/ });
      await searched.fill(address);
      await page.waitForURL(({ searchParams }) => searchParams.get('object')?.startsWith('workstation:') === true);
      await changed.waitFor({ state: 'detached' });
      await trail.getByText('Made a code to enrol the workstation').waitFor();
      expect(await trail.getByRole('row').count()).toBe(3);

      await sofia.tabTo(trail.locator('summary').first());
      await page.keyboard.press('Enter');
      await trail.getByText('Correlation id').waitFor();
      await trail.getByText('workstation.revoked', { exact: true }).waitFor();
      await trail.getByRole('link', { name: 'All of this action' }).click();
      await page.waitForURL(({ search }) => search === '?action=workstation.revoked');
      await trail.getByRole('link', { name: 'All of this request' }).click();
      await page.waitForURL(({ searchParams }) => searchParams.has('correlationId') && searchParams.size === 1);
      await trail.getByText('Shut the workstation out').waitFor();
      expect(await trail.getByRole('row').count()).toBe(2);
      await trail.getByRole('link', { name: 'All that was done by them' }).click();
      await page.waitForURL(({ searchParams }) => /^person:nora@/.test(searchParams.get('actor') ?? ''));
      await trail.getByText('Made a code to enrol the workstation').first().waitFor();
      const exported = await page.getByRole('link', { name: 'Export' }).getAttribute('href');
      expect(exported).toMatch(/^\/api\/v1\/audit\/export\?actor=person%3Anora%40/);
      await page.getByLabel('Before').fill('2026-01-01T10:00');
      await page.getByLabel('Before').press('Enter');
      await page.waitForURL(({ searchParams }) => searchParams.get('to')?.endsWith(':00.000Z') === true);
      await page.getByText('Nothing of that is recorded').waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.waitForURL(({ search }) => search === '');
      await searched.fill('11111111-2222-4333-8444-555555555555');
      await page.getByText('Nothing of that is recorded').waitFor();
      await page.getByText('Paste the address of the page').waitFor();
      await nora.goTo('/audit');
      await nora.page.getByRole('alert').getByText('AUTH_FORBIDDEN').waitFor();
      // What cannot be seen is not offered as a file either, and nothing else is offered with it.
      const heading = nora.page.locator('header').filter({ has: nora.page.getByRole('heading', { level: 1 }) });
      expect(await heading.innerText()).not.toMatch(/Export|Verify|Views/);
      const offered = heading.getByRole('link').or(heading.getByRole('button'));
      await offered.first().waitFor();
      expect(await offered.count()).toBe(1);
      expect(await offered.getAttribute('aria-label')).toMatch(/^(Help with this page|Hilfe zu dieser Seite) /);
    },
    patience,
  );

  it(
    '[F11] its chains are verified from the page, which says what that means; one that breaks, with what to do',
    async () => {
      const { page } = sofia;
      await sofia.goTo('/audit');
      await page.getByRole('button', { name: 'Verify the chain' }).click();
      await page
        .getByRole('status')
        .getByText(/^The audit trail is intact: [\d,]+ rows in all chains\.$/)
        .waitFor();
      const chains = page.getByRole('table', { name: 'Chains' });
      expect(await chains.getByText('Intact', { exact: true }).count()).toBe(3);
      for (const look of looksOfRun) {
        await lookAs(sofia, look);
        await sofia.goTo('/audit');
        await page.getByRole('table', { name: 'Audit trail' }).locator('summary').first().click();
        await page.getByText('Correlation id').waitFor();
        await page.getByRole('button', { name: 'Verify the chain' }).click();
        await chains.waitFor();
        expect(await faultsOf(sofia, `audit-${look.language}-${look.width}`)).toEqual([]);
      }
      await page.route('**/api/v1/audit/verify', (route) => route.fulfill({ json: { chains: brokenChains } }));
      await page.getByRole('button', { name: 'Verify again' }).click();
      await page.getByRole('alert').getByText('The audit trail is not intact').waitFor();
      await chains.getByText('Broken at row 17').waitFor();
      await chains.getByText('keep a copy of the database and of the logs').waitFor();
      await chains.getByText('Its service could not be asked').waitFor();
      expect(await faultsOf(sofia, 'audit-broken')).toEqual([]);
      await page.unroute('**/api/v1/audit/verify');
    },
    patience,
  );

  it(
    '[F08] the revocations of a card that is ended: what the CA has done, who asked for it, and what it still owes',
    async () => {
      const { page } = sofia;
      const ada = await arrive('ada');
      await ada.goTo('/issue');
      await startIssuance(ada.page, {
        reader: 'Simulated reader 0',
        holder: 'Grace Hopper',
        profile: 'PIV, four certificates',
      });
      await ada.page.getByLabel('New PIN').waitFor();
      await typePin(ada.page, '493817');
      await ada.page.getByRole('status').getByText('The card is active').waitFor();
      await sofia.goTo('/devices');
      await page
        .getByRole('row', { name: /Grace Hopper/ })
        .getByRole('link')
        .click();
      await page.getByText('Chosen by the holder').waitFor();
      const deviceId = page.url().slice(-36);
      await sofia.send(`/devices/${deviceId}/terminate`, { reason: 'KEY_COMPROMISE' });

      await page.getByRole('link', { name: 'Revocations', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Revocations' }).waitFor();
      const list = page.getByRole('table', { name: 'Revocations' });
      const done = list.getByRole('row').filter({ has: page.getByText('Done', { exact: true }) });
      await done.nth(3).waitFor();
      expect(await done.count()).toBe(4);
      const first = done.first();
      await first.getByText('Its key may be in other hands (keyCompromise)').waitFor();
      await first.getByText('It has revoked the certificate').waitFor();
      await first.getByText('Who asked for it').click();
      await first.getByText('Asked for by sofia').waitFor();
      await first.getByRole('link', { name: /^Card / }).waitFor();
      await page.getByRole('combobox', { name: 'State' }).selectOption('Not done yet');
      await page.getByText('Nothing is owed').waitFor();
      expect(new URL(page.url()).search).toBe('?open=true');
      await sofia.goTo(`/revocations?device=${deviceId}`);
      await page.getByText('Of one card:').waitFor();
      await done.nth(3).waitFor();

      const owed = [owedRow(deviceId, 17, 0, null), owedRow(deviceId, -3, 40, 'PKI_SIGNER_UNAVAILABLE')];
      await page.route('**/api/v1/revocations?*', (route) => route.fulfill({ json: { rows: owed, nextCursor: null } }));
      for (const look of looksOfRun) {
        await lookAs(sofia, look);
        await sofia.goTo('/revocations');
        const overdue = list.getByRole('row').filter({ hasText: 'Overdue' });
        await overdue.getByText(/^overdue by 2 h \d+ min$/).waitFor();
        await overdue
          .getByText(/Asked 40 times\. (The signer does not answer|Der Signierer antwortet nicht)/)
          .waitFor();
        await overdue.getByText('nobody has to ask again').waitFor();
        await list.getByText('Not asked yet').waitFor();
        expect(await faultsOf(sofia, `revocations-${look.language}-${look.width}`)).toEqual([]);
      }
    },
    patience,
  );
});
