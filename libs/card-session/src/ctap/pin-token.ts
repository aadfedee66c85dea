/** What a right PIN gives. Governing document: CTAP 2.1 section 6.5.2.1. */
import type { PinUvAuthProtocol } from '@cardwright/card-protocol/ctap/pin/pin-uv-auth-protocol';

/** Authenticates requests. A secret: whoever asked for it wipes it. */
export interface PinToken {
  readonly protocol: PinUvAuthProtocol;
  readonly token: Uint8Array;
}

/** The two fields that authenticate a message; none without a token. */
export function authentication(
  token: PinToken | undefined,
  message: Uint8Array,
): { pinUvAuthParam?: Uint8Array; pinUvAuthProtocol?: number } {
  if (token === undefined) return {};
  const { protocol } = token;
  return { pinUvAuthParam: protocol.authenticate(token.token, message), pinUvAuthProtocol: protocol.version };
}
