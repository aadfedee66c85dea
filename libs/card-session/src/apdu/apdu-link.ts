/** The end of the stack: one command APDU as bytes over the transport (`CardTransport.transmit`), and the bytes of its answer. */
import { encodeExtended, encodeShort } from '@cardwright/card-protocol/apdu/command-apdu';
import { decodeResponse } from '@cardwright/card-protocol/apdu/response-apdu';
import type { SendApdu } from './apdu-processor.js';

/** The encoded bytes are wiped once they are answered: they may hold a PIN or a key. */
export const linkTo =
  (transmit: (command: Uint8Array) => Promise<Uint8Array>): SendApdu =>
  async (apdu) => {
    const encoded = apdu.extended === true ? encodeExtended(apdu) : encodeShort(apdu);
    const answer = await transmit(encoded);
    encoded.fill(0);
    return decodeResponse(answer);
  };
