/**
 * The issue saga (model.md section 4): open, own and generate, certify, write, PIN, commit. Sandbox: no Node, no Nest.
 * Everything that identifies keys and certificates stays in Postgres; this history holds ids and codes only.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { HolderPin } from '@cardwright/card-saga/holder-pin';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { IssueActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';

const at = stagesOf('ISSUE');
const proxies = cardProxies<IssueActivities>();
const { cards, undo } = proxies;

export async function issueCard(input: IssueCardInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('ISSUE');
  let outcome: 'active' | 'pending-activation' = 'pending-activation';

  const writing: SagaStage[] = [
    { ...at.open, run: (call) => cards.openForIssue({ ...call, issue: input }) },
    { ...at.keys, run: (call) => cards.ownAndGenerate(call) },
    {
      ...at.certificates,
      run: (call) =>
        holderPin.ask((refused) =>
          cards.completeCard({
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
        await holderPin.give(() => cards.setHolderPin(call));
        outcome = 'active';
      },
    },
    { ...at.commit, run: (call) => cards.commitIssue({ ...call, outcome }) },
  ];

  const saga = new CardSaga(input, {
    type: 'ISSUE',
    // Without a PIN to wait for, the card is complete and its record settled with the content.
    stages: input.pinChange === 'none' ? writing : [...writing, ...ending],
    activities: proxies.saga(undo.compensateIssue),
    abandonAfterMs: input.abandonAfterMs,
    reopensAlso: holderPin.refusals,
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? outcome : ended };
}
