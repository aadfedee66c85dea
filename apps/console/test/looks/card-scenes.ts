/** A holder's cards, what they decide about one, and a new PIN, in every state. */
import * as made from './made.js';
import {
  asksPin,
  credentialsHeld,
  fails,
  follow,
  get,
  inDialog,
  json,
  mine,
  newPin,
  none,
  of,
  over,
  page,
  post,
  press,
  run,
  stoppedBy,
  suspended,
  then,
  type,
  type Answers,
  type Scene,
} from './scene.js';

export const lists: Scene[] = [
  { name: 'mine-empty', path: mine, answers: { [get.devices]: json(none) } },
  { name: 'mine-one', path: mine, answers: {} },
  {
    name: 'mine-many',
    path: mine,
    answers: {
      [get.devices]: json({
        rows: [
          made.device({ label: '10000001' }),
          made.device({ label: '10000002', pin: 'blocked' }),
          made.device({ label: '10000003', pin: 'initial' }),
          made.device({ label: '10000004', ...suspended('MISPLACED') }),
          made.device({ label: '10000005', ...suspended('REPORTED_STOLEN') }),
          made.device({ label: '10000006', ...suspended('ADMINISTRATIVE', false) }),
          made.device({ label: '10000007', state: 'PENDING_ACTIVATION' }),
          made.device({ label: '10000008', state: 'ASSIGNED', expiresOn: null }),
          made.device({ label: '10000009', state: 'ISSUING', expiresOn: null }),
          made.device({ label: '10000010', state: 'ISSUE_FAILED', expiresOn: null }),
          made.device({ label: 'YK-13829104', modelId: 'yubikey-5', state: 'EXPIRED' }),
          made.device({ label: '10000012', state: 'REPLACED' }),
          made.device({ label: '10000013', state: 'TERMINATED' }),
        ],
        nextCursor: null,
      }),
      [get.offers]: json({ rows: [made.offer({})], nextCursor: null, due: [] }),
    },
  },
  { name: 'mine-added', path: `${mine}?added=${made.id.device}`, answers: {} },
  { name: 'mine-error', path: mine, answers: { [get.devices]: fails('REQUEST_SERVICE_UNAVAILABLE') } },
];

export const devices: Scene[] = [
  { name: 'device-active', path: page, answers: {} },
  {
    name: 'device-offers',
    path: page,
    answers: {
      [get.offers]: json({ rows: [made.offer({})], nextCursor: null, due: [made.due({})] }),
    },
  },
  {
    name: 'device-offer-elsewhere',
    path: page,
    answers: { [get.offers]: json({ rows: [made.offer({ workstationId: null })], nextCursor: null, due: [] }) },
  },
  { name: 'device-running', path: page, answers: of({ activeRequestId: made.id.request, operation: 'updating' }) },
  { name: 'device-blocked', path: page, answers: of({ pin: 'blocked' }) },
  { name: 'device-initial-pin', path: page, answers: of({ pin: 'initial' }) },
  { name: 'device-misplaced', path: page, answers: of({ ...suspended('MISPLACED'), ...credentialsHeld }) },
  { name: 'device-stolen', path: page, answers: of({ ...suspended('REPORTED_STOLEN'), ...credentialsHeld }) },
  {
    name: 'device-suspended-by-operator',
    path: page,
    answers: of({ ...suspended('ADMINISTRATIVE', false), ...credentialsHeld }),
  },
  { name: 'device-pending', path: page, answers: of({ state: 'PENDING_ACTIVATION' }) },
  { name: 'device-assigned', path: page, answers: of({ state: 'ASSIGNED', credentials: [], expiresOn: null }) },
  { name: 'device-failed', path: page, answers: of({ state: 'ISSUE_FAILED', credentials: [], expiresOn: null }) },
  { name: 'device-expired', path: page, answers: of({ state: 'EXPIRED', credentials: made.expired }) },
  { name: 'device-terminated', path: page, answers: of({ state: 'TERMINATED', credentials: made.revoked }) },
  { name: 'device-ask-open', path: page, answers: of({ replacementAsk: made.ask({}) }) },
  {
    name: 'device-ask-declined',
    path: page,
    answers: of({
      replacementAsk: made.ask({
        decision: 'declined',
        decidedAt: made.ago(1),
        decisionReasonText: 'Please come to the desk first, with the card.',
      }),
    }),
  },
  { name: 'device-replacement-open', path: page, answers: of({ openReplacement: made.openReplacement }) },
  {
    name: 'device-replacement-ready',
    path: page,
    answers: of({ openReplacement: { ...made.openReplacement, successorDeviceId: made.link.deviceId } }),
  },
  {
    name: 'device-replacement-temporary',
    path: page,
    answers: of({ openReplacement: { ...made.openReplacement, kind: 'temporary', reason: 'FORGOTTEN' } }),
  },
  { name: 'device-replaces', path: page, answers: of({ replaces: made.link }) },
  {
    name: 'device-replaced',
    path: page,
    answers: of({ state: 'REPLACED', credentials: made.revoked, replacedBy: made.link }),
  },
  { name: 'device-foreign', path: page, answers: { [get.device]: fails('AUTH_NOT_YOUR_DEVICE') } },
  { name: 'device-nothing', path: page, answers: { [get.device]: fails('LIFECYCLE_DEVICE_NOT_FOUND') } },
  { name: 'device-error', path: page, answers: { [get.device]: fails('REQUEST_SERVICE_UNAVAILABLE') } },
  { name: 'dialog-pin', path: page, answers: {}, act: press(/^(Choose a new PIN|Neue PIN wählen)$/) },
  { name: 'dialog-report', path: page, answers: {}, act: press(/^(Report|Als vermisst)/) },
  {
    name: 'dialog-report-refused',
    path: page,
    answers: { [post.suspend]: fails('LIFECYCLE_NOT_ACTIVE') },
    act: then(press(/^(Report|Als vermisst)/), inDialog(/^(Report|Melden)/)),
  },
  {
    name: 'dialog-further',
    path: page,
    answers: of(suspended('MISPLACED')),
    act: press(/^(Report it lost|Als verloren)/),
  },
  {
    name: 'dialog-found',
    path: page,
    answers: of(suspended('MISPLACED')),
    act: press(/^(I have it|Ich habe sie wieder)/),
  },
  { name: 'dialog-ask', path: page, answers: {}, act: press(/^(Ask for a new|Um eine neue)/) },
  {
    name: 'step-up',
    path: page,
    answers: { ...of(suspended('MISPLACED')), [post.resume]: fails('AUTH_STEP_UP_REQUIRED') },
    act: then(press(/^(I have it|Ich habe sie wieder)/), inDialog(/^(I have it|Ich habe sie)/)),
  },
  { name: 'account-menu', path: page, answers: {}, act: press(/Grace/) },
];

