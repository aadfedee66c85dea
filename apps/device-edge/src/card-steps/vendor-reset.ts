/**
 * Vendor: back to the delivered state. The card only does it with PIN and PUK both blocked, so they are blocked on
 * purpose first. Forward only: a cut anywhere in here is finished by doing it again.
 */
import { randomBytes } from 'node:crypto';
import { retriesFrom } from '@cardwright/card-protocol/iso7816/status-word';
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { resetRetryCounter, verify, verifyStatus } from '@cardwright/card-protocol/piv/reference-data-commands';
import { resetApplication } from '@cardwright/card-protocol/piv/vendor-extensions';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { StepCard, StepExecutor, StepOf } from './step.js';

/** The highest try limit that a card can have. */
const triesMax = 255;

export const vendorReset: StepExecutor<StepOf<'vendor-reset'>> = {
  async execute(_step, { card, knowledge }) {
    knowledge.forget();
    await block(card, () => verify(wrongValue()));
    await block(card, () => resetRetryCounter(wrongValue(), wrongValue()));
    await card.send(resetApplication());
    await card.select();
    const tries = retriesFrom((await card.transmit(verifyStatus())).sw);
    if (!tries) throw new CardwrightError('CARD_VERIFY_FAILED', 'The card is still blocked after its reset');
    return {};
  },
};

async function block(card: StepCard, attempt: () => CommandApdu): Promise<void> {
  for (let i = 0; i <= triesMax; i++) {
    const { sw } = await card.transmit(attempt());
    if (retriesFrom(sw) === 0) return;
    // A guess that is right by chance (1 in 10^15) puts the counter back: the next one goes on.
    if (retriesFrom(sw) === undefined && sw !== 0x9000)
      throw new CardwrightError('CARD_UNEXPECTED_STATUS', undefined, { sw: sw.toString(16) });
  }
  throw new CardwrightError('CARD_UNEXPECTED_STATUS', 'The card does not block');
}

/** Eight letters: well-formed for every card, and no PIN or PUK that anybody has. */
const wrongValue = (): Uint8Array => Uint8Array.from(randomBytes(8), (byte) => 0x41 + (byte % 26));
