/** The start page counts passkeys that are late to be deleted, where there are any, and leads to their findings; in a real browser, with answers that are written here. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { answers, none } from '../support/start-rows.js';

jest.setTimeout(90_000);
const me = { roles: ['IO'], permissions: ['own.manage', 'others.view'] };

const late = (id: number) => ({
  findingId: `3f2b7c1e-0000-4000-8000-00000000000${id}`,
  ...{ deviceId: '3f2b7c1e-0000-4000-8000-0000000000aa', deviceLabel: 'ykserial:1', code: 'PASSKEY_NOT_DELETED' },
  ...{ subject: `entra r-${id}`, severity: 'error', sentence: 'It is late', remedy: 'system', command: null },
  ...{ foundAt: '2026-11-30T09:00:00.000Z', seenAt: '2026-11-30T09:00:00.000Z', clearedAt: null },
});

describeWith(chromiumMissing(), 'passkeys that are late to be deleted', () => {
  const api = new MockedApi({ me, textOf: (name) => name });
  let person: Person;
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    api.now(answers);
  });
  afterAll(() => person?.close());

  it('are counted on the start page', async () => {
    const { page } = person;
    const heading = page.getByRole('heading', { name: 'Passkeys at relying parties' });
    await person.goTo('/start');
    await page.getByText('17 h').waitFor();
    expect(await heading.count()).toBe(0);
    api.now({ ...answers, 'GET /api/v1/findings': { json: { ...none, rows: [late(1), late(2)] } } });
    await person.goTo('/start');
    await heading.waitFor();
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/v1/findings');
    await page.getByRole('link', { name: '2 not deleted after half of their time', exact: true }).click();
    const { searchParams } = new URL((await asked).url());
    expect([searchParams.get('open'), searchParams.get('code')]).toEqual(['true', 'PASSKEY_NOT_DELETED']);
  });
});
