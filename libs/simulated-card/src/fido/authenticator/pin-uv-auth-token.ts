/** The token that a right PIN gives: what it allows, for which relying party, and for how long. Governing document: CTAP 2.1 section 6.5.2.1. */
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import { pinUvAuthProtocol, type PinUvAuthProtocol } from '@cardwright/card-protocol/ctap/pin/pin-uv-auth-protocol';
import { pinUvAuthPermission, type PinUvAuthPermissionName } from '@cardwright/card-protocol/ctap/messages/client-pin';
import { needed, refuseCtap } from './ctap-error.js';
import type { FidoCard } from './fido-card.js';
import type { PinUvAuthToken } from '../../card/fido-session.js';

const tokenBytes = 32;
/** Until it is used for the first time, and from then on all in all. */
const [firstUseMs, lifeMs] = [30_000, 600_000];

export const protocolOf = (version: number | undefined): PinUvAuthProtocol =>
  pinUvAuthProtocol(needed(version), nodeCryptography) ?? refuseCtap('CTAP1_ERR_INVALID_PARAMETER');

/** In place of any earlier one. */
export function issueToken(
  card: FidoCard,
  protocol: number,
  permissions: number,
  rpId: string | undefined,
): Uint8Array {
  const token = nodeCryptography.randomBytes(tokenBytes);
  card.session.token = { protocol, token, permissions, rpId, since: card.now(), used: false };
  return token;
}

export interface AuthenticatedRequest {
  pinUvAuthProtocol?: number | undefined;
  pinUvAuthParam?: Uint8Array | undefined;
}

/**
 * Returns the token if it authenticates the message and has the permission; throws CTAP2_ERR_PIN_AUTH_INVALID. rpId: the relying party that
 * the request is for, to which the token is bound from now on; absent: for all of them, which a bound token is not good for.
 */
export function requireToken(
  card: FidoCard,
  request: AuthenticatedRequest,
  message: Uint8Array,
  permission: PinUvAuthPermissionName,
  rpId?: string,
): PinUvAuthToken {
  const protocol = protocolOf(request.pinUvAuthProtocol);
  const { token } = card.session;
  const right =
    token !== undefined &&
    token.protocol === protocol.version &&
    isAlive(token, card.now()) &&
    protocol.verify(token.token, message, needed(request.pinUvAuthParam)) &&
    (token.permissions & pinUvAuthPermission[permission]) !== 0 &&
    (token.rpId === undefined || token.rpId === rpId);
  if (!right) return refuseCtap('CTAP2_ERR_PIN_AUTH_INVALID');
  token.used = true;
  return token;
}

const isAlive = ({ since, used }: PinUvAuthToken, now: number): boolean => now - since < (used ? lifeMs : firstUseMs);
