/**
 * Blocks the PIN by VERIFY with PINs that nobody has: the only way of the standard (SP 800-73-5 Part 2 section 3.2.1). The counter is
 * read first, so that a blocked PIN costs nothing, and again at the end. RESET RETRY COUNTER by the PUK is the way back.
 */
import { randomInt } from 'node:crypto';
import { retriesFrom } from '@cardwright/card-protocol/iso7816/status-word';
import { referenceDataLength } from '@cardwright/card-protocol/piv/pin-format';
import { verify } from '@cardwright/card-protocol/piv/reference-data-commands';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { StepExecutor, StepOf } from './step.js';

/** The highest try limit that a card can have. */
const triesMax = 255;

export const blockPin: StepExecutor<StepOf<'block-pin'>> = {
  async execute(_step, { piv, knowledge }) {
    knowledge.verifiedPin = null;
    // While the PIN is verified the card does not report its counter.
    await piv.forgetPin();
    let { blocked } = await piv.pinStatus();
    const sent = new Set<string>();
    while (!blocked) {
      if (sent.size > triesMax) throw new CardwrightError('CARD_UNEXPECTED_STATUS', say('card.does-not-block-pin'));
      const { sw } = await piv.exchange(verify(unknownPin(sent)));
      const left = retriesFrom(sw);
      // A guess that is right by chance (1 in 10^8) fills the counter again: the next one goes on.
      if (left === undefined && sw !== 0x9000)
        throw new CardwrightError('CARD_UNEXPECTED_STATUS', undefined, { sw: sw.toString(16) });
      blocked = left === 0;
    }
    if (!(await piv.pinStatus()).blocked) throw new CardwrightError('CARD_VERIFY_FAILED', say('card.pin-not-blocked'));
    return {};
  },
};

/** Digits, because a strict card refuses anything else without counting it; never one that was sent already. */
function unknownPin(sent: Set<string>): Uint8Array {
  for (;;) {
    const pin = Array.from({ length: referenceDataLength }, () => randomInt(10)).join('');
    if (sent.has(pin)) continue;
    sent.add(pin);
    return new TextEncoder().encode(pin);
  }
}
