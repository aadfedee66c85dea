/** An action on many cards, as a person does it: by keyboard alone, with answers that are written here. */
import { expect } from '@jest/globals';
import type { Person } from './browser.js';
import { Keyboard } from './keyboard.js';
import { faultsOf } from './looks.js';
import type { Answers, MockedApi } from './mocked-api.js';
import { none } from './start-rows.js';

const ids = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const device = (deviceId: string, index: number) => ({
  deviceId,
  ...{ identity: `ykserial:${index + 1}`, label: `Card ${index + 1}`, modelId: 'vendor-5-4', state: 'ACTIVE' },
  ...{ personId: null, personName: 'Grace Hopper', profileName: null, expiresOn: null, certificatesExpireAt: null },
  ...{ updatedAt: '2026-11-28T10:00:00.000Z', attention: null, replacementAsked: null },
});
const looked = (id: string, refusal: { code: string; message: string } | null, endsWork = false) => ({
  ...{ id, label: `Card ${ids.indexOf(id) + 1}`, personName: 'Grace Hopper', refusal, endsWork },
});
const already = { code: 'LIFECYCLE_ALREADY_SO', message: 'The card is suspended already' };
const busy = { code: 'REQUEST_CONFLICT', message: 'Somebody else changed it' };
export const bulkAnswers: Answers = {
  'GET /api/v1/devices': { json: { ...none, rows: ids.map(device) } },
  'GET /api/v1/reasons': {
    json: {
      reasons: [
        { code: 'ON_LEAVE', title: 'Its holder is away', uses: ['suspend'], certificates: 'hold', textNeeded: false },
      ],
    },
  },
  'POST /api/v1/bulk-actions/preview': {
    json: {
      ...{ action: 'suspend', done: 2, leftOut: 1 },
      rows: [looked(ids[0]!, null), looked(ids[1]!, already), looked(ids[2]!, null, true)],
    },
  },
};
const ran = (...rows: [string, typeof busy | null][]): Answers => ({
  'POST /api/v1/bulk-actions': {
    json: { bulkId: ids[0], rows: rows.map(([id, error]) => ({ id, error })) },
  },
});

