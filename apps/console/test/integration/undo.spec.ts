/** What can be had back in the seconds after it, and what cannot: in a browser, with answers written here. Each way back is an act of its own. */
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { reasons } from '@cardwright/contracts/card/reasons';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { fails, get, json, none, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const operator = {
  ...operatorWith('request.create', 'card.run', 'card.suspend', 'card.terminate', 'system.manage', 'role.view'),
  roles: ['IO', 'SA', 'CH'],
};
const rows = (...all: object[]) => json({ ...none, rows: all });
const device = `/devices/${made.id.device}`;
const grantId = '00000000-0000-4000-8000-0000000000aa';
const grant = {
  ...{ roleGrantId: grantId, personId: made.id.person, personName: 'Grace Holder', role: 'HD' },
  ...{ groupScope: 'Sales', profileScope: '*', grantedAt: made.ago(9), grantedPermissions: ['card.activate'] },
};
const undone = 'Undone at once by whoever did it';

describeWith(chromiumMissing(), 'undo', () => {
  let person: Person;
  const api = new MockedApi({ me: operator, textOf: (name) => name });
  const now = (answers: object): void =>
    api.now({ ...usual, [get.reasons]: json({ reasons }), ...answers, [get.me]: json(operator) });
  const shown = (more: object) => {
    const its = made.device(more);
    return { [get.device]: json({ device: { ...its, deviceId: made.id.device } }) };
  };
  /** What is changed from here on: each path with its body, in order. */
  const changes = (): { path: string; body: unknown }[] => {
    const all: { path: string; body: unknown }[] = [];
    person.page.on('request', (request) => {
      if (request.method() === 'POST')
        all.push({ path: new URL(request.url()).pathname.replace('/api/v1', ''), body: request.postDataJSON() });
    });
    return all;
  };
  const menu = async (item: string) => {
    await person.page.getByRole('button', { name: 'More' }).click();
    await person.page.getByRole('menuitem', { name: item }).click();
  };
  const dialog = (name: string) => person.page.getByRole('dialog', { name });
  const toast = (hasText: string) => person.page.getByRole('alert').filter({ hasText });
  const undo = (said: string) => toast(said).getByRole('button', { name: 'Undo' });
  /** The way back is pressed once it is offered, what it undoes being sent by then: it is done, and what was sent for it. */
  const back = async (said: string): Promise<unknown[]> => {
    await undo(said).waitFor();
    const sent = changes();
    await undo(said).click();
    await person.page.getByText('Undone', { exact: true }).waitFor();
    return sent;
  };
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
  });
  beforeEach(async () => {
    person.page.removeAllListeners('request');
    await person.page.goto('about:blank');
  });
  afterAll(() => person?.close());

  it('a card that was suspended is resumed', async () => {
    now({});
    await person.goTo(device);
    await menu('Suspend');
    await dialog('Suspend this card?').getByRole('combobox').selectOption('MISPLACED');
    await dialog('Suspend this card?').getByRole('button', { name: 'Suspend' }).click();
    await undo('The card is suspended').waitFor();
    // A toast is as readable as it will be.
    await person.page.evaluate('Promise.all(document.getAnimations().map((each) => each.finished))');
    expect(await faultsOf(person, 'toast-with-undo')).toEqual([]);
    expect(await back('The card is suspended')).toEqual([
      { path: `${device}/resume`, body: { reason: 'RESUMED', reasonText: undone } },
    ]);
  });

  const resume = async (suspendedFor: readonly object[]): Promise<void> => {
    now(shown({ state: 'SUSPENDED', suspendedFor }));
    await person.goTo(device);
    await person.page.getByRole('button', { name: 'Resume', exact: true }).click();
    await dialog('Resume this card?').getByRole('combobox').selectOption('FOUND');
    await dialog('Resume this card?').getByRole('button', { name: 'Resume' }).click();
    await undo('The card may be used again').waitFor();
  };
  const since = made.ago(2);

  it('a card that was resumed is suspended for what it was suspended for before, each reason once', async () => {
    await resume([
      { reason: 'REPORTED_LOST', since, byHolder: true },
      { reason: 'ON_LEAVE', since, byHolder: false },
      { reason: 'REPORTED_LOST', since, byHolder: false },
    ]);
    expect(await back('The card may be used again')).toEqual([
      { path: `${device}/suspend`, body: { reason: 'REPORTED_LOST', reasonText: undone } },
      { path: `${device}/suspend`, body: { reason: 'ON_LEAVE', reasonText: undone } },
    ]);
  });

  it('of a card whose reason is not known, for another reason in words', async () => {
    await resume([]);
    expect(await back('The card may be used again')).toEqual([
      { path: `${device}/suspend`, body: { reason: 'OTHER', reasonText: undone } },
    ]);
  });

  it('what is not possible any more is refused in a sentence, and the page shows what there is', async () => {
    await resume([]);
    now({
      ...shown({ state: 'TERMINATED' }),
      'POST /api/v1/devices/{deviceId}/suspend': fails('LIFECYCLE_NOT_ACTIVE'),
    });
    await undo('The card may be used again').click();
    const refused = toast('Only an active card can be changed this way. Resume a suspended card.');
    await refused.waitFor();
    expect(await refused.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await person.page.getByText('Terminated', { exact: true }).waitFor();
  });

  const replace = async (kind: RegExp, reason: string): Promise<void> => {
    const saga = made.saga({ type: 'REPLACE_TEMP', state: 'READY' });
    now({ 'POST /api/v1/devices/{deviceId}/replace': json({ saga }) });
    await person.goTo(device);
    await menu('Replace');
    const asking = dialog('Replace this card?');
    await asking.getByRole('radio', { name: kind }).check();
    await asking.getByRole('combobox').selectOption(reason);
    await asking.getByRole('button', { name: 'Replace' }).click();
  };

  it('a request for another card is withdrawn', async () => {
    await replace(/^For a time/, 'FORGOTTEN');
    expect(await back('A temporary card is asked for')).toEqual([
      { path: `/sagas/${made.id.request}/cancel`, body: { reasonText: undone } },
    ]);
    await replace(/^For good/, 'RENEW');
    expect(await back('A card in its place is asked for')).toEqual([
      { path: `/sagas/${made.id.request}/cancel`, body: { reasonText: undone } },
    ]);
  });

  it('one whose new card is being issued already is refused in a sentence', async () => {
    await replace(/^For a time/, 'FORGOTTEN');
    await undo('A temporary card is asked for').waitFor();
    now({ 'POST /api/v1/sagas/{requestId}/cancel': fails('REQUEST_DEVICE_BUSY') });
    await undo('A temporary card is asked for').click();
    await toast('Another request is running for this device').waitFor();
  });

  it('a request that ended the card has no way back', async () => {
    await replace(/^For good/, 'LOST');
    await toast('A card in its place is asked for').waitFor();
    await toast('10000001').waitFor();
    expect(await undo('A card in its place is asked for').count()).toBe(0);
  });

  it('a card that was terminated has none', async () => {
    now({});
    await person.goTo(device);
    await menu('Terminate');
    await dialog('Terminate this card?').getByRole('combobox').selectOption('LEFT');
    await dialog('Terminate this card?').getByRole('button', { name: 'Terminate' }).click();
    await toast('The card is terminated').waitFor();
    expect(await undo('The card is terminated').count()).toBe(0);
  });

  it('a card that was bound is nobody’s again', async () => {
    now({
      ...shown(made.blank),
      [get.sagas]: rows(),
      'GET /api/v1/people': rows(made.me.person),
      'GET /api/v1/models': json({ rows: [] }),
    });
    await person.goTo(device);
    await person.page.getByRole('button', { name: 'Bind to a person' }).click();
    const binding = dialog('Bind this card to a person?');
    await binding.getByRole('textbox', { name: 'Person' }).fill('Grace');
    await person.page.getByRole('option', { name: /Grace Holder/ }).click();
    await binding.getByRole('combobox', { name: 'Credential profile' }).selectOption('piv-four');
    await binding.getByRole('button', { name: 'Bind to a person' }).click();
    expect(await back('The card is bound to Grace Holder')).toEqual([
      { path: `${device}/unbind`, body: { reasonText: undone } },
    ]);
  });

  it('a role that was given is taken away', async () => {
    now({
      'GET /api/v1/role-grants': rows(),
      'GET /api/v1/people': rows(made.me.person),
      'GET /api/v1/role-grants/meanings': json({ roles: [{ role: 'HD', permissions: ['pin.reset'], ifGranted: [] }] }),
      'POST /api/v1/role-grants': json({ roleGrant: grant, changed: true }),
    });
    await person.goTo('/roles');
    await person.page.getByRole('button', { name: 'Give a role' }).click();
    const giving = dialog('Give a role');
    await giving.getByRole('textbox', { name: 'Person' }).fill('Grace');
    await person.page.getByRole('option', { name: /Grace Holder/ }).click();
    await giving.getByRole('combobox', { name: 'Role' }).selectOption('HD');
    await giving.getByRole('textbox', { name: 'Reason' }).fill('Stands in for Henri');
    await giving.getByRole('button', { name: 'Give the role' }).click();
    expect(await back('Grace Holder is Help desk from now on.')).toEqual([
      { path: `/role-grants/${grantId}/revoke`, body: { reasonText: undone } },
    ]);
  });

  const take = async (its: object): Promise<void> => {
    now({ 'GET /api/v1/role-grants': rows({ ...grant, ...its }) });
    await person.goTo('/roles');
    await person.page.getByRole('button', { name: /^Take away/ }).click();
    await dialog('Take this role away').getByRole('textbox', { name: 'Reason' }).fill('Henri is back');
    await dialog('Take this role away').getByRole('button', { name: 'Take the role away' }).click();
    await toast('Grace Holder is no longer Help desk.').waitFor();
  };

  it('a role that was taken away is given again, as it was limited, with what it allowed besides', async () => {
    await take({});
    expect(await back('Grace Holder is no longer Help desk.')).toEqual([
      {
        path: '/role-grants',
        body: {
          ...{ personId: made.id.person, role: 'HD', groupScope: 'Sales', profileScope: '*' },
          ...{ grantedPermissions: ['card.activate'], reasonText: undone },
        },
      },
    ]);
  });

  it('where a fresh sign-in is due, it is asked for, and the way back is there until it is pressed again', async () => {
    await take({});
    now({ 'POST /api/v1/role-grants': fails('AUTH_STEP_UP_REQUIRED') });
    const said = 'Grace Holder is no longer Help desk.';
    await undo(said).click();
    const confirming = dialog('Confirm that it is you');
    await confirming.waitFor();
    expect(await confirming.getByRole('button', { name: 'Sign in again' }).isVisible()).toBe(true);
    await confirming.getByRole('button', { name: 'Not now' }).click();
    await confirming.waitFor({ state: 'hidden' });
    now({});
    expect(await back(said)).toMatchObject([{ path: '/role-grants', body: { role: 'HD', reasonText: undone } }]);
  });

  it('one whose person became an auditor meanwhile is refused in a sentence', async () => {
    await take({});
    now({ 'POST /api/v1/role-grants': fails('ROLE_AUDITOR_ALONE') });
    await undo('Grace Holder is no longer Help desk.').click();
    await toast('An auditor').waitFor();
  });

  it('a role of one’s own is not given again', async () => {
    await take({ personId: operator.person.personId });
    expect(await undo('Grace Holder is no longer Help desk.').count()).toBe(0);
  });
});
