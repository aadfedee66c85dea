/** Asks again with the length that the card names by 6Cxx, once. ISO/IEC 7816-4:2020 section 5.3.4. */
import { correctedLe } from '@cardwright/card-protocol/apdu/chaining';
import { shortDataMax } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import type { ApduProcessor, OutgoingApdu, SendApdu } from './apdu-processor.js';

export class CorrectedLength implements ApduProcessor {
  constructor(private readonly pieceBytes = shortDataMax) {}

  /** Only a command that goes in one short piece: of a chain the card has the data already, and what 6Cxx means to an extended one is not sure. */
  async process(apdu: OutgoingApdu, next: SendApdu): Promise<ResponseApdu> {
    const response = await next(apdu);
    const le = correctedLe(response.sw);
    const isOnePiece = apdu.extended !== true && apdu.data.length <= this.pieceBytes;
    return le === undefined || !isOnePiece ? response : next({ ...apdu, le });
  }
}
