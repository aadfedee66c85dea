/** Who may take which decision about a running saga, where its kind does not say otherwise (`decidedLikeStart`): the server goes by it, and pages offer it. */
import type { Permission } from '../access/role.js';
import type { Permitted } from './saga-kind.js';
import { sagaKinds, type CardSagaType } from './saga-kinds.js';

const ownOr = (...others: Permission[]): Permitted => ({ own: ['own.manage'], others });

export const decisionRules = {
  retry: ownOr('card.run'),
  cancel: ownOr('card.run', 'stock.manage', 'lease.break'),
  'supply-pin': ownOr('card.run'),
  'make-passkey': ownOr('card.run'),
  'show-temporary-pin': ownOr('card.run'),
  'reveal-initial-pin': ownOr('secret.reveal'),
} as const satisfies Readonly<Record<string, Permitted>>;

/** Whoever takes it may do what starting a saga of the kind needs. */
export function isDecidedLikeStart(type: CardSagaType, decision: 'retry' | 'other'): boolean {
  const { decidedLikeStart } = sagaKinds[type];
  return decidedLikeStart === 'all' || (decidedLikeStart === 'retry' && decision === 'retry');
}
