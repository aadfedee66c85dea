/** The stage in which a holder makes their passkey in the browser, in two languages, with answers that are written here: what is said before and afterwards. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { openPasskeyStage } from '../support/passkey-stage.js';
import * as made from '../looks/made.js';

jest.setTimeout(90_000);

describeWith(chromiumMissing(), 'a passkey that a browser makes', () => {
  let person: Person;
  const api = new MockedApi({ me: made.me, textOf: (name) => name });
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
  });
  beforeEach(() => person.page.goto('about:blank'));
  afterAll(() => person?.close());

  describe.each([
    {
      language: 'en',
      ...{ title: 'Your passkey', make: 'Make the passkey', again: 'Make it once more' },
      elsewhere: 'That passkey was made on another key, on a phone or on the computer itself, so it was not taken.',
      late: 'That took too long. Make it once more.',
      says: 'No passkey was made: the browser was stopped, or nobody touched the card or key in time.',
    },
    {
      language: 'de',
      ...{ title: 'Ihr Passkey', make: 'Passkey erstellen', again: 'Noch einmal erstellen' },
      elsewhere: 'Dieser Passkey wurde auf einem anderen Schlüssel, einem Telefon oder dem Computer selbst erstellt',
      late: 'Das hat zu lange gedauert. Erstellen Sie ihn noch einmal.',
      says: 'Es wurde kein Passkey erstellt: der Browser wurde angehalten',
    },
  ])('in $language', ({ language, title, make, again, elsewhere, late, says }) => {
    const open = (refusedWith: string | null): Promise<void> =>
      openPasskeyStage({ person, api }, { language, title }, { asks: 'passkey-dialog', refusedWith });

    it('is one button, and no field for a PIN', async () => {
      await open(null);
      await person.page.getByRole('button', { name: make, exact: true }).waitFor();
      expect(await person.page.locator('input[type=password]').count()).toBe(0);
    });

    it('says why another one is made', async () => {
      await open('FIDO_MADE_ELSEWHERE');
      await person.page.getByRole('alert').getByText(elsewhere).waitFor();
      await person.page.getByRole('button', { name: again, exact: true }).waitFor();
      await open('RELYING_PARTY_CHALLENGE_EXPIRED');
      await person.page.getByRole('alert').getByText(late).waitFor();
    });

    it('that the browser did not make is tried again', async () => {
      await open(null);
      const { page } = person;
      await page.route('**/passkey-options', (route) =>
        route.fulfill({
          json: {
            ...{ challenge: 'AAAA', expiresAt: new Date().toISOString(), relyingPartyId: 'cardwright.example' },
            ...{ relyingPartyName: 'Cards', userId: 'AAAA', userName: 'ada', userDisplayName: 'Ada' },
            ...{ algorithms: [-7], exclude: [] },
          },
        }),
      );
      await page.evaluate(
        `navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'))`,
      );
      await page.getByRole('button', { name: make, exact: true }).click();
      await page.getByRole('alert').getByText(says).waitFor();
      await page.getByRole('button', { name: again, exact: true }).waitFor();
    });
  });
});
