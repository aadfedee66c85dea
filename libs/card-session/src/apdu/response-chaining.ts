/** Collects an answer that comes in parts: 61xx is followed by GET RESPONSE. ISO/IEC 7816-4:2020 section 5.3.4. */
import { chainingBit, collectedMax, joinResponses, nextGetResponse } from '@cardwright/card-protocol/apdu/chaining';
import type { ResponseApdu } from '@cardwright/card-protocol/apdu/response-apdu';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { ApduProcessor, OutgoingApdu, SendApdu } from './apdu-processor.js';

export class ResponseChaining implements ApduProcessor {
  /** Throws CARD_UNEXPECTED_STATUS for an answer that never ends. */
  async process(apdu: OutgoingApdu, next: SendApdu): Promise<ResponseApdu> {
    let response = await next(apdu);
    // A piece that is not the last of its command has no answer to collect.
    if ((apdu.cla & chainingBit) !== 0) return response;
    const parts = [response];
    let total = response.data.length;
    for (let asked = nextGetResponse(response.sw); asked !== undefined; asked = nextGetResponse(response.sw)) {
      response = await next(asked);
      parts.push(response);
      total += response.data.length;
      if (response.data.length === 0 && nextGetResponse(response.sw)) throw endless(response.sw);
      if (total > collectedMax) throw endless(response.sw);
    }
    return joinResponses(parts);
  }
}

function endless(sw: number): CardwrightError {
  return new CardwrightError('CARD_UNEXPECTED_STATUS', say('card.endless-answer'), { sw: sw.toString(16) });
}
