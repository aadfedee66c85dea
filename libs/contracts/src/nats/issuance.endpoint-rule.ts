/** Who may send a request, as the files beside this one say it of theirs. */
import type { Permission } from '../access/role.js';
import type { CardAction, PlanRequest } from '../workflow/saga-kinds.js';
import type { Permitted } from '../workflow/saga-kind.js';

/**
 * own: the target belongs to the person who asks. others: it belongs to somebody else, or to nobody (`unowned`, where that differs). begunByHolder:
 * besides `others`, where the saga was asked for by the person whose card it is about.
 */
export type EndpointRule =
  | ({ access: 'permission'; unowned?: readonly Permission[]; begunByHolder?: readonly Permission[] } & Permitted)
  /** Any authenticated actor, known as a person or not. */
  | { access: 'signed-in' }
  /** No actor: what is handed over (a one-time code, a session's id) is the authority. */
  | { access: 'bearer' };

/**
 * Who may send each request; one that is missing does not compile. Who may plan and start a saga stands in the row of its kind
 * (workflow/saga-kinds.ts).
 */
export type RulesOf<Api> = Readonly<Record<Exclude<keyof Api, `devices.${CardAction}` | PlanRequest>, EndpointRule>>;

export const always = (...permissions: Permission[]): EndpointRule => ({
  access: 'permission',
  own: permissions,
  others: permissions,
});
export const permitted = (by: Permitted) => ({ access: 'permission', ...by }) as const;
export const ownOr = (...others: Permission[]): EndpointRule => permitted({ own: ['own.manage'], others });
