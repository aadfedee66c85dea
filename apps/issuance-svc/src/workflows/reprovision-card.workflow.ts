/**
 * The reprovision saga (model.md section 4): open, the new PIN, one key reference after the other, content and record. Nothing
 * but reads before the PIN is there; only forward once a key was made. Sandbox: no Node, no Nest.
 */
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { stageSpan } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, ReprovisionCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { toApplicationFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { cardActivities, sagaActivities } from './activity-proxies.js';
import { HolderPin } from './holder-pin.js';

export async function reprovisionCard(input: ReprovisionCardInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin();
  /** Of the plan of this attempt: what earlier attempts finished is not in it. */
  let references = 0;

  const stages: SagaStage[] = [
    {
      name: 'open',
      percent: stageSpan.open[0],
      sentence: 'Reading the card and making the plan',
      run: async (call) => {
        ({ references } = await cardActivities.openForReprovision({ ...call, reprovision: input }));
      },
    },
    {
      name: 'new-pin',
      percent: stageSpan['new-pin'][0],
      sentence: 'Waiting for the cardholder to choose the new PIN; nothing is written before',
      waits: true,
      run: async () => {
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (answer === 'supplied' || saga.cancelRequested) return;
        // Nobody came. The first attempt has written nothing, so it simply ends; a later one must be finished by somebody.
        if (saga.attempt === 1) saga.cancelRequested = true;
        else
          throw toApplicationFailure(
            new CardwrightError('PIN_KEY_EXPIRED', 'Nobody chose the new PIN in time; the card waits to be finished'),
          );
      },
    },
    {
      name: 'references',
      percent: stageSpan.references[0],
      sentence: 'Replacing keys and certificates, one after the other',
      run: async (call) => {
        for (let index = 0; index < references; index++) {
          // Between two key references the card is at rest but for the certificate of the last one.
          if (saga.cancelRequested) return cardActivities.finishReference({ ...call, reprovision: input, index });
          await cardActivities.replaceReference({ ...call, reprovision: input, index });
        }
        if (saga.cancelRequested)
          await cardActivities.finishReference({ ...call, reprovision: input, index: references });
      },
    },
    {
      name: 'content',
      percent: stageSpan.content[0],
      sentence: 'Writing the data objects, reading them back, and putting card, record and CA into agreement',
      run: (call) => cardActivities.finishReprovision({ ...call, reprovision: input }),
    },
  ];
  const saga: CardSaga = new CardSaga(input, {
    stages,
    activities: sagaActivities((call) => cardActivities.compensateReprovision({ ...call, reprovision: input })),
    abandonAfterMs: input.abandonAfterMs,
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? 'reprovisioned' : ended };
}
