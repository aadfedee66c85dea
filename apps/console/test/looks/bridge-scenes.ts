/** The computer that a browser is at: each row of the table of decision 0012, the typed code, and the page of the small window with each of its ends. */
import { eventually } from '@cardwright/testing/eventually';
import type { Page } from 'playwright-core';
import * as made from './made.js';
import { fails, get, json, post, press, then, type Answers, type Scene } from './scene.js';

const path = '/computer';
export const bridge = (state: object): Answers => ({ [get.bridge]: json({ ...made.unconnected, ...state }) });
const connect = press(/^(Connect this computer|Diesen Computer verbinden)$/);

/** What the page can see of its small window: nothing shown in it yet, something of another site or of the browser, or that it was closed. */
const windows = {
  blank: '() => ({ closed: false, close() {}, location: { href: "about:blank", replace() {} } })',
  elsewhere:
    '() => ({ closed: false, close() {}, get location() { return { replace() {}, get href() { throw 0 } } } })',
  closed: '() => ({ closed: true, close() {}, location: { href: "", replace() {} } })',
  none: '() => null',
};

/** Asks, and waits for as long as anybody waits until the page says what is the matter. */
const ask =
  (small: keyof typeof windows) =>
  async (page: Page): Promise<void> => {
    await page.evaluate(`window.open = ${windows[small]}`);
    await page.clock.install();
    await connect(page);
    await eventually(async () => {
      await page.clock.runFor(1_000);
      return page.getByRole('alert').count();
    }, 1);
    await page.clock.resume();
  };

interface Attempt {
  name: string;
  small?: keyof typeof windows;
  challenge?: { state: string; cause?: string };
  before?: object;
  more?: Answers;
}
const attempt = ({ name, small = 'elsewhere', challenge, before, more }: Attempt): Scene => ({
  name: `computer-${name}`,
  path,
  answers: {
    ...bridge({ challenge: { state: 'open', cause: null, ...challenge }, before: before ?? null }),
    [post.challenge]: json({ url: 'https://elsewhere.example/', seconds: 60 }),
    ...more,
  },
  act: ask(small),
});
const before = (more: object) => ({
  name: 'pc-0421.accounts.example.org',
  gone: false,
  outdated: null,
  online: false,
  lastSeenAt: made.ago(2),
  ...more,
});
const outdated = { agentVersion: '1.0.0', minimumAgentVersion: '1.2.0' };
const packages = { [get.packages]: json({ packages: [made.agentPackage] }) };

const type =
  (code: string) =>
  async (page: Page): Promise<void> => {
    await press(/^(Type a code instead|Stattdessen einen Code)/)(page);
    if (code === '') return;
    await page.getByRole('textbox').fill(code);
    await page.getByRole('textbox').press('Enter');
  };

export const computers: Scene[] = [
  { name: 'computer-unknown', path, answers: bridge({}) },
  { name: 'computer-connected', path, answers: {} },
  {
    name: 'computer-offline',
    path,
    answers: {
      [get.bridge]: json({ ...made.connected, workstation: { ...made.connected.workstation, online: false } }),
    },
  },
  { name: 'computer-outdated', path, answers: { [get.bridge]: json({ ...made.connected, outdated }) } },
  {
    name: 'computer-outdated-package',
    path,
    answers: { [get.bridge]: json({ ...made.connected, outdated }), ...packages },
  },
  { name: 'computer-error', path, answers: { [get.bridge]: fails('REQUEST_SERVICE_UNAVAILABLE') } },
  {
    name: 'computer-asking',
    path,
    answers: {
      ...bridge({ challenge: { state: 'open', cause: null } }),
      [post.challenge]: json({ url: 'https://elsewhere.example/', seconds: 60 }),
    },
    act: then(async (page: Page) => {
      await page.evaluate(`window.open = ${windows.blank}`);
      await page.clock.install();
    }, connect),
  },
  attempt({ name: 'window-blocked', small: 'none' }),
  attempt({ name: 'held', small: 'blank' }),
  attempt({ name: 'closed', small: 'closed' }),
  attempt({ name: 'not-seen' }),
  attempt({ name: 'not-seen-package', more: packages }),
  attempt({ name: 'not-seen-gone', before: before({ gone: true }) }),
  attempt({ name: 'not-seen-outdated', before: before({ outdated }) }),
  attempt({ name: 'not-seen-silent', before: before({}) }),
  attempt({ name: 'not-seen-answers', before: before({ online: true }) }),
  attempt({ name: 'not-back', challenge: { state: 'answered' } }),
  attempt({ name: 'other-session', challenge: { state: 'refused', cause: 'other-session' } }),
  attempt({ name: 'other-browser', challenge: { state: 'refused', cause: 'other-browser' } }),
  { name: 'computer-typed', path, answers: bridge({}), act: type('') },
  { name: 'computer-typed-malformed', path, answers: bridge({}), act: type('12') },
  {
    name: 'computer-typed-refused',
    path,
    answers: { ...bridge({}), [post.pairByCode]: fails('BRIDGE_CODE_REFUSED') },
    act: type('ABCD-EFGH'),
  },
  {
    name: 'computer-typed-too-often',
    path,
    answers: { ...bridge({}), [post.pairByCode]: fails('REQUEST_RATE_LIMITED') },
    act: type('ABCD-EFGH'),
  },
  {
    name: 'computer-typed-error',
    path,
    answers: { ...bridge({}), [post.pairByCode]: fails('REQUEST_SERVICE_UNAVAILABLE') },
    act: type('ABCD-EFGH'),
  },
];

const back = `/paired#${'a'.repeat(43)}`;
export const paired: Scene[] = [
  { name: 'paired-done', path: back, answers: { [post.pair]: json(made.connected) } },
  { name: 'paired-refused', path: back, answers: { [post.pair]: fails('BRIDGE_CODE_REFUSED') } },
  { name: 'paired-nothing', path: '/paired', answers: {} },
  { name: 'paired-other-fragment', path: '/paired#nothing', answers: {} },
  { name: 'paired-error', path: back, answers: { [post.pair]: fails('REQUEST_SERVICE_UNAVAILABLE') } },
  { name: 'paired-limited', path: back, answers: { [post.pair]: fails('REQUEST_RATE_LIMITED') } },
  { name: 'paired-unknown', path: back, answers: { [post.pair]: fails('INTERNAL') } },
  { name: 'paired-offline', path: back, answers: { [post.pair]: 'offline' } },
  { name: 'paired-signed-out', path: back, answers: { [get.me]: fails('AUTH_REQUIRED') } },
];
