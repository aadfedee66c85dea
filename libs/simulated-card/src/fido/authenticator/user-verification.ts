/** How makeCredential and getAssertion learn whether the user has shown the PIN. Governing document: CTAP 2.1 sections 6.1.2 and 6.2.2. */
import type { PinUvAuthPermissionName } from '@cardwright/card-protocol/ctap/messages/client-pin';
import { isBefore21 } from '../../card/fido-state.js';
import { refuseCtap } from './ctap-error.js';
import type { FidoCard } from './fido-card.js';
import { pinStore } from './pin-store.js';
import { protocolOf, requireToken, type AuthenticatedRequest } from './pin-uv-auth-token.js';

export const clientDataHashBytes = 32;
/** What getInfo says of excludeList and allowList. */
export const credentialCountInListMax = 8;

export interface CredentialRequest extends AuthenticatedRequest {
  readonly clientDataHash: Uint8Array;
  readonly options?: Readonly<Record<string, boolean>> | undefined;
}

/** True: the token of a right PIN authenticates the request. */
export async function userVerified(
  card: FidoCard,
  request: CredentialRequest,
  permission: PinUvAuthPermissionName,
  rpId: string,
): Promise<boolean> {
  if (request.clientDataHash.length !== clientDataHashBytes) refuseCtap('CTAP1_ERR_INVALID_LENGTH');
  // A user verification of the card's own, which it does not have.
  if (request.options?.['uv'] === true) refuseCtap('CTAP2_ERR_INVALID_OPTION');
  if (request.pinUvAuthParam === undefined) return false;
  // Which key is it? A touch tells, and the answer says whether it has a PIN.
  if (request.pinUvAuthParam.length === 0) {
    await card.userPresence();
    refuseCtap(
      pinStore(card.state, card.dialect.pin).hash === undefined ? 'CTAP2_ERR_PIN_NOT_SET' : 'CTAP2_ERR_PIN_INVALID',
    );
  }
  protocolOf(request.pinUvAuthProtocol);
  const token = requireToken(card, request, request.clientDataHash, permission, rpId);
  if (!isBefore21(card.fido)) token.rpId ??= rpId;
  return true;
}

/** A token is good for one credential or assertion with a touch; before CTAP 2.1 for as many as one likes. */
export function useUp({ fido, session }: FidoCard): void {
  if (session.token !== undefined && !isBefore21(fido)) session.token.permissions = 0;
}

export function checkListLength(list: readonly unknown[] | undefined): void {
  if ((list?.length ?? 0) > credentialCountInListMax) refuseCtap('CTAP2_ERR_LIMIT_EXCEEDED');
}
