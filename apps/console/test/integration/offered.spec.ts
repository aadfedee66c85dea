/**
 * Operators' pages before those who may do much and those who only look, in a real browser with answers that are written here: nobody is offered what the
 * server would refuse them, and what one may not see says who may. The server's side: issuance-svc, role-matrix.spec.ts.
 */
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { problemAnswer } from '../support/problem-answer.js';
import { looking } from '../support/operator.js';
import * as made from '../looks/made.js';
import { asksPin, get, json, none, over, pinWait, run, stoppedBy } from '../looks/scene.js';

jest.setTimeout(90_000);
const everybody = {
  'an operator': { roles: ['IO', 'CH'], permissions: [...looking, 'request.create', 'card.run'], decides: true },
  'an auditor': { roles: ['AU', 'CH'], permissions: [...looking, 'audit.read', 'role.view'], decides: false },
  'the help desk': { roles: ['HD', 'CH'], permissions: [...looking, 'request.create', 'card.unlock'], decides: false },
};
const saga = `/sagas/${made.id.request}`;
const rows = (...all: object[]) => json({ ...none, rows: all });
const usual = {
  [get.device]: json({ device: made.device({}) }),
  'GET /api/v1/devices/{deviceId}/history': json(none),
  'GET /api/v1/sagas/attention': json({
    ...{ total: 0, more: false, waitsFor: { operator: 0, cardholder: 0, administrator: 0 } },
  }),
};

