/**
 * A holder's whole way by the keyboard alone, in a real browser against answers of the API that this spec gives: their cards, one card, the change of its
 * PIN, Add device to its end. After every press something has the focus and shows it; after every navigation the heading of the new page has it.
 * Then what a holder reads on such pages, in both languages.
 */
import { createUser } from '@nats-io/nkeys';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeSessionKey } from '@cardwright/sealing/session-key';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { MockedApi, type Answers } from '../support/mocked-api.js';
import * as made from '../looks/made.js';
import {
  asksPin,
  fails,
  follow,
  get,
  json,
  newPin,
  none,
  of,
  over,
  pinWait,
  post,
  run,
  stoppedBy,
  usual,
} from '../looks/scene.js';

jest.setTimeout(240_000);

/** Rows of the stream as they come to be answered; the real one stays open until the work is over. */
const followed = `
  window.EventSource = class extends EventTarget {
    constructor(url) {
      super();
      let last = 0;
      this.timer = setInterval(async () => {
        const body = await fetch(url).then((it) => it.text());
        this.onopen?.();
        for (const [, data] of body.matchAll(/^data: (.*)$/gm)) {
          const { sequence } = JSON.parse(data);
          if (sequence <= last) continue;
          last = sequence;
          this.dispatchEvent(new MessageEvent('progress', { data }));
        }
      }, 200);
    }
    close() {
      clearInterval(this.timer);
    }
  };
`;
/** The program of this computer is asked by a window that goes to it. */
const smallWindow =
  'window.open = () => ({ closed: false, close() {}, get location() { return { replace() {}, get href() { throw 0 } } } })';

