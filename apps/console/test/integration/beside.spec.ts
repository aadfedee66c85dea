/** What is seen and done without leaving a list: details of a row beside it, and what has become of an act. In a browser, with answers written here. */
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { get, json, none, stoppedBy, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const operator = operatorWith('request.create', 'card.run', 'card.suspend');
const rows = (...all: object[]) => json({ ...none, rows: all });
const one = made.device({ label: '10000001' });
const two = made.device({ label: '10000002' });

describeWith(chromiumMissing(), 'beside a list', () => {
  let person: Person;
  const api = new MockedApi({ me: operator, textOf: (name) => name });
  const now = (answers: object): void => api.now({ ...usual, ...answers, [get.me]: json(operator) });
  /** A toast is as readable as it will be. */
  const settled = () => person.page.evaluate('Promise.all(document.getAnimations().map((each) => each.finished))');
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
  });
  beforeEach(() => person.page.goto('about:blank'));
  afterAll(() => person?.close());

  it('[D15] a row opens its details without leaving the list, by the keyboard too, and gives the focus back', async () => {
    const { page } = person;
    now({ [get.devices]: rows(one, two), [get.device]: json({ device: one }) });
    await person.goTo('/devices?q=grace');
    const opener = page.getByRole('button', { name: 'Show beside the list: 10000001' });
    expect(await opener.getAttribute('aria-expanded')).toBe('false');
    await opener.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: '10000001' });
    await panel.getByText('Grace Holder').waitFor();
    expect(await page.evaluate('document.activeElement.matches("aside h2")')).toBe(true);
    expect(await opener.getAttribute('aria-expanded')).toBe('true');
    expect(new URL(page.url()).search).toBe('?q=grace');
    expect(await faultsOf(person, 'beside-device')).toEqual([]);
    // The list goes on: another row takes the place.
    now({ [get.devices]: rows(one, two), [get.device]: json({ device: two }) });
    await page.getByRole('button', { name: 'Show beside the list: 10000002' }).click();
    await page.getByRole('complementary', { name: '10000002' }).waitFor();
    expect(await page.getByRole('complementary').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
      'Show beside the list: 10000002',
    );
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').getByRole('link', { name: 'Open the page' }).click();
    await page.waitForURL(`**/devices/${two.deviceId}`);
  });

  it('where the window is narrow the row leads to its page, and nothing lies over the list', async () => {
    const { page } = person;
    now({ [get.devices]: rows(one) });
    await page.setViewportSize({ width: 390, height: 844 });
    await person.goTo('/devices');
    await page.getByRole('link', { name: '10000001' }).waitFor();
    expect(await page.getByRole('button', { name: /^Show beside the list/ }).count()).toBe(0);
    expect(await faultsOf(person, 'beside-narrow')).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it.each([
    ['/people', 'Grace Holder', { 'GET /api/v1/people': rows(made.me.person) }, 'E100'],
    ['/sagas', /Grace Holder/, { [get.sagas]: rows(made.saga({})) }, 'Words of the server.'],
    ['/certificates', 'serialNumberHex', {}, 'subjectText'],
  ])('so do the lists at %s', async (path, name, answers, says) => {
    const { page } = person;
    now(answers);
    await person.goTo(path);
    await page
      .getByRole('button', { name: /^Show beside the list/ })
      .first()
      .click();
    const panel = page.getByRole('complementary');
    await panel.getByText(says).first().waitFor();
    if (path !== '/certificates') await panel.getByRole('heading', { level: 2, name }).waitFor();
    expect(await faultsOf(person, `beside-${path.slice(1)}`)).toEqual([]);
  });

  it('work that goes on from its row says so with the link to it, after the row has gone', async () => {
    const { page } = person;
    const stuck = stoppedBy('CARD_REMOVED', 'ISSUE')[get.saga] as { json: { saga: object } };
    now({ [get.sagas]: rows(stuck.json.saga) });
    await person.goTo('/sagas?attention=true');
    const retry = page.getByRole('button', { name: 'Retry' });
    await retry.waitFor();
    now({ [get.sagas]: rows() });
    await retry.click();
    const toast = page.getByRole('alert').filter({ hasText: 'Going on' });
    await toast.waitFor();
    await retry.waitFor({ state: 'detached' });
    await settled();
    expect(await faultsOf(person, 'toast-with-link')).toEqual([]);
    await toast.getByRole('link', { name: 'Open the saga' }).click();
    await page.waitForURL(`**/sagas/${made.id.request}`);
    await toast.waitFor({ state: 'detached' });
  });
});
