/** Requests and answers of CTAP over a link: a status that is no success is an error. */
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { decodeReply, encodeRequest, type CtapCommandName } from '@cardwright/card-protocol/ctap/messages/command';
import { ctapStatus } from '@cardwright/card-protocol/ctap/status';
import { CtapStatusError } from './ctap-errors.js';
import type { CtapExchangeOptions, CtapLink } from './ctap-link.port.js';

/** Throws CtapStatusError, CardProtocolError (an answer that is none), and the codes of the link. */
export async function exchange(
  link: CtapLink,
  command: CtapCommandName,
  parameters?: CborMap,
  options?: CtapExchangeOptions,
): Promise<CborMap> {
  const request = encodeRequest(command, parameters);
  try {
    const reply = decodeReply(await link.exchange(request, options));
    if (reply.status !== ctapStatus.CTAP2_OK) throw new CtapStatusError(command, reply.status);
    return reply.parameters;
  } finally {
    request.fill(0);
  }
}
