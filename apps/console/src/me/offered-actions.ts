/**
 * Which decisions about a saga whoever looks at it is offered: of those that it allows now, the ones that its kind and their roles allow too. The server
 * decides by the same rules (endpoints.ts of issuance-svc); here nobody is shown what would be refused.
 */
import { decisionRules, isDecidedLikeStart } from '@cardwright/contracts/workflow/decision-rules';
import type { Permitted } from '@cardwright/contracts/workflow/saga-kind';
import { isCardSaga, sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';
import type { Saga } from '../api/types.js';
import { useMe } from './me.js';

type Action = Saga['actions'][number];

/** A request for another card is no saga yet: an operator withdraws it. */
const ofReplacement: Permitted = { own: [], others: ['request.create'] };

function ruleOf(type: Saga['type'], action: Action): Permitted {
  if (!isCardSaga(type)) return ofReplacement;
  const likeStart = action !== 'reveal-initial-pin' && isDecidedLikeStart(type, action === 'retry' ? 'retry' : 'other');
  return likeStart ? sagaKinds[type].start : decisionRules[action];
}

type Asked = Pick<Saga, 'type' | 'personId' | 'actions' | 'begunByHolder'>;

/** Pure. */
export function offeredActions(saga: Asked, me: Pick<ReturnType<typeof useMe>, 'can' | 'owns'>): Saga['actions'] {
  const owner = me.owns(saga) ? 'own' : 'others';
  // Whoever is beside a holder has what that holder began go on.
  const assists = owner === 'others' && saga.begunByHolder === true && me.can('holder.assist');
  return saga.actions.filter(
    (action) => ruleOf(saga.type, action)[owner].some(me.can) || (action === 'retry' && assists),
  );
}

/** The saga with those decisions alone. */
export function useOffered(saga: Saga): Saga {
  return { ...saga, actions: offeredActions(saga, useMe()) };
}
