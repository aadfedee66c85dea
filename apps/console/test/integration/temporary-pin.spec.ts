/** [C30] [C31] The temporary PIN in the portal: one click shows and copies it, and it is nowhere else. In a browser; sealed here, as the agent seals it. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { sealTemporaryPin } from '@cardwright/sealing/temporary-pin';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import * as made from '../looks/made.js';
import { run, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const pin = '73918264';
const making = { type: 'ISSUE', state: 'IN_PROGRESS', stage: 'passkey' };

describeWith(chromiumMissing(), 'a temporary PIN', () => {
  let person: Person;
  /** What the browser was asked for, whole. */
  const asked: string[] = [];
  const open = async (actions: string[]): Promise<void> => {
    const { page } = person;
    const api = new MockedApi({ me: made.me, textOf: (name) => name });
    api.now({ ...usual, ...run({ ...making, actions }) });
    await api.serve(page);
    await page.route('**/temporary-pin', async (route) => {
      const { recipientJwk } = route.request().postDataJSON() as { recipientJwk: Record<string, unknown> };
      const about = { requestId: made.id.request, deviceId: made.id.device };
      await route.fulfill({ json: { jwe: await sealTemporaryPin(Buffer.from(pin), recipientJwk, about) } });
    });
    await person.goTo(`/mine/add/${made.id.request}`);
  };
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    const { page } = person;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
  });
  afterAll(() => person?.close());

  it('[C30] [C31] is shown and copied by one click, says that it need not be remembered, and stands nowhere else', async () => {
    await open(['cancel', 'show-temporary-pin']);
    const { page } = person;
    await page.getByText('You need not remember it.').waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: 'Show and copy the temporary PIN' }).click();
    await page.getByText(pin, { exact: true }).waitFor();
    await page.getByText('It is in the clipboard').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(pin);
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])');
    expect([...asked, kept].filter((text) => String(text).includes(pin))).toEqual([]);
  });

  it('[C30] is hidden by loading the page anew, and [C31] taken out of the clipboard all the same when its minute is over', async () => {
    const { page } = person;
    await page.clock.install();
    await open(['cancel', 'show-temporary-pin']);
    const show = page.getByRole('button', { name: 'Show and copy the temporary PIN' });
    await show.click();
    await page.getByText('It is in the clipboard').waitFor();
    await page.reload();
    await show.waitFor();
    expect(await page.getByText(pin, { exact: true }).count()).toBe(0);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(pin);
    await page.clock.runFor(60_000);
    await eventually(() => page.evaluate('navigator.clipboard.readText()'), '');
  });

  it('[C30] is hidden a minute after it was shown', async () => {
    const { page } = person;
    await open(['cancel', 'show-temporary-pin']);
    await page.getByRole('button', { name: 'Show and copy the temporary PIN' }).click();
    const shown = page.getByText(pin, { exact: true });
    await shown.waitFor();
    await page.clock.runFor(60_000);
    await shown.waitFor({ state: 'detached' });
  });

  it('[C30] is not offered for a card whose passkeys have a PIN of their own', async () => {
    await open(['cancel']);
    await person.page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await person.page.getByRole('button', { name: 'Show and copy the temporary PIN' }).count()).toBe(0);
  });
});
