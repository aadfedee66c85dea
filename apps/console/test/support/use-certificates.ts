/** The list of certificates as an operator uses it: what is chosen is asked for, and kept in the address and in the file. */
import { expect } from '@jest/globals';
import { askedBy } from './asked-by.js';
import type { Person } from './browser.js';

/** The list is opened with the text `grace`, and has `stolenRow`. */
export async function useCertificates(person: Person): Promise<void> {
  const { page } = person;
  await page
    .getByRole('columnheader', { name: 'Made', exact: true })
    .and(page.locator('[aria-sort="descending"]'))
    .waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('grace');
  expect((await page.getByRole('row').nth(1).innerText()).split(/[\t\n]+/).slice(0, 8)).toEqual([
    ...[
      '0A1B2C',
      'Revoked',
      'Grace Hopper',
      '10000001',
      '9A PIV authentication',
      'piv-four',
      'issuing-1',
      '27 Nov 2029',
    ],
  ]);
  const choose = (filter: string, label: string) => () =>
    page.getByRole('combobox', { name: filter, exact: true }).selectOption({ label });
  await askedBy(person, 'certificates', choose('Status', 'On hold'));
  await askedBy(person, 'certificates', choose('Slot', '9A PIV authentication'));
  await askedBy(person, 'certificates', choose('Profile', 'piv-four'));
  await askedBy(person, 'certificates', choose('Expiry', 'Ends within 60 days'));
  const valid = page.getByRole('columnheader', { name: 'Valid until' }).getByRole('button');
  const kept = { status: 'held', keyReference: '9A', profileName: 'piv-four', expiresWithinDays: '60', sort: 'expiry' };
  expect(await askedBy(person, 'certificates', () => valid.click())).toEqual({ ...kept, query: 'grace' });
  expect(new URL(page.url()).search).toBe('?q=grace&status=held&slot=9A&profile=piv-four&expires=60&sort=expiry');
  await page
    .locator('a[download][href^="/api/v1/certificates/export?query=grace&status=held&keyReference=9A"]')
    .waitFor();
  await page.getByRole('button', { name: 'Views', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL('**/certificates?sort=expiry');
  await page
    .getByRole('navigation')
    .getByRole('link', { name: 'Certificates', exact: true })
    .and(page.locator('[aria-current="page"]'))
    .waitFor();
  await page.getByRole('link', { name: '0A1B2C' }).click();
  await page.waitForURL('**/certificates/0A1B2C');
}
