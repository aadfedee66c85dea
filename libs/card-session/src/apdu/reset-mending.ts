/**
 * A card that somebody else has reset, or that the reader has switched off, is still there: what only reads is asked again, once the link is
 * mended and the application selected. A write is not: whoever sends it reads the card back first (CARD_OUTCOME_UNKNOWN).
 */
import type { CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { ApduProcessor, SendApdu } from './apdu-processor.js';
import type { ApplicationCommands } from './application-commands.js';
import { isReset } from './link-errors.js';

/** More often than this in a row, somebody else is at work on the card. */
const resetsMax = 3;

/** Of a `CardTransport`: absent `reconnect` means that the link cannot be mended. */
interface MendableLink {
  readonly readerName: string;
  reconnect?(): Promise<void>;
}

export class ResetMending implements ApduProcessor {
  /** The SELECT that the card took last: what is read after a reset is read in the same application. */
  private selected: CommandApdu | undefined;

  constructor(
    private readonly commands: Pick<ApplicationCommands, 'survivesReset'>,
    private readonly transport: MendableLink,
    /** The link works again, and the card has forgotten everything. */
    private readonly forgotten: () => void,
  ) {}

  /** Throws CARD_WAS_RESET and CARD_UNPOWERED where asking again does not help, and CARD_REMOVED when the card is another one. */
  async process(apdu: CommandApdu, next: SendApdu): Promise<ResponseApdu> {
    for (let resets = 0; ; resets++)
      try {
        if (resets > 0) await this.reconnect(apdu, next);
        const response = await next(apdu);
        if (isSelect(apdu) && isStatus(response.sw, 'success')) this.selected = apdu;
        return response;
      } catch (error) {
        const mendable = isReset(error) && this.commands.survivesReset(apdu) && this.transport.reconnect !== undefined;
        if (!mendable || resets === resetsMax) throw error;
      }
  }

  private async reconnect(apdu: CommandApdu, next: SendApdu): Promise<void> {
    await this.transport.reconnect!();
    this.forgotten();
    if (this.selected === undefined || isSelect(apdu)) return;
    const { sw } = await next(this.selected);
    if (!isStatus(sw, 'success'))
      throw new CardwrightError('CARD_WAS_RESET', say('card.not-selected-after-reset'), {
        readerName: this.transport.readerName,
        sw: sw.toString(16),
        sent: false,
      });
  }
}

const isSelect = ({ ins }: CommandApdu): boolean => ins === instruction.select;