describeWith(chromiumMissing(), '[C01] the portal by the keyboard alone', () => {
  let person: Person;
  let keys: Keyboard;
  let key: Answers;
  const api = new MockedApi({ me: made.me, textOf: (name) => name });
  const now = (answers: Answers): void => api.now({ ...usual, ...key, ...answers });
  const button = (name: string | RegExp) => person.page.getByRole('button', { name });
  const link = (name: string) => person.page.getByRole('link', { name, exact: true });

  beforeAll(async () => {
    const agent = createUser();
    const agentNkey = agent.getPublicKey();
    const { sessionKey } = await makeSessionKey({
      ...{ requestId: made.id.request, deviceId: made.id.device, workstationId: made.id.workstation },
      ...{ agentNkey, sign: (message: Uint8Array) => agent.sign(message), now: Date.now() },
    });
    key = {
      [get.pinKey]: json(made.pinKey({ sessionKey, agentNkey, asks: 'new-pin' })),
      [post.pin]: json({ saga: made.saga({}) }),
    };
    person = await Person.open('https://cardwright.example');
    await api.serve(person.page);
    await person.page.addInitScript(`${followed}; ${smallWindow}`);
    keys = new Keyboard(person.page);
  });
  afterAll(() => person?.close());

  it('from their cards to one of them, through its dialogs and back', async () => {
    now({});
    await person.goTo('/mine');
    await link('10000001').waitFor();
    await keys.press('Tab');
    await keys.has(link('Skip to content'));
    await keys.enter(link('10000001'));
    await keys.isAtPage('10000001');

    for (const name of ['Choose a new PIN', 'Change the PIN', 'Report it missing', 'Ask for a new card']) {
      await keys.enter(button(name));
      await person.page.getByRole('dialog').waitFor();
      // All around in it, and nowhere else.
      for (let presses = 0; presses < 12; presses++) await keys.press('Tab');
      await keys.to(person.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }));
      await keys.press('Escape');
      await person.page.getByRole('dialog').waitFor({ state: 'detached' });
      await keys.has(button(name));
    }
    await keys.to(link('My devices').last(), 'Shift+Tab');
    await keys.press('Enter');
    await keys.isAtPage('My devices');
  });

  it('[C14, C18] a PIN is changed: a refusal, what is wrong with what was typed, and the end', async () => {
    now({ [post.change]: fails('REQUEST_DEVICE_BUSY') });
    await person.goTo(`/mine/${made.id.device}`);
    await keys.enter(button('Change the PIN'));
    const confirm = person.page.getByRole('dialog').getByRole('button', { name: 'Change it now' });
    await keys.enter(confirm);
    await person.page.getByText('Something else is being done with this card').waitFor();
    // What was pressed can be pressed again.
    await keys.has(confirm);

    const asked = { type: 'CHANGE_PIN', ...asksPin, stage: 'pins' };
    const rows = [made.row({ stage: 'open', percent: 5 }), { ...pinWait, stage: 'pins' }];
    const both = { [get.pinKey]: json({ ...pinKeyOf(key), asks: 'pin-change' }) };
    now({ ...run(asked, rows), ...both, [post.change]: json({ saga: made.saga(asked) }) });
    await keys.press('Enter');
    await keys.has(person.page.getByLabel('PIN of the card'));
    await keys.type('483926');
    await keys.to(person.page.getByLabel('New PIN'));
    await keys.type('123456');
    await keys.to(person.page.getByLabel('Confirm PIN'));
    await keys.type('123456');
    await keys.press('Enter');
    await keys.has(person.page.getByLabel('New PIN'));
    await person.page.keyboard.press('ControlOrMeta+A');
    await keys.type('702594');
    await keys.to(person.page.getByLabel('Confirm PIN'));
    await person.page.keyboard.press('ControlOrMeta+A');
    await keys.type('702594');
    await keys.press('Enter');
    await person.page.getByText('The PIN is on its way to the card.').waitFor();
    // The form is gone.
    await keys.isAtPage('Change the PIN');

    const done = made.row({ stage: 'commit', percent: 100, state: 'COMPLETED' });
    now(run({ type: 'CHANGE_PIN', state: 'COMPLETED', ...over }, [...rows, done]));
    await person.page.getByText('Your new PIN is set').waitFor();
    await keys.isShown();
    await keys.enter(link('Go to My devices'));
    await keys.isAtPage('My devices');
  });

  it('[C02, C08, C11, C14, C19] a device is added to its end', async () => {
    const nothing = { [get.sagas]: json(none) };
    const unconnected = {
      [get.bridge]: json({ ...made.unconnected, challenge: { state: 'open', cause: null } }),
      [post.challenge]: json({ url: 'https://elsewhere.example/', seconds: 60 }),
    };
    now({ ...nothing, ...unconnected });
    await person.goTo('/mine');
    await keys.enter(link('Add device'));
    await keys.isAtPage('Add device');
    await keys.enter(button('Connect this computer'));
    // What was pressed is gone.
    await keys.isAtPage('Add device');

    const asked = { type: 'ISSUE', stage: 'keys', percent: 30, actions: ['cancel'] };
    const begun = [made.row({ stage: 'open', percent: 10 }), made.row({ stage: 'keys', percent: 30 })];
    now({
      ...nothing,
      ...run(asked, begun),
      [get.bridge]: json({ ...made.connected, challenge: { state: 'paired', cause: null } }),
      [get.readers]: json({ readers: [made.reader(0), made.reader(1)] }),
      [post.inspect]: json(made.inspection({ device: made.blank })),
      [post.plan]: json({ plan: made.plan }),
      [post.issue]: json({ saga: made.saga(asked) }),
      [get.profiles]: json({
        rows: [made.profile({}), made.profile({ name: 'badge', title: 'Door badge' })],
        nextCursor: null,
      }),
    });
    await keys.to(person.page.getByRole('radio').first());
    await keys.press('ArrowDown');
    await keys.has(person.page.getByRole('radio', { name: 'Alcor Micro' }));
    await keys.to(person.page.getByRole('radio', { name: 'Employee card' }));
    await keys.press('Space');
    await keys.press('ArrowDown');
    await keys.has(person.page.getByRole('radio', { name: 'Door badge' }));
    await keys.enter(button('Continue'));
    await person.page.waitForURL(`**/mine/add/${made.id.request}`);
    await keys.isAtPage('Add device');

    await keys.enter(button('Cancel'));
    await keys.to(person.page.getByRole('dialog').getByRole('button', { name: 'Do not stop' }));
    await keys.press('Space');
    await keys.has(button('Cancel'));

    const rows = [...begun, { ...pinWait, stage: 'pin', percent: 90 }];
    now({ ...nothing, ...run({ type: 'ISSUE', ...asksPin, stage: 'pin', percent: 90 }, rows) });
    await keys.has(person.page.getByLabel('New PIN'));
    await keys.type('702594');
    await keys.to(person.page.getByLabel('Confirm PIN'));
    await keys.type('702594');
    await keys.enter(button('Set PIN and activate'));
    await person.page.getByText('The PIN is on its way to the card.').waitFor();
    await keys.isShown();

    const done = made.row({ stage: 'commit', percent: 100, state: 'COMPLETED' });
    now({ ...of({}), ...run({ type: 'ISSUE', state: 'COMPLETED', ...over }, [...rows, done]) });
    await keys.isAtPage('My devices');
    await person.page.getByText('Your new card is ready').waitFor();
  });
});

