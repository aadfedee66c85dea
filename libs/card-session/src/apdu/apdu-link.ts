/** The end of the stack: one command APDU as bytes over the transport, and the bytes of its answer. */
import { encodeExtended, encodeShort } from '@cardwright/card-protocol/apdu/command-apdu';
import { decodeResponse } from '@cardwright/card-protocol/apdu/response-apdu';
import type { CardTransport } from '../card-transport.port.js';
import type { SendApdu } from './apdu-processor.js';

/** The encoded bytes are wiped once they are answered: they may hold a PIN or a key. */
export const linkTo =
  (transport: CardTransport): SendApdu =>
  async (apdu) => {
    const encoded = apdu.extended === true ? encodeExtended(apdu) : encodeShort(apdu);
    const answer = await transport.transmit(encoded);
    encoded.fill(0);
    return decodeResponse(answer);
  };
