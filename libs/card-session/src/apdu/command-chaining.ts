/** Sends a command of the short form in as many pieces as its data needs. ISO/IEC 7816-4:2020 section 5.3.3. */
import { chainPieces } from '@cardwright/card-protocol/apdu/chaining';
import { shortDataMax } from '@cardwright/card-protocol/apdu/command-apdu';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import type { ApduProcessor, OutgoingApdu, SendApdu } from './apdu-processor.js';

export class CommandChaining implements ApduProcessor {
  constructor(private readonly pieceBytes = shortDataMax) {}

  /** The chain ends where the card refuses a piece; that is the answer. */
  async process(apdu: OutgoingApdu, next: SendApdu): Promise<ResponseApdu> {
    if (apdu.extended === true) return next(apdu);
    const pieces = chainPieces(apdu, this.pieceBytes);
    const last = pieces.pop()!;
    for (const piece of pieces) {
      const response = await next(piece);
      if (!isStatus(response.sw, 'success')) return response;
    }
    return next(last);
  }
}
