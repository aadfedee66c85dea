/**
 * The update saga (model.md section 4): open, the card's PIN, one key reference after the other, what changed besides, and the record.
 * The PIN is verified and never set; nothing is written before the card has taken it. Workflow sandbox: no Node, no Nest.
 */
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { UpdateActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, UpdateCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { say } from '@cardwright/contracts/words/say';
import type { CardProxies } from './activity-proxies.js';
import { CardSaga, type SagaStage } from './card-saga.js';
import { HolderPin } from './holder-pin.js';
import { replaceReferences } from './replace-references.js';

const at = stagesOf('UPDATE');

/** proxies: of the queue on which the service that runs the saga finds the activities. */
export async function runUpdate(
  input: UpdateCardInput,
  proxies: CardProxies<UpdateActivities>,
): Promise<CardWriteResult> {
  const { cards, undo } = proxies;
  const holderPin = new HolderPin('UPDATE');
  /** The plan of this attempt does not contain what earlier attempts finished. begun: an earlier attempt has replaced a key. */
  let opened = { references: 0, begun: false };

  const stages: SagaStage[] = [
    {
      ...at.open,
      run: async (call) => {
        opened = await holderPin.ask((refused) => cards.openForUpdate({ ...call, reprovision: input, refused }));
      },
    },
    {
      ...at['card-pin'],
      run: async (call) => {
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (saga.cancelRequested) return;
        if (answer === undefined) return holderPin.nobodyCame(saga, say('nobody.pin-finish'), opened.begun);
        await holderPin.give(() => cards.verifyCardPin({ ...call, reprovision: input }));
      },
    },
    {
      ...at.references,
      run: (call) => replaceReferences(saga, proxies, { ...call, reprovision: input }, opened.references),
    },
    { ...at.content, run: (call) => cards.finishUpdate({ ...call, reprovision: input }) },
  ];
  const saga: CardSaga = new CardSaga(input, {
    type: 'UPDATE',
    stages,
    activities: proxies.saga((call) => undo.compensateUpdate({ ...call, reprovision: input })),
    abandonAfterMs: input.abandonAfterMs,
    // Asked again, with a new key to seal to, while more than one try is left.
    reopensAlso: holderPin.refusals,
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'updated' : ended };
}
