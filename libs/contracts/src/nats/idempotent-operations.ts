/**
 * Requests that take the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): whatever starts work or changes something and
 * would do so twice when it is sent twice. What only reads, or is the same when it is done twice (imports), is not here. Browser safe.
 */
import type { IssuanceApi } from './issuance.requests.js';

/** secret: its answer holds one, so no answer is kept, and the same key again says that it was done. */
export type KeptAnswer = 'kept' | 'secret';

const kept = (...names: (keyof IssuanceApi)[]): [keyof IssuanceApi, KeptAnswer][] =>
  names.map((name) => [name, 'kept']);

export const idempotentOperations: ReadonlyMap<string, KeptAnswer> = new Map<keyof IssuanceApi, KeptAnswer>([
  ...kept('devices.issue', 'devices.bind', 'devices.unbind', 'devices.activate', 'devices.recycle'),
  ...kept('devices.reprovision', 'devices.request-reprovision', 'devices.update', 'devices.reset-pin'),
  ...kept('devices.request-pin-reset', 'devices.change-pin', 'devices.lock', 'devices.request-lock'),
  ...kept('devices.passkey'),
  ...kept('devices.replace', 'devices.ask-replacement', 'devices.decline-replacement'),
  ...kept('devices.suspend', 'devices.resume', 'devices.terminate', 'devices.reconcile', 'bulk.act'),
  ...kept('sagas.retry', 'sagas.cancel', 'sagas.supply-pin', 'sagas.skip-pin', 'update-offers.begin'),
  ...kept('campaigns.create', 'campaigns.pause', 'campaigns.resume', 'campaigns.stop'),
  ...kept('rollouts.advance', 'rollouts.pause', 'rollouts.resume', 'rollouts.stop'),
  ...kept('profile-proposals.create', 'profile-proposals.approve', 'profile-proposals.decline'),
  ...kept('profiles.publish', 'profiles.withdraw', 'models.publish', 'models.withdraw', 'stock-batches.import'),
  ...kept('people.create', 'people.change', 'role-grants.create', 'role-grants.revoke'),
  ...kept('workstations.allow-enrolment', 'workstations.revoke', 'deployment-codes.revoke'),
  ['deployment-codes.create', 'secret'],
  ['workstations.enrolment-code', 'secret'],
]);

/** Visible ASCII: what it is stored and compared as is plain text. */
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,128}$/;

/** So long the answer is kept. */
export const idempotencyKeptHours = 24;
