/** Views of lists, as a person makes and uses them, by keyboard where that is how it is done. */
import { expect } from '@jest/globals';
import type { Person } from './browser.js';
import { faultsOf } from './looks.js';
import type { MockedApi } from './mocked-api.js';

/** Of devices. saved: what the API says from now on is saved. The list is narrowed to cards in use and sorted by holder. */
export async function useViews(person: Person, saved: (views: object[]) => void): Promise<void> {
  const { page } = person;
  const view = { name: 'In use', query: 'state=in-use&sort=holder&order=desc' };
  const sent = (method: string) => page.waitForRequest((request) => request.method() === method);
  const menu = page.getByRole('button', { name: 'Views', exact: true });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Save this view…' }).press('Enter');
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: 'Save' });
  expect(await save.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Name' }).fill(view.name);
  const put = sent('PUT');
  saved([view]);
  await page.keyboard.press('Enter');
  expect((await put).postDataJSON()).toEqual({ query: new URL(page.url()).search.slice(1) });
  expect(new URL((await put).url()).pathname).toBe('/api/v1/me/views/devices/In%20use');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('columnheader', { name: 'Changed' }).getByRole('button').click();
  await page.waitForURL((url) => url.search.includes('sort=updated'));
  await menu.click();
  await page.getByRole('menuitem', { name: 'In use' }).waitFor();
  expect(await faultsOf(person, 'views')).toEqual([]);
  await page.getByRole('menuitem', { name: 'In use' }).click();
  await page.waitForURL((url) => url.search.includes('sort=holder') && url.search.includes('state=in-use'));
  await menu.click();
  await page.getByRole('menuitem', { name: 'Rename or delete…' }).click();
  await dialog.getByRole('textbox', { name: 'Name of In use' }).fill('Everything in use');
  const renamed = sent('PUT');
  await page.keyboard.press('Enter');
  expect((await renamed).postDataJSON()).toEqual({ query: view.query, formerName: 'In use' });
  expect(await faultsOf(person, 'views-change')).toEqual([]);
  const deleted = sent('DELETE');
  saved([]);
  await dialog.getByRole('button', { name: 'Delete In use' }).click();
  expect(new URL((await deleted).url()).pathname).toBe('/api/v1/me/views/devices/In%20use');
  await dialog.getByText('There is none any more.').waitFor();
  await page.keyboard.press('Escape');
}

/** Listed as `filter` says, and exported so. A view of a list of which a second page is shown has the filters of its address and nothing else, and brings them back. */
export async function keepsView(
  person: Person,
  list: 'revocations' | 'findings' | 'audit',
  { query, filter }: { query: string; filter: string },
  api: MockedApi,
): Promise<void> {
  const { page } = person;
  const saved = (views: object[]) => api.now({ 'GET /api/v1/me/views/{list}': { json: { views } } });
  const menu = page.getByRole('button', { name: 'Views', exact: true });
  saved([]);
  await person.goTo(`/${list}?${query}`);
  const next = page.waitForRequest(
    (request) => request.url().includes(`/api/v1/${list}?`) && request.url().includes('cursor='),
  );
  await page.getByRole('button', { name: 'Load more' }).click();
  await next;
  await page.locator(`a[download][href="/api/v1/${list}/export?${filter}"]`).waitFor();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Each week');
  const put = page.waitForRequest((request) => request.method() === 'PUT');
  saved([{ name: 'Each week', query }]);
  await page.keyboard.press('Enter');
  expect((await put).postDataJSON()).toEqual({ query });
  expect(new URL((await put).url()).pathname).toBe(`/api/v1/me/views/${list}/Each%20week`);
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL(`**/${list}`);
  await menu.click();
  const view = page.getByRole('menuitem', { name: 'Each week' });
  await view.waitFor();
  expect(await faultsOf(person, `views-${list}`)).toEqual([]);
  await view.click();
  await page.waitForURL(`**/${list}?${query}`);
}
