/**
 * The issue saga (model.md section 4): open, own and generate, certify, write, PIN, commit. Sandbox: no Node, no Nest.
 * Everything that identifies keys and certificates stays in Postgres; this history holds ids and codes only.
 */
import { condition, setHandler } from '@temporalio/workflow';
import { CardSaga, type SagaStage, type StagePosition } from '@cardwright/card-saga/card-saga';
import { cardSessionLost, pinSkipped, pinSupplied } from '@cardwright/card-saga/messages';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { stageSpan } from '@cardwright/contracts/workflow/stages';
import type { CardWriteResult, IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { toApplicationFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import { cardActivities, decisionActivities, sagaActivities } from './activity-proxies.js';

export async function issueCard(input: IssueCardInput): Promise<CardWriteResult> {
  // By attempt: an answer can come before the stage that waits for it, when the activity before that stage is repeated.
  const answered = new Map<number, 'supplied' | 'skipped'>();
  let lostAttempt = 0;
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
      run: (call) => cardActivities.completeCard({ ...call, pinChange: input.pinChange, next: { content, commit } }),
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
        const answer = () => answered.get(saga.attempt);
        const sessionLost = (): boolean => lostAttempt === saga.attempt;
        await condition(() => answer() !== undefined || sessionLost() || saga.cancelRequested, input.pinWaitMs);
        // Nobody can answer any more: the key to seal a PIN to went with the session. Opened again, there is a new one.
        if (answer() === undefined && sessionLost() && !saga.cancelRequested)
          throw toApplicationFailure(
            new CardwrightError('EDGE_RESTARTED', 'The card session that waited for a PIN ended'),
          );
        if (answer() !== 'supplied' || saga.cancelRequested) return;
        await cardActivities.setHolderPin(call);
        outcome = 'active';
      },
    },
    { ...commit, run: (call) => cardActivities.commitIssue({ ...call, outcome }) },
  ];

  const saga = new CardSaga(input, {
    // Without a PIN to wait for, the card is complete and its record settled with the content.
    stages: input.pinChange === 'none' ? writing : [...writing, ...ending],
    activities: sagaActivities(cardActivities.compensateIssue),
    abandonAfterMs: input.abandonAfterMs,
  });
  setHandler(pinSupplied, async ({ decisionId }) => {
    const { attempt } = saga;
    await decisionActivities.useDecision({
      input,
      decisionId: decisionId ?? null,
      action: 'pin-supplied',
      reason: null,
    });
    answered.set(attempt, 'supplied');
  });
  setHandler(pinSkipped, async ({ decisionId }) => {
    const { attempt } = saga;
    await decisionActivities.useDecision({
      input,
      decisionId: decisionId ?? null,
      action: 'pin-skipped',
      reason: null,
    });
    answered.set(attempt, 'skipped');
  });

  setHandler(cardSessionLost, ({ attempt }) => {
    lostAttempt = attempt;
  });

  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? outcome : ended };
}
