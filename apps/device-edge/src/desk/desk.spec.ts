import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@cardwright/testing/eventually';
import type { Bus, BusCall, Signal } from '../dbus/bus.js';
import type { FromUser } from '../desk-link/protocol.js';
import type { Prompt } from '../updates/ports.js';
import { Desk } from './desk.js';
import { ShownFile } from './shown-file.js';

const offerId = '7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a001';
const url = `https://cards.example.org/update/${offerId}`;
const prompt: Prompt = {
  offerId,
  kind: 'cert.renew',
  deviceLabel: '<b>&"x',
  urgency: 'normal',
  usuallySeconds: null,
  choice: true,
  postponeMs: 4 * 3_600_000,
  helpUrl: 'https://cards.example.org/help/update',
};

/** A session with a notification service that keeps what it is shown until somebody closes it. */
class FakeSession implements Bus {
  readonly onScreen = new Map<number, unknown[]>();
  readonly calls: BusCall[] = [];
  capabilities = ['actions', 'body', 'body-markup'];
  /** Name and vendor. */
  program: [string, string] = ['notify-osd', 'Canonical Ltd'];
  busId = 'bus-1';
  owner = ':1.7';
  broken = false;
  private next = 1;
  private readonly listeners: [string | undefined, (signal: Signal) => void][] = [];

  call(call: BusCall): Promise<unknown[]> {
    this.calls.push(call);
    if (this.broken) return Promise.reject(new Error('stream is closed'));
    const body = call.body ?? [];
    if (call.member === 'GetCapabilities') return Promise.resolve([this.capabilities]);
    if (call.member === 'GetServerInformation') return Promise.resolve([...this.program, '1', '1.2']);
    if (call.member === 'CloseNotification') {
      if (!this.onScreen.delete(body[0] as number)) return Promise.reject(new Error('no such notification'));
      this.signal('NotificationClosed', body[0], 3);
      return Promise.resolve([]);
    }
    const id = (body[1] as number) || this.next++;
    this.onScreen.set(id, body);
    return Promise.resolve([id]);
  }
  onSignal({ member }: { member?: string }, listener: (signal: Signal) => void): Promise<void> {
    this.listeners.push([member, listener]);
    return Promise.resolve();
  }
  signal(member: string, ...body: unknown[]): void {
    const signal = { sender: this.owner, path: '/', interface: 'org.freedesktop.Notifications', member, body };
    for (const [wanted, listener] of this.listeners)
      if (wanted === undefined ? member !== 'NameOwnerChanged' : wanted === member) listener(signal);
  }
  id = (): Promise<string> => Promise.resolve(this.busId);
  ownerOf = (): Promise<string> => Promise.resolve(this.owner);
  close(): void {
    this.listeners.length = 0;
  }
}

let folder: string;
let session: FakeSession;
let sent: FromUser[];
let opened: [string, string | undefined][];
let connections: number;
let lost: number;

function makeDesk(openPage?: () => Promise<void>): Desk {
  return new Desk({
    connectBus: () => {
      connections += 1;
      session.broken = false;
      return Promise.resolve(session);
    },
    openPage:
      openPage ??
      ((page, token) => {
        opened.push([page, token]);
        return Promise.resolve();
      }),
    shownFile: new ShownFile(join(folder, 'shown.json')),
    send: (message) => sent.push(message),
    lost: () => void (lost += 1),
    lookMs: 20,
    log: () => undefined,
    now: () => new Date(2026, 10, 27, 10, 30),
  });
}
let desk: Desk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-desk-'));
  session = new FakeSession();
  [sent, opened, connections, lost] = [[], [], 0, 0];
  desk = makeDesk();
  await desk.start();
});
afterEach(async () => {
  // What a timer or a signal of the session began may still write there.
  await desk.stop();
  await rm(folder, { recursive: true });
});

const present = (change: Partial<Prompt> = {}) => desk.heard({ say: 'present', prompt: { ...prompt, ...change } });
type NotifyBody = [string, number, string, string, string, string[], Record<string, { value: unknown }>, number];
const notification = () => {
  const [body] = [...session.onScreen.values()];
  const [, , , summary, text, actions, hints, expireMs] = body as unknown as NotifyBody;
  return { summary, text, actions, hints, expireMs };
};
const begin = ['begin', 'Update now'];
/** What was begun by a signal is done. */
const settled = () => desk.heard({ say: 'welcome' });

