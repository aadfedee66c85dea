/**
 * A new passkey on a card in use: read the card, make the passkey as an issue does, put it on record in the place of the one that the card had. Nothing
 * else on the card changes. Sandbox: no Node, no Nest.
 */
import { cardProxies } from '@cardwright/card-saga/activity-proxies';
import { CardSaga, type SagaStage } from '@cardwright/card-saga/card-saga';
import { HolderPin } from '@cardwright/card-saga/holder-pin';
import { passkeyStage } from '@cardwright/card-saga/passkey-stage';
import type { PasskeyActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteResult, MakePasskeyInput } from '@cardwright/contracts/workflow/card-write.contract';
import { stagesOf } from '@cardwright/contracts/workflow/stages';
import { say } from '@cardwright/contracts/words/say';

const at = stagesOf('PASSKEY');
const proxies = cardProxies<PasskeyActivities>();
const { cards, undo } = proxies;
const asked = {
  askForPasskey: cards.askForNewPasskey,
  registerPasskey: cards.registerNewPasskey,
};

export async function makePasskey(input: MakePasskeyInput): Promise<CardWriteResult> {
  const holderPin = new HolderPin('PASSKEY');
  const stages: SagaStage[] = [
    { ...at.open, run: (call) => cards.openForPasskey(call) },
    {
      ...at.passkey,
      run: (call) =>
        passkeyStage(call, {
          ...{ saga, holderPin, cards: asked, type: 'PASSKEY', waitMs: input.pinWaitMs },
          nobody: () => holderPin.nobodyCame(saga, say('nobody.passkey')),
        }),
    },
    { ...at.commit, run: (call) => cards.commitPasskey(call) },
  ];
  const saga: CardSaga = new CardSaga(input, {
    type: 'PASSKEY',
    stages,
    activities: proxies.saga(undo.compensatePasskey),
    abandonAfterMs: input.abandonAfterMs,
    carried: () => holderPin.carried(),
  });
  holderPin.listen(saga);
  const ended = await saga.run();
  return { requestId: input.requestId, outcome: ended };
}
