/**
 * The stage in which a passkey is made: it asks the holder for what it needs, and asks again in the same card session where the key was not
 * touched or a PIN was wrong, so that nothing else of the issue is repeated. Sandbox: no Node, no Nest.
 */
import type { CardSaga } from './card-saga.js';
import { failureOf } from './failure.js';
import type { HolderPin } from './holder-pin.js';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssueActivities, StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import type { PasskeySagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { passkeyStageOf } from '@cardwright/contracts/workflow/stages';
import { say } from '@cardwright/contracts/words/say';
import { toApplicationFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';

interface Parts {
  saga: CardSaga;
  holderPin: HolderPin;
  cards: Pick<IssueActivities, 'askForPasskey' | 'registerPasskey'>;
  type: PasskeySagaType;
  /** So long the holder is waited for, each time. */
  waitMs: number;
  /** Where nobody came: what else than a failure becomes of it. */
  nobody?: (() => void) | undefined;
}

/** Fails with FIDO_USER_CANCELLED where nobody came, and with what no other try of the holder would mend. */
export async function passkeyStage(
  call: StageCall,
  { saga, holderPin, cards, type, waitMs, nobody }: Parts,
): Promise<void> {
  const { stage, refusedWith } = passkeyStageOf(type);
  let refused: PinRefusal | null = null;
  for (let round = 1; ; round += 1) {
    let made = false;
    const answer = await holderPin.askAndWait(saga, {
      ...{ stage, waitMs, again: refused === 'FIDO_USER_CANCELLED' },
      ask: async () => {
        const { asks } = await cards.askForPasskey({ ...call, refused, round });
        made = asks === 'made';
        return !made && asks !== 'nothing';
      },
    });
    if (made || saga.cancelRequested) return;
    if (answer === undefined && nobody !== undefined) return nobody();
    if (answer === undefined)
      throw toApplicationFailure(new CardwrightError('FIDO_USER_CANCELLED', say('nobody.passkey')));
    try {
      return await cards.registerPasskey({ ...call, round });
    } catch (error) {
      const { code } = failureOf(error);
      const again = refusedWith.find((refusal) => refusal === code);
      if (again === undefined || saga.cancelRequested) throw error;
      refused = again;
    }
  }
}
