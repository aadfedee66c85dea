/**
 * A holder's whole way by the keyboard alone, in a real browser against answers of the API that this spec gives: their cards, one card, the change of its
 * PIN, Add device to its end. After every press something has the focus and shows it; after every navigation the heading of the new page has it.
 */
import { createUser } from '@nats-io/nkeys';
import { afterAll, beforeAll, it, jest } from '@jest/globals';
import { makeSessionKey } from '@cardwright/sealing/session-key';
import { describeWith } from '@cardwright/testing/describe-with';
import { chromiumMissing, Person } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { MockedApi, type Answers } from '../support/mocked-api.js';
import * as made from '../looks/made.js';
import { asksPin, fails, get, json, none, of, over, pinWait, post, run, usual } from '../looks/scene.js';

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
    const confirm = person.page.getByRole('dialog').getByRole('button', { name: 'Go on' });
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
    const card = person.page.getByRole('radio', { name: 'Alcor Micro' });
    await keys.to(card);
    await keys.press('Space');
    await keys.to(person.page.getByRole('radio', { name: 'Employee card' }));
    await keys.press('Space');
    await keys.press('ArrowDown');
    await keys.has(person.page.getByRole('radio', { name: 'Door badge' }));
    await keys.enter(button('Next'));
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
