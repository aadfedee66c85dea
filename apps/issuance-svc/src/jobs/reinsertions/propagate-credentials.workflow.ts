/**
 * Watches that a card with new certificates is put in again, and that programs see them (A16, A17). The row says what is awaited and what was
 * observed; this only keeps the times: a look after each insertion, one reminder, and the end after a day. It holds neither the card nor a
 * lease, and no saga waits for it. Sandbox: no Node, no Nest.
 */
import { condition, isCancellation, setCurrentDetails, setHandler, defineSignal } from '@temporalio/workflow';
import { cardReinsertedSignal, type PropagationInput } from '@cardwright/contracts/workflow/card-write.contract';
import { agentActivities, reinsertionRecords } from './reinsertion-proxies.js';

export async function propagateCredentials(input: PropagationInput): Promise<void> {
  // The row may say already that it is in again.
  let insertions = 1;
  let looked = 0;
  let reminded = false;
  setHandler(defineSignal(cardReinsertedSignal), () => void (insertions += 1));
  await unlessInVain(agentActivities.askForReinsertion(input));
  for (;;) {
    const next = reminded ? input.endsAt : input.remindAt;
    setCurrentDetails(
      `The card is to be taken out and put in again. ${reminded ? 'Ends' : 'A reminder comes'} at ${next}`,
    );
    if (await condition(() => looked < insertions, Math.max(Date.parse(next) - Date.now(), 1))) {
      looked = insertions;
      const seen = await unlessInVain(agentActivities.lookForCredentials(input));
      if (seen?.over === true) break;
    } else if (reminded) {
      await reinsertionRecords.endReinsertion(input);
      break;
    } else {
      reminded = true;
      const answer = await unlessInVain(agentActivities.remindOfReinsertion(input));
      if (answer?.over === true) break;
      // An insertion whose signal was lost.
      if (answer?.inserted === true) insertions += 1;
    }
  }
  setCurrentDetails('Nobody waits for the card any more; the request says how it ended');
}

/** An agent that is away for long is asked no more; the next insertion, or the end, goes on from here. */
async function unlessInVain<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return undefined;
  }
}
