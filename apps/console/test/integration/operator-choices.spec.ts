/**
 * What a page does not decide by itself, in a real browser with answers that are written here: of several workstations none is chosen, a cancel is asked for
 * once more, and a button that cannot be pressed says what lacks.
 */
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import type { Locator } from 'playwright-core';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { get, json, none, over, post, run, stoppedBy, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const operator = operatorWith(
  ...['workstation.use', 'request.create', 'card.run', 'card.inspect', 'card.lock', 'card.unlock'],
);
const rows = (...all: object[]) => json({ ...none, rows: all });
const places = { a: 'Accounts', b: 'Basement' };
const workstation = (which: keyof typeof places, online = true) =>
  made.workstation({ workstationId: `ws-${which}`, name: places[which], online });
const saga = `/sagas/${made.id.request}`;

describeWith(chromiumMissing(), 'no page decides for the person before it', () => {
  let person: Person;
  const api = new MockedApi({ me: operator, textOf: (name) => name });
  const now = (answers: object): void =>
    api.now({ ...usual, [get.bridge]: json(made.unconnected), ...answers, [get.me]: json(operator) });
  const asked = (path: RegExp): string[] =>
    person.requests.map((it) => `${it.method()} ${new URL(it.url()).pathname}`).filter((each) => path.test(each));
  /** What a screen reader says with it. */
  const described = async (it: Locator): Promise<string> => {
    const id = await it.getAttribute('aria-describedby');
    return id === null ? '' : person.page.locator(`[id="${id}"]`).innerText();
  };
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
  });
  beforeEach(async () => {
    await person.page.goto('about:blank');
    person.requests.length = 0;
  });
  afterAll(() => person?.close());

  it('of two workstations that are online none is chosen, and no reader of either is asked for', async () => {
    const { page } = person;
    now({ [get.workstations]: rows(workstation('a'), workstation('b')) });
    await person.goTo('/issue');
    const field = page.getByLabel('Workstation');
    await field.waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await page.getByRole('radio').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Continue' }).and(page.locator(':enabled')).count()).toBe(0);
    expect(asked(/readers$|inspections$/)).toEqual([]);
    await field.selectOption({ label: 'Basement' });
    await page.getByRole('radio').first().waitFor();
    expect([...new Set(asked(/readers$/))]).toEqual(['GET /api/v1/workstations/ws-b/readers']);

    // It goes away, and another one is there: the page says so, and stays where it is.
    now({ [get.workstations]: rows(workstation('a'), workstation('b', false)) });
    await page.getByText('Basement is offline').waitFor();
    expect(await field.inputValue()).toBe('ws-b');
    expect([...new Set(asked(/readers$/))]).toEqual(['GET /api/v1/workstations/ws-b/readers']);
  });

  it('the workstation that this browser is at is taken, wherever it stands in the list', async () => {
    now({
      [get.workstations]: rows(workstation('a'), workstation('b')),
      [get.bridge]: json({ ...made.connected, workstation: { workstationId: 'ws-b', name: 'Basement', online: true } }),
    });
    await person.goTo('/issue');
    await eventually(() => person.page.getByLabel('Workstation').inputValue(), 'ws-b');
  });

  it('a dialog that needs a workstation waits for the choice too', async () => {
    const { page } = person;
    now({
      [get.workstations]: rows(workstation('a'), workstation('b')),
      [get.device]: json({ device: made.device({ workstationId: null }) }),
      'GET /api/v1/devices/{deviceId}/history': json(none),
    });
    await person.goTo(`/devices/${made.id.device}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Reset PIN' }).click();
    const field = page.getByRole('dialog').getByLabel('Workstation');
    await field.waitFor();
    expect(await field.inputValue()).toBe('');
    await field.selectOption({ label: 'Accounts' });
    expect(await field.inputValue()).toBe('ws-a');
  });

  it('Cancel issuance of the dialog at a stop asks once more, and sends nothing before', async () => {
    const { page } = person;
    const effect = 'The card is left as it is; recycle it to use it again.';
    const [stopped, events] = Object.values(stoppedBy('CARD_REMOVED', 'ISSUE')) as [{ json: { saga: object } }, object];
    now({ [get.saga]: json({ saga: { ...stopped.json.saga, cancelEffect: effect } }), [get.events]: events });
    await person.goTo(saga);
    const first = page.getByRole('dialog', { name: 'The work on this card has stopped' });
    await first.getByRole('button', { name: 'Cancel issuance' }).click();
    const second = page.getByRole('dialog').filter({ hasText: 'Reason' });
    await second.getByText(effect).waitFor();
    const confirm = second.getByRole('button', { name: 'Cancel saga' });
    expect(await confirm.isDisabled()).toBe(true);
    await second.getByRole('button', { name: 'Do not cancel' }).click();
    // Nothing was decided: the two ways are there again.
    await first.getByRole('button', { name: 'Retry' }).waitFor();
    await first.getByRole('button', { name: 'Cancel issuance' }).click();
    await second.getByLabel('Reason').fill('Ordered twice');
    expect(asked(/cancel$/)).toEqual([]);
    await confirm.click();
    await eventually(() => Promise.resolve(asked(/cancel$/)), [`POST /api/v1${saga}/cancel`]);
  });

  it('Make the plan says what lacks, one after the other', async () => {
    const { page } = person;
    now({
      [get.workstations]: rows(workstation('a')),
      [get.readers]: json({ readers: [made.reader(0)] }),
      [post.inspect]: json(made.inspection({ device: made.blank })),
      'GET /api/v1/people': rows(made.me.person),
    });
    await person.goTo('/issue');
    await page.getByRole('button', { name: 'Continue' }).click();
    const make = page.getByRole('button', { name: 'Make the plan' });
    await make.waitFor();
    expect(await make.isDisabled()).toBe(true);
    expect(await described(make)).toBe('Choose who gets the card.');
    await page.getByLabel('Person').fill('Grace');
    await page.getByRole('option', { name: /Grace Holder/ }).click();
    await eventually(() => described(make), 'Choose a credential profile.');
    await page.getByRole('radio', { name: /Employee card/ }).check();
    await eventually(() => make.isEnabled(), true);
    expect(await described(make)).toBe('');
  });

  it('a PIN that was left for later is shown as left out, and not as done', async () => {
    const stage = { stage: 'pin', percent: 85 };
    now(
      run({ type: 'ISSUE', state: 'COMPLETED', stage: 'done', ...over }, [
        made.row({ stage: 'content', percent: 60, kind: 'stage' }),
        made.row({ ...stage, state: 'AWAITING_USER', awaiting: 'pin' }),
        made.row({ stage: 'commit', percent: 95, kind: 'stage' }),
        made.row({ stage: 'done', percent: 100, state: 'COMPLETED' }),
      ]),
    );
    await person.goTo(saga);
    const step = person.page.getByRole('listitem').filter({ hasText: 'Choose the PIN' });
    await step.getByText('left out').waitFor({ state: 'attached' });
  });
});
