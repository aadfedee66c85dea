/**
 * An operator's way through their main pages by the keyboard alone, in a real browser with answers that are written here: start, people, devices, a device,
 * its saga. After every press something has the focus and shows it; after every navigation the heading of the new page has it.
 */
import { afterAll, beforeAll, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { get, json, none, stoppedBy, usual } from '../looks/scene.js';

jest.setTimeout(120_000);
const operator = operatorWith(
  ...['workstation.use', 'request.create', 'card.run', 'card.inspect', 'card.suspend', 'card.unlock'],
);

describeWith(chromiumMissing(), 'the pages of operators by the keyboard alone', () => {
  let person: Person;
  let keys: Keyboard;
  const api = new MockedApi({ me: operator, textOf: (name) => name });
  const link = (name: string) => person.page.getByRole('link', { name, exact: true });
  const inMain = (name: string) => person.page.getByRole('main').getByRole('link', { name, exact: true });

  beforeAll(async () => {
    const device = made.device({ activeRequestId: made.id.request });
    api.now({
      ...usual,
      ...stoppedBy('CARD_REMOVED', 'REPROVISION'),
      [get.me]: json(operator),
      [get.device]: json({ device }),
      [get.devices]: json({ ...none, rows: [device] }),
      'GET /api/v1/devices/{deviceId}/history': json(none),
      'GET /api/v1/people': json({ ...none, rows: [made.me.person] }),
      'GET /api/v1/people/{personId}': json({ person: made.me.person }),
    });
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    keys = new Keyboard(person.page);
  });
  afterAll(() => person?.close());

  it('from the start page to people and one of them', async () => {
    await person.goTo('/start');
    await link('People').waitFor();
    await keys.press('Tab');
    await keys.has(link('Skip to content'));
    await keys.enter(link('People'));
    await keys.isAtPage('People');
    await keys.enter(inMain('Grace Holder'));
    await keys.isAtPage('Grace Holder');
  });

  it('to devices, one of them, and its menu, which gives the focus back', async () => {
    const { page } = person;
    await person.goTo('/start');
    await keys.enter(link('Devices'));
    await keys.isAtPage('Devices');
    await keys.enter(inMain('10000001'));
    await keys.isAtPage('10000001');
    const more = page.getByRole('main').getByRole('button', { name: 'More', exact: true });
    await keys.enter(more);
    await page.getByRole('menu').waitFor();
    await keys.press('ArrowDown');
    await keys.press('Escape');
    await keys.has(more);
  });

  it('to a saga that stopped: the dialog has the focus, after a second thought about a cancel too, and Escape closes it', async () => {
    const { page } = person;
    await person.goTo(`/sagas/${made.id.request}`);
    const dialog = page.getByRole('dialog', { name: 'The work on this card has stopped' });
    await keys.has(dialog.getByRole('button', { name: 'Retry' }));
    for (let presses = 0; presses < 8; presses++) await keys.press('Tab');
    await keys.to(dialog.getByRole('button', { name: /^Cancel/ }));
    await keys.press('Enter');
    const sure = page.getByRole('dialog').filter({ hasText: 'Reason' });
    await keys.to(sure.getByRole('button', { name: 'Do not cancel' }));
    await keys.press('Enter');
    await keys.to(dialog.getByRole('button', { name: 'Retry' }));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});
