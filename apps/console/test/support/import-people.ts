/** A file of people, as an administrator imports it: how it was read, what is wrong with it, and then all of it. Locators by role and label. */
import { expect } from '@jest/globals';
import type { Person } from './browser.js';

export async function importPeople(administrator: Person): Promise<void> {
  const { page } = administrator;
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Import' }).click();
  const choose = async (name: string, bytes: Buffer): Promise<void> => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /^File/ }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: 'text/csv', buffer: bytes });
  };
  await choose('broken.csv', Buffer.from('external_id;given_name;surname;email\n\nI1;Ann;Lee;ann@corp_local.example'));
  const problems = page.getByRole('table', { name: 'What is wrong, by line of the file' });
  await problems.getByText('Line 3').waitFor();
  await problems.getByText(/"corp_local.example" is not a domain/).waitFor();
  expect(await page.getByRole('button', { name: /^Import \d/ }).count()).toBe(0);
  // Windows-1252 that Central Europe would read otherwise: the encoding has to be named.
  await choose('hr.csv', Buffer.from('Personalnummer;Vorname;Nachname\r\nI1;H\xe9l\xe8ne;Gro\xdf\r\n', 'latin1'));
  await page.getByText(/encoding is not certain/).waitFor();
  await page.getByRole('combobox', { name: 'Encoding' }).click();
  await page.getByRole('option', { name: 'windows-1252' }).click();
  const read = page.getByRole('table', { name: 'How the file was read' });
  await read.getByRole('row', { name: /Vorname given_name 1 0 Hélène/ }).waitFor();
  await administrator.photograph('people-import');
  await page.getByRole('button', { name: 'Import 1 people' }).click();
  await page.getByRole('status').getByText('1 new, 0 changed, 0 as they are').waitFor();
  await page.getByRole('link', { name: 'People', exact: true }).first().click();
  await page.getByRole('link', { name: 'Hélène Groß' }).waitFor();
}
