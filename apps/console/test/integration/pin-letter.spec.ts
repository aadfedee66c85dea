/** The initial PIN on paper: one sheet, once, and the PIN nowhere else. In a browser; the seal is made here, as the vault makes it. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { sealInitialPin } from '@cardwright/sealing/initial-pin';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { get, json, over, run, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const pin = '73918264';
const officer = { ...operatorWith('secret.reveal'), roles: ['SO', 'CH'] };

describeWith(chromiumMissing(), 'the PIN letter', () => {
  let person: Person;
  /** What the browser was asked for, whole. */
  const asked: string[] = [];
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    const { page } = person;
    const api = new MockedApi({ me: officer, textOf: (name) => name });
    const ended = { type: 'ISSUE', state: 'COMPLETED', ...over, actions: ['reveal-initial-pin'] };
    api.now({
      ...{ ...usual, ...run(ended), [get.me]: json(officer) },
      [get.device]: json({ device: made.device({ state: 'PENDING_ACTIVATION', pin: 'initial' }) }),
    });
    await api.serve(page);
    await page.route('**/reveal-initial-pin', async (route) => {
      const { recipientJwk } = route.request().postDataJSON() as { recipientJwk: Record<string, unknown> };
      const about = { requestId: made.id.request, deviceId: made.id.device };
      await route.fulfill({ json: { jwe: await sealInitialPin(Buffer.from(pin), recipientJwk, about) } });
    });
    page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
    page.on('console', (message) => asked.push(message.text()));
    // A printer looks at the page while this is called.
    await page.addInitScript('window.print = () => { window.prints = (window.prints ?? 0) + 1; }');
  });
  afterAll(() => person?.close());

  it('is the only thing on paper, is there once, and hides the PIN', async () => {
    const { page } = person;
    await person.goTo(`/sagas/${made.id.request}`);
    await page.getByRole('button', { name: 'Reveal initial PIN' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reveal the initial PIN' });
    await dialog.getByLabel('Reason').fill('The holder works abroad');
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).click();
    const shown = dialog.getByText(pin, { exact: true });
    await shown.waitFor();
    expect(await faultsOf(person, 'pin-revealed')).toEqual([]);
    // Whoever prints the page itself prints no PIN.
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText(pin).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });

    await dialog.getByLabel('Language of the letter').selectOption('German');
    await dialog.getByRole('button', { name: 'Print the PIN letter' }).click();
    await page.waitForFunction('window.prints === 1');
    await page.emulateMedia({ media: 'print' });
    const sheet = page.locator('body > section[lang=de]');
    await sheet.waitFor();
    expect(await page.locator('body > :visible').count()).toBe(1);
    const lines = (await sheet.innerText()).split('\n').filter((line) => line !== '');
    expect(lines.slice(0, 5)).toEqual(['Die erste PIN Ihrer Karte', 'Für', 'Grace Holder', 'Karte', '10000001']);
    expect(lines.slice(7, 9)).toEqual(['PIN', pin]);
    expect(await page.title()).toBe('Issue to Grace Holder · Cardwright');
    await person.photograph('pin-letter', page);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))');

    await dialog.getByText('The PIN is hidden again.').waitFor();
    expect(await page.content()).not.toContain(pin);
    expect(await dialog.getByRole('button', { name: 'Print the PIN letter' }).count()).toBe(0);
    expect(await page.evaluate('window.prints')).toBe(1);
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])');
    expect([...asked, kept].filter((text) => String(text).includes(pin))).toEqual([]);
  });
});
