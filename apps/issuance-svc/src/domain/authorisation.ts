/**
 * The one authorisation function of the system: role x group scope x profile scope, and the separation rules of model.md
 * section 6. Pure: who the actor is and what the target is were read before. Nothing else in Cardwright decides who may.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Permission, Role } from '@cardwright/contracts/access/role';
import { operatorPermissions, permissions, rolesWith, gradeOf } from '@cardwright/contracts/access/role-table';
import type { EndpointRule } from '@cardwright/contracts/nats/issuance.requests';
import { say } from '@cardwright/contracts/words/say';
import { endpointRules, type Endpoint } from './endpoints.js';
import { separatedBy, uselessBesideAdministrator, type Duties } from './separation.js';

export interface Grant {
  role: Role;
  /** `*`, or an organizational unit; `A/B` covers `A/B/C`. */
  groupScope: string;
  /** `*`, or a credential profile's name. */
  profileScope: string;
  /** Permissions that the role has only if granted. */
  grantedPermissions: readonly string[];
}

export interface ActorContext {
  /** The linked person, if this identity is one. */
  personId: string | null;
  /** For audit rows and `requestedBy`: never a name or e-mail. */
  actorText: string;
  signedIn: boolean;
  grants: readonly Grant[];
  /** Held, but not brought by this sign-in: they allow nothing, and separate all the same. */
  setAside?: readonly Role[];
}

/** What is acted on. Leave out what the target does not have: a blank card has no person, a person no profile. */
export interface Target {
  personId?: string | null;
  organizationalUnit?: string | null;
  profileName?: string | null;
  /** Whose the card is that this is about; null: nobody's. Left out where it is about no card that exists. */
  cardOf?: string | null;
  /** A saga that was asked for by the person whose card it is about. */
  begunByHolder?: boolean;
  /** The caller says that this is about the actor's own things (`mine: true`). */
  own?: boolean;
}

/**
 * Answers which permissions of the endpoint the actor holds for this target. Throws AUTH_REQUIRED; AUTH_SEPARATION_OF_DUTIES {endpoint, role}
 * where a permission is held but another role of the same identity forbids its use; AUTH_NOT_YOUR_DEVICE where the actor may do this with a card
 * of their own, and not with this one; else AUTH_FORBIDDEN. The last two say {endpoint, permission, roles}: who may.
 */
export function authorise(
  actor: ActorContext,
  endpoint: Endpoint,
  target: Target = {},
  duties: Duties = 'enforced',
): readonly Permission[] {
  const rule = endpointRules[endpoint];
  if (rule.access === 'bearer') return [];
  if (!actor.signedIn) throw new CardwrightError('AUTH_REQUIRED');
  if (rule.access === 'signed-in') return [];
  const own = isOwn(actor, target);
  const asked = own ? rule.own : askedOfOthers(rule, target);
  const wanted = asked.filter((permission) => !own || !operatorPermissions.has(permission));
  const held = wanted.filter((permission) => holds(actor, permission, target));
  if (held.length > 0) {
    const role = duties === 'enforced' ? separatingRole(actor, endpoint, target) : null;
    if (role === null) return held;
    throw new CardwrightError('AUTH_SEPARATION_OF_DUTIES', undefined, { endpoint, role });
  }
  const details = {
    endpoint,
    permission: asked.join(' or '),
    roles: rolesWith(wanted),
  };
  if (isAnothers(actor, target) && mayWithOwn(actor, rule.own))
    throw new CardwrightError('AUTH_NOT_YOUR_DEVICE', undefined, details);
  throw new CardwrightError('AUTH_FORBIDDEN', own && wanted.length === 0 ? ownCardRefusal : undefined, details);
}

function askedOfOthers(
  { others, unowned = others, begunByHolder = [] }: Extract<EndpointRule, { access: 'permission' }>,
  target: Target,
): readonly Permission[] {
  if ((target.personId ?? null) === null) return unowned;
  return target.begunByHolder === true ? [...others, ...begunByHolder] : others;
}

