/**
 * No page mixes two languages: pages for operators are in English with everything around them, those that everybody sees are in the language that was chosen,
 * or else in that of the browser. In a browser, with answers written here.
 */
import { afterEach, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { get, json, none, usual } from '../looks/scene.js';

jest.setTimeout(120_000);
const operator = { ...operatorWith('request.create', 'card.run', 'holder.assist'), person: made.me.person };
const step = {
  ...{ wizard: 'add-device', step: 'device', says: 'no-reader', problem: null, since: made.ago(0) },
  workstationName: 'Front desk',
};

describeWith(chromiumMissing(), 'no page mixes two languages', () => {
  let person: Person;
  const begin = async (locale: string): Promise<void> => {
    person = await Person.open('https://cardwright.example', { locale });
    const api = new MockedApi({ me: operator, textOf: (name) => name });
    await api.serve(person.page);
    api.now({
      ...{ ...usual, [get.me]: json(operator), [get.sagas]: json({ ...none, rows: [made.saga({})] }) },
      'GET /api/v1/people/{personId}/wizard-step': json({ step }),
    });
  };
  afterEach(() => person.close());

  const lang = (): Promise<unknown> => person.page.evaluate('document.documentElement.lang');
  const link = (name: string) => person.page.getByRole('link', { name, exact: true });
  const menuOf = async (button: RegExp): Promise<string[]> => {
    await person.page.getByRole('button', { name: button }).click();
    const items = person.page.getByRole('menuitem');
    await items.first().waitFor();
    const all = await items.allInnerTexts();
    await person.page.keyboard.press('Escape');
    await person.page.getByRole('menu').waitFor({ state: 'hidden' });
    return all;
  };
  const choose = async (button: RegExp, language: string): Promise<void> => {
    await person.page.getByRole('button', { name: button }).click();
    const loaded = person.page.waitForEvent('load');
    await person.page.getByRole('menuitem', { name: language }).click();
    await loaded;
  };
  /** Languages in which the API was asked while this was done. */
  const askedIn = async (act: () => Promise<unknown>): Promise<Set<string>> => {
    const before = person.requests.length;
    await act();
    const asked = person.requests.slice(before).filter((it) => it.url().includes('/api/v1/'));
    return new Set(asked.map((it) => it.headers()['accept-language'] ?? ''));
  };
  const english = ['Account and roles', 'This computer', 'Light', 'Dark', 'System', 'English', 'Deutsch', 'Sign out'];
  const german = [
    'Konto und Rollen',
    'Dieser Computer',
    'Hell',
    'Dunkel',
    'Wie das System',
    'English',
    'Deutsch',
    'Abmelden',
  ];

  it('a German browser: pages for operators are in English with their frame, one’s own cards in German with theirs', async () => {
    await begin('de-DE');
    await person.goTo('/devices');
    await person.page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
    expect(await lang()).toBe('en');
    expect(await menuOf(/^Your account/)).toEqual(expect.arrayContaining(english));
    expect(await link('People').count()).toBe(1);

    const asked = await askedIn(async () => {
      await link('My devices').click();
      await person.page.getByRole('heading', { name: 'Meine Karten', level: 1 }).waitFor();
    });
    expect([await lang(), [...asked]]).toEqual(['de', ['de']]);
    expect(await menuOf(/^Ihr Konto/)).toEqual(expect.arrayContaining(german));
    expect(await person.page.getByRole('navigation', { name: 'Hauptmenü' }).innerText()).not.toMatch(
      /Devices|People|Certificates|Needs attention/,
    );

    // Loaded while a page in German is shown, before it is opened.
    await link('Sagas').hover();
    await link('Sagas').click();
    await person.page.getByRole('heading', { name: 'Sagas', level: 1 }).waitFor();
    await person.page.getByRole('columnheader').first().waitFor();
    expect(await lang()).toBe('en');
    expect((await person.page.getByRole('columnheader').allInnerTexts()).join()).toMatch(/State.*Progress.*Started/);
  });

  it('a German browser: what the holder sees is told in English beside them', async () => {
    await begin('de-DE');
    await person.goTo(`/people/${made.id.person}`);
    await person.page.getByRole('heading', { name: 'What the holder sees now' }).waitFor();
    expect(await person.page.locator('main').innerText()).not.toMatch(
      /Seite|Schritt|Dort steht|Noch nicht bekannt|Lese/,
    );
  });

  it('a German browser, and English chosen: everything is in English', async () => {
    await begin('de-DE');
    await person.goTo('/me');
    await choose(/^Ihr Konto/, 'English');
    for (const [path, heading] of [
      ['/mine', 'My devices'],
      ['/devices', 'Devices'],
    ] as const) {
      const asked = await askedIn(async () => {
        await person.goTo(path);
        await person.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      });
      expect([await lang(), [...asked]]).toEqual(['en', ['en']]);
      expect(await menuOf(/^Your account/)).toEqual(expect.arrayContaining(english));
    }
  });

  it('an English browser, and German chosen: pages for everybody are in German, those for operators in English', async () => {
    await begin('en-GB');
    await person.goTo('/devices');
    await choose(/^Your account/, 'Deutsch');
    await person.page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
    expect(await lang()).toBe('en');
    expect(await menuOf(/^Your account/)).toEqual(expect.arrayContaining(english));
    await person.goTo('/mine');
    await person.page.getByRole('heading', { name: 'Meine Karten', level: 1 }).waitFor();
    expect(await lang()).toBe('de');
    expect(await menuOf(/^Ihr Konto/)).toEqual(expect.arrayContaining(german));
  });
});
