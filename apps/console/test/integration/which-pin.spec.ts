/** [C29] Which PIN is for which use, as its holder reads it before being asked for it, in two languages, with answers that are written here. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MakesPasskey } from '@cardwright/contracts/workflow/saga-kind';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { openPasskeyStage } from '../support/passkey-stage.js';
import * as made from '../looks/made.js';
import { get, json, run, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const ways: MakesPasskey[] = ['passkey-dialog', 'passkey-window', 'passkey-page'];

describeWith(chromiumMissing(), 'which PIN is for which use', () => {
  let person: Person;
  const api = new MockedApi({ me: made.me, textOf: (name) => name });
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    const page = { url: 'https://sso.example.org/register' };
    await person.page.route('**/passkey-options', (route) => route.fulfill({ json: { page } }));
  });
  beforeEach(() => person.page.goto('about:blank'));
  afterAll(() => person?.close());

  describe.each([
    {
      ...{ language: 'en', title: 'Your passkey' },
      there: [
        'The one that you are asked for there is for passkeys: you need it when you sign in.',
        'The other one, which you choose here afterwards, is for certificates: to sign, and to read encrypted mail.',
        'You may use the same PIN for both.',
      ],
      alone: ['The one that you are asked for there is for passkeys', 'The other one is for certificates.'],
      shared: [
        'Your card has one PIN for everything. Until you choose yours, it is the temporary one: type that there.',
      ],
      sharedAlone: ['Your card has one PIN for everything: type that one there.'],
      certificates: 'This PIN is for certificates: it is asked for when you sign, and when you read encrypted mail.',
      ...{ everything: 'Your card has one PIN for everything', over: 'The temporary PIN is of no use any more.' },
    },
    {
      ...{ language: 'de', title: 'Ihr Passkey' },
      there: [
        'Die, nach der Sie dort gefragt werden, ist für Passkeys: Sie brauchen sie, wenn Sie sich anmelden.',
        'Die andere, die Sie danach hier wählen, ist für Zertifikate: zum Signieren und zum Lesen verschlüsselter E-Mails.',
        'Sie dürfen für beide dieselbe PIN nehmen.',
      ],
      alone: ['Die, nach der Sie dort gefragt werden, ist für Passkeys', 'Die andere ist für Zertifikate.'],
      shared: [
        'Ihre Karte hat eine PIN für alles. Bis Sie Ihre wählen, ist es die vorläufige: geben Sie diese dort ein.',
      ],
      sharedAlone: ['Ihre Karte hat eine PIN für alles: geben Sie diese dort ein.'],
      certificates:
        'Diese PIN ist für Zertifikate: nach ihr werden Sie gefragt, wenn Sie signieren und verschlüsselte E-Mails lesen.',
      ...{ everything: 'Ihre Karte hat eine PIN für alles', over: 'Die vorläufige PIN gilt dann nicht mehr.' },
    },
  ])('in $language', ({ language, title, certificates, everything, over, ...said }) => {
    it.each(ways)('[C29] is said before the window that asks for it opens: %s', async (asks) => {
      for (const [type, forPasskeysToo, sentences] of [
        ['ISSUE', false, said.there],
        ['ISSUE', true, said.shared],
        ['PASSKEY', false, said.alone],
        ['PASSKEY', true, said.sharedAlone],
      ] as const) {
        const waits = { asks, refusedWith: null, type, forPasskeysToo };
        await openPasskeyStage({ person, api }, { language, title }, waits);
        for (const sentence of sentences) await person.page.getByText(sentence).waitFor();
        await person.page.goto('about:blank');
      }
    });

    it.each([
      ['ISSUE', { passkeysApart: true }, [1, 0, 0]],
      ['ISSUE', { forPasskeysToo: true }, [0, 1, 1]],
      ['ISSUE', {}, [0, 0, 0]],
      ['UNLOCK', { passkeysApart: true }, [1, 0, 0]],
      ['UNLOCK', { forPasskeysToo: true }, [0, 1, 0]],
    ] as const)('[C29] is said where the PIN of the card is chosen: %s, %j', async (type, card, counts) => {
      const { page } = person;
      const waits = { type, state: 'AWAITING_USER', stage: 'pin', percent: 80, awaiting: 'pin' };
      const waiting = made.row({ stage: 'pin', percent: 80, state: 'AWAITING_USER', awaiting: 'pin' });
      const key = json(made.pinKey({ asks: 'new-pin', asked: made.askedFirst, ...card }));
      api.now({ ...usual, ...run({ ...waits, actions: ['supply-pin', 'cancel'] }, [waiting]), [get.pinKey]: key });
      await page.addInitScript(`localStorage.setItem('cardwright-language', '${language}')`);
      await person.goTo(type === 'ISSUE' ? `/mine/add/${made.id.request}` : `/update/pin/${made.id.request}`);
      await page.locator('input[type=password]').first().waitFor();
      const shown = [certificates, everything, over].map((sentence) => page.getByText(sentence).count());
      expect(await Promise.all(shown)).toEqual(counts);
    });
  });
});