/** The role of the actor that separation of duties sets against this; null: nothing stands against it. */
export const separatingRole = (actor: ActorContext, endpoint: Endpoint, target: Target): Role | null =>
  separatedBy([...rolesOf(actor), ...(actor.setAside ?? [])], endpoint, isOwn(actor, target));

export const rolesOf = ({ grants }: Pick<ActorContext, 'grants'>): Role[] => grants.map(({ role }) => role);

const ownCardRefusal = say('access.not-own-card');

function isOwn(actor: ActorContext, target: Target): boolean {
  if (actor.personId === null) return false;
  return target.own === true || target.personId === actor.personId;
}

/** [D02] The card is not the actor's. Who is no person has none, and nothing to mistake for it. */
const isAnothers = ({ personId }: ActorContext, { cardOf }: Target): boolean =>
  personId !== null && cardOf !== undefined && cardOf !== personId;

const mayWithOwn = (actor: ActorContext, own: readonly Permission[]): boolean =>
  own.some((permission) => !operatorPermissions.has(permission) && holds(actor, permission, { own: true }));

function holds(actor: ActorContext, permission: Permission, target: Target): boolean {
  return actor.grants.some((grant) => grants(grant, permission) && inScope(grant, target));
}

function grants(grant: Grant, permission: Permission): boolean {
  const grade = gradeOf(grant.role, permission);
  return grade === 'yes' || (grade === 'if-granted' && grant.grantedPermissions.includes(permission));
}

/** A scoped grant reaches a target of its scope only; a target without a group or profile is in every scope of that kind. */
function inScope(grant: Grant, target: Target): boolean {
  const groupFits =
    grant.groupScope === '*' ||
    (target.personId ?? null) === null ||
    target.organizationalUnit === grant.groupScope ||
    (target.organizationalUnit ?? '').startsWith(`${grant.groupScope}/`);
  const profileFits =
    grant.profileScope === '*' || (target.profileName ?? null) === null || target.profileName === grant.profileScope;
  return groupFits && profileFits;
}

/**
 * The reach of one grant is a rectangle: targets in its group and with its profile. Several grants together reach every target that one of
 * them reaches.
 */
export type Scope = Pick<Grant, 'groupScope' | 'profileScope'>;
/** null: no limit. */
export type Scopes = readonly Scope[] | null;

/** The scopes to which a list of this endpoint is limited for this actor. Throws AUTH_FORBIDDEN when nothing is held. */
export function listScopes(actor: ActorContext, endpoint: Endpoint): Scopes {
  const held = authorise(actor, endpoint);
  const fitting = actor.grants.filter((grant) => held.some((permission) => grants(grant, permission)));
  if (fitting.some(({ groupScope, profileScope }) => groupScope === '*' && profileScope === '*')) return null;
  return fitting.map(({ groupScope, profileScope }) => ({ groupScope, profileScope }));
}

/**
 * The permissions that a user interface may offer, because the actor holds them for some target. Each request is authorised again for its
 * own target.
 */
export function permissionsOf(actor: ActorContext, duties: Duties = 'enforced'): Permission[] {
  const administers = duties === 'enforced' && rolesOf(actor).includes('SA');
  return permissions.filter(
    (permission) =>
      !(administers && uselessBesideAdministrator.has(permission)) &&
      actor.grants.some((grant) => grants(grant, permission)),
  );
}

/**
 * Separation of duties inside one actor: an auditor holds no other role, so beside AU every other grant but the holder's
 * own (CH) is dropped, wherever it came from.
 */
export function separated(grantsOfActor: readonly Grant[]): Grant[] {
  if (!grantsOfActor.some(({ role }) => role === 'AU')) return [...grantsOfActor];
  return grantsOfActor.filter(({ role }) => role === 'AU' || role === 'CH');
}
