/** The stage in which a holder makes their passkey in a window of the system, in two languages, with answers that are written here. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { openPasskeyStage } from '../support/passkey-stage.js';
import * as made from '../looks/made.js';
import { run, usual } from '../looks/scene.js';

jest.setTimeout(90_000);

describeWith(chromiumMissing(), 'a passkey that is made in a window of the system', () => {
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
      ...{ language: 'en', title: 'Your passkey', open: 'Open the window', again: 'Open the window once more' },
      key: 'choose the security key, and neither this computer nor a phone.',
      now: 'Follow the window of Windows',
      refused: {
        FIDO_MADE_ELSEWHERE: 'That passkey was made on another key, on a phone or on the computer itself',
        FIDO_EXCLUDED_ELSEWHERE:
          'has a passkey of yours already. Open the window once more, and use the card or key that',
        FIDO_USER_CANCELLED: 'No passkey was made: the window was closed, or nobody was done with it in time.',
        RELYING_PARTY_CHALLENGE_EXPIRED: 'That took too long. Make it once more.',
        EDGE_WEBAUTHN_UNAVAILABLE: 'No window could be opened at the computer with your card or key.',
      },
    },
    {
      ...{ language: 'de', title: 'Ihr Passkey', open: 'Fenster öffnen', again: 'Fenster noch einmal öffnen' },
      key: 'wählen Sie den Sicherheitsschlüssel, nicht diesen Computer und kein Telefon.',
      now: 'Folgen Sie dem Fenster von Windows',
      refused: {
        FIDO_MADE_ELSEWHERE: 'Dieser Passkey wurde auf einem anderen Schlüssel, einem Telefon oder dem Computer selbst',
        FIDO_EXCLUDED_ELSEWHERE: 'gibt es schon einen Passkey von Ihnen. Öffnen Sie das Fenster noch einmal',
        FIDO_USER_CANCELLED: 'Es wurde kein Passkey erstellt: Das Fenster wurde geschlossen',
        RELYING_PARTY_CHALLENGE_EXPIRED: 'Das hat zu lange gedauert. Erstellen Sie ihn noch einmal.',
        EDGE_WEBAUTHN_UNAVAILABLE: 'konnte kein Fenster geöffnet werden.',
      },
    },
  ])('in $language', ({ language, title, open, again, key, now, refused }) => {
    const stage = (refusedWith: string | null): Promise<void> =>
      openPasskeyStage({ person, api }, { language, title }, { asks: 'passkey-window', refusedWith });

    it('is opened by its holder, who types no PIN here', async () => {
      await stage(null);
      await person.page.getByText(key).waitFor();
      expect(await person.page.locator('input[type=password]').count()).toBe(0);
      const sent = person.page.waitForRequest((request) => request.url().endsWith(`/sagas/${made.id.request}/passkey`));
      await person.page.getByRole('button', { name: open, exact: true }).click();
      expect((await sent).postDataJSON()).toEqual({});
    });

    it.each(Object.entries(refused))('says why it is opened once more: %s', async (code, said) => {
      await stage(code);
      await person.page.getByRole('alert').getByText(said).waitFor();
      await person.page.getByRole('button', { name: again, exact: true }).waitFor();
    });

    it('says that it is open', async () => {
      const step = { kind: 'make-credential', phase: 'started', index: 0, total: 1, waitsFor: 'window' } as const;
      const rows = [made.row({ kind: 'step', stage: 'passkey', state: 'IN_PROGRESS', step })];
      api.now({ ...usual, ...run({ type: 'PASSKEY', state: 'IN_PROGRESS', stage: 'passkey', percent: 15 }, rows) });
      await person.page.addInitScript(`localStorage.setItem('cardwright-language', '${language}')`);
      await person.goTo(`/mine/follow/${made.id.request}`);
      await person.page.getByRole('status').getByText(now).waitFor();
    });
  });
});
