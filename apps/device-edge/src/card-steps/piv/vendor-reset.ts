/**
 * Vendor step: resets the card to its delivered state. The card accepts this only if PIN and PUK are both blocked, so they are blocked on
 * purpose first. It can only go forward: after a cut, the step is simply repeated.
 */
import { randomBytes } from 'node:crypto';
import { isStatus, retriesFrom } from '@cardwright/card-protocol/iso7816/status-word';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { resetRetryCounter, verify } from '@cardwright/card-protocol/piv/reference-data-commands';
import { resetApplication } from '@cardwright/card-protocol/piv/vendor-extensions';
import type { PivSession } from '@cardwright/card-session/piv/piv-session';
import { statusError } from '@cardwright/card-session/status-error';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { StepExecutor, StepOf } from './step.js';

/** The highest try limit that a card can have. */
const triesMax = 255;

export const vendorReset: StepExecutor<StepOf<'vendor-reset'>> = {
  async execute(_step, { piv, knowledge }) {
    knowledge.forget();
    if (!(await resetsAtOnce(piv))) {
      await block(piv, () => verify(wrongValue()));
      await block(piv, () => resetRetryCounter(wrongValue(), wrongValue()));
      await piv.resetApplication();
    }
    await piv.select();
    const { blocked } = await piv.pinStatus();
    if (blocked) throw new CardwrightError('CARD_VERIFY_FAILED', say('card.still-blocked'));
    return {};
  },
};

/**
 * The instruction is tried before anything is blocked, because a card without it must not lose its PIN and PUK. A card with it refuses
 * while they are not blocked (6985), and is reset if they are. Throws CARD_CAPABILITY_MISSING.
 */
async function resetsAtOnce(piv: PivSession): Promise<boolean> {
  const command = resetApplication();
  const { sw } = await piv.exchange(command);
  if (isStatus(sw, 'success')) return true;
  const refused = statusError(sw, command.ins, 'key');
  if (refused.code === 'CARD_CAPABILITY_MISSING') throw refused;
  return false;
}

async function block(piv: PivSession, attempt: () => CommandApdu): Promise<void> {
  for (let i = 0; i <= triesMax; i++) {
    const { sw } = await piv.exchange(attempt());
    if (retriesFrom(sw) === 0) return;
    // A guess that is right by chance (1 in 10^15) puts the counter back: the next one goes on.
    if (retriesFrom(sw) === undefined && sw !== 0x9000)
      throw new CardwrightError('CARD_UNEXPECTED_STATUS', undefined, { sw: sw.toString(16) });
  }
  throw new CardwrightError('CARD_UNEXPECTED_STATUS', say('card.does-not-block'));
}

/** Eight letters: well-formed for every card, and no PIN or PUK that anybody has. */
const wrongValue = (): Uint8Array => Uint8Array.from(randomBytes(8), (byte) => 0x41 + (byte % 26));
