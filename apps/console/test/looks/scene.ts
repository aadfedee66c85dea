/** What a scene is made of: answers of the gateway, and what somebody does on the page before it is looked at. */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Page } from 'playwright-core';
import type { Answer, Answers } from '../support/mocked-api.js';
import * as made from './made.js';

export type { Answers };

export interface Scene {
  name: string;
  path: string;
  answers: Answers;
  /** What is done on the page before it is looked at. */
  act?: (page: Page) => Promise<void>;
}

export const json = (value: unknown): Answer => ({ json: value });
export const fails = (code: ErrorCode): Answer => ({ problem: code });
export const get = {
  devices: 'GET /api/v1/devices',
  device: 'GET /api/v1/devices/{deviceId}',
  offers: 'GET /api/v1/devices/{deviceId}/update-offers',
  offer: 'GET /api/v1/update-offers/{offerId}',
  sagas: 'GET /api/v1/sagas',
  saga: 'GET /api/v1/sagas/{requestId}',
  events: 'GET /api/v1/sagas/{requestId}/events',
  pinKey: 'GET /api/v1/sagas/{requestId}/pin-key',
  bridge: 'GET /api/v1/bridge/pairing',
  readers: 'GET /api/v1/workstations/{workstationId}/readers',
  workstations: 'GET /api/v1/workstations',
  profiles: 'GET /api/v1/profiles',
  me: 'GET /api/v1/me',
  system: 'GET /api/v1/system',
  packages: 'GET /api/v1/agent-packages',
  sessions: 'GET /api/v1/me/sessions',
  reasons: 'GET /api/v1/reasons',
} as const;
export const post = {
  inspect: 'POST /api/v1/inspections',
  plan: 'POST /api/v1/devices/{deviceId}/plan',
  issue: 'POST /api/v1/devices/{deviceId}/issue',
  reprovisionPlan: 'POST /api/v1/devices/{deviceId}/reprovision/plan',
  pair: 'POST /api/v1/bridge/pairing',
  challenge: 'POST /api/v1/bridge/challenges',
  suspend: 'POST /api/v1/devices/{deviceId}/suspend',
  resume: 'POST /api/v1/devices/{deviceId}/resume',
  ask: 'POST /api/v1/devices/{deviceId}/replacement-ask',
  change: 'POST /api/v1/devices/{deviceId}/pin-change',
  pairByCode: 'POST /api/v1/bridge/pairing/typed',
  accept: 'POST /api/v1/update-offers/{offerId}/begin',
  pin: 'POST /api/v1/sagas/{requestId}/pin',
} as const;

export const none = { rows: [], nextCursor: null };
/** What stands behind every scene: one holder at a computer that is connected, and nothing that waits. */
export const usual: Answers = {
  [get.system]: json(made.system({})),
  [get.devices]: json({ rows: [made.device({})], nextCursor: null }),
  [get.device]: json({ device: made.device({}) }),
  [get.offers]: json({ ...none, due: [] }),
  [get.sagas]: json({ rows: made.lately, nextCursor: null }),
  [get.bridge]: json(made.connected),
  [get.readers]: json({ readers: [made.reader(0)] }),
  [get.workstations]: json({ rows: [made.workstation({})], nextCursor: null }),
  [get.profiles]: json({ rows: [made.profile({})], nextCursor: null }),
  [get.packages]: json({ packages: [] }),
  [get.sessions]: json({ sessions: made.sessions }),
  [get.reasons]: json({ reasons: made.reasons }),
  [get.saga]: json({ saga: made.saga({}) }),
  [get.events]: { rows: [] },
};

export const of = (device: object, more: Answers = {}): Answers => ({
  [get.device]: json({ device: made.device(device) }),
  [get.devices]: json({ rows: [made.device(device)], nextCursor: null }),
  ...more,
});
export const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
export const then =
  (...acts: ((page: Page) => Promise<void>)[]) =>
  async (page: Page): Promise<void> => {
    for (const act of acts) await act(page);
  };
export const inDialog = (name: RegExp) => (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name }).click();
export const mine = '/mine';
export const page = `/mine/${made.id.device}`;
export const suspended = (reason: string, byHolder = true) => ({
  state: 'SUSPENDED',
  suspendedFor: [{ reason, since: made.ago(2), byHolder }],
});
export const credentialsHeld = { credentials: made.credentials.map((each) => ({ ...each, state: 'HELD' })) };

export const follow = `/mine/follow/${made.id.request}`;
export const run = (saga: object, rows: readonly unknown[] = begun(saga)): Answers => ({
  [get.saga]: json({ saga: made.saga(saga) }),
  // In the order in which they happened.
  [get.events]: { rows: rows.map((row, index) => ({ ...(row as object), sequence: index + 1 })) },
});
/** Of work that is over the first row and the last at least, as the stream has them. */
const begun = (saga: object & { state?: string }): readonly unknown[] =>
  'finishedAt' in saga
    ? [made.row({ percent: 5 }), made.row({ stage: 'commit', percent: 100, state: saga.state })]
    : [];
export const asksPin = {
  state: 'AWAITING_USER',
  awaiting: 'pin',
  actions: ['supply-pin', 'cancel'],
  stage: 'new-pin',
  percent: 17,
};
export const pinWait = made.row({ state: 'AWAITING_USER', stage: 'new-pin', percent: 17, awaiting: 'pin' });
export const newPin = (more: object = {}): Answers => ({
  ...run({ type: 'UNLOCK', ...asksPin, ...more }, [made.row({ stage: 'open', percent: 5 }), pinWait]),
  [get.pinKey]: json(made.pinKey({})),
});
export const type = (first: string, second: string, send: boolean) => async (page: Page) => {
  const fields = page.locator('input[type=password]');
  await fields.nth(0).fill(first);
  await fields.nth(1).fill(second);
  if (send) await fields.nth(1).press('Enter');
};
export const stoppedBy = (code: string, type = 'UNLOCK') =>
  run(
    {
      type,
      state: 'FAILED',
      errorCode: code,
      errorMessage: 'Words of the server.',
      actions: ['retry', 'cancel'],
      stage: 'open',
    },
    [
      made.row({ stage: 'open', percent: 8 }),
      made.row({ stage: 'open', percent: 8, kind: 'error', state: 'FAILED', code }),
    ],
  );
export const over = { finishedAt: made.ago(0), percent: 100, actions: [] };
