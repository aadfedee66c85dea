/** Shortcuts of a single key, in a browser with answers written here: where they lead, where they are silent, and how they are switched off. */
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { get, json, none, usual } from '../looks/scene.js';

jest.setTimeout(120_000);
const operator = { ...operatorWith('request.create', 'card.run'), person: made.me.person };
const people = ['Ada Lovelace', 'Grace Hopper'].map((displayName, at) => ({
  ...{ ...made.me.person, displayName, personId: `00000000-0000-4000-8000-00000000000${at}` },
}));

describeWith(chromiumMissing(), 'shortcuts of a single key', () => {
  let person: Person;
  const api = new MockedApi({ me: operator, textOf: (name) => name });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await person.page.keyboard.press(key);
  };
  const heading = (name: string) => person.page.getByRole('heading', { name, exact: true, level: 1 });
  const list = () => person.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const focused = (): Promise<unknown> => person.page.evaluate('document.activeElement.textContent');
  const at = (): string => new URL(person.page.url()).pathname;

  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    api.now({ ...usual, [get.me]: json(operator), 'GET /api/v1/people': json({ ...none, rows: people }) });
  });
  beforeEach(async () => {
    await person.goTo('/devices');
    await heading('Devices').waitFor();
  });
  afterAll(() => person?.close());

  it('? lists them, with the pages that the person sees, and Escape closes the list', async () => {
    await press('?');
    await list().waitFor();
    const rows = await list().getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' '))).toEqual([
      'Key What it does',
      '? Shows this list',
      '/ or Ctrl K Searches everything',
      'g then h Opens Start',
      'g then d Opens Devices',
      'g then c Opens Certificates',
      'g then p Opens People',
      'g then s Opens Sagas',
      'g then v Opens Revocations',
      'g then w Opens Workstations',
      'g then f Opens Findings',
      'g then m Opens My devices',
      'j The next row of the list',
      'k The row before',
      'Enter Opens the row',
    ]);
    await person.page.evaluate('Promise.all(document.getAnimations().map((each) => each.finished))');
    expect(await faultsOf(person, 'shortcuts')).toEqual([]);
    await press('g', 'p', 'Escape');
    await list().waitFor({ state: 'hidden' });
    expect(at()).toBe('/devices');
  });

  it('g and a letter open a list; j and k move in it, and Enter opens a row', async () => {
    await press('g', 'p');
    await heading('People').waitFor();
    await person.page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    const moved: unknown[] = [];
    for (const key of ['j', 'j', 'j', 'k', 'j']) {
      await press(key);
      moved.push(await focused());
    }
    expect(moved).toEqual(['Ada Lovelace', 'Grace Hopper', 'Grace Hopper', 'Ada Lovelace', 'Grace Hopper']);
    await press('Enter');
    await person.page.waitForURL(`**/people/${people[1]!.personId}`);
  });

  it('where the person has no such page, and after another key, nothing happens', async () => {
    await press('g', 'a', 'g', 'x', 'p');
    expect(at()).toBe('/devices');
  });

  it('what is typed stays text', async () => {
    await press('g', 'p');
    await heading('People').waitFor();
    await person.page.getByRole('searchbox', { name: 'Search by name, id or unit' }).click();
    await person.page.keyboard.type('gs?j');
    expect(await person.page.getByRole('searchbox', { name: 'Search by name, id or unit' }).inputValue()).toBe('gs?j');
    expect([at(), await list().count()]).toEqual(['/people', 0]);
  });

  it('the account menu switches them off, the one of the search too, and Ctrl-K stays', async () => {
    const choose = async (state: 'On' | 'Off'): Promise<void> => {
      await person.page.getByRole('button', { name: /^Your account/ }).click();
      const group = person.page.getByRole('group', { name: 'Keyboard shortcuts' });
      await group.getByRole('menuitem', { name: state, exact: true }).click();
      await person.page.getByRole('menu').waitFor({ state: 'hidden' });
    };
    await choose('Off');
    await person.goTo('/devices');
    await heading('Devices').waitFor();
    await press('?', 'g', 'p', '/');
    expect([at(), await person.page.getByRole('dialog').count()]).toEqual(['/devices', 0]);
    await press('Control+k');
    await person.page.getByRole('dialog', { name: 'Search' }).waitFor();
    await press('Escape');
    await person.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await choose('On');
    await press('g', 'p');
    await heading('People').waitFor();
  });
});
