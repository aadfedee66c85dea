/** The pictures of the manuals: a page with answers of the gateway that are the same on every day, and how much of it is shown. */
import * as made from './made.js';
import { get, json, none, run, usual, type Answers, type Scene } from './scene.js';
import { scenes } from './scenes.js';
import { answers as startRows } from '../support/start-rows.js';

export interface Picture extends Scene {
  /** CSS pixels of the window, which is all of the picture. */
  size: { width: number; height: number };
}

/** One of the scenes of the portal. */
function portal(name: string, height: number, ofScene: string): Picture {
  const scene = scenes.find((it) => it.name === ofScene)!;
  const answers = { ...usual, [get.me]: json(made.me), ...scene.answers };
  return { ...scene, name, answers, size: { width: 960, height } };
}

const ada = {
  ...made.me,
  person: { ...made.me.person, personId: '00000000-0000-4000-8000-0000000000ad', displayName: 'Ada Operator' },
  roles: ['IO', 'CH'],
  permissions: [
    ...['own.manage', 'others.view', 'request.create', 'card.run', 'card.activate', 'card.unlock', 'card.suspend'],
    ...['card.terminate', 'catalogue.read', 'workstation.use', 'workstation.view', 'workstation.diagnose'],
    ...['holder.assist', 'card.inspect'],
  ],
};
const empty: Answers = Object.fromEntries(
  [
    'GET /api/v1/devices/{deviceId}/history',
    'GET /api/v1/findings',
    'GET /api/v1/revocations',
    'GET /api/v1/campaigns',
    'GET /api/v1/rollouts',
    'GET /api/v1/stock-batches',
    'GET /api/v1/sagas/{requestId}/timeline',
  ].map((operation) => [operation, json(none)]),
);
const operators = (name: string, path: string, answers: Answers, act?: Scene['act']): Picture => ({
  name,
  path,
  answers: {
    ...usual,
    ...empty,
    'GET /api/v1/sagas/attention': startRows['GET /api/v1/sagas/attention']!,
    'GET /api/v1/models': json({ models: [{ id: 'reference-card', title: 'Cardwright reference card' }] }),
    ...answers,
    [get.me]: json(ada),
  },
  ...(act && { act }),
  size: { width: 1200, height: 760 },
});

const workstations = [
  made.workstation({ name: 'front-desk', group: 'Card office' }),
  made.workstation({
    workstationId: '00000000-0000-4000-8000-000000000051',
    name: 'pc-0421.accounts.example.org',
    group: 'Accounts',
    online: false,
  }),
];

const stopped = {
  ...{ type: 'ISSUE', state: 'FAILED', stage: 'open', percent: 8, kind: 'error', code: 'CARD_REMOVED' },
  ...{ sentence: 'The card was removed', errorCode: 'CARD_REMOVED', errorMessage: 'The card was removed' },
  actions: ['retry', 'cancel'],
};

export const pictures: readonly Picture[] = [
  portal('my-devices', 420, 'mine-one'),
  portal('add-card', 560, 'add-no-card'),
  portal('stopped', 620, 'add-stopped-card_removed'),
  portal('card', 900, 'device-active'),
  portal('new-pin', 620, 'pin-form'),
  portal('report', 760, 'dialog-report'),
  portal('computer', 520, 'computer-connected'),
  operators('start', '/start', { ...startRows, 'GET /api/v1/revocations': json(none) }),
  operators('device', `/devices/${made.id.device}`, {
    'GET /api/v1/workstations/{workstationId}': json({ workstation: workstations[0] }),
  }),
  operators('saga', `/sagas/${made.id.request}`, run(stopped, [made.row({}), made.row(stopped)])),
  operators('workstations', '/workstations', {
    [get.workstations]: json({ rows: workstations, nextCursor: null }),
    'GET /api/v1/workstations/summary': json({
      total: 2,
      online: 1,
      versions: [{ version: '1.2.3', count: 2 }],
      policies: [{ policy: 'unknown', count: 2 }],
    }),
  }),
];
