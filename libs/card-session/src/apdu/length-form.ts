/**
 * Short or extended length for each command, by what was seen to work (extended-length.ts). What only asks is asked once more in short APDUs
 * where the extended one got no answer; what changes the card is never sent twice. Governing document: ISO/IEC 7816-4:2020 section 5.2.
 */
import { shortDataMax, shortLeAll, type CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { isAboutForm, isAnswerToExtended } from './form-answers.js';
import type { ExtendedLength } from './extended-length.js';
import type { ApduProcessor, SendApdu } from './apdu-processor.js';
import type { ApplicationCommands } from './application-commands.js';
import { isLinkFailure } from './link-errors.js';

export class LengthForm implements ApduProcessor {
  constructor(
    private readonly commands: Pick<ApplicationCommands, 'changes' | 'hasLongAnswer' | 'pieceBytes'>,
    private readonly extended: ExtendedLength,
  ) {}

  /** Throws CARD_OUTCOME_UNKNOWN {extended: true}, and what the rest of the stack throws. */
  async process(apdu: CommandApdu, next: SendApdu): Promise<ResponseApdu> {
    if (!this.sendExtended(apdu)) return next(apdu);
    return this.commands.changes(apdu) ? this.writeExtended(apdu, next) : this.askExtended(apdu, next);
  }

  private sendExtended(apdu: CommandApdu): boolean {
    const changes = this.commands.changes(apdu);
    if (this.commands.pieceBytes !== undefined) return false;
    if (apdu.data.length > shortDataMax) return this.extended.carries(apdu.data.length, changes);
    const usable = changes ? this.extended.works : this.extended.mayBeTried;
    return usable && apdu.le === shortLeAll && this.commands.hasLongAnswer(apdu);
  }

  /** Without a usable answer, the command is sent once more in short form. The result shows whether the length was the cause. */
  private async askExtended(apdu: CommandApdu, next: SendApdu): Promise<ResponseApdu> {
    const first = await next(this.inExtendedForm(apdu)).catch((error: unknown) => {
      if (isLinkFailure(error)) return error;
      throw error;
    });
    if (!(first instanceof Error) && isAnswerToExtended(first.sw)) {
      this.extended.answered(apdu.data.length);
      return first;
    }
    const isData = apdu.data.length > shortDataMax;
    let second: ResponseApdu;
    try {
      second = await next(apdu);
    } catch (error) {
      // A link that the extended command has broken for good: the next session with this reader does not try it.
      if (isLinkFailure(error)) this.extended.refuse(isData);
      throw error;
    }
    if (first instanceof Error || first.sw !== second.sw) this.extended.refuse(isData);
    return second;
  }

  /**
   * Nobody knows whether a command was executed whose answer may be about its length: CARD_OUTCOME_UNKNOWN {extended: true}. What it changes
   * is to be read back; sent again it goes in short APDUs.
   */
  private async writeExtended(apdu: CommandApdu, next: SendApdu): Promise<ResponseApdu> {
    const length = apdu.data.length;
    const isData = length > shortDataMax;
    const taken = isData && this.extended.hasTaken(length);
    const response = await next(this.inExtendedForm(apdu)).catch((error: unknown) => {
      if (isLinkFailure(error) && error.details['sent'] !== false && !taken) {
        this.extended.refuse(isData);
        throw new CardwrightError('CARD_OUTCOME_UNKNOWN', undefined, { ...error.details, extended: true }, error);
      }
      throw error;
    });
    if (isStatus(response.sw, 'success')) this.extended.answered(length);
    // That extended length works at all is known by now: a command with little data is doubted only for what is said about its form.
    const believed = taken || isAnswerToExtended(response.sw) || (!isData && !isAboutForm(response.sw));
    if (believed) return response;
    this.extended.refuse(isData);
    throw new CardwrightError('CARD_OUTCOME_UNKNOWN', say('card.no-extended'), {
      sw: response.sw.toString(16).toUpperCase(),
      extended: true,
    });
  }

  private inExtendedForm(apdu: CommandApdu) {
    const le = apdu.le === undefined || !this.commands.hasLongAnswer(apdu) ? apdu.le : this.extended.answerMax;
    return { ...apdu, extended: true, ...(le !== undefined && { le }) };
  }
}
