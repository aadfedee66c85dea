/**
 * The issue saga (model.md section 4): open, own and generate, certify, write, PIN, commit. Sandbox: no Node, no Nest.
 * Everything that identifies keys and certificates stays in Postgres; this history holds ids and codes only.
 */
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, sagaActivities, undoActivities } from '../sandbox/activity-proxies.js';
import { HolderPin } from '../sandbox/holder-pin.js';

const at = stagesOf('ISSUE');

export async function issueCard(input: IssueCardInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('ISSUE');
  let outcome: 'active' | 'pending-activation' = 'pending-activation';

  const writing: SagaStage[] = [
    { ...at.open, run: (call) => cardActivities.openForIssue({ ...call, issue: input }) },
    { ...at.keys, run: (call) => cardActivities.ownAndGenerate(call) },
    {
      ...at.certificates,
      run: (call) =>
        holderPin.ask((refused) =>
          cardActivities.completeCard({
            ...call,
            pinChange: input.pinChange,
            next: { content: at.content, commit: at.commit },
            refused,
          }),
        ),
    },
  ];
  const ending: SagaStage[] = [
    {
      ...at.pin,
      run: async (call) => {
        outcome = 'pending-activation';
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (answer !== 'supplied' || saga.cancelRequested) return;
        await holderPin.give(() => cardActivities.setHolderPin(call));
        outcome = 'active';
      },
    },
    { ...at.commit, run: (call) => cardActivities.commitIssue({ ...call, outcome }) },
  ];

  const saga = new CardSaga(input, {
    type: 'ISSUE',
    // Without a PIN to wait for, the card is complete and its record settled with the content.
    stages: input.pinChange === 'none' ? writing : [...writing, ...ending],
    activities: sagaActivities(undoActivities.compensateIssue),
    abandonAfterMs: input.abandonAfterMs,
    reopensAlso: [holderPin.refusal],
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? outcome : ended };
}
