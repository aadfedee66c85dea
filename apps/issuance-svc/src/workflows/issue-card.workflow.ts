/**
 * The issue saga (model.md section 4): open, own and generate, certify, write, PIN, commit. Sandbox: no Node, no Nest.
 * Everything that identifies keys and certificates stays in Postgres; this history holds ids and codes only.
 */
import { CardSaga, type SagaStage, type StagePosition } from '@cardwright/card-saga/card-saga';
import { stageSpan } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, sagaActivities, undoActivities } from './activity-proxies.js';
import { HolderPin } from './holder-pin.js';

export async function issueCard(input: IssueCardInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin();
  let outcome: 'active' | 'pending-activation' = 'pending-activation';

  const content: StagePosition = {
    name: 'content',
    percent: stageSpan.content[0],
    sentence: 'Writing certificates and data objects and reading them back',
  };
  const commit: StagePosition = {
    name: 'commit',
    percent: stageSpan.commit[0],
    sentence: 'Putting card, record and CA into agreement',
  };
  const writing: SagaStage[] = [
    {
      name: 'open',
      percent: stageSpan.open[0],
      sentence: 'Reading the card and making the plan',
      run: (call) => cardActivities.openForIssue({ ...call, issue: input }),
    },
    {
      name: 'keys',
      percent: stageSpan.keys[0],
      sentence: 'Taking over the card and generating its keys',
      run: (call) => cardActivities.ownAndGenerate(call),
    },
    {
      name: 'certificates',
      percent: stageSpan.certificates[0],
      sentence: 'The CA makes the certificates',
      run: (call) =>
        holderPin.ask((refused) =>
          cardActivities.completeCard({ ...call, pinChange: input.pinChange, next: { content, commit }, refused }),
        ),
    },
  ];
  const ending: SagaStage[] = [
    {
      name: 'pin',
      percent: stageSpan.pin[0],
      sentence: 'Waiting for the cardholder to choose a PIN; the content of the card is complete',
      waits: true,
      run: async (call) => {
        outcome = 'pending-activation';
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (answer !== 'supplied' || saga.cancelRequested) return;
        await holderPin.give(() => cardActivities.setHolderPin(call));
        outcome = 'active';
      },
    },
    { ...commit, run: (call) => cardActivities.commitIssue({ ...call, outcome }) },
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
