/**
 * The pages of a campaign as those who publish profiles use them: no campaign without a count, a count that has changed is said, then it is created,
 * paused, resumed and stopped, and its cards lead to their pages. In a real browser against the whole system, with an agent and a simulated card.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { CampaignCount, CampaignDetail } from '@cardwright/contracts/update/campaign';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { startWorkstation, type Workstation } from '@cardwright/testing/faults/workstation';
import { issueCard, personId, randomPin } from '@cardwright/testing/issue';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { chromiumMissing, type Look, People, type Person } from '../support/browser.js';

jest.setTimeout(240_000);
const reader = 'Faulty reader 0';
const peopleFile = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const profileName = 'of-the-campaign';
const name = 'Leave the old CA';

describeWith(chromiumMissing(), 'the pages of a campaign', () => {
  let system: TestSystem;
  let agent: Workstation;
  let priya: Person;
  const people = new People();
  const arrive = (...who: [login: string, look?: Look]): Promise<Person> => people.arrive(system.url, ...who);
  const button = (label: string) => priya.page.getByRole('button', { name: label, exact: true });
  const dialog = () => priya.page.getByRole('dialog');
  const cardsOfTheFilter = async (): Promise<number> =>
    (await priya.send<{ count: CampaignCount }>('/campaigns/count', { filter: { profileName } })).count.cards;
  /** One more card of the profile. */
  const issue = async (serial: number): Promise<void> => {
    await agent.slots.insert(reader, agent.card('vendor', serial));
    await issueCard(system.api, {
      ...{ workstationId: agent.workstationId, readerName: reader, profileName, pin: randomPin() },
      personId: await personId(system.api, 'E1002'),
    });
    await agent.slots.remove(reader);
  };

  beforeAll(async () => {
    system = await startSystem();
    await system.api('POST', '/people/import', { csv: peopleFile });
    await publishFourKeys(system.api, profileName);
    agent = await startWorkstation(system, { name: 'campaigns', readers: 1 });
    await issue(68_200_001);
    priya = await arrive('priya');
    // update-svc hears of a card by an event.
    await eventually(cardsOfTheFilter, 1);
  });
  afterAll(async () => {
    await people.leave();
    await agent?.stop();
    await system?.stop();
  });

  it('[F12] none is created before its cards are counted, and a number that has changed is said before anything is created', async () => {
    const { page } = priya;
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Campaigns' }).click();
    await page.getByText('No campaigns yet').waitFor();
    await page.getByRole('link', { name: 'New campaign' }).click();
    expect(await button('Count the cards').isDisabled()).toBe(true);
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('combobox', { name: 'Reason' }).selectOption({ index: 1 });
    await page.getByLabel('In your own words').fill('It ends in March');
    expect(await button('New campaign').isDisabled()).toBe(true);
    await priya.photograph('campaign-not-counted');

    await page.getByLabel('Credential profile').selectOption(profileName);
    await button('Count the cards').click();
    await page.getByRole('status').getByText('1 card, 4 certificates').waitFor();
    await page.getByText('9A: 1, 9C: 1, 9D: 1, 9E: 1').waitFor();
    await priya.photograph('campaign-counted');
    await issue(68_200_002);
    await eventually(cardsOfTheFilter, 2);
    await button('Create it for 1 card').click();
    await page.getByRole('alert').getByText('Counted: 1 card. By now: 2 cards.').waitFor();
    expect(await button('Create it for 1 card').isDisabled()).toBe(true);
    expect(await system.api<{ rows: unknown[] }>('GET', '/campaigns')).toMatchObject({ rows: [] });
    await priya.photograph('campaign-changed');
    await button('Count again').click();
    await page.getByText('Before it was 1 card, now it is 2 cards.').waitFor();

    // Another filter is another count.
    await page.getByLabel('Certificate ends before').fill('2026-01-01');
    await page.getByText('The filter has changed since the cards were counted').waitFor();
    expect(await button('New campaign').isDisabled()).toBe(true);
    await button('Count the cards').click();
    await page.getByText('No card matches').waitFor();
    await page.getByLabel('Certificate ends before').fill('');
    await button('Count the cards').click();
    await page.getByLabel('Cards in an hour').fill('1');
    await page.getByText('The last card has its turn after 1 h 0 min.').waitFor();
    await button('Create it for 2 cards').click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByText('1 had their turn, 1 wait for their turn').waitFor();
    await priya.photograph('campaign-running');
  });

  it('[F12] paused, resumed and stopped with a reason, each time with the number of cards that it concerns', async () => {
    const { page } = priya;
    await button('Pause').click();
    await dialog().getByText('2 cards are not done yet.').waitFor();
    await dialog().getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('status').getByText('Nothing more is offered until it is resumed.').waitFor();
    await button('Resume').click();
    await dialog().getByText('2 cards are not done yet.').waitFor();
    await dialog().getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Running', { exact: true }).waitFor();
    await button('Stop').click();
    await dialog().getByLabel('Reason').fill('Wrong CA');
    await dialog().getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Reason: Wrong CA').waitFor();
    await page.getByRole('table', { name: 'History' }).getByRole('row', { name: 'Stopped priya' }).waitFor();
    await priya.photograph('campaign-stopped');
    const { campaign } = await system.api<{ campaign: CampaignDetail }>(
      'GET',
      `/campaigns/${new URL(page.url()).pathname.slice(-36)}`,
    );
    expect(campaign).toMatchObject({ state: 'stopped', cardsPerHour: 1, stop: { reasonText: 'Wrong CA' } });
  });

  it('[F12] whoever sees the cards of others reads it by its address and goes from a card to its page; a holder sees nothing', async () => {
    const path = new URL(priya.page.url()).pathname;
    const ada = await arrive('ada', { scheme: 'dark', width: 390 });
    // One card in an hour, whatever was decided in between.
    await ada.goTo(`${path}?state=open`);
    const cards = ada.page.getByRole('table', { name: 'Cards' });
    await cards.getByText('Has its turn').first().waitFor();
    expect(await cards.getByRole('row').count()).toBe(2);
    expect(await ada.page.getByRole('button', { name: /^(Pause|Stop|Resume)$/ }).count()).toBe(0);
    const wider = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    expect(await ada.page.evaluate(wider)).toBe(false);
    await ada.photograph('campaign-dark-narrow');
    await ada.page.getByRole('combobox', { name: 'State' }).selectOption('updated');
    await ada.page.getByText('No card of this campaign is in this state.').waitFor();
    await ada.goTo(path);
    await cards.getByRole('link').first().click();
    await ada.page.waitForURL(/\/devices\/[0-9a-f-]{36}$/);

    const grace = await arrive('grace');
    expect(await grace.page.getByRole('link', { name: 'Campaigns' }).count()).toBe(0);
    await grace.goTo(path);
    // To what the portal has of their own.
    await grace.page.waitForURL('**/mine');
    await grace.page.getByRole('heading', { level: 1, name: 'My devices' }).waitFor();
    expect(priya.messages.filter((message) => /content security policy|page error/i.test(message))).toEqual([]);
  });
});
