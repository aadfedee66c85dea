/**
 * The issue saga (model.md section 4): open, own and generate, certify, write, PIN, commit. Sandbox: no Node, no Nest.
 * Everything that identifies keys and certificates stays in Postgres; this history holds ids and codes only.
 */
import { condition, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { pinSkipped, pinSupplied } from '@cardwright/card-saga/messages';
import { searchAttribute } from '@cardwright/contracts/workflow/names';
import type { CardWriteResult, IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { cardActivities, decisionActivities, sagaActivities } from './activity-proxies.js';

export async function issueCard(input: IssueCardInput): Promise<CardWriteResult> {
  let answer: 'supplied' | 'skipped' | null = null;
  let outcome: 'active' | 'pending-activation' = 'pending-activation';

  const stages: SagaStage[] = [
    {
      name: 'open',
      percent: 5,
      sentence: 'Reading the card and making the plan',
      run: (call) => cardActivities.openForIssue({ ...call, issue: input }),
    },
    {
      name: 'keys',
      percent: 15,
      sentence: 'Taking over the card and generating its keys',
      run: (call) => cardActivities.ownAndGenerate(call),
    },
    {
      name: 'certificates',
      percent: 50,
      sentence: 'The CA makes the certificates',
      run: (call) => cardActivities.certify(call),
    },
    {
      name: 'content',
      percent: 60,
      sentence: 'Writing certificates and data objects and reading them back',
      run: (call) => cardActivities.writeContent({ ...call, awaitPin: input.pinChange === 'holder' }),
    },
    {
      name: 'pin',
      percent: 85,
      sentence: 'Waiting for the cardholder to choose a PIN; the content of the card is complete',
      run: async (call) => {
        outcome = 'pending-activation';
        if (input.pinChange === 'none') return;
        answer = null;
        await condition(() => answer !== null || saga.cancelRequested, input.pinWaitMs);
        if (answer !== 'supplied' || saga.cancelRequested) return;
        await cardActivities.setHolderPin(call);
        outcome = 'active';
      },
    },
    {
      name: 'commit',
      percent: 95,
      sentence: 'Putting card, record and CA into agreement',
      run: (call) => cardActivities.commitIssue({ ...call, outcome }),
    },
  ];

  const saga = new CardSaga(input, {
    stages,
    activities: sagaActivities(cardActivities.compensateIssue),
    abandonAfterMs: input.abandonAfterMs,
  });
  setHandler(pinSupplied, async ({ decisionId }) => {
    await decisionActivities.useDecision({
      input,
      decisionId: decisionId ?? null,
      action: 'pin-supplied',
      reason: null,
    });
    answer = 'supplied';
  });
  setHandler(pinSkipped, async ({ decisionId }) => {
    await decisionActivities.useDecision({
      input,
      decisionId: decisionId ?? null,
      action: 'pin-skipped',
      reason: null,
    });
    answer = 'skipped';
  });

  upsertSearchAttributes({ [searchAttribute.kind]: ['issue'] });
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? outcome : ended };
}
