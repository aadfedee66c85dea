/** What the working days of several roles have in common. Locators by role and label: what assistive technology sees. */
import type { Person } from './browser.js';

export const link = ({ page }: Person, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });

/** Finds something from anywhere, by what somebody has in hand, and opens it. heading: of its page. */
export async function lookUp({ page }: Person, typed: string, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(typed);
  await page.getByRole('listbox').getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

/** Counts the clicks on the page from now on; ask with `clicks`. Whoever loads another document starts anew. */
export const countClicks = ({ page }: Person): Promise<void> =>
  page.evaluate(`(() => {
    window.clicks = 0;
    addEventListener('click', (event) => event.isTrusted && event.detail > 0 && window.clicks++, true);
  })()`);
export const clicks = ({ page }: Person): Promise<number> => page.evaluate('window.clicks');

export const chooseFile = ({ page }: Person, name: string, text: string): Promise<void> =>
  page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