const pinKeyOf = (key: Answers): object => (key[get.pinKey] as { json: object }).json;

/** What a holder reads and presses, in both languages: what it does is on the button, and no word of ours. */
describeWith(chromiumMissing(), 'the portal in holders’ words', () => {
  const words = {
    en: {
      start: 'Update the card',
      again: 'Try again',
      busy: 'Close the other programs that use it. It may be firefox-esr.',
      choose: ['Choose a new PIN', 'Choose the PIN now'],
      change: ['Change the PIN', 'Change it now'],
      help: ['Help with this update', 'Help with your card'],
      putIn: 'Put the card into a reader of a computer with Cardwright: you are asked there, and here.',
      computer: 'Connect a computer',
      readers: 'Card readers',
      rule: 'The PIN needs',
      busyPortal: 'The portal is busy',
      details: 'Details',
      facts: 'Show details',
      step: 'Read the card',
      until: 'Please do it by 19 Dec 2031.',
    },
    de: {
      start: 'Karte aktualisieren',
      again: 'Noch einmal versuchen',
      busy: 'Schließen Sie die anderen Programme, die sie verwenden. Vielleicht ist es firefox-esr.',
      choose: ['Neue PIN wählen', 'PIN jetzt wählen'],
      change: ['PIN ändern', 'Jetzt ändern'],
      help: ['Hilfe zu dieser Aktualisierung', 'Hilfe zu Ihrer Karte'],
      putIn:
        'Stecken Sie die Karte in einen Leser an einem Computer mit Cardwright: Sie werden dort gefragt, und hier.',
      computer: 'Einen Computer verbinden',
      readers: 'Kartenleser',
      rule: 'Die PIN braucht',
      busyPortal: 'Das Portal ist beschäftigt',
      details: 'Einzelheiten',
      facts: 'Einzelheiten zeigen',
      step: 'Karte lesen',
      until: 'Bitte erledigen Sie es bis zum 19.12.2031.',
    },
  } as const;

  describe.each(['en', 'de'] as const)('%s', (language) => {
    const said = words[language];
    const api = new MockedApi({ me: made.me, textOf: (name) => name });
    const now = (answers: Answers): void => api.now({ ...usual, ...answers });
    let person: Person;

    beforeAll(async () => {
      person = await Person.open('https://cardwright.example');
      await api.serve(person.page);
      await person.page.addInitScript(`localStorage.setItem('cardwright-language', '${language}')`);
    });
    afterAll(() => person?.close());

    it('buttons name what they do, and help is for what is on the page', async () => {
      const { page } = person;
      const help = (name: string) => page.getByRole('link', { name });
      now(of({ pin: 'set' }));
      await person.goTo(`/mine/${made.id.device}`);
      for (const [opens, confirms] of [said.choose, said.change]) {
        await page.getByRole('button', { name: opens, exact: true }).click();
        await page.getByRole('dialog').getByRole('button', { name: confirms, exact: true }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      now({ ...newPin({ type: 'UPDATE', stage: 'card-pin' }), [get.pinKey]: json(made.pinKey({ asks: 'card-pin' })) });
      await person.goTo(follow);
      await page.getByRole('button', { name: said.start, exact: true }).waitFor();
      await help(said.help[0]).waitFor();
      now(run({ type: 'REPROVISION', stage: 'keys' }));
      await person.goTo(follow);
      await help(said.help[1]).waitFor();
    });

    it('another program at the card is named without the sentence of the server', async () => {
      const answers = stoppedBy('CARD_BUSY', 'UPDATE');
      const { saga } = (answers[get.saga] as { json: { saga: object } }).json;
      const errorMessage = 'Another program holds the card; it may be firefox-esr (pid 77)';
      now({ ...answers, [get.saga]: json({ saga: { ...saga, errorMessage, busyPrograms: ['firefox-esr'] } }) });
      await person.goTo(follow);
      const alert = person.page.getByRole('alert');
      await alert.getByText(said.busy).waitFor();
      expect(await alert.innerText()).not.toMatch(/holds|pid/);
      await alert.getByRole('button', { name: said.again, exact: true }).waitFor();
    });

    it('[D14] the day until which an update is wanted is written as its language does, in the frame without navigation too', async () => {
      now({ [get.offer]: json({ offer: made.offer({ deadline: '2031-12-19T12:00:00.000Z' }) }) });
      await person.goTo(`/update/${made.id.offer}`);
      await person.page.getByText(said.until).waitFor();
    });

    it('[D14] what is due and was offered nowhere yet says what to do, and leads there', async () => {
      now({ [get.offers]: json({ ...none, due: [made.due({ dueAt: made.ago(1) })] }) });
      await person.goTo(`/mine/${made.id.device}`);
      await person.page.getByText(said.putIn).waitFor();
      await person.page.getByRole('link', { name: said.computer }).click();
      await person.page.waitForURL('**/computer');
    });

    it('[C14] a PIN field that is wrong says so, and why, to who cannot see it', async () => {
      const { page } = person;
      now(newPin());
      await person.goTo(follow);
      const field = page.locator('input[type=password]').first();
      await field.fill('12');
      await field.press('Enter');
      await page.locator('input[type=password][aria-invalid=true]').first().waitFor();
      const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(/\s+/);
      const spoken = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()));
      expect(spoken.join(' ')).toContain(said.rule);
      await field.fill('702594');
      expect(await field.getAttribute('aria-invalid')).toBe('false');
    });

    it('[C11] readers are one group, and the arrow keys go through it', async () => {
      const { page } = person;
      now({
        [get.readers]: json({ readers: [made.reader(0), made.reader(1)] }),
        [post.inspect]: json(made.inspection({})),
      });
      await person.goTo('/reprovision');
      await page.getByLabel('Computer', { exact: true }).waitFor();
      const [first, second] = [page.getByRole('radio').first(), page.getByRole('radio').last()];
      await first.check();
      await page.getByRole('radiogroup', { name: said.readers }).waitFor();
      await first.press('ArrowDown');
      expect(await second.isChecked()).toBe(true);
      await page.keyboard.press('ArrowDown');
      expect(await first.isChecked()).toBe(true);
    });

    it('[C01] a page for operators leads to the portal’s own', async () => {
      now({});
      for (const [from, to] of [
        ['/devices', '/mine'],
        [`/devices/${made.id.device}`, `/mine/${made.id.device}`],
        [`/sagas/${made.id.request}`, follow],
        ['/people', '/mine'],
      ] as const) {
        await person.goTo(from);
        await person.page.waitForURL(`**${to}`);
      }
    });

    it('[C21] the details of a stop name the step as the page does', async () => {
      const { page } = person;
      now(stoppedBy('CARD_REMOVED', 'ISSUE'));
      await person.goTo(`/mine/add/${made.id.request}`);
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: said.facts }).click();
      const facts = await dialog.getByRole('definition').allInnerTexts();
      expect(facts.filter((each) => each.startsWith(said.step))).toHaveLength(1);
      expect(facts.filter((each) => /(^|, )open$/.test(each))).toEqual([]);
    });

    it('where no computer can be read, a problem of a holder is shown, and nothing of workstations', async () => {
      now({ [get.workstations]: fails('REQUEST_SERVICE_UNAVAILABLE') });
      await person.goTo('/reprovision');
      await person.page.getByRole('alert').waitFor();
      expect(await person.page.locator('main').innerText()).not.toMatch(/workstation/i);
    });

    it('sessions that cannot be read say so, with the code in their details alone', async () => {
      now({ [get.sessions]: fails('REQUEST_SERVICE_UNAVAILABLE') });
      await person.goTo('/me');
      const alert = person.page.getByRole('alert');
      await alert.getByText(said.busyPortal).waitFor();
      expect(await alert.innerText()).not.toContain('REQUEST_SERVICE_UNAVAILABLE');
      await alert.getByText(said.details).click();
      await alert.getByText('REQUEST_SERVICE_UNAVAILABLE').waitFor();
    });
  });
});
