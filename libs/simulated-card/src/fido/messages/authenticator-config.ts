/** authenticatorConfig: enterprise attestation, and the rules of the PIN. Governing document: CTAP 2.1 section 6.11. */
import { toHex } from '@cardwright/card-protocol/bytes';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import {
  configAuthMessage,
  configRequest,
  configSubCommand,
  setMinPinLengthParams,
  type SetMinPinLengthParams,
} from '@cardwright/card-protocol/ctap/messages/authenticator-config';
import { pinBytesMax } from '@cardwright/card-protocol/ctap/pin/pin-rules';
import { refuseCtap } from '../authenticator/ctap-error.js';
import type { FidoCard } from '../authenticator/fido-card.js';
import { pinStore } from '../authenticator/pin-store.js';
import { requireToken } from '../authenticator/pin-uv-auth-token.js';

export const minPinLengthRpIdsMax = 4;

export async function authenticatorConfig(card: FidoCard, parameters: CborMap): Promise<undefined> {
  const request = configRequest.decode(parameters);
  const { subCommand, subCommandParams } = request;
  const pin = pinStore(card.state, card.dialect.pin);
  if (pin.hash !== undefined) {
    if (request.pinUvAuthParam === undefined) refuseCtap('CTAP2_ERR_PUAT_REQUIRED');
    requireToken(card, request, configAuthMessage(subCommand, subCommandParams), 'authenticatorConfiguration');
  }
  switch (subCommand) {
    case configSubCommand.enableEnterpriseAttestation:
      await card.checkpoint();
      card.fido.enterpriseAttestation = true;
      return;
    case configSubCommand.setMinPINLength:
      return setMinPinLength(card, setMinPinLengthParams.decode(subCommandParams ?? new Map()));
    default:
      return refuseCtap('CTAP2_ERR_INVALID_SUBCOMMAND');
  }
}

async function setMinPinLength(card: FidoCard, params: SetMinPinLengthParams): Promise<undefined> {
  const { fido, state } = card;
  const pin = pinStore(state, card.dialect.pin);
  const { newMinPINLength = pin.minLength, minPinLengthRPIDs, forceChangePin = false } = params;
  // What is set can only be made stricter; a reset alone takes it away.
  if (newMinPINLength < pin.minLength || newMinPINLength > pinBytesMax) refuseCtap('CTAP2_ERR_PIN_POLICY_VIOLATION');
  if (forceChangePin && pin.hash === undefined) refuseCtap('CTAP2_ERR_PIN_NOT_SET');
  if ((minPinLengthRPIDs?.length ?? 0) > minPinLengthRpIdsMax) refuseCtap('CTAP2_ERR_KEY_STORE_FULL');
  await card.checkpoint();
  fido.minPinLength = newMinPINLength;
  if (minPinLengthRPIDs !== undefined) fido.minPinLengthRpIds = [...minPinLengthRPIDs];
  if (pin.hash !== undefined && (forceChangePin || pin.codePoints < newMinPINLength))
    fido.forceChangeOfHashHex = toHex(pin.hash);
}
