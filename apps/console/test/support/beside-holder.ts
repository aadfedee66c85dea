/** Somebody of the help desk beside a holder who adds a card: on the page of that person they see the step follow, and have a stopped one go on. */
import { expect } from '@jest/globals';
import { Person } from './browser.js';
import { faultsOf } from './looks.js';

const patience = { timeout: 60_000 };
const title = 'What the holder sees now';

export class BesideHolder {
  private constructor(readonly person: Person) {}

  /** helpdesk: who signs in. */
  static async open(url: string, helpdesk: string, personId: string): Promise<BesideHolder> {
    const person = await Person.open(url);
    await person.signIn(helpdesk);
    await person.goTo(`/people/${personId}`);
    return new BesideHolder(person);
  }

  /** In the words of the holder's own page, in the language of this one. */
  async sees(...words: (string | RegExp)[]): Promise<void> {
    for (const each of words) await this.person.page.getByText(each, { exact: true }).first().waitFor(patience);
    // The PIN is the holder's, whatever step it is.
    expect(await this.person.page.getByLabel(/PIN/).count()).toBe(0);
  }

  async seesNothing(): Promise<void> {
    await this.person.page.getByText(title).waitFor({ state: 'detached', ...patience });
  }

  async retries(): Promise<void> {
    const { page } = this.person;
    await page.getByRole('button', { name: /^More actions: / }).click();
    await page.getByRole('menuitem', { name: 'Move to another workstation' }).waitFor();
    // What the holder began is ended by nobody else.
    expect(await page.getByRole('menuitem', { name: 'Cancel saga' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Retry' }).click();
  }

  /** Nothing that assistive technology stumbles over. */
  async looks(): Promise<void> {
    expect(await faultsOf(this.person, 'beside-holder')).toEqual([]);
  }
}
