/** The page of roles, as an administrator uses it: Grace Hopper gets one and loses it. Locators by role and label: what assistive technology sees. */
import { expect } from '@jest/globals';
import type { Person } from './browser.js';
import { faultsInAllLooks, faultsOf, lookAs, looks } from './looks.js';

export async function giveAndTakeRole(administrator: Person): Promise<void> {
  const { page } = administrator;
  expect(await faultsInAllLooks(administrator, 'roles', '/roles', 'Roles')).toEqual([]);
  await page.getByText('Roles that the sign-in service names are not in this list').waitFor();
  await page.getByText('No roles are given here').waitFor();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Roles' }).waitFor();
  await page.getByRole('button', { name: 'Give a role' }).click();
  const giving = page.getByRole('dialog', { name: 'Give a role' });
  const give = giving.getByRole('button', { name: 'Give the role' });
  const person = async (name: string): Promise<void> => {
    await giving.getByLabel('Person').fill(name);
    await page.getByRole('option', { name }).click();
  };
  // Who does not fit is gone before the server has answered, so that nobody is moved from under the pointer.
  let answer!: () => void;
  const looked = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/people\?.*query=Nora/, (route) => looked.then(() => route.continue()));
  await giving.getByLabel('Person').fill('Nora Quist');
  await page.getByRole('option', { name: 'Nora Quist' }).waitFor();
  expect(await page.getByRole('listbox').getByRole('option').count()).toBe(1);
  answer();
  await page.unroute(/\/people\?.*query=Nora/);
  await person('Nora Quist');
  await giving.getByText('You cannot give yourself a role.').waitFor();
  await person('Grace Hopper');
  await giving.getByLabel('Role').selectOption('Help desk');
  await giving.getByLabel('Unit').fill('Nowhere');
  await giving.getByText('Nobody is in this unit now.').waitFor();
  await giving.getByText('For the people of Nowhere and of the units below it:').waitFor();
  await giving.getByLabel('Unit').fill('');
  await giving.getByText('What Grace Hopper may do with it').waitFor();
  await giving.getByRole('listitem').getByText('Reset the PIN of a card').waitFor();
  await giving.getByLabel('Activate a pending card').check();
  await giving.getByRole('listitem').getByText('Activate a pending card').waitFor();
  expect(await give.isDisabled()).toBe(true);
  await giving.getByLabel('Reason').fill('Stands in for Henri');
  expect(await faultsOf(administrator, 'roles-give')).toEqual([]);
  await give.click();
  await page.getByText('Grace Hopper is Help desk from now on.').waitFor();
  const row = page.getByRole('row', { name: /Grace Hopper Help desk/ });
  await row.getByText('Besides: Activate a pending card').waitFor();
  await lookAs(administrator, looks[1]!);
  await row.getByRole('button', { name: 'Take away: Help desk, Grace Hopper' }).press('Enter');
  const taking = page.getByRole('dialog', { name: 'Take this role away' });
  await taking.getByText(/^Grace Hopper is no longer Help desk for everybody, from the next thing/).waitFor();
  expect(await faultsOf(administrator, 'roles-take')).toEqual([]);
  await lookAs(administrator, looks[0]!);
  await page.keyboard.type('Henri is back');
  await taking.getByRole('button', { name: 'Take the role away' }).click();
  await page.getByText('No roles are given here').waitFor();
}
