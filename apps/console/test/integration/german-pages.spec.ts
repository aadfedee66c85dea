/**
 * In a German browser no page that is in German shows a word of English, nor one that is in English a word of German: neither on the page nor in what a
 * screen reader says of it, nor in the search and the lab corner that stand on pages of both kinds. Answers are written here.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { permissions } from '@cardwright/contracts/access/role-table';
import { cardSagaTypes } from '@cardwright/contracts/workflow/saga-kinds';
import { describeWith } from '@cardwright/testing/describe-with';
import { statusText } from '../../src/certificates/status.text.js';
import { deviceStateText } from '../../src/devices/states.text.js';
import { stateText } from '../../src/sagas/sagas.text.js';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import * as made from '../looks/made.js';
import { json } from '../looks/scene.js';

jest.setTimeout(240_000);
const router = readFileSync(fileURLToPath(new URL('../../src/app/router.tsx', import.meta.url)), 'utf8');
const pages = router
  .split('createRoute({')
  .slice(1)
  .map((route) => ({
    path: /path: '([^']+)'/.exec(route)![1]!,
    isGerman: /forHolders: true|frame: '/.test(route),
  }));
const addressOf = (path: string): string =>
  path.replaceAll(/\$\w+/g, path.startsWith('/help/') ? 'cardholder' : made.id.device);

/** Words that the other language has not. */
const english =
  /\b(the|of|and|is|are|with|your|this|that|from|you|to|by|cards?|devices?|state|active|valid|waits?|done|close|search|since|until|holder|nothing|new|show|certificates?|workstations?|readers?|empty)\b/i;
const german =
  /\b([Uu]nd|[Dd](er|ie|as|en)|ist|sind|[Nn]icht|[Mm]it|[Ff]ür|[Vv]on|wird|[Nn]och|[Ee]ine?n?|[Kk]eine?|Karten?|Leser|Zustand|Ab(lauf|läufe)|Schließen|Suchen|seit|Zertifikate?|Arbeitsplatz)\b/;
/** A value of the API, shown as it is sent. */
const raw = /\b[A-Z]{2,}(?:_[A-Z]+)+\b/;

/** Runs in the page. What is written in code (commands, codes, ids) is the same in each language. */
const shown = `(() => {
  const all = [...document.body.querySelectorAll('*')].filter((it) => it.closest('style, script, code, kbd, pre, .mono') === null);
  const texts = all.flatMap((it) => [...it.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data));
  const names = all.flatMap((it) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => it.getAttribute(name) ?? ''));
  return [document.title, ...texts, ...names].map((each) => each.trim()).filter((each) => each !== '');
})()`;

/** One of each kind, in each of its states. */
const hits = [
  { kind: 'person', personId: made.id.person, displayName: 'Xyz', externalId: 'E1', organizationalUnit: null },
  ...Object.keys(deviceStateText).map((state) => ({
    ...{
      kind: 'card',
      deviceId: `${made.id.device}-${state}`,
      label: '1',
      identityText: 'ICC 1',
      state,
      personName: 'Xyz',
    },
  })),
  ...Object.keys(statusText).map((status, at) => ({
    ...{ kind: 'certificate', serialNumberHex: `0${at}`, subjectText: 'CN=Xyz', status, keyReference: '9A' },
    ...{ deviceId: made.id.device, label: '1' },
  })),
  ...cardSagaTypes.flatMap((type) =>
    Object.keys(stateText).map((state) => ({
      ...{ kind: 'request', requestId: `${type}-${state}`, type, state, personName: 'Xyz', label: '1' },
    })),
  ),
  { kind: 'workstation', workstationId: made.id.workstation, name: 'Xyz' },
].map((hit) => ({ ...hit, exact: false }));

describeWith(chromiumMissing(), 'in a German browser', () => {
  let person: Person;
  const name = 'Xyz';
  const me = {
    ...{ ...made.me, roles: ['SO', 'IO', 'PA', 'SA', 'CH'], permissions, lab: true },
    person: { ...made.me.person, displayName: name },
  };
  const api = new MockedApi({ me, textOf: () => name });
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example', { locale: 'de-DE' });
    await api.serve(person.page);
  });
  afterAll(() => person?.close());

  const wrong = async (words: RegExp): Promise<string[]> =>
    (await person.page.evaluate<string[]>(shown)).filter((each) => words.test(each) || raw.test(each));
  const open = async (path: string): Promise<void> => {
    await person.goTo(addressOf(path));
    await person.page.getByRole('heading', { level: 1 }).first().waitFor();
    await person.page.waitForLoadState('networkidle');
  };

  it.each(pages.filter(({ isGerman }) => isGerman))('$path has no word of English', async ({ path }) => {
    await open(path);
    expect(await wrong(english)).toEqual([]);
  });

  it.each(pages.filter(({ isGerman }) => !isGerman))('$path has no word of German', async ({ path }) => {
    await open(path);
    expect(await wrong(german)).toEqual([]);
  });

  it.each(['de', 'en'] as const)(
    'the search is in the language of the page that it stands on: %s',
    async (language) => {
      const { page } = person;
      const [path, words] = language === 'de' ? ['/me', english] : ['/stock', german];
      api.now({
        'GET /api/v1/search': json({ hits, more: ['person', 'card', 'workstation'], unanswered: ['certificate'] }),
      });
      await open(path);
      await page.keyboard.press('Control+K');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox').fill(name);
      await dialog
        .getByRole('option')
        .nth(hits.length - 1)
        .waitFor();
      await dialog.getByRole('alert').waitFor();
      expect(await wrong(words)).toEqual([]);
      await person.photograph(`search-${language}`, page, false);
    },
  );

  it('the lab corner too', async () => {
    const { page } = person;
    const card = { dialect: 'strict', serial: 20000001 };
    await page.route('**/api/v1/lab', (route) =>
      route.fulfill({
        json: {
          readers: [
            { readerName: 'R0', card },
            { readerName: 'R1', card: null },
          ],
          outside: [card],
        },
      }),
    );
    await open('/me');
    await page.getByRole('button', { name: 'Labor' }).click();
    await page.getByRole('dialog').getByText('Leer').waitFor();
    expect(await wrong(english)).toEqual([]);
    await person.photograph('lab-de', page, false);
  });
});