describe('a notification', () => {
  it('[B14] has two choices: a click or a button begins, the other says when it asks again', async () => {
    await present();
    expect(notification().actions).toEqual(['default', 'Update now', ...begin, 'later', 'Later (14:30)']);
  });

  it('one that cannot be put off has no "Later"', async () => {
    await present({ postponeMs: null });
    expect(notification().actions).toEqual(['default', 'Update now', ...begin]);
  });

  it('[B22] one that somebody asked for can be cancelled', async () => {
    await present({ byHand: true });
    expect(notification().actions).toEqual(['default', 'Update now', ...begin, 'later', 'Cancel']);
  });

  it.each([
    ['normal', 1, 300_000],
    ['high', 1, 300_000],
    ['critical', 2, 3_600_000],
  ] as const)('%s: urgency %i, shown for %i ms', async (urgency, level, ms) => {
    await present({ urgency });
    expect(notification().hints['urgency']!.value).toBe(level);
    expect(notification().expireMs).toBe(ms);
    expect(Object.keys(notification().hints).sort()).toEqual(['category', 'desktop-entry', 'urgency']);
  });

  it('escapes what people typed, where the service reads markup', async () => {
    await present();
    expect(notification().text).toContain('“&lt;b&gt;&amp;&quot;x”');
    await desk.stop();
    session = new FakeSession();
    session.capabilities = ['actions', 'body'];
    desk = makeDesk();
    await present();
    expect(notification().text).toContain('“<b>&"x”');
  });

  it('said again it stays as it is; with something new in it, it is replaced', async () => {
    await present();
    await present({ postponeMs: 1_000 });
    expect(session.calls.filter(({ member }) => member === 'Notify')).toHaveLength(1);
    await present({ urgency: 'critical' });
    expect(session.calls.filter(({ member }) => member === 'Notify').map(({ body }) => body![1])).toEqual([0, 1]);
    expect(session.onScreen.size).toBe(1);
  });

  it('[B19] is withdrawn, which is no answer of the person’s', async () => {
    await Promise.all([present(), desk.heard({ say: 'withdraw', offerId })]);
    expect({ left: session.onScreen.size, sent }).toEqual({ left: 0, sent: [] });
  });

  it('of a session without a notification service: the card service is told', async () => {
    session.call = () => Promise.reject(new Error('The name is not activatable'));
    await present();
    expect({ sent, lost }).toEqual({ sent: [{ ask: 'not-shown', offerId }], lost: 1 });
  });
});

describe('what the person does', () => {
  beforeEach(() => present());
  const comesBackAt = new Date(2026, 10, 27, 14, 30).toISOString();

  it('[A10] a click: accepted, taken away, the browser opens with the activation token', async () => {
    session.signal('ActivationToken', 1, 'token-1');
    session.signal('ActionInvoked', 1, 'default');
    await settled();
    expect({ sent, left: session.onScreen.size }).toEqual({
      sent: [{ ask: 'answer', offerId, answer: 'accepted', comesBackAt }],
      left: 0,
    });
    expect(opened).toEqual([]);
    await desk.heard({ say: 'open', offerId, url });
    await desk.heard({ say: 'open', offerId, url });
    expect(opened).toEqual([[url, 'token-1']]);
  });

  it('a page that nobody here asked for is not opened', async () => {
    await desk.heard({ say: 'open', offerId, url });
    expect(opened).toEqual([]);
  });

  it('[A10] the button that begins does as the click', async () => {
    session.signal('ActionInvoked', 1, 'begin');
    await settled();
    expect(sent).toEqual([{ ask: 'answer', offerId, answer: 'accepted', comesBackAt }]);
  });

  it('"Later": put off until what the button said, and taken away', async () => {
    session.signal('ActionInvoked', 1, 'later');
    await settled();
    expect({ sent, left: session.onScreen.size }).toEqual({
      sent: [{ ask: 'answer', offerId, answer: 'dismissed', comesBackAt }],
      left: 0,
    });
  });

  it.each([
    [1, 'ignored'],
    [2, 'dismissed'],
    [4, 'ignored'],
  ])('[B17, B18] closed for reason %i: %s', (reason, answer) => {
    session.onScreen.delete(1);
    session.signal('NotificationClosed', 1, reason);
    session.signal('NotificationClosed', 1, reason);
    expect(sent).toEqual([{ ask: 'answer', offerId, answer, comesBackAt }]);
  });

  it('signals for a notification of another program are none of ours', async () => {
    session.signal('ActionInvoked', 99, 'default');
    session.signal('ActionInvoked', 1, 'something');
    session.signal('NotificationClosed', 99, 2);
    await settled();
    expect(sent).toEqual([]);
  });

  it('the browser does not open: the address is shown instead', async () => {
    await desk.stop();
    desk = makeDesk(() => Promise.reject(new Error('xdg-open ended with 3')));
    await present();
    session.signal('ActionInvoked', 2, 'default');
    await desk.heard({ say: 'open', offerId, url });
    expect(notification()).toMatchObject({ summary: 'Your browser did not open', text: expect.stringContaining(url) });
  });

  it('refused by the server: the person is told, in a notification without a choice', async () => {
    session.signal('ActionInvoked', 1, 'default');
    await desk.heard({ say: 'refused', offerId, error: { code: 'REQUEST_OFFER_CLOSED', message: '' } as never });
    expect(notification()).toMatchObject({ summary: 'The update did not start', actions: [] });
    await desk.heard({ say: 'open', offerId, url });
    expect(opened).toEqual([]);
  });
});

