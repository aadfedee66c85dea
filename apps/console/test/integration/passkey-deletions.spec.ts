/** The list of passkeys that are deleted where they were registered (F08), beside that of revocations; in a real browser, with answers that are written here. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { faultsOf } from '../support/looks.js';
import { MockedApi } from '../support/mocked-api.js';
import { none } from '../support/start-rows.js';

jest.setTimeout(90_000);
const me = { roles: ['SO'], permissions: ['own.manage', 'others.view', 'audit.read'] };
const deviceId = '3f2b7c1e-0000-4000-8000-0000000000aa';
const hours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString();

const row = (id: number, more: object) => ({
  passkeyId: `3f2b7c1e-0000-4000-8000-00000000000${id}`,
  requestId: `3f2b7c1e-0000-4000-8000-0000000000b${id}`,
  ...{ deviceId, deviceLabel: 'Key of Grace', personId: deviceId, personName: 'Grace Holder', relyingParty: 'entra' },
  ...{ displayName: `Cardwright ${id}`, aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001', why: 'recycled' },
  ...{ state: 'pending', attempts: 0, lastErrorCode: null, requestedAt: hours(-1), dueAt: hours(17.25), doneAt: null },
  ...more,
});
const rows = [
  row(1, {}),
  row(2, { why: 'terminated', attempts: 12, lastErrorCode: 'RELYING_PARTY_UNAVAILABLE', dueAt: hours(-2.75) }),
  row(3, { why: 'renewed', state: 'done', attempts: 1, doneAt: hours(-0.5), personName: null }),
];

describeWith(chromiumMissing(), '[F08] deletions of passkeys', () => {
  const api = new MockedApi({ me, textOf: (name) => name });
  let person: Person;
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    api.now({
      'GET /api/v1/revocations': { json: none },
      'GET /api/v1/passkey-deletions': { json: { ...none, rows } },
      'GET /api/v1/sagas/attention': { json: { total: 0, more: false, waitsFor: {} } },
    });
  });
  afterAll(() => person?.close());

  it('stand beside the revocations, with whose card it is, the clock, and what the service said', async () => {
    const { page } = person;
    await person.goTo('/revocations');
    const parts = page.getByRole('navigation', { name: 'What is taken out of use' });
    await parts.getByRole('link', { name: 'Passkeys' }).click();
    await page.getByRole('heading', { level: 1, name: 'Deletions of passkeys' }).waitFor();
    expect(await parts.locator('[aria-current=page]').allInnerTexts()).toEqual(['Passkeys']);
    const list = page.getByRole('table', { name: 'Deletions of passkeys' });
    const of = (id: number) => list.getByRole('row').filter({ hasText: `Cardwright ${id}` });
    await of(1)
      .getByText(/^17 h \d+ min left$/)
      .waitFor();
    await of(1).getByText('Not asked yet').waitFor();
    await of(1).getByText('The card was recycled').waitFor();
    await of(1).getByText('At entra').waitFor();
    expect(await of(1).getByRole('link', { name: 'Key of Grace' }).getAttribute('href')).toBe(`/devices/${deviceId}`);
    expect(await of(1).getByRole('link', { name: 'Grace Holder' }).getAttribute('href')).toBe(`/people/${deviceId}`);
    await of(2).getByText('Overdue', { exact: true }).waitFor();
    await of(2)
      .getByText(/^overdue by 2 h \d+ min$/)
      .waitFor();
    await of(2)
      .getByText(/^Asked 12 times\. The service at which the passkey is registered does not answer/)
      .waitFor();
    await of(2).getByText('nobody has to ask again').waitFor();
    await of(3).getByText('Done', { exact: true }).waitFor();
    await of(3).getByText('Asked 1 time. It has no such passkey any more').waitFor();
    await of(3).getByText('A person who is no longer on record').waitFor();
    expect(await faultsOf(person, 'passkey-deletions')).toEqual([]);
  });

  it('are narrowed by how they stand, in the address too, and of one card', async () => {
    const { page } = person;
    await person.goTo('/revocations/passkeys');
    const asked = page.waitForRequest((request) => request.url().includes('/passkey-deletions?state='));
    await page.getByRole('combobox', { name: 'State' }).selectOption('Overdue');
    expect(new URL((await asked).url()).searchParams.get('state')).toBe('overdue');
    expect(new URL(page.url()).search).toBe('?state=overdue');
    api.now({ ...{ 'GET /api/v1/passkey-deletions': { json: none } } });
    await person.goTo(`/revocations/passkeys?device=${deviceId}`);
    await page.getByText('No passkey of this card was to be deleted').waitFor();
    await page.getByText('Of one card:').waitFor();
  });
});
