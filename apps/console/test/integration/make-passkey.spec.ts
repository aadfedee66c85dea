/** A new passkey for a card in use, in a browser with answers that are written here: an operator begins it, and so does its holder, in two languages. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { MockedApi } from '../support/mocked-api.js';
import { operatorWith } from '../support/operator.js';
import * as made from '../looks/made.js';
import { get, json, none, over, post, run, usual } from '../looks/scene.js';

jest.setTimeout(90_000);
const begun = { type: 'PASSKEY', state: 'IN_PROGRESS', stage: 'passkey', percent: 15 };
const waits = { ...begun, state: 'AWAITING_USER', awaiting: 'pin', actions: ['supply-pin', 'cancel'] };
const waiting = made.row({ stage: 'passkey', percent: 15, state: 'AWAITING_USER', awaiting: 'pin' });
const ofPasskeys = (more: object = {}) => ({
  [get.pinKey]: json(
    made.pinKey({
      asks: 'fido-pin',
      asked: made.askedFirst,
      pinRule: { minLength: 4, maxLength: 63, alphabet: 'ascii' },
      ...more,
    }),
  ),
});

describeWith(chromiumMissing(), 'a new passkey for a card in use', () => {
  let person: Person;
  const api = new MockedApi({ me: made.me, textOf: (name) => name });
  const sent: unknown[] = [];
  beforeAll(async () => {
    person = await Person.open('https://cardwright.example');
    person.page.on('request', (request) => {
      if (request.url().endsWith('/passkey')) sent.push(request.postDataJSON());
    });
    await api.serve(person.page);
  });
  beforeEach(() => person.page.goto('about:blank'));
  afterAll(() => person?.close());

  describe('of an operator', () => {
    const operator = operatorWith('card.run', 'card.unlock');
    const now = (definition: object): void =>
      api.now({
        ...usual,
        ...run(begun),
        [get.me]: json(operator),
        'GET /api/v1/profiles/{name}': json({ profile: made.profile({ definition }) }),
        'POST /api/v1/devices/{deviceId}/passkey': json({ saga: made.saga(begun) }),
      });

    it('is in the menu of the card, asks where it is, and leads to the page of the work', async () => {
      const { page } = person;
      now({ passkey: { relyingParty: 'entra' } });
      await person.goTo(`/devices/${made.id.device}`);
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Make a new passkey' }).click();
      const dialog = page.getByRole('dialog', { name: 'Make a new passkey on this card?' });
      await dialog.getByRole('button', { name: 'Make a new passkey' }).click();
      await page.waitForURL(`**/sagas/${made.id.request}`);
      expect(sent).toEqual([{ workstationId: made.id.workstation }]);
    });

    it('is not offered where the profile makes none', async () => {
      const { page } = person;
      now({});
      const read = page.waitForResponse(/profiles\/piv-four/);
      await person.goTo(`/devices/${made.id.device}`);
      await read;
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Reset PIN' }).waitFor();
      expect(await page.getByRole('menuitem', { name: 'Make a new passkey' }).count()).toBe(0);
    });
  });

  describe.each([
    {
      language: 'en',
      why: 'You make a new passkey on your card, with its PIN for passkeys and a touch. The one that it had was deleted.',
      ...{ update: 'See and start it', title: 'Make a new passkey on your card', start: 'Make the passkey now' },
      ...{ pinTitle: 'Your passkey', pin: 'PIN for passkeys', submit: 'Make the passkey' },
      lead: 'Your card has two PINs. This one is asked for when you sign in with your passkey; the other one is for certificates.',
      ...{ shared: 'PIN of the card', forgotten: 'I have forgotten the PIN', touch: 'Touch your card or key now' },
      done: 'Your card has its new passkey',
    },
    {
      language: 'de',
      why: 'Sie machen einen neuen Passkey auf Ihrer Karte, mit der PIN für Passkeys und einer Berührung. Der bisherige wurde gelöscht.',
      ...{
        update: 'Ansehen und beginnen',
        title: 'Einen neuen Passkey auf Ihrer Karte machen',
        start: 'Passkey jetzt erstellen',
      },
      ...{ pinTitle: 'Ihr Passkey', pin: 'PIN für Passkeys', submit: 'Passkey erstellen' },
      lead: 'Ihre Karte hat zwei PINs. Nach dieser werden Sie gefragt, wenn Sie sich mit Ihrem Passkey anmelden; die andere ist für Zertifikate.',
      ...{ shared: 'PIN der Karte', forgotten: 'Ich habe die PIN vergessen' },
      ...{ touch: 'Berühren Sie jetzt Ihre Karte oder Ihren Schlüssel', done: 'Ihre Karte hat ihren neuen Passkey' },
    },
  ])('of its holder ($language)', ({ language, why, update, title, start, pinTitle, pin, submit, lead, ...said }) => {
    const offer = made.offer({
      kind: 'passkey.new',
      causes: [made.cause({ kind: 'passkey.new', cause: 'PASSKEY_MISSING', keyReferences: [], deadline: null })],
      deadline: null,
    });
    const offered = {
      ...usual,
      [get.offers]: json({ ...none, rows: [offer], due: [] }),
      [get.offer]: json({ offer }),
      [post.accept]: json({ saga: made.saga(begun) }),
    };
    const speak = () => person.page.addInitScript(`localStorage.setItem('cardwright-language', '${language}')`);
    const button = (name: string) => person.page.getByRole('button', { name, exact: true });

    it('is offered on the page of the card, begun there by a click, and asks for the PIN for passkeys alone', async () => {
      const { page } = person;
      await speak();
      api.now({ ...offered, ...run(waits, [waiting]), ...ofPasskeys() });
      await person.goTo(`/mine/${made.id.device}`);
      await page.getByText(why).waitFor();
      await page.getByRole('link', { name: update }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await button(start).click();
      await page.getByRole('heading', { level: 2, name: pinTitle }).waitFor();
      await page.getByText(lead).waitFor();
      await page.getByLabel(pin, { exact: true }).waitFor();
      expect([await button(submit).count(), await button(said.forgotten).count()]).toEqual([1, 0]);
    });

    it('asks for the PIN of a card that has one for everything', async () => {
      await speak();
      api.now({ ...offered, ...run(waits, [waiting]), ...ofPasskeys({ forPasskeysToo: true }) });
      await person.goTo(`/mine/follow/${made.id.request}`);
      await person.page.getByLabel(said.shared, { exact: true }).waitFor();
    });

    it('says when the card is to be touched, and when the passkey is there', async () => {
      const { page } = person;
      await speak();
      const touch = { index: 0, count: 1, kind: 'make-credential', waitsFor: 'touch' };
      api.now({ ...offered, ...run(begun, [waiting, made.row({ stage: 'passkey', percent: 40, step: touch })]) });
      await person.goTo(`/mine/follow/${made.id.request}`);
      await page.getByText(said.touch).waitFor();
      api.now({ ...offered, ...run({ ...begun, state: 'COMPLETED', stage: 'commit', ...over }) });
      await person.goTo(`/mine/follow/${made.id.request}`);
      await page.getByText(said.done).waitFor();
    });
  });
});
