/** The photo of a person, put in by an administrator, and whoever issues a card looking at it. Locators by role and label: what assistive technology sees. */
import { expect } from '@jest/globals';
import { pictureOf } from '@cardwright/testing/picture';
import type { Person } from './browser.js';
import { faultsOf, lookAs, looks } from './looks.js';

/** On the page of this person: a picture of a camera becomes a small photo; what is none is said to be none. By keys, in light and dark. */
export async function putInPhoto(administrator: Person, name: string): Promise<void> {
  const { page } = administrator;
  await administrator.goTo('/people');
  await page.getByRole('link', { name }).click();
  await page.getByRole('img', { name: `No photo of ${name}` }).waitFor();
  // Whoever administers people sees nobody's cards, and is not told that there are none.
  await page.getByRole('heading', { name: 'Roles given here' }).waitFor();
  expect(await page.getByRole('heading', { name: 'Devices' }).count()).toBe(0);
  const choose = async (button: string, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> => {
    // Waited for before the keys are sent: Chromium is told of it by a message of its own, which a key could overtake.
    const chosen = page.waitForEvent('filechooser').then((chooser) => chooser.setFiles(file));
    const pressed = async (): Promise<void> => {
      await administrator.tabTo(page.getByRole('button', { name: button }));
      await page.keyboard.press('Enter');
    };
    await Promise.all([chosen, pressed()]);
  };
  await choose('Put in a photo', { name: 'face.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.getByRole('alert').getByText('This browser cannot show the file as a picture.').waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith('/photo') && response.ok());
  await choose('Put in a photo', { name: 'face.png', mimeType: 'image/png', buffer: pictureOf(2400, 3000) });
  const { photo } = (await (await answered).json()) as { photo: { mediaType: string; width: number; height: number } };
  expect(photo).toMatchObject({ mediaType: 'image/jpeg', width: 480, height: 600 });
  await shownWhole(administrator, name);
  for (const look of looks.slice(0, 2)) {
    await lookAs(administrator, look);
    expect(await faultsOf(administrator, `person-photo-${look.scheme}`)).toEqual([]);
  }
  await lookAs(administrator, looks[0]!);
}

/** Keeps back what is on record of people, their photo among it, until it is told to let it come. */
export async function keepBackPhoto({ page }: Person): Promise<() => void> {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/v1/people/*', async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/**
 * Before a card is written: who it is for, and that nothing starts before it is said how that was checked. photo: lets it come, until when nothing
 * is there to choose: it would move what is below.
 */
export async function checkHolder(
  operator: Person,
  { name, externalId }: { name: string; externalId: string },
  photo: () => void,
): Promise<void> {
  const { page } = operator;
  await page.getByText(externalId, { exact: true }).waitFor();
  expect(await page.getByRole('radio').count()).toBe(0);
  photo();
  await shownWhole(operator, name);
  const start = page.getByRole('button', { name: 'Start issuing' });
  expect(await start.isDisabled()).toBe(true);
  await page.getByText('Say how you checked who this is.').waitFor();
  const group = page.getByRole('radiogroup', { name: 'I have checked who this is' });
  // Nothing is to choose before the record has said whether there is a photo, which another request may still ask.
  await group.getByRole('radio').first().waitFor();
  expect(await group.getByRole('radio').count()).toBe(3);
  for (const look of looks.slice(0, 2)) {
    await lookAs(operator, look);
    expect(await faultsOf(operator, `issue-identify-${look.scheme}`)).toEqual([]);
  }
  await lookAs(operator, looks[0]!);
  await operator.tabTo(group.getByRole('radio', { name: 'By the photo on record.' }));
  await page.keyboard.press('Space');
  expect(await start.isEnabled()).toBe(true);
}

/** The picture came and was drawn, and is no broken one. */
async function shownWhole({ page }: Person, name: string): Promise<void> {
  const image = page.getByRole('img', { name: `Photo of ${name}` });
  await image.waitFor();
  await image.evaluate('(image) => image.decode()');
}
