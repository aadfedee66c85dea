/** A link that is lost in a command that changes the card: nobody knows whether it was executed (CARD_OUTCOME_UNKNOWN). */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ApduProcessor, SendApdu } from './apdu-processor.js';
import type { ApplicationCommands } from './application-commands.js';
import { isLinkError } from './link-errors.js';

export class UnknownOutcome implements ApduProcessor {
  constructor(
    private readonly commands: Pick<ApplicationCommands, 'changes'>,
    /** How many APDUs were given to the link so far. */
    private readonly apdus: () => number,
  ) {}

  async process(apdu: CommandApdu, next: SendApdu): Promise<ResponseApdu> {
    const before = this.apdus();
    try {
      return await next(apdu);
    } catch (error) {
      if (!isLinkError(error) || !this.commands.changes(apdu)) throw error;
      const sentSome = this.apdus() > before + 1 || error.details['sent'] !== false;
      if (!sentSome) throw error;
      throw new CardwrightError('CARD_OUTCOME_UNKNOWN', undefined, { ...error.details }, error);
    }
  }
}
