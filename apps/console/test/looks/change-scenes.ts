/** A PIN that is known is changed by its holder: the dialog, both PINs on the page, what was wrong with one of them, what stops it, and its ends. */
import type { Page } from 'playwright-core';
import type { PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import * as made from './made.js';
import {
  asksPin,
  fails,
  follow,
  get,
  inDialog,
  json,
  over,
  page,
  pinWait,
  post,
  press,
  run,
  stoppedBy,
  then,
  type Answers,
  type Scene,
} from './scene.js';

const open = press(/^(Change the PIN|PIN ändern)$/);
const wait = { ...pinWait, stage: 'pins' };
const asked = (facts: Partial<PinAsked> = {}, waits = 1): Answers => ({
  ...run({ type: 'CHANGE_PIN', ...asksPin, stage: 'pins' }, [
    made.row({ stage: 'open', percent: 5 }),
    ...Array.from({ length: waits }, () => wait),
  ]),
  [get.pinKey]: json(made.pinKey({ asks: 'pin-change', asked: { ...made.askedFirst, ...facts } })),
});
const first = asked();
const typed =
  (old: string, pin: string, again: string) =>
  async (page: Page): Promise<void> => {
    const fields = page.locator('input[type=password]');
    for (const [index, value] of [old, pin, again].entries()) await fields.nth(index).fill(value);
    await fields.nth(2).press('Enter');
  };
const stopped = (code: string): Answers => stoppedBy(code, 'CHANGE_PIN');

export const changes: Scene[] = [
  { name: 'change-dialog', path: page, answers: {}, act: open },
  {
    name: 'change-refused',
    path: page,
    answers: { [post.change]: fails('REQUEST_DEVICE_BUSY') },
    act: then(open, inDialog(/^(Change it now|Jetzt ändern)$/)),
  },
  { name: 'change-form', path: follow, answers: first },
  { name: 'change-old-missing', path: follow, answers: first, act: typed('', '702594', '702594') },
  { name: 'change-same', path: follow, answers: first, act: typed('702594', '702594', '702594') },
  { name: 'change-rule', path: follow, answers: first, act: typed('702594', '123456', '123456') },
  { name: 'change-differ', path: follow, answers: first, act: typed('702594', '815937', '815938') },
  { name: 'change-wrong', path: follow, answers: asked({ refusedWith: 'CARD_PIN_INCORRECT', triesLeft: 2 }, 2) },
  { name: 'change-last-try', path: follow, answers: asked({ refusedWith: 'CARD_PIN_INCORRECT', triesLeft: 1 }, 3) },
  { name: 'change-not-taken', path: follow, answers: asked({ refusedWith: 'CARD_PIN_REFUSED' }, 2) },
  { name: 'change-cut-off', path: follow, answers: asked({ cutOff: true }, 2) },
  { name: 'change-pulled', path: follow, answers: stopped('CARD_REMOVED') },
  { name: 'change-blocked', path: follow, answers: stopped('CARD_PIN_BLOCKED') },
  { name: 'change-busy', path: follow, answers: stopped('CARD_BUSY') },
  {
    name: 'change-give-up',
    path: follow,
    answers: stopped('CARD_REMOVED'),
    act: press(/^(Stop it|Beenden)$/),
  },
  {
    name: 'change-runs',
    path: follow,
    answers: run({ type: 'CHANGE_PIN', stage: 'change', percent: 60 }, [
      made.row({ stage: 'open', percent: 5 }),
      made.row({ stage: 'change', percent: 60 }),
    ]),
  },
  { name: 'change-done', path: follow, answers: run({ type: 'CHANGE_PIN', state: 'COMPLETED', ...over }) },
  { name: 'change-cancelled', path: follow, answers: run({ type: 'CHANGE_PIN', state: 'CANCELLED', ...over }) },
];
