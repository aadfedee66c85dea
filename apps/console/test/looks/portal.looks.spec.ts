/**
 * `npm run test:looks`: every page of a holder in every state that it has, photographed (test-results/console/looks) in each language, each colour
 * scheme, on a desk, on a phone and at 200 %; and asked what assistive technology would stumble over. CARDWRIGHT_LOOKS: names of scenes, and CARDWRIGHT_LOOK
 * of looks (`de-dark-390`), to see some of them alone.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { keepStreams } from '../support/keep-streams.js';
import { faultsOf, lookAs, type LookOfPage } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { me } from './made.js';
import { scenes, usual } from './scenes.js';

jest.setTimeout(60_000);
const matches = (name: string, pattern: string | undefined): boolean => new RegExp(pattern ?? '').test(name);
const nameOf = ({ language, scheme, width, colours, motion }: LookOfPage): string =>
  [language, colours ?? motion ?? scheme, width].join('-');
const looks = (['en', 'de'] as const)
  .flatMap((language) =>
    (['light', 'dark'] as const).flatMap((scheme) =>
      ([1280, 640, 390] as const).map((width): LookOfPage => ({ language, scheme, width })),
    ),
  )
  .concat([
    { language: 'en', scheme: 'light', width: 1280, colours: 'forced' },
    { language: 'en', scheme: 'light', width: 1280, motion: 'reduced' },
  ])
  .map((look) => ({ name: nameOf(look), look }))
  .filter(({ name }) => matches(name, process.env['CARDWRIGHT_LOOK']));
const shown = scenes.filter(({ name }) => matches(name, process.env['CARDWRIGHT_LOOKS']));

describeWith(chromiumMissing(), '[C01] the portal', () => {
  let person: Person;
  const api = new MockedApi({ me, textOf: (name) => name });
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    await person.page.addInitScript(keepStreams);
    await person.goTo('/help/update');
  });
  afterAll(() => person?.close());

  const cases = looks.flatMap(({ name, look }) =>
    shown.map((scene) => ({ scene, look, name: `${scene.name}-${name}` })),
  );
  it.each(cases)('$name has nothing that anybody would stumble over', async ({ scene, look, name }) => {
    const { page } = person;
    api.now({ ...usual, ...scene.answers });
    // A page of the portal that asks for nothing, so that a look can be chosen.
    await person.goTo('/help/update');
    await lookAs(person, look);
    await person.goTo(scene.path);
    await page.locator('h1, [class*=empty]').first().waitFor();
    await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
    await scene.act?.(page);
    // What lies under the pointer looks as it does to somebody who is elsewhere.
    await page.mouse.move(0, 0);
    // What is asked for by a click has come.
    await page
      .locator('.mantine-Skeleton-root')
      .first()
      .waitFor({ state: 'detached', timeout: 3_000 })
      .catch(() => undefined);
    await page.waitForLoadState('networkidle', { timeout: 1_000 }).catch(() => undefined);
    expect(await faultsOf(person, `looks/${name}`)).toEqual([]);
  });
});
