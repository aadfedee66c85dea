/** Every page of a holder in every state that it has, as answers of the gateway, and what somebody does there to see it. */
import type { Page } from 'playwright-core';
import * as made from './made.js';
import {
  asksPin,
  fails,
  get,
  json,
  newPin,
  none,
  of,
  over,
  post,
  press,
  run,
  stoppedBy,
  then,
  type Answers,
  type Scene,
} from './scene.js';
import { bridge, computers, paired } from './bridge-scenes.js';
import { devices, lists, pins } from './card-scenes.js';
import { changes } from './change-scenes.js';

const offerPath = `/update/${made.id.offer}`;
const offered = (offer: object, more: Answers = {}): Answers => ({
  [get.offer]: json({ offer: made.offer(offer) }),
  ...more,
});
const updating = (saga: object, rows: readonly unknown[] = []): Answers => ({
  ...offered({ state: 'accepted', requestId: made.id.request }),
  ...run({ type: 'UPDATE', ...saga }, rows),
});
const offers: Scene[] = [
  { name: 'offer-ask', path: offerPath, answers: offered({}) },
  { name: 'offer-late', path: offerPath, answers: offered({ deadline: made.ago(3), record: null }) },
  ...(
    [
      ['card.reprovision', 'CONTENT_DAMAGED'],
      ['pin.unlock', 'FORGOTTEN_PIN'],
      ['replace.permanent', 'DAMAGED'],
      ['replace.temporary', 'FORGOTTEN'],
      ['card.issue', 'ASSIGNED'],
      ['profile.version', 'PROFILE_CHANGED'],
    ] as const
  ).map(([kind, cause]) => ({
    name: `offer-${kind}`,
    path: offerPath,
    answers: offered({ kind, causes: [made.cause({ kind, cause })] }),
  })),
  {
    name: 'offer-several',
    path: offerPath,
    answers: offered({ causes: [made.cause({}), made.cause({ kind: 'cert.remove', cause: 'PROFILE_CHANGED' })] }),
  },
  ...(['EDGE_UNREACHABLE', 'CARD_BUSY', 'REQUEST_OFFER_CLOSED'] as const).map((code) => ({
    name: `offer-refused-${code.toLowerCase()}`,
    path: offerPath,
    answers: offered({}, { [post.accept]: fails(code) }),
    act: press(/^(Update now|Jetzt aktualisieren)$/),
  })),
  ...['withdrawn', 'superseded', 'done'].map((state) => ({
    name: `offer-${state}`,
    path: offerPath,
    answers: offered({ state }),
  })),
  { name: 'offer-lock', path: offerPath, answers: offered({ kind: 'card.lock' }) },
  { name: 'offer-foreign', path: offerPath, answers: { [get.offer]: fails('AUTH_NOT_YOUR_DEVICE') } },
  { name: 'offer-nothing', path: offerPath, answers: { [get.offer]: fails('REQUEST_NOT_FOUND') } },
  { name: 'offer-error', path: offerPath, answers: { [get.offer]: fails('REQUEST_SERVICE_UNAVAILABLE') } },
  {
    name: 'update-runs',
    path: offerPath,
    answers: updating({ stage: 'references', percent: 55, actions: ['cancel'] }, [
      made.row({ stage: 'open', percent: 10 }),
      made.row({ stage: 'references', percent: 55 }),
    ]),
  },
  {
    name: 'update-card-pin',
    path: offerPath,
    answers: {
      ...updating({ ...asksPin, stage: 'card-pin' }, [
        made.row({ stage: 'open', percent: 10 }),
        made.row({ stage: 'card-pin', percent: 20, state: 'AWAITING_USER', awaiting: 'pin' }),
      ]),
      [get.pinKey]: json(made.pinKey({ asks: 'card-pin' })),
    },
  },
  ...(
    ['CARD_REMOVED', 'CARD_PIN_BLOCKED', 'CARD_PIN_LAST_TRY', 'CARD_BUSY', 'EDGE_SCREEN_LOCKED', 'INTERNAL'] as const
  ).map((code) => ({
    name: `update-stopped-${code.toLowerCase()}`,
    path: offerPath,
    answers: { ...offered({ state: 'accepted', requestId: made.id.request }), ...stoppedBy(code, 'UPDATE') },
  })),
  { name: 'update-done', path: offerPath, answers: updating({ state: 'COMPLETED', ...over }) },
  { name: 'update-cancelled', path: offerPath, answers: updating({ state: 'CANCELLED', ...over }) },
];

