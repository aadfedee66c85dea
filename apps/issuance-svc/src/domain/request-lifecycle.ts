/**
 * The life of a request as one table (model.md section 3, without approvals, offers and postponements, which are not
 * built). Pure.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RequestState, RequestType, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { isCardSaga, sagaKind } from '@cardwright/contracts/workflow/saga-kinds';
import { passkeyStageOf, pinStageOf } from '@cardwright/contracts/workflow/stages';
import { cancelWords, withdrawalWords } from '@cardwright/contracts/words/rows';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

const requestTransitions: Readonly<Record<RequestState, readonly RequestState[]>> = {
  // COMPLETED: a replacement, by the issue of another card.
  READY: ['IN_PROGRESS', 'CANCELLED', 'WITHDRAWN', 'SUPERSEDED', 'COMPLETED'],
  IN_PROGRESS: ['AWAITING_USER', 'INTERRUPTED', 'FAILED', 'CANCELLING', 'COMPLETED', 'SUPERSEDED'],
  AWAITING_USER: ['IN_PROGRESS', 'INTERRUPTED', 'FAILED', 'CANCELLING', 'SUPERSEDED'],
  INTERRUPTED: ['IN_PROGRESS', 'FAILED', 'CANCELLING', 'SUPERSEDED'],
  FAILED: ['IN_PROGRESS', 'CANCELLING', 'SUPERSEDED'],
  CANCELLING: ['CANCELLED', 'SUPERSEDED'],
  CANCELLED: [],
  COMPLETED: [],
  SUPERSEDED: [],
  WITHDRAWN: [],
};

export const requestStates = Object.keys(requestTransitions) as RequestState[];
export const isFinished = (state: RequestState): boolean => requestTransitions[state].length === 0;

/** Staying in the same state is allowed, because activities are repeated. Throws LIFECYCLE_TRANSITION. */
export function checkRequestTransition(from: RequestState, to: RequestState): void {
  if (from === to || requestTransitions[from].includes(to)) return;
  throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.cannot-become', { from, to }), {
    from,
    to,
    allowed: requestTransitions[from],
  });
}

/** What a person can do about a saga now (C20: Retry and Cancel belong to every failure). */
export function sagaActions(
  request: {
    type: RequestType;
    state: RequestState;
    awaiting: 'pin' | null;
    stuckReason?: string | null;
    stage?: string;
    temporaryPin?: boolean;
  },
  device: { pin: string | null; state: string } | null,
): SagaRow['actions'] {
  const actions: SagaRow['actions'] = [];
  // A passkey was not made, and what the holder typed is still there.
  const triesAgain = request.state === 'AWAITING_USER' && request.stuckReason === 'FIDO_USER_CANCELLED';
  if (request.state === 'FAILED' || request.state === 'INTERRUPTED' || triesAgain) actions.push('retry');
  if (requestTransitions[request.state].some((state) => state === 'CANCELLING' || state === 'CANCELLED'))
    actions.push('cancel');
  if (request.state === 'AWAITING_USER' && request.awaiting === 'pin') actions.push('supply-pin');
  if (showsTemporaryPin(request)) actions.push('show-temporary-pin');
  // [C17] After an operator's activation the initial PIN is still in place.
  const initialPinStands = device?.pin === 'initial' || device?.pin === 'must-change';
  const leavesInitialPin = isCardSaga(request.type) && pinStageOf(request.type)?.optional === true;
  if (leavesInitialPin && request.state === 'COMPLETED' && initialPinStands) actions.push('reveal-initial-pin');
  return actions;
}

/** [C30] Only while the passkey is made: the next stage asks the holder for a PIN of their own. */
export const showsTemporaryPin = ({
  type,
  state,
  stage,
  temporaryPin = false,
}: Pick<Parameters<typeof sagaActions>[0], 'type' | 'state' | 'stage' | 'temporaryPin'>): boolean =>
  temporaryPin &&
  (state === 'IN_PROGRESS' || state === 'AWAITING_USER') &&
  isCardSaga(type) &&
  passkeyStageOf(type)?.stage === stage;

/**
 * The sentence that says what a cancel will do, shown before it is done (requirements section E 2); null where there is nothing to cancel.
 */
export function cancelEffect(request: { type: RequestType; state: RequestState; percent: number }): Sentence | null {
  const { type, state, percent } = request;
  if (state === 'CANCELLING' || isFinished(state)) return null;
  if (!isCardSaga(type)) return withdrawalWords(type);
  const { waits } = sagaKind(type);
  if (state === 'READY' && waits !== null) return withdrawalWords(type);
  return cancelWords(type, percent);
}
