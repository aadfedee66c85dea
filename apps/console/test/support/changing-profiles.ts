/** The pages of credential profiles, as a profile administrator and whoever approves use them. Locators by role and label. */
import { expect } from '@jest/globals';
import type { Person } from './browser.js';
import { faultsInAllLooks, faultsOf } from './looks.js';

export async function changeProfiles(author: Person, approver: Person): Promise<void> {
  const { page } = author;
  expect(await faultsInAllLooks(author, 'profiles', '/profiles', 'Credential profiles')).toEqual([]);
  await page.getByRole('link', { name: 'PIV, four certificates', exact: true }).click();
  const keys = page.getByRole('table', { name: 'What a card gets' });
  await keys.getByRole('row', { name: /9C RSA2048 On the card/ }).waitFor();
  await page.getByText('6 to 8 digits').waitFor();
  expect(await faultsInAllLooks(author, 'profile', '/profiles/piv-four', 'PIV, four certificates')).toEqual([]);

  await page.route('**/api/v1/relying-parties', (route) =>
    route.fulfill({ json: { relyingParties: [{ id: 'entra' }] } }),
  );
  await page.getByRole('link', { name: 'New version' }).click();
  await page.getByText('"passkey": {"relyingParty":"entra"}', { exact: true }).waitFor();
  const definition = page.getByRole('textbox', { name: 'Definition' });
  const check = page.getByRole('button', { name: 'Check' });
  const begun = JSON.parse(await definition.inputValue()) as Record<string, unknown>;
  await check.click();
  await page.getByText('Version 1 says this already').waitFor();
  await definition.fill(JSON.stringify({ ...begun, cardLifetimeDays: 0 }));
  await check.click();
  await page.getByRole('table', { name: 'What is wrong with it' }).getByText('/cardLifetimeDays').waitFor();
  await definition.fill(JSON.stringify({ ...begun, cardLifetimeDays: 900 }));
  await check.click();
  await page.getByText('What publishing piv-four as version 2 does').waitFor();
  await page.getByText('No card in use has this profile.').waitFor();
  const changes = page.getByRole('table', { name: 'Changes' });
  await changes.getByRole('row', { name: '/cardLifetimeDays 1095 900' }).waitFor();
  expect(await faultsOf(author, 'profile-preview')).toEqual([]);
  await page.getByRole('button', { name: 'Publish' }).click();

  const versions = page.getByRole('table', { name: 'Versions' });
  await versions.getByRole('row', { name: /Version 2 0 .* Shown above/ }).waitFor();
  await author.tabTo(versions.getByRole('button', { name: 'Compare version 1 with this one' }));
  await page.keyboard.press('Enter');
  const compared = page.getByRole('table', { name: 'What changed from version 1 to version 2' });
  await compared.getByRole('row', { name: '/cardLifetimeDays 1095 900' }).waitFor();
  expect(await faultsOf(author, 'profile-compared')).toEqual([]);
  await versions.getByRole('link', { name: 'Version 1' }).click();
  await page.getByText('This is not the newest version. That is version 2.').waitFor();
  await page.getByText('1,095 days').waitFor();

  await author.goTo('/profiles/rsa-legacy');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('nobody needs RSA any more');
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('This profile is withdrawn').waitFor();
  await propose(author, { ...begun, cardLifetimeDays: 800 });
  await approve(approver);
}

/** As where profiles take two people: the server says so in its preview. */
async function propose({ page }: Person, definition: Record<string, unknown>): Promise<void> {
  await page.route('**/profiles/validate', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { preview: object };
    await route.fulfill({ response, json: { ...answer, preview: { ...answer.preview, approvalNeeded: true } } });
  });
  await page.getByRole('link', { name: 'New version' }).click();
  await page.getByRole('textbox', { name: 'Definition' }).fill(JSON.stringify(definition));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Another person approves it before it is published.').waitFor();
  await page.unroute('**/profiles/validate');
  const proposing = page.getByRole('button', { name: 'Propose it' });
  expect(await proposing.isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Why the profile changes' }).fill('cards wear out sooner');
  await proposing.click();
  await page.getByRole('heading', { level: 1, name: 'Proposed for piv-four' }).waitFor();
  // Whoever proposed it may take it back, and not publish it.
  await page.getByRole('button', { name: 'Approve and publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve and publish' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click();
}

async function approve(approver: Person): Promise<void> {
  const { page } = approver;
  expect(await faultsInAllLooks(approver, 'profile-proposals', '/profile-proposals', 'Proposed versions')).toEqual([]);
  await page
    .getByRole('row', { name: /piv-four Open/ })
    .getByRole('link')
    .click();
  await page.getByText('cards wear out sooner').waitFor();
  await page.getByRole('row', { name: '/cardLifetimeDays 900 800' }).waitFor();
  expect(await faultsOf(approver, 'profile-proposal')).toEqual([]);
  await page.getByRole('button', { name: 'Approve and publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve and publish' }).click();
  await page.getByText('piv-four version 3 is published').waitFor();
  await page.getByText('Version 3', { exact: true }).first().waitFor();
}