describeWith(chromiumMissing(), 'nobody is offered what would be refused', () => {
  let person: Person;
  const whoever = { roles: ['CH'], permissions: [] };
  const api = new MockedApi({ me: whoever, textOf: (name) => name });
  const now = (who: keyof typeof everybody, answers: object): void => {
    const me = { ...made.me, ...everybody[who], person: { ...made.me.person, personId: 'somebody-else' } };
    api.now({ ...usual, ...answers, [get.me]: json(me) });
  };
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
  });
  beforeEach(() => person.page.goto('about:blank'));
  afterAll(() => person?.close());

  it.each(Object.entries(everybody))('of work that has stopped: %s', async (who, { decides }) => {
    const { page } = person;
    now(who as keyof typeof everybody, stoppedBy('CARD_REMOVED', 'ISSUE'));
    await person.goTo(saga);
    const dialog = page.getByRole('dialog', { name: 'The work on this card has stopped' });
    await dialog.getByText('The card was removed').waitFor();
    const ways = dialog.getByRole('button', { name: /^(Retry|Cancel issuance)$/ });
    expect(await ways.allInnerTexts()).toEqual(decides ? ['Cancel issuance', 'Retry'] : []);
    expect(await faultsOf(person, `offered-stopped-${decides ? 'decides' : 'looks'}`)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Cancel saga' }).count()).toBe(decides ? 1 : 0);
    expect(await faultsOf(person, `offered-saga-${decides ? 'decides' : 'looks'}`)).toEqual([]);
  });

  it.each(Object.entries(everybody))('of work that waits for a PIN: %s', async (who, { decides }) => {
    const { page } = person;
    const stage = { stage: 'pin', percent: 90 };
    now(who as keyof typeof everybody, {
      ...run({ type: 'ISSUE', ...asksPin, ...stage }, [{ ...pinWait, ...stage }]),
      [get.pinKey]: json(made.pinKey({})),
    });
    await person.goTo(saga);
    const asked = page.getByRole('listitem').filter({ hasText: 'Choose the PIN' });
    await asked.getByText('waiting').waitFor({ state: 'attached' });
    if (decides) await page.getByLabel('New PIN').waitFor();
    expect(await page.getByLabel('New PIN').count()).toBe(decides ? 1 : 0);
  });

  it('and of what one may not see, who may is said', async () => {
    const { page } = person;
    now('the help desk', {});
    const refused = problemAnswer('AUTH_FORBIDDEN', { roles: ['SO', 'AU'] });
    const revocations = '**/api/v1/revocations?*';
    await page.route(revocations, (route) => route.fulfill(refused(route.request().url())));
    await person.goTo('/revocations');
    const alert = page.getByRole('alert');
    await alert.getByText('Ask somebody who has this role: Security officer or Auditor.').waitFor();
    await alert.getByText('AUTH_FORBIDDEN').waitFor();
    expect(await alert.getByRole('button').count()).toBe(0);
    await page.unroute(revocations);
  });

  it.each([
    ['/people/import', 'Import people', 'System administrator'],
    ['/people/new', 'New person', 'System administrator'],
    [`/people/${made.id.person}/edit`, 'Edit Grace Holder', 'System administrator'],
    ['/profiles/new', 'A version of a credential profile', 'Profile administrator'],
    ['/campaigns/new', 'New campaign', 'Profile administrator'],
    ['/card-models/new', 'Publish a card model', 'Profile administrator'],
    ['/stock/import', 'Import a batch of cards', 'Issuance operator or Inventory custodian'],
    ['/issue', 'Issue a card', 'Issuance operator'],
  ])('a page for an act that is not theirs says who has the role, and asks nothing: %s', async (path, title, who) => {
    const { page } = person;
    now('an auditor', { 'GET /api/v1/people/{personId}': json({ person: made.me.person }) });
    await person.goTo(path);
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    const alert = page.getByRole('alert');
    await alert.getByText(`Ask somebody who has this role: ${who}.`, { exact: true }).waitFor();
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    expect(await page.getByRole('main').getByRole('textbox').count()).toBe(0);
    expect(await faultsOf(person, `offered-not-${path.split('/').slice(1).join('-')}`)).toEqual([]);
  });

  it('the page of a saga says the title of its profile, which leads to that version', async () => {
    const { page } = person;
    const profiles = rows(made.profile({ name: 'piv-four', title: 'Employee card' }));
    now('an auditor', { ...stoppedBy('CARD_REMOVED', 'ISSUE'), [get.profiles]: profiles });
    await person.goTo(saga);
    await page.keyboard.press('Escape');
    const profile = page.getByRole('definition').filter({ hasText: 'Employee card (piv-four, version 2)' });
    const link = profile.getByRole('link', { name: 'Employee card' });
    expect(await link.getAttribute('href')).toBe('/profiles/piv-four?version=2');
  });

  it('lists say the title of a profile, when work ended, and that nobody can use a card', async () => {
    const { page } = person;
    now('an auditor', {
      [get.profiles]: rows(made.profile({ name: 'piv-four', title: 'Employee card' })),
      [get.sagas]: rows(made.saga({ type: 'RECYCLE', state: 'COMPLETED', ...over })),
      [get.devices]: rows(made.device({}), made.device({ label: '10000002', pin: 'blocked' })),
    });
    await person.goTo('/devices');
    const active = page.getByRole('row', { name: /^10000001/ });
    for (const said of ['Active', 'Employee card']) await active.getByText(said, { exact: true }).waitFor();
    const blocked = page.getByRole('row', { name: /^10000002/ });
    await blocked.getByText('PIN blocked', { exact: true }).waitFor();
    expect(await blocked.getByText('Active', { exact: true }).count()).toBe(0);
    await person.goTo('/sagas');
    const ended = page.getByRole('row', { name: /^Recycle the card of Grace Holder/ });
    await ended.getByText(/^Ended/).waitFor();
  });

  it('roll-outs and campaigns say the title of their profile', async () => {
    const { page } = person;
    const rollout = {
      ...{ rolloutId: made.id.request, profileName: 'piv-four', version: 2, state: 'running', ring: 1, stop: null },
      ...{ startedAt: made.ago(1), endedAt: null, spreadDays: 3, goOnPercent: 90, history: [] },
      rings: [{ ring: 1, upToPercent: 100, openedAt: made.ago(1), cards: 5, completed: 3, failed: 0 }],
    };
    const campaign = {
      ...{
        campaignId: made.id.request,
        name: 'Winter',
        state: 'running',
        stop: null,
        reason: 'RENEW',
        reasonText: null,
      },
      ...{ filter: { profileName: 'piv-four', modelId: 'reference-card' }, cardsPerHour: 60, lastTurnAt: null },
      ...{ deadline: null, createdAt: made.ago(1), endedAt: null, history: [] },
      counts: { waiting: 1, open: 0, updated: 0, 'renewed-otherwise': 0, failed: 0, left: 0 },
    };
    now('an auditor', {
      [get.profiles]: rows(made.profile({ name: 'piv-four', title: 'Employee card' })),
      'GET /api/v1/rollouts': rows(rollout),
      'GET /api/v1/rollouts/{rolloutId}': json({ rollout }),
      'GET /api/v1/campaigns/{campaignId}': json({ campaign }),
      'GET /api/v1/campaigns/{campaignId}/cards': rows(),
    });
    await person.goTo('/rollouts');
    await page.getByRole('link', { name: 'Employee card, version 2' }).click();
    await page.getByRole('heading', { level: 1, name: 'Employee card, version 2' }).waitFor();
    const profile = page.getByRole('definition').filter({ hasText: 'Employee card (piv-four, version 2)' });
    expect(await profile.getByRole('link').getAttribute('href')).toBe('/profiles/piv-four?version=2');
    expect(await faultsOf(person, 'rollout-title')).toEqual([]);
    await person.goTo(`/campaigns/${made.id.request}`);
    await page.getByRole('definition').filter({ hasText: 'Employee card, reference-card' }).waitFor();
  });
});
