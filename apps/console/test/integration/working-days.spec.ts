/**
 * [Issue 13] The working day of every role, one after the other in one organisation, in a real browser against the real system: what each comes
 * for is found and done on its own pages, and each meets what the one before left.
 */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { type ConsoleStack, startConsoleStack } from '../support/console-stack.js';
import { chooseFile, clicks, countClicks, link, lookUp } from '../support/days.js';
import { startIssuance, typePin } from '../support/issuing.js';

const patience = 240_000;
const reader = 'Simulated reader 0';
const serial = 10_000_001;
/** As a real card takes over an RSA key: long enough to be pulled at it. */
const slowKeys = ['slow=47:3000'];
const noCard = /^(The card is not in a reader|The card was removed)/;
const keyWork = /^(Taking over the card|(Generating|Attesting|Proving possession of) the key)/;

describeWith(chromiumMissing(), 'the working day of', () => {
  let stack: ConsoleStack;
  let here: Person | undefined;
  const arrive = async (login: string): Promise<Person> => {
    here = await Person.open(stack.url);
    await here.signIn(login);
    return here;
  };

  beforeAll(async () => {
    stack = await startConsoleStack();
  }, patience);
  afterEach(async () => {
    await here?.close();
    here = undefined;
  }, patience);
  afterAll(async () => {
    await stack?.stop();
  }, patience);

  it(
    'a system administrator: people from a file, a role for one of them, a code for a new computer, and whether this one is well',
    async () => {
      const nora = await arrive('nora');
      const { page } = nora;
      await link(nora, 'People').click();
      await page.getByRole('link', { name: 'Import' }).click();
      await chooseFile(nora, 'hr.csv', 'external_id,given_name,surname\nE3001,Rosalind,Franklin\nE3002,Chien,Wu\n');
      await page.getByRole('button', { name: 'Import 2 people' }).click();
      await page.getByRole('status').getByText('2 new, 0 changed, 0 as they are').waitFor();

      await link(nora, 'Roles').click();
      await page.getByRole('button', { name: 'Give a role' }).click();
      const giving = page.getByRole('dialog', { name: 'Give a role' });
      await giving.getByLabel('Person').fill('Alan Turing');
      await page.getByRole('option', { name: 'Alan Turing' }).click();
      await giving.getByLabel('Role').selectOption('Inventory custodian');
      await giving.getByLabel('See everybody’s devices and sagas').check();
      await giving.getByLabel('Reason').fill('Keeps the cupboard');
      await giving.getByRole('button', { name: 'Give the role' }).click();
      await page.getByText('Alan Turing is Inventory custodian from now on.').waitFor();

      await link(nora, 'Workstations').click();
      await page.getByRole('button', { name: 'New enrolment code' }).click();
      await page.getByRole('textbox', { name: 'Name of the workstation' }).fill('Reading room');
      await page.getByRole('button', { name: 'Make the code' }).click();
      await page.getByText(/^cw1\./).waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('link', { name: 'Front desk' }).click();
      await page.getByRole('button', { name: 'Run the doctor' }).click();
      await page.getByRole('table', { name: 'Doctor' }).getByText(`card in ${reader}`).waitFor();
      // Whoever administers people gives no cards and reads no trail.
      for (const other of ['Devices', 'Audit']) expect(await link(nora, other).count()).toBe(0);
    },
    patience,
  );

  it(
    'an inventory custodian: a delivery is taken into stock, and what is left is seen by model',
    async () => {
      const alan = await arrive('alan');
      const { page } = alan;
      await link(alan, 'Stock').click();
      await page.getByRole('link', { name: 'Import a batch' }).click();
      await page.getByRole('textbox', { name: 'Name of the batch' }).fill('Monday');
      await page.getByLabel('Card model').selectOption('vendor-5');
      await chooseFile(alan, 'cards.txt', '30000001\n30000002\n');
      await page.getByLabel('Algorithm of the management key').selectOption('AES128');
      await page.getByLabel('Management key, in hexadecimal').fill('8F3A51C29B7E604DD1A8235F96BC7E10');
      await page.getByLabel('Initial PIN').fill('735194');
      await page.getByLabel('PUK').fill('60285173');
      await page.getByRole('button', { name: 'Take 2 cards into stock' }).click();
      await page.getByRole('table', { name: 'Batches' }).getByText('Monday').waitFor();
      const left = page.getByRole('table', { name: 'Cards that are not issued yet' });
      await left.getByRole('row', { name: /30000002/ }).waitFor();
      expect(await page.getByRole('link', { name: 'Issue a card' }).count()).toBe(0);
    },
    patience,
  );

  it(
    'an issuance operator: a card for somebody who came, and the one that stopped, found, understood and finished in at most five clicks',
    async () => {
      const ada = await arrive('ada');
      const { page } = ada;
      await stack.removeCard(reader);
      await stack.insertCard(reader, serial, slowKeys);
      await lookUp(ada, 'E1002', 'Grace Hopper');
      await page.getByRole('link', { name: 'Issue a card' }).first().click();
      await startIssuance(page, { reader, holder: 'Grace Hopper', profile: 'PIV, four certificates' });
      await page.getByText(keyWork).first().waitFor();
      await stack.removeCard(reader);
      await page.getByRole('dialog').getByText(noCard).first().waitFor();

      await ada.goTo('/start');
      const attention = page.getByRole('link', { name: 'Needs attention 1' });
      await attention.waitFor();
      await countClicks(ada);
      await attention.click();
      const row = page.getByRole('row', { name: 'Issue to Grace Hopper' });
      await row.getByText(/Insert the (same card again|card and try again)/).waitFor();
      await row.getByText('Front desk').waitFor();
      await stack.insertCard(reader, serial, []);
      await row.getByRole('button', { name: 'Retry' }).click();
      await row.getByText('Waiting for PIN').waitFor();
      await row.getByRole('link').first().click();
      await page.getByLabel('New PIN').waitFor();
      await typePin(page, '493817');
      await page.getByRole('status').getByText('The card is active').waitFor();
      expect(await clicks(ada)).toBeLessThanOrEqual(5);
      await page.getByRole('link', { name: 'Needs attention', exact: true }).waitFor();
    },
    patience,
  );

  it(
    'the help desk: who called is found by the number on their card, and their forgotten PIN replaced at the desk',
    async () => {
      const henri = await arrive('henri');
      const { page } = henri;
      await lookUp(henri, String(serial), String(serial));
      await page.getByText('Grace Hopper').first().waitFor();
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Reset PIN' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').selectOption({ label: 'The holder forgot the PIN, or it is blocked' });
      await dialog.getByRole('button', { name: 'Reset PIN' }).click();
      await page.getByLabel('New PIN').waitFor();
      await typePin(page, '582946');
      await page.getByRole('status').getByText('The new PIN holds from now on').waitFor();
      await link(henri, 'Workstations').click();
      await page
        .getByRole('row', { name: /Front desk/ })
        .getByText('Online', { exact: true })
        .waitFor();
      for (const other of ['Roles', 'Audit', 'Stock']) expect(await link(henri, other).count()).toBe(0);
    },
    patience,
  );

  it(
    'a profile administrator: a new version with what it concerns, and its roll-out',
    async () => {
      const priya = await arrive('priya');
      const { page } = priya;
      await link(priya, 'Credential profiles').click();
      await page.getByRole('link', { name: 'PIV, four certificates', exact: true }).click();
      await page.getByRole('link', { name: 'New version' }).click();
      const definition = page.getByRole('textbox', { name: 'Definition' });
      const begun = JSON.parse(await definition.inputValue()) as { credentials: object[] };
      const [first, ...others] = begun.credentials;
      await definition.fill(JSON.stringify({ ...begun, credentials: [{ ...first, algorithm: 'ECCP384' }, ...others] }));
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('1 card in use has this profile.').waitFor();
      await page.getByText('5 % (about 1 card), then 25 % (about 1 card), then 100 % (about 1 card)').waitFor();
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('heading', { level: 1, name: 'PIV, four certificates' }).waitFor();
      await page.getByText('ECCP384').first().waitFor();
      await link(priya, 'Roll-outs').click();
      await page.getByRole('link', { name: 'PIV, four certificates, version 2' }).click();
      await page.getByRole('heading', { level: 1, name: 'PIV, four certificates, version 2' }).waitFor();
      await page.getByRole('table', { name: 'Rings' }).waitFor();
    },
    patience,
  );

  it(
    'a security officer: a card that was stolen is ended, and what the CA does about it followed to the end',
    async () => {
      const sofia = await arrive('sofia');
      const { page } = sofia;
      await lookUp(sofia, 'E1002', 'Grace Hopper');
      await page
        .getByRole('link', { name: String(serial) })
        .first()
        .click();
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Terminate' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').selectOption({ label: 'The card was stolen' });
      await dialog.getByRole('button', { name: 'Terminate' }).click();
      await page.getByText('Terminated', { exact: true }).first().waitFor();
      await link(sofia, 'Revocations').click();
      const done = page.getByRole('table', { name: 'Revocations' }).getByText('Done', { exact: true });
      await done.nth(3).waitFor();
    },
    patience,
  );

  it(
    'an auditor: the day is read in the trail, its chains hold, it is taken along, and nothing can be changed',
    async () => {
      const otto = await arrive('otto');
      const { page } = otto;
      await link(otto, 'Audit').click();
      const trail = page.getByRole('table', { name: 'Audit trail' });
      for (const [action, row] of [
        ['Was given a role', /nora.*Was given a role: Inventory custodian/s],
        ['Published a profile', /priya.*Published the profile as version 2/s],
        ['Ended the card for good', /sofia.*Ended the card for good/s],
      ] as const) {
        await page.getByRole('combobox', { name: 'Action' }).selectOption(action);
        await trail.getByRole('row').filter({ hasText: row }).first().waitFor();
      }
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.getByRole('button', { name: 'Verify the chain' }).click();
      await page.getByText(/^The audit trail is intact: [\d,]+ rows in all chains\.$/).waitFor();
      const exported = await page.getByRole('link', { name: 'Export' }).getAttribute('href');
      const file = await page.request.get(`${stack.url}${exported}`);
      expect([file.status(), (await file.text()).includes('role.granted')]).toEqual([200, true]);
      await link(otto, 'Roles').click();
      await page.getByRole('row', { name: /Alan Turing Inventory custodian/ }).waitFor();
      expect(await page.getByRole('button', { name: /Give a role|Take away/ }).count()).toBe(0);
      await lookUp(otto, String(serial), String(serial));
      await page.getByText('Terminated', { exact: true }).first().waitFor();
      expect(await page.getByRole('button', { name: /More|Recycle|Replace/ }).count()).toBe(0);
    },
    patience,
  );
});