describe('a desk part that was killed', () => {
  it('leaves a notification, and the next one takes it away and shows exactly one', async () => {
    await present();
    desk = makeDesk();
    await desk.start();
    expect(session.onScreen.size).toBe(0);
    await present();
    expect([...session.onScreen.keys()]).toEqual([2]);
  });

  it.each([
    ['another message bus', { busId: 'bus-2' }],
    ['another notification service', { owner: ':1.9' }],
  ])('%s: its ids are somebody else’s', async (_, change) => {
    await present();
    Object.assign(session, change);
    desk = makeDesk();
    await desk.start();
    expect(session.onScreen.size).toBe(1);
  });
});

it('the notification service is started again, and is another program: shown again, once, as that one needs it', async () => {
  await present();
  session.onScreen.clear();
  session.owner = ':1.9';
  session.program = ['Xfce Notify Daemon', 'Xfce'];
  session.signal('NameOwnerChanged', 'org.freedesktop.Notifications', ':1.7', ':1.9');
  await settled();
  expect({ left: session.onScreen.size, sent }).toEqual({ left: 1, sent: [] });
  expect(notification()).toMatchObject({
    actions: ['default', 'Update now', 'later', 'Later (14:30)'],
    text: expect.stringContaining('Choose “Update now” to begin.'),
  });
});

describe('services with manners of their own', () => {
  const restart = async (name: string, vendor: string): Promise<void> => {
    await desk.stop();
    session.program = [name, vendor];
    desk = makeDesk();
    await present();
  };

  it('one that draws no buttons and closes at a click: says how it begins, and what any other click does', async () => {
    await restart('dunst', 'knopwob');
    expect(notification().text).toContain(
      'Click here with the middle mouse button to begin. Any other click: Later (14:30).',
    );
  });

  it('one without actions: says what else begins', async () => {
    session.capabilities = ['body'];
    await restart('plain', 'somebody');
    expect(notification().text).toContain('To begin, type “cardwright-agent check” in a terminal.');
  });

  it('one that leaves on the screen what was closed: its time is up first, and nothing else is shown for it', async () => {
    await restart('Notification Daemon', 'GNOME');
    const before = session.calls.length;
    await desk.heard({ say: 'withdraw', offerId });
    const calls = session.calls
      .slice(before)
      .map(({ member, body }) => [member, body!.at(member === 'Notify' ? 1 : 0)]);
    expect(calls).toEqual([
      ['Notify', 1],
      ['CloseNotification', 1],
    ]);
    expect(session.calls.at(-2)!.body!.at(-1)).toBe(1);
  });

  it('one that leaves it there: after a choice nothing is shown anew', async () => {
    await restart('Notification Daemon', 'GNOME');
    session.onScreen.clear();
    session.signal('ActionInvoked', 1, 'later');
    session.signal('NotificationClosed', 1, 2);
    await settled();
    expect({ left: session.onScreen.size, sent: sent.length }).toEqual({ left: 0, sent: 1 });
    expect(session.calls.filter(({ member }) => member === 'Notify')).toHaveLength(1);
  });

  it.each([
    ['Notification Daemon', 'MATE', 'dismissed'],
    ['another', 'somebody', 'ignored'],
  ])('[B17] %s by %s closes before the time is up, and says it was up: %s', async (name, vendor, answer) => {
    await restart(name, vendor);
    session.onScreen.delete(1);
    session.signal('NotificationClosed', 1, 1);
    expect(sent).toMatchObject([{ ask: 'answer', answer }]);
  });
});

it('the message bus went away: the next notification comes over a new connection', async () => {
  session.broken = true;
  await present();
  expect({ connections, left: session.onScreen.size, sent }).toEqual({ connections: 2, left: 1, sent: [] });
});

it('the message bus goes away with what it shows: nobody has answered it, and the card service is left until the bus is back', async () => {
  await present();
  session.id = () => Promise.reject(new Error('stream is closed'));
  session.onScreen.clear();
  await eventually(() => Promise.resolve(lost), 1);
  session = new FakeSession();
  session.busId = 'bus-2';
  await desk.start();
  await present();
  expect({ connections, left: session.onScreen.size, sent }).toEqual({ connections: 2, left: 1, sent: [] });
});

it('the card service went away: nothing stays that nobody could answer', async () => {
  await present();
  await desk.linkLost();
  expect({ left: session.onScreen.size, sent }).toEqual({ left: 0, sent: [] });
});