/** The list of devices is open, narrowed to one profile; answers: of everything else that the page asks. */
export async function suspendMany(person: Person, api: MockedApi, answers: Answers): Promise<void> {
  const { page } = person;
  const keyboard = new Keyboard(page);
  const now = (more: Answers): void => api.now({ ...answers, ...bulkAnswers, ...more });
  const posted = (path: string) =>
    page.waitForRequest((request) => request.method() === 'POST' && new URL(request.url()).pathname === path);
  const bar = page.getByRole('region', { name: 'Selection' });
  expect(await bar.count()).toBe(0);
  await page.getByRole('checkbox', { name: 'Select Card 1' }).press('Space');
  await bar.getByText('1 card selected').waitFor();
  const all = page.getByRole('checkbox', { name: 'Select all that are shown' });
  expect(await all.and(page.locator(':indeterminate')).count()).toBe(1);
  await keyboard.to(all, 'Shift+Tab');
  await keyboard.press('Space');
  await bar.getByText('3 cards selected').waitFor();
  expect(await faultsOf(person, 'bulk-selected')).toEqual([]);
  const preview = posted('/api/v1/bulk-actions/preview');
  await keyboard.to(bar.getByRole('button', { name: 'Suspend…' }), 'Shift+Tab');
  await keyboard.press('Enter');
  expect((await preview).postDataJSON()).toEqual({ action: 'suspend', ids });
  const dialog = page.getByRole('dialog', { name: 'Suspend the selected cards' });
  await dialog.getByText('2 cards: it would be done; 1 is left out').waitFor();
  const rows = dialog.getByRole('row');
  expect((await rows.allInnerTexts()).slice(1).map((each) => each.split(/\s*\t\s*/))).toEqual([
    ['Card 2', 'Grace Hopper', 'Left out: The card is suspended already. LIFECYCLE_ALREADY_SO'],
    ['Card 1', 'Grace Hopper', 'It is suspended.'],
    ['Card 3', 'Grace Hopper', 'It is suspended. The work on it is cancelled.'],
  ]);
  const confirm = dialog.getByRole('button', { name: 'Suspend 2 cards' });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole('combobox', { name: 'Why' }).selectOption('ON_LEAVE');
  expect(await faultsOf(person, 'bulk-preview')).toEqual([]);
  now(ran([ids[0]!, null], [ids[2]!, busy]));
  const act = posted('/api/v1/bulk-actions');
  await keyboard.enter(confirm);
  const { bulkId, ...asked } = (await act).postDataJSON() as Record<string, unknown>;
  expect(asked).toEqual({ action: 'suspend', ids: [ids[0], ids[2]], reason: 'ON_LEAVE' });
  expect((await act).headers()['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  await dialog.getByText('1 card: it is done. 1 card: it could not be done.').waitFor();
  await dialog.getByRole('row', { name: 'Card 3 Grace Hopper Somebody else changed it. REQUEST_CONFLICT' }).waitFor();
  expect(await faultsOf(person, 'bulk-failed')).toEqual([]);
  now(ran([ids[2]!, null]));
  const again = posted('/api/v1/bulk-actions');
  await keyboard.enter(dialog.getByRole('button', { name: 'Try that one again' }));
  expect((await again).postDataJSON()).toEqual({ ...asked, bulkId, ids: [ids[2]] });
  expect((await again).headers()['idempotency-key']).not.toBe((await act).headers()['idempotency-key']);
  await dialog.getByText('2 cards: it is done.').waitFor();
  await keyboard.enter(dialog.getByRole('button', { name: 'Close', exact: true }).last());
  await dialog.waitFor({ state: 'detached' });
  await bar.waitFor({ state: 'detached' });
}

/** The same list: everything that its search finds, which is more than is shown. */
export async function selectEverything(person: Person): Promise<void> {
  const { page } = person;
  const bar = page.getByRole('region', { name: 'Selection' });
  await page.getByRole('checkbox', { name: 'Select Card 2' }).check();
  await bar.getByRole('button', { name: 'Select everything that this search finds' }).click();
  await bar.getByText('Everything that this search finds').waitFor();
  const preview = page.waitForRequest('**/api/v1/bulk-actions/preview');
  await bar.getByRole('button', { name: 'Ask for a reprovision…' }).click();
  expect((await preview).postDataJSON()).toEqual({
    ...{ action: 'request-reprovision', filter: { profileName: 'piv-four' } },
  });
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await bar.getByRole('link', { name: 'Renew by a campaign' }).click();
  await page.waitForURL('**/campaigns/new?profile=piv-four');
  expect(await page.getByRole('combobox', { name: 'Profile' }).inputValue()).toBe('piv-four');
  await page.goBack();
  // Another search is another list.
  await page.getByRole('checkbox', { name: 'Select Card 2' }).check();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await bar.waitFor({ state: 'detached' });
}

/** Whoever may only look has nothing to select for. */
export async function selectsNothing(person: Person, api: MockedApi): Promise<void> {
  api.now(bulkAnswers);
  await person.goTo('/devices');
  await person.page.getByRole('link', { name: 'Card 2' }).waitFor();
  expect(await person.page.getByRole('checkbox').count()).toBe(0);
}

/** Menus of operators' pages, open. */
export async function faultsOfMenus(person: Person, open: (address: string) => Promise<unknown>): Promise<string[]> {
  const { page } = person;
  const faults: string[] = [];
  for (const [address, name] of [
    ['/devices/00000000-0000-4000-8000-000000000001', /^More/],
    ['/sagas?attention=true', /^More/],
  ] as const) {
    await open(address);
    await page.getByRole('button', { name }).first().click();
    await page.getByRole('menuitem').first().waitFor();
    faults.push(...(await faultsOf(person, `menu${address.split(/[/?]/)[1]}`)));
    await page.keyboard.press('Escape');
  }
  return faults;
}