const reprovision = `/reprovision?device=${made.id.device}&mine=true`;
const readyToPlan: Answers = {
  [post.inspect]: json(made.inspection({})),
  [post.reprovisionPlan]: json(made.reprovisionPlan),
};
const next = press(/^(Continue|Next|Weiter)$/);
const toPlan = then(
  next,
  async (page: Page) => {
    await page.locator('select').first().selectOption('CONTENT_DAMAGED');
  },
  next,
);
const reprovisions: Scene[] = [
  { name: 'reprovision-card', path: reprovision, answers: readyToPlan },
  { name: 'reprovision-reason', path: reprovision, answers: readyToPlan, act: next },
  { name: 'reprovision-check', path: reprovision, answers: readyToPlan, act: toPlan },
  {
    name: 'reprovision-plan',
    path: reprovision,
    answers: readyToPlan,
    act: then(toPlan, async (page) => {
      await page.locator('summary').first().click();
    }),
  },
  {
    name: 'reprovision-no-card',
    path: reprovision,
    answers: { [get.readers]: json({ readers: [made.reader(0, { cardPresent: false })] }) },
  },
  { name: 'reprovision-wrong-card', path: reprovision, answers: { [post.inspect]: fails('CARD_WRONG_DEVICE') } },
  { name: 'reprovision-unreadable', path: reprovision, answers: { [post.inspect]: fails('CARD_UNRESPONSIVE') } },
  {
    name: 'reprovision-no-computer',
    path: reprovision,
    answers: { ...bridge({}), [get.workstations]: json(none) },
  },
  {
    name: 'reprovision-impossible',
    path: reprovision,
    answers: { [post.inspect]: json(made.inspection({ impossible: 'LIFECYCLE_CARD_EXPIRED' })) },
  },
  {
    name: 'reprovision-plan-fails',
    path: reprovision,
    answers: { ...readyToPlan, [post.reprovisionPlan]: fails('PROFILE_WITHDRAWN') },
    act: toPlan,
  },
  {
    name: 'reprovision-runs',
    path: `/reprovision/${made.id.request}`,
    answers: run({ type: 'REPROVISION', stage: 'keys', percent: 40, actions: ['cancel'] }, [
      made.row({ stage: 'open', percent: 10 }),
      made.row({ stage: 'keys', percent: 40, step: { kind: 'generate-key', subject: '9A', phase: 'started' } }),
    ]),
  },
  {
    name: 'reprovision-pin',
    path: `/reprovision/${made.id.request}`,
    answers: { ...newPin({ type: 'REPROVISION' }) },
  },
  {
    name: 'reprovision-stopped',
    path: `/reprovision/${made.id.request}`,
    answers: stoppedBy('CARD_REMOVED', 'REPROVISION'),
  },
  {
    name: 'reprovision-done',
    path: `/reprovision/${made.id.request}`,
    answers: run({ type: 'REPROVISION', state: 'COMPLETED', ...over }),
  },
];

