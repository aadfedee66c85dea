/**
 * The pages of a roll-out as those who publish profiles use them: a version is published, the first ring opens, and they pause, resume, advance and
 * stop it; the figures follow the cards. In a real browser against the whole system, with an agent and simulated cards in this process.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { RolloutDetail } from '@cardwright/contracts/update/rollout';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { personId } from '@cardwright/testing/issue';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { issueInRings, type IssuedInRing, offeredFor, updateAsHolder } from '@cardwright/testing/ring-fleet';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { accessToken } from '@cardwright/testing/tokens';
import { chromiumMissing, type Look, People, type Person } from '../support/browser.js';

jest.setTimeout(240_000);
const reader = 'Faulty reader 0';
const peopleFile = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const graceClaims = { sub: 'grace', external_id: 'E1002', name: 'Grace Hopper', roles: ['cardholder'] };
const profileName = 'in-rings';
/** How many cards of each ring there are. */
const wanted = [1, 2, 1];

describeWith(chromiumMissing(), 'the pages of a roll-out', () => {
  let system: TestSystem;
  let agent: Workstation;
  let fleet: IssuedInRing[][];
  let priya: Person;
  const people = new People();
  const arrive = (...who: [login: string, look?: Look]): Promise<Person> => people.arrive(system.url, ...who);
  const ring = (number: number, { page } = priya) =>
    page.getByRole('table', { name: 'Rings' }).getByRole('row', { name: `Ring ${number}` });
  const decide = (button: string) => priya.page.getByRole('button', { name: button, exact: true }).click();
  const dialog = () => priya.page.getByRole('dialog');
  const history = () => priya.page.getByRole('table', { name: 'History' });

  beforeAll(async () => {
    system = await startSystem();
    await system.api('POST', '/people/import', { csv: peopleFile });
    agent = await startWorkstation(system, { name: 'rings', readers: 1 });
    priya = await arrive('priya');
  });
  afterAll(async () => {
    await people.leave();
    await agent?.stop();
    await system?.stop();
  });

  it('[F12] a version is published, and its first ring is there; before, the list says that there is nothing', async () => {
    const { page } = priya;
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Roll-outs' }).click();
    await page.getByText('No roll-outs yet').waitFor();
    await priya.photograph('rollouts-empty');

    const { credentials } = await publishFourKeys(system.api, 'all-four');
    const three = credentials.filter(({ keyReference }) => keyReference !== '9E');
    await publishFourKeys(system.api, profileName, { credentials: three });
    fleet = await issueInRings(system.api, agent, {
      ...{ readerName: reader, profileName, wanted, firstSerial: 68_000_000 },
      personId: await personId(system.api, 'E1002'),
    });
    await publishFourKeys(system.api, profileName, { credentials });

    // The page was open all the time.
    await page.getByRole('link', { name: `${profileName}, version 2` }).click();
    await page.getByRole('heading', { name: `${profileName}, version 2` }).waitFor();
    await ring(1).getByText('0 done, 1 not done yet').waitFor();
    await ring(2).getByText('0 done, 2 to come').waitFor();
    await ring(3).getByText('0 done, 1 to come').waitFor();
    await ring(2).getByText('Not before it opens').waitFor();
    await page.getByText('Ring 2 opens by itself when 1 of 1 in ring 1 are done. Done now: 0.').waitFor();
    await priya.photograph('rollout-running');
  });

  it('[F12] paused, nothing is offered; resumed by the keyboard alone, it is offered again', async () => {
    const { page } = priya;
    const [card] = fleet[0]!;
    await eventually(async () => (await offeredFor(system.api, card!.deviceId)).length, 1, 20_000);
    await decide('Pause');
    await dialog().getByText('1 card is not done yet.').waitFor();
    await priya.photograph('rollout-pause');
    await dialog().getByRole('button', { name: 'Pause' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('status').getByText('Nothing more is offered until it is resumed.').waitFor();
    await ring(1).getByText('Not offered').waitFor();
    await eventually(async () => (await offeredFor(system.api, card!.deviceId)).length, 0, 20_000);
    await priya.photograph('rollout-paused');

    const resume = page.getByRole('button', { name: 'Resume', exact: true });
    await resume.focus();
    await page.keyboard.press('Enter');
    await dialog().getByText('In the rings that are open 1 card is not done yet.').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    // The keyboard is where it was.
    await eventually(focused, 'Resume');
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    await tabTo('Resume');
    await page.keyboard.press('Enter');
    await page.getByText('Running', { exact: true }).waitFor();
    await eventually(async () => (await offeredFor(system.api, card!.deviceId)).length, 1, 20_000);
  });

  it('[F12] a card that is done is counted without a reload, and a ring that opened by itself is not opened again by hand', async () => {
    const { page } = priya;
    await decide('Open ring 2');
    await dialog().getByText('2 cards of ring 2 are offered the new version').waitFor();
    await priya.photograph('rollout-advance');
    const holder = await accessToken(system, graceClaims);
    const at = { slots: agent.slots, readerName: reader, holder };
    expect(await updateAsHolder(system, fleet[0]![0]!, at)).toMatchObject({ state: 'COMPLETED' });
    await dialog().getByText('Ring 2 is not the next one any more').waitFor();
    expect(await dialog().getByRole('button', { name: 'Open ring 2' }).isDisabled()).toBe(true);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await ring(1).getByText('1 done', { exact: true }).waitFor();
    await ring(2).getByText('0 done, 2 not done yet').waitFor();
    await history().getByRole('row', { name: 'Ring 2 opened itself' }).waitFor();

    await decide('Open ring 3');
    await dialog().getByText('1 card of ring 3 is offered the new version').waitFor();
    await dialog().getByLabel('Days until all of them are due').fill('3');
    await dialog().getByRole('button', { name: 'Open ring 3' }).click();
    await dialog().waitFor({ state: 'detached' });
    await ring(3).getByText('0 done, 1 not done yet').waitFor();
    await page.getByText('over 3 days').waitFor();
    const { rings } = await rolloutShown();
    const until = new Date(Date.parse(rings[2]!.openedAt!) + 3 * 24 * 3600_000);
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).format(until);
    await ring(3).getByText(`By ${day}`).waitFor();
    await history().getByRole('row', { name: 'Ring 3 opened priya' }).waitFor();
    expect(await page.getByRole('button', { name: /^Open ring/ }).count()).toBe(0);
  });

  it('[F12] whoever sees the cards of others reads it by its address, without a button; a holder neither finds nor sees it', async () => {
    const path = new URL(priya.page.url()).pathname;
    const ada = await arrive('ada', { scheme: 'dark', width: 390 });
    await ada.goTo(path);
    await ring(2, ada).getByText('0 done, 2 not done yet').waitFor();
    expect(
      await ada.page
        .getByRole('main')
        .getByRole('button', { name: /Pause|Stop|Resume|Open ring/ })
        .count(),
    ).toBe(0);
    expect(await scrollsSideways(ada)).toBe(false);
    await ada.photograph('rollout-dark-narrow');
    await ada.goTo('/devices');
    await ada.page.getByRole('button', { name: 'Open menu' }).click();
    await ada.page.getByRole('link', { name: 'Roll-outs' }).click();
    await ada.page.getByRole('row', { name: profileName }).getByText('Running').waitFor();
    expect(await scrollsSideways(ada)).toBe(false);
    await ada.photograph('rollouts-dark-narrow');

    const grace = await arrive('grace');
    expect(await grace.page.getByRole('link', { name: 'Roll-outs' }).count()).toBe(0);
    for (const address of [path, '/rollouts']) {
      await grace.goTo(address);
      // To what the portal has of their own.
      await grace.page.waitForURL('**/mine');
      await grace.page.getByRole('heading', { level: 1, name: 'My devices' }).waitFor();
    }
  });

  it('[F12] stopped with a reason, everybody reads it; what the server refuses is said in the dialog', async () => {
    const { page } = priya;
    await decide('Stop');
    await dialog().getByText('3 cards are not done yet.').waitFor();
    const confirm = dialog().getByRole('button', { name: 'Stop' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog().getByLabel('Reason').fill('Wrong algorithm');
    await priya.photograph('rollout-stop');
    await confirm.click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('status').getByText('Stopped by hand').waitFor();
    await page.getByText('Reason: Wrong algorithm').waitFor();
    await priya.photograph('rollout-stopped');

    // Somebody else resumes it; this page has not heard of it yet.
    const rolloutId = page.url().slice(-36);
    await page.route(`**/api/v1/rollouts/${rolloutId}`, (route) => route.abort());
    await system.api('POST', `/rollouts/${rolloutId}/resume`, {});
    await decide('Resume');
    await dialog().getByRole('button', { name: 'Resume' }).click();
    await dialog().getByRole('alert').getByText('ROLLOUT_STATE').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    // And the figures of before stay, with a word that they are.
    await page.getByText('Cardwright cannot be reached').first().waitFor();
    await ring(1).getByText('1 done', { exact: true }).waitFor();
    await priya.photograph('rollout-unreachable');
    await page.unroute(`**/api/v1/rollouts/${rolloutId}`);
    await page.getByText('Running', { exact: true }).waitFor();

    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').click();
    await page.getByRole('row', { name: profileName }).getByText('Running').waitFor();
    await priya.goTo('/rollouts/00000000-0000-4000-8000-000000000000');
    await page.getByRole('alert').getByText('REQUEST_NOT_FOUND').waitFor();
  });

  it('[F12] one that stopped by itself says in words why', async () => {
    const { page } = priya;
    // The way there needs three cards that fail (libs/testing/test/system/rollout.system.spec.ts); the words need the answer alone.
    const codes = ['CARD_PROOF_FAILED'];
    const stop = { cause: 'FAILURES', ring: 2, failed: 3, attempted: 4, codes } as const;
    await page.route(/\/api\/v1\/rollouts\/[0-9a-f-]{36}$/, async (route) => {
      const response = await route.fetch();
      const { rollout } = (await response.json()) as { rollout: RolloutDetail };
      const rings = rollout.rings.map((each) =>
        each.ring === 2 ? { ...each, cards: 190, completed: 17, failed: 3 } : { ...each, cards: 50 * each.ring },
      );
      await route.fulfill({ response, json: { rollout: { ...rollout, state: 'stopped', stop, rings } } });
    });
    await priya.goTo('/rollouts');
    await page.getByRole('link', { name: `${profileName}, version 2` }).click();
    const why = page.getByRole('status').filter({ hasText: 'It stopped by itself' });
    await why.getByText('3 of the 4 cards of ring 2 that were updated failed.').waitFor();
    await why.getByText('CARD_PROOF_FAILED').waitFor();
    await ring(2).getByText('17 done, 3 failed, 170 not done yet').waitFor();
    await priya.photograph('rollout-failures');
    await decide('Resume');
    await dialog().getByText('What has failed so far does not stop it again.').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(priya.messages.filter((message) => /content security policy|page error/i.test(message))).toEqual([]);
  });

  const rolloutShown = async (): Promise<RolloutDetail> =>
    (await system.api<{ rollout: RolloutDetail }>('GET', `/rollouts/${priya.page.url().slice(-36)}`)).rollout;

  /** By the key that goes from field to field, as far as this button of the dialog. */
  /** In the dialog, which takes the keyboard a moment after it is there: until then the button behind it has it, which may be called the same. */
  async function tabTo(name: string): Promise<void> {
    await dialog().locator(':focus').waitFor();
    for (let tabs = 0; tabs < 10; tabs++) {
      if ((await focused()) === name) return;
      await priya.page.keyboard.press('Tab');
    }
    throw new Error(`the button ${name} is not reached by the keyboard`);
  }
  const focused = (): Promise<string> => priya.page.evaluate('document.activeElement.textContent');
  const scrollsSideways = ({ page }: Person): Promise<boolean> =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
});
