/**
 * The issue saga (model.md section 4): open, own and generate, certify, write, passkey, PIN, commit. Sandbox: no Node, no Nest.
 * Everything that identifies keys and certificates stays in Postgres; this history holds ids and codes only.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { HolderPin } from '@cardwright/card-saga/holder-pin';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import type { IssueActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, IssueCardInput } from '@cardwright/contracts/workflow/card-write.contract';
import { passkeyStage } from '@cardwright/card-saga/passkey-stage';

const at = stagesOf('ISSUE');
const proxies = cardProxies<IssueActivities>();
const { cards, undo } = proxies;

export async function issueCard(input: IssueCardInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('ISSUE');
  let outcome: 'active' | 'pending-activation' = 'pending-activation';
  const { pinChange, passkey } = input;
  const next = { content: at.content, commit: at.commit };

  const writing: SagaStage[] = [
    { ...at.open, run: (call) => cards.openForIssue({ ...call, issue: input }) },
    { ...at.keys, run: (call) => cards.ownAndGenerate(call) },
    {
      ...at.certificates,
      run: (call) =>
        passkey === true
          ? cards.completeCard({ ...call, pinChange, next, passkey })
          : holderPin.ask((refused) => cards.completeCard({ ...call, pinChange, next, refused })),
    },
  ];
  const ending: SagaStage[] = [
    {
      ...at.pin,
      run: async (call) => {
        outcome = 'pending-activation';
        if (passkey === true) await holderPin.ask((refused) => cards.askForPin({ ...call, refused }));
        const answer = await holderPin.wait(saga, input.pinWaitMs);
        if (answer !== 'supplied' || saga.cancelRequested) return;
        await holderPin.give(() => cards.setHolderPin(call));
        outcome = 'active';
      },
    },
    { ...at.commit, run: (call) => cards.commitIssue({ ...call, outcome }) },
  ];
  const ofPasskey: SagaStage[] = [
    {
      ...at.passkey,
      run: (call) => passkeyStage(call, { saga, holderPin, cards, type: 'ISSUE', waitMs: input.pinWaitMs }),
    },
  ];

  const saga: CardSaga = new CardSaga(input, {
    type: 'ISSUE',
    // Without a PIN to wait for, the card is complete and its record settled with the content.
    stages: pinChange === 'none' ? writing : [...writing, ...(passkey === true ? ofPasskey : []), ...ending],
    activities: proxies.saga(undo.compensateIssue),
    abandonAfterMs: input.abandonAfterMs,
    reopensAlso: holderPin.refusals,
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended === 'done' ? outcome : ended };
}
