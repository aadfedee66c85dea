/** Sign-in, console and portal under the name, logo and colour of an organisation, in a real browser, in light and dark: read, and read well. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf, lookAs } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { fails, get, json, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#a00"/></svg>';
const operator = operatorWith('card.run');
const pages = [
  ['sign-in', '/', { [get.me]: fails('AUTH_REQUIRED') }, 'Stadtwerke Nord'],
  ['console', '/devices', { [get.me]: json(operator) }, 'Devices · Stadtwerke Nord'],
  ['portal', '/mine', { [get.me]: json(made.me) }, 'My devices · Stadtwerke Nord'],
] as const;

describeWith(chromiumMissing(), 'the brand of an organisation', () => {
  let person: Person;
  /** The palest that anybody has: nothing could be read on white. */
  const said = { name: 'Stadtwerke Nord', colour: '#ffdd00', logo: '/brand-logo?1' };
  const api = new MockedApi({ me: operator, textOf: (name) => name });
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    const { page } = person;
    await api.serve(page);
    const script = `globalThis.cardwrightBrand = ${JSON.stringify(said)};`;
    await page.route('**/brand.js', (route) => route.fulfill({ body: script, contentType: 'text/javascript' }));
    await page.route('**/brand-logo?1', (route) => route.fulfill({ body: logo, contentType: 'image/svg+xml' }));
  });
  afterAll(() => person?.close());

  it.each(pages)('on %s', async (name, path, answers, title) => {
    const { page } = person;
    api.now({ ...usual, ...answers });
    for (const scheme of ['light', 'dark'] as const) {
      await person.goTo(path);
      await lookAs(person, { language: 'en', scheme, width: 1280 });
      await person.goTo(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.title()).toBe(title);
      await page.getByText('Stadtwerke Nord', { exact: true }).filter({ visible: true }).first().waitFor();
      expect(await page.getByText('Cardwright', { exact: true }).count()).toBe(0);
      const shown: number = await page.evaluate('document.querySelector("img[src^=\'/brand-logo\']").naturalWidth');
      expect(shown).toBeGreaterThan(0);
      expect(await faultsOf(person, `brand-${name}-${scheme}`)).toEqual([]);
    }
  });
});
