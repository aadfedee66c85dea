/** The stage in which a holder registers their passkey on another service's page, in two languages, with answers that are written here. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { openPasskeyStage } from '../support/passkey-stage.js';
import * as made from '../looks/made.js';

jest.setTimeout(90_000);
const url = 'https://sso.example.org/register';

describeWith(chromiumMissing(), 'a passkey that is registered on a page of its own', () => {
  let person: Person;
  const api = new MockedApi({ me: made.me, textOf: (name) => name });
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    await person.page.route('**/passkey-options', (route) => route.fulfill({ json: { page: { url } } }));
  });
  beforeEach(() => person.page.goto('about:blank'));
  afterAll(() => person?.close());

  describe.each([
    {
      language: 'en',
      ...{ title: 'Your passkey', link: 'Open the page (opens in a new tab)', done: 'I have registered my passkey' },
      key: 'choose the security key in the reader, and neither this computer nor a phone.',
      elsewhere: 'That passkey was made on another key, on a phone or on the computer itself, so it was deleted again.',
      none: 'The service has no new passkey of yours. Open its page and register one.',
      ...{ giveUp: 'Stop it', sure: 'Make no new passkey?' },
    },
    {
      language: 'de',
      ...{ title: 'Ihr Passkey', link: 'Seite öffnen (öffnet sich in einem neuen Tab)' },
      done: 'Ich habe meinen Passkey registriert',
      key: 'wählen Sie den Sicherheitsschlüssel im Leser, nicht diesen Computer und kein Telefon.',
      elsewhere: 'Dieser Passkey wurde auf einem anderen Schlüssel, einem Telefon oder dem Computer selbst erstellt',
      none: 'Der Dienst hat keinen neuen Passkey von Ihnen. Öffnen Sie seine Seite und registrieren Sie einen.',
      ...{ giveUp: 'Beenden', sure: 'Keinen neuen Passkey erstellen?' },
    },
  ])('in $language', ({ language, title, link, done, key, elsewhere, none, giveUp, sure }) => {
    const open = (refusedWith: string | null): Promise<void> =>
      openPasskeyStage({ person, api }, { language, title }, { asks: 'passkey-page', refusedWith });

    it('is a link that opens that page in a new tab, and no field for a PIN', async () => {
      await open(null);
      const opens = person.page.getByRole('link', { name: link, exact: true });
      await opens.waitFor();
      expect(await Promise.all(['href', 'target', 'rel'].map((attribute) => opens.getAttribute(attribute)))).toEqual([
        url,
        '_blank',
        'noopener',
      ]);
      await person.page.getByText(key).waitFor();
      expect(await person.page.locator('input[type=password]').count()).toBe(0);
    });

    it('is said to be registered by its holder', async () => {
      await open(null);
      const sent = person.page.waitForRequest((request) => request.url().endsWith(`/sagas/${made.id.request}/passkey`));
      await person.page.getByRole('button', { name: done, exact: true }).click();
      expect((await sent).postDataJSON()).toEqual({});
    });

    it('may be stopped for good, once its holder has said so twice', async () => {
      await open(null);
      const sent = person.page.waitForRequest((request) => request.url().endsWith(`/sagas/${made.id.request}/cancel`));
      await person.page.getByRole('button', { name: giveUp, exact: true }).click();
      const dialog = person.page.getByRole('dialog', { name: sure });
      await dialog.getByRole('button', { name: giveUp, exact: true }).click();
      expect((await sent).postDataJSON()).toEqual({ reasonText: 'Stopped by the holder on the page of the update' });
    });

    it('says why another one is registered', async () => {
      await open('FIDO_MADE_ELSEWHERE');
      await person.page.getByRole('alert').getByText(elsewhere).waitFor();
      await open('FIDO_USER_CANCELLED');
      await person.page.getByRole('alert').getByText(none).waitFor();
    });
  });
});