const asksPasskey = { ...asksPin, stage: 'passkey', percent: 15 };
/** A new passkey that the holder makes in a window of the system; refusedWith: the code of the try before. */
const passkeyWindow = (refusedWith: string | null): Answers => ({
  ...run({ type: 'PASSKEY', ...asksPasskey }, [made.row({ ...asksPasskey })]),
  [get.pinKey]: json(made.pinKey({ asks: 'passkey-window', asked: { ...made.askedFirst, refusedWith } })),
});

export const pins: Scene[] = [
  { name: 'pin-form', path: follow, answers: newPin() },
  { name: 'pin-half', path: follow, answers: newPin(), act: type('1234', '', false) },
  { name: 'pin-sequence', path: follow, answers: newPin(), act: type('123456', '123456', true) },
  { name: 'pin-short', path: follow, answers: newPin(), act: type('12', '12', true) },
  { name: 'pin-differ', path: follow, answers: newPin(), act: type('702594', '702595', true) },
  { name: 'pin-key-gone', path: follow, answers: { ...newPin(), [get.pinKey]: fails('EDGE_UNREACHABLE') } },
  {
    name: 'pin-key-expired',
    path: follow,
    answers: newPin(),
    act: type('702594', '702594', true),
  },
  { name: 'pin-done', path: follow, answers: run({ type: 'UNLOCK', state: 'COMPLETED', ...over }) },
  { name: 'pin-cancelled', path: follow, answers: run({ type: 'UNLOCK', state: 'CANCELLED', ...over }) },
  { name: 'pin-absent', path: follow, answers: stoppedBy('CARD_ABSENT') },
  { name: 'pin-wrong-card', path: follow, answers: stoppedBy('CARD_WRONG_DEVICE') },
  { name: 'pin-unknown', path: follow, answers: stoppedBy('CARD_UNEXPECTED_STATUS') },
  {
    name: 'pin-give-up',
    path: follow,
    answers: stoppedBy('CARD_ABSENT'),
    act: press(/^(Stop it|Beenden)$/),
  },
  { name: 'passkey-window', path: follow, answers: passkeyWindow(null) },
  { name: 'passkey-window-again', path: follow, answers: passkeyWindow('FIDO_EXCLUDED_ELSEWHERE') },
  {
    name: 'passkey-window-open',
    path: follow,
    answers: run({ type: 'PASSKEY', state: 'IN_PROGRESS', stage: 'passkey', percent: 15 }, [
      made.row({
        ...{ kind: 'step', stage: 'passkey', state: 'IN_PROGRESS', percent: 15 },
        step: { kind: 'make-credential', phase: 'started', index: 0, total: 1, waitsFor: 'window' },
      }),
    ]),
  },
  { name: 'follow-nothing', path: follow, answers: { [get.saga]: fails('REQUEST_NOT_FOUND') } },
];
