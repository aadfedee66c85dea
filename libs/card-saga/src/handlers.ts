/**
 * Sets the message handlers of a card saga: decisions of people (updates), cards that come back (signals), and the question how far it is
 * (query). Each decision is consumed before it counts. The saga decides what it means. Workflow sandbox.
 */
import { setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttribute } from '@cardwright/contracts/workflow/names';
import type { CancelTaken, CardWriteInput, DecisionArgument } from '@cardwright/contracts/workflow/card-write.contract';
import { say } from '@cardwright/contracts/words/say';
import { decisionOf, refusal } from './decision.js';
import { cancel, cardInserted, moveToWorkstation, retry, sagaState } from './messages.js';
import type { SagaActivities } from './saga-definition.js';

interface Listener {
  readonly input: CardWriteInput;
  readonly parked: object | null;
  readonly triedAgain: boolean | null;
}
interface Reactions {
  state: () => { stage: string; attempt: number; stuck: string | null };
  wakeUp: () => void;
  cancel: (reason: string | null) => CancelTaken;
  cardInserted: () => void;
}

/** Once per workflow, before its first await. */
export function listen(saga: Listener, activities: SagaActivities, react: Reactions): void {
  const { input } = saga;
  const use = async (action: string, argument: DecisionArgument): Promise<void> => {
    const { decisionId, reason } = decisionOf(argument);
    await activities.useDecision({ input, decisionId: decisionId || null, action, reason: reason || null });
  };
  const requireParked = (argument: DecisionArgument): void => {
    decisionOf(argument);
    if (saga.parked === null) throw refusal('LIFECYCLE_TRANSITION', say('record.only-stuck'));
  };
  setHandler(sagaState, react.state);
  setHandler(
    retry,
    async (argument) => {
      await use('retry', argument);
      react.wakeUp();
    },
    { validator: (argument) => (saga.triedAgain === null ? requireParked(argument) : void decisionOf(argument)) },
  );
  setHandler(
    cancel,
    async (argument) => {
      await use('cancel', argument);
      return react.cancel(decisionOf(argument).reason ?? null);
    },
    { validator: (argument) => void decisionOf(argument) },
  );
  setHandler(
    moveToWorkstation,
    async (argument) => {
      const { workstationId } = decisionOf(argument);
      if (!workstationId) throw refusal('REQUEST_INVALID', say('input.update-workstation'));
      await use('move', argument);
      await activities.moveTo({ input, workstationId });
      input.workstationId = workstationId;
      upsertSearchAttributes({ [searchAttribute.workstation]: [workstationId] });
      react.wakeUp();
    },
    { validator: requireParked },
  );
  setHandler(cardInserted, react.cardInserted);
}
