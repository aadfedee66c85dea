/** The clicks of an issuance, as an operator does them. Locators by role and label: what assistive technology sees. */
import type { Page } from 'playwright-core';
import type { Person } from './browser.js';

export interface Order {
  reader: string;
  holder: string;
  profile: string;
}

/** Up to the running saga; answers its request id. `pause` after each named step, for screenshots; `check`: who the holder is. */
export async function startIssuance(
  page: Page,
  order: Order,
  pause: (step: 'card' | 'holder' | 'plan') => Promise<void> = async () => undefined,
  check: () => Promise<void> = () => identify(page),
): Promise<string> {
  await page.getByRole('radio', { name: order.reader }).click();
  await page.getByText('Management key').waitFor();
  await pause('card');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Person').fill(order.holder);
  await page.getByRole('option', { name: order.holder }).click();
  await page.getByRole('radio', { name: `${order.profile}.` }).check();
  await pause('holder');
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await page.getByText('What will happen').waitFor();
  await check();
  await pause('plan');
  await page.getByRole('button', { name: 'Start issuing' }).click();
  await page.waitForURL(/\/issue\/[0-9a-f-]{36}$/).catch(async (error: Error) => {
    throw new Error(`${error.message}\nThe page says: ${await page.locator('main').innerText()}`);
  });
  return page.url().slice(-36);
}

/** What an operator says of the holder before the card is written. */
export const identify = (page: Page): Promise<void> =>
  page.getByRole('radio', { name: 'By an official identity document.' }).click();

export async function typePin(page: Page, pin: string, confirmation = pin): Promise<void> {
  await page.getByLabel('New PIN').fill(pin);
  await page.getByLabel('Confirm PIN').fill(confirmation);
  await page.getByRole('button', { name: /^Set PIN/ }).click();
}

/** Remembers every percentage that the progress bar of this page ever shows; ask with `percentages`. */
export const watchPercentages = (page: Page): Promise<void> =>
  page.evaluate(`(() => {
    window.percentages = [];
    const look = () => {
      const bar = document.querySelector('[role=progressbar]');
      const now = bar && Number(bar.getAttribute('aria-valuenow'));
      if (bar && window.percentages.at(-1) !== now) window.percentages.push(now);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  })()`);
export const percentages = (page: Page): Promise<number[]> => page.evaluate('window.percentages');

export async function recycle(operator: Person, serial: number): Promise<void> {
  const { page } = operator;
  await operator.goTo('/devices');
  await page.getByRole('link', { name: String(serial) }).click();
  // A card that somebody uses has it among the rest.
  const more = page.getByRole('button', { name: 'More', exact: true });
  const direct = page.getByRole('button', { name: 'Recycle' });
  await direct.or(more).first().waitFor();
  if (await direct.isHidden()) {
    await more.click();
    await page.getByRole('menuitem', { name: 'Recycle' }).click();
  } else await direct.click();
  await page.getByLabel('Reason').fill('The browser test goes on with this card');
  await page.getByRole('dialog').getByRole('button', { name: 'Recycle' }).click();
  await page.getByRole('status').getByText('The card is blank again').waitFor();
}

/** [Issue 13] From the page of a card that was issued just now: what happened to it and who did it, and the same in the timeline of the issue. */
export async function readHistory(operator: Person, name: string): Promise<void> {
  const { page } = operator;
  await page.getByText('Show what happened, and who did it').click();
  const row = (text: string) => page.getByRole('table', { name: 'History' }).getByRole('row').filter({ hasText: text });
  await row('The card is active').filter({ hasText: 'Cardwright itself' }).first().waitFor();
  const gave = row('Gave the PIN').filter({ hasText: name }).first();
  await gave.waitFor();
  await operator.photograph('device-history');
  await gave.getByRole('link', { name: 'Issue' }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: `${name}: Gave the PIN` })
    .waitFor();
  await operator.photograph('saga-timeline');
}
