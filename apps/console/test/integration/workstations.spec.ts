/**
 * What an administrator keeps, in a real browser against the real system: workstations (the list, one of them, its doctor and its log, a code,
 * revocation), and people one at a time.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { type ConsoleStack, startConsoleStack } from '../support/console-stack.js';
import { faultsOf, lookAs, looks } from '../support/looks.js';

const patience = 240_000;

describeWith(chromiumMissing(), 'an administrator keeps', () => {
  let stack: ConsoleStack;
  let nora: Person;

  beforeAll(async () => {
    stack = await startConsoleStack();
    nora = await Person.open(stack.url);
    await nora.signIn('nora');
  }, patience);
  afterAll(async () => {
    await nora?.close();
    await stack?.stop();
  }, patience);

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

      for (const look of looks) {
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

      const sofia = await Person.open(stack.url);
      try {
        await sofia.signIn('sofia');
        await sofia.goTo(new URL(address).pathname);
        const activity = sofia.page.getByRole('table', { name: 'Activity' });
        await activity.getByText('Changed: User principal name, Unit').waitFor();
        await activity.getByText('Brought in').waitFor();
        expect(await sofia.page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
        expect(await faultsOf(sofia, 'person-activity')).toEqual([]);
      } finally {
        await sofia.close();
      }
    },
    patience,
  );
});