const add = '/mine/add';
const idle: Answers = { [get.sagas]: json(none) };
const two = { [get.readers]: json({ readers: [made.reader(0), made.reader(1)] }) };
const blank = { [post.inspect]: json(made.inspection({ device: made.blank })) };
const adding = `/mine/add/${made.id.request}`;
/** A replacement that an operator has approved, offered to make of the blank card that is in the reader. */
const waiting = made.saga({ type: 'REPLACE_PERM', state: 'READY', requestId: made.openReplacement.requestId });
const approved: Answers = {
  ...blank,
  // Nothing that runs; asked for what waits for a card, this.
  [get.sagas]: json({ rows: [waiting], nextCursor: null }),
  [post.plan]: json({ plan: made.plan }),
};
const replacements: Scene[] = [
  { name: 'add-in-place', path: add, answers: approved },
  {
    name: 'add-in-place-or-more',
    path: add,
    answers: approved,
    act: async (page) => {
      await page.getByRole('radio').last().click();
    },
  },
  {
    name: 'add-other-prepared',
    path: add,
    answers: { ...approved, [post.plan]: fails('REQUEST_DEVICE_BUSY') },
  },
];
const additions: Scene[] = [
  { name: 'add-not-connected', path: add, answers: { ...idle, ...bridge({}) } },
  { name: 'add-no-reader', path: add, answers: { ...idle, [get.readers]: json({ readers: [] }) } },
  {
    name: 'add-no-card',
    path: add,
    answers: { ...idle, [get.readers]: json({ readers: [made.reader(0, { cardPresent: false })] }) },
  },
  {
    name: 'add-choose-card',
    path: add,
    answers: {
      ...idle,
      ...two,
      ...blank,
      [post.plan]: json({ plan: made.plan }),
      [get.profiles]: json({
        rows: [made.profile({}), made.profile({ name: 'badge', title: 'Door badge' })],
        nextCursor: null,
      }),
    },
    act: async (page) => {
      await page.getByRole('radio').first().click();
    },
  },
  ...(
    [
      'CARD_NOT_PIV',
      'CARD_UNRESPONSIVE',
      'CARD_BUSY',
      'CARD_IN_WORK',
      'AUTH_NOT_YOUR_DEVICE',
      'AUTH_NOT_AT_WORKSTATION',
      'PERSON_DISABLED',
      'INTERNAL',
    ] as const
  ).map((code) => ({
    name: `add-why-${code.toLowerCase()}`,
    path: add,
    answers: { ...idle, [post.inspect]: fails(code) },
  })),
  {
    name: 'add-why-yours',
    path: add,
    answers: { ...idle, [post.inspect]: json(made.inspection({ impossible: 'LIFECYCLE_TRANSITION_NOT_ALLOWED' })) },
  },
  ...replacements,
  {
    name: 'add-why-no-more',
    path: add,
    answers: { ...idle, ...blank, [post.plan]: fails('LIFECYCLE_GROUP_OCCUPIED') },
  },
  { name: 'add-why-nothing-offered', path: add, answers: { ...idle, ...blank, [get.profiles]: json(none) } },
  {
    name: 'add-begun-before',
    path: add,
    answers: {
      ...blank,
      [get.sagas]: json({ rows: [made.saga({ type: 'ISSUE' })], nextCursor: null }),
      [post.plan]: json({ plan: made.plan }),
    },
  },
  {
    name: 'add-start-refused',
    path: add,
    answers: { ...idle, ...blank, [post.plan]: json({ plan: made.plan }), [post.issue]: fails('REQUEST_DEVICE_BUSY') },
  },
  {
    name: 'add-runs',
    path: adding,
    answers: run({ type: 'ISSUE', stage: 'keys', percent: 30, actions: ['cancel'] }, [
      made.row({ stage: 'open', percent: 10 }),
      made.row({ stage: 'keys', percent: 30, step: { kind: 'generate-key', subject: '9A', phase: 'started' } }),
    ]),
  },
  {
    name: 'add-stop',
    path: adding,
    answers: run({ type: 'ISSUE', stage: 'keys', percent: 30, actions: ['cancel'] }),
    act: press(/^(Cancel|Abbrechen)/),
  },
  {
    name: 'add-pin',
    path: adding,
    answers: {
      ...run({ type: 'ISSUE', ...asksPin, stage: 'pin', percent: 90 }, [
        made.row({ stage: 'content', percent: 80 }),
        made.row({ stage: 'pin', percent: 90, state: 'AWAITING_USER', awaiting: 'pin' }),
      ]),
      [get.pinKey]: json(made.pinKey({})),
    },
  },
  ...(['CARD_REMOVED', 'EDGE_UNREACHABLE', 'PKI_SIGNER_UNAVAILABLE'] as const).map((code) => ({
    name: `add-stopped-${code.toLowerCase()}`,
    path: adding,
    answers: stoppedBy(code, 'ISSUE'),
  })),
  {
    name: 'add-details',
    path: adding,
    answers: stoppedBy('CARD_REMOVED', 'ISSUE'),
    act: async (page) => {
      await page
        .locator('summary, button', { hasText: /details|Einzelheiten/i })
        .first()
        .click();
    },
  },
  {
    name: 'add-pending',
    path: adding,
    answers: { ...run({ type: 'ISSUE', state: 'COMPLETED', ...over }), ...of({ state: 'PENDING_ACTIVATION' }) },
  },
  { name: 'add-cancelled', path: adding, answers: run({ type: 'ISSUE', state: 'CANCELLED', ...over }) },
  { name: 'add-nothing', path: adding, answers: { [get.saga]: fails('REQUEST_NOT_FOUND') } },
];

const outside = { [get.me]: fails('AUTH_REQUIRED') };
const refusals = [
  'no-certificate',
  'foreign',
  'other-use',
  'expired',
  'replaced',
  'suspended',
  'not-active',
  'no-person',
  'code',
  'unavailable',
];
const others: Scene[] = [
  { name: 'sign-in', path: '/', answers: { ...outside, [get.system]: json(made.system({ cardSignIn: false })) } },
  { name: 'sign-in-card', path: '/', answers: outside },
  {
    name: 'sign-in-passkey',
    path: '/',
    answers: { ...outside, [get.system]: json(made.system({ passkeySignIn: true })) },
  },
  ...['failed', 'expired', 'unrecorded'].map((outcome) => ({
    name: `sign-in-${outcome}`,
    path: `/?signIn=${outcome}`,
    answers: outside,
  })),
  ...refusals.map((refusal) => ({
    name: `sign-in-card-${refusal}`,
    path: `/?signIn=card-${refusal}`,
    answers: outside,
  })),
  { name: 'sign-in-offline', path: '/', answers: { [get.me]: 'offline' } },
  { name: 'help', path: '/help', answers: {} },
  ...(['cardholder', 'update', 'operator', 'administrator', 'integrator'] as const).map((manual) => ({
    name: `help-${manual}`,
    path: `/help/${manual}`,
    answers: {},
  })),
  { name: 'me', path: '/me', answers: {} },
  { name: 'me-everywhere', path: '/me', answers: {}, act: press(/^(Sign out everywhere|Überall abmelden)/) },
  { name: 'link-over', path: '/try', answers: {} },
  { name: 'not-found', path: '/nothing/here', answers: {} },
  { name: 'operators-page', path: '/devices', answers: {} },
];

export const scenes: readonly Scene[] = [
  ...lists,
  ...devices,
  ...pins,
  ...offers,
  ...reprovisions,
  ...changes,
  ...computers,
  ...paired,
  ...additions,
  ...others,
];

export { usual } from './scene.js';
