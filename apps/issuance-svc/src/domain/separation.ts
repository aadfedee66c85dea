/**
 * Separation of duties, as data (model.md section 6). An identity that holds certain roles may not use endpoints that give a person a
 * credential or that reveal a secret. docs/people-and-roles.md has the same table with its reasons. Pure.
 */
import type { Role } from '@cardwright/contracts/access/role';
import type { Endpoint } from './endpoints.js';
import type { Permission } from '@cardwright/contracts/access/role';

/** `single-operator`: one person alone holds every duty, and an installation says so by SEPARATION_OF_DUTIES. */
export type Duties = 'enforced' | 'single-operator';

/** What an endpoint does for the person whom it is about. An endpoint that is not named here gives nobody anything. */
export type Effect = 'issue' | 'rewrite' | 'ask' | 'make-good' | 'pin' | 'go-on' | 'reveal';

const effects: Readonly<Partial<Record<Endpoint, Effect>>> = {
  'devices.plan': 'issue',
  'devices.issue': 'issue',
  'devices.plan-reprovision': 'rewrite',
  'devices.reprovision': 'rewrite',
  'devices.plan-update': 'rewrite',
  'devices.update': 'rewrite',
  'devices.request-reprovision': 'ask',
  'devices.replace': 'ask',
  'devices.bind': 'ask',
  'devices.activate': 'make-good',
  'devices.resume': 'make-good',
  'devices.reset-pin': 'pin',
  'devices.request-pin-reset': 'pin',
  'devices.change-pin': 'pin',
  'devices.passkey': 'rewrite',
  'sagas.pin-key': 'pin',
  'sagas.supply-pin': 'pin',
  'sagas.skip-pin': 'pin',
  'sagas.passkey-options': 'pin',
  'sagas.passkey-made': 'pin',
  'sagas.show-temporary-pin': 'pin',
  'sagas.retry': 'go-on',
  'sagas.reveal-initial-pin': 'reveal',
};

/**
 * Roles beside which the effect is refused, for others and for oneself; any one of them is enough, in whatever scope it is held.
 * SA says who people are, so it never gives them anything, itself least of all. PA says what a profile writes: not onto a card of its
 * own. IO and SO decide over cards: they are not issued one by their own hand, and what they hold already they renew as any holder.
 */
const refusedBeside: Readonly<Record<Effect, { others: readonly Role[]; own: readonly Role[] }>> = {
  issue: { others: ['SA'], own: ['SA', 'IO', 'SO', 'PA'] },
  rewrite: { others: ['SA'], own: ['SA', 'PA'] },
  ask: { others: ['SA'], own: ['SA'] },
  'make-good': { others: ['SA'], own: ['SA'] },
  // One's own PIN goes onto a card that another person issued, and nobody reads it.
  pin: { others: ['SA'], own: [] },
  'go-on': { others: ['SA'], own: ['SA'] },
  reveal: { others: ['SA'], own: ['SA'] },
};

/** Permissions that an identity with SA can never use: a user interface does not offer them. */
export const uselessBesideAdministrator: ReadonlySet<Permission> = new Set<Permission>([
  'request.create',
  'card.run',
  'card.activate',
  'secret.reveal',
]);

/** The role of the actor that forbids the endpoint for this target; null: no role forbids it. */
export function separatedBy(held: readonly Role[], endpoint: Endpoint, own: boolean): Role | null {
  const effect = effects[endpoint];
  if (effect === undefined) return null;
  return refusedBeside[effect][own ? 'own' : 'others'].find((role) => held.includes(role)) ?? null;
}
