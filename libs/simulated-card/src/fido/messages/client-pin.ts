/** authenticatorClientPIN. Governing document: CTAP 2.1 section 6.5.5; a PIN that must be changed: 6.5.5.7.1 and 6.11.4. */
import { concat } from '@cardwright/card-protocol/bytes';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import {
  clientPinRequest,
  clientPinResponse,
  clientPinSubCommand,
  pinUvAuthPermission,
  type ClientPinRequest,
  type ClientPinResponse,
} from '@cardwright/card-protocol/ctap/messages/client-pin';
import { unpadPin } from '@cardwright/card-protocol/ctap/pin/pin-rules';
import type { PinUvAuthProtocol } from '@cardwright/card-protocol/ctap/pin/pin-uv-auth-protocol';
import { isBefore21 } from '../../card/fido-state.js';
import { needed, refuseCtap } from '../authenticator/ctap-error.js';
import type { FidoCard } from '../authenticator/fido-card.js';
import { mustBeChanged, pinHash, pinStore, sameHash, type PinStore } from '../authenticator/pin-store.js';
import { issueToken, protocolOf } from '../authenticator/pin-uv-auth-token.js';
import { pinFailuresMax } from '../authenticator/power-cycle.js';

const { makeCredential, getAssertion, credentialManagement, authenticatorConfiguration } = pinUvAuthPermission;
const supported = makeCredential | getAssertion | credentialManagement | authenticatorConfiguration;

export async function clientPin(card: FidoCard, parameters: CborMap): Promise<CborMap | undefined> {
  const request = clientPinRequest.decode(parameters);
  const pin = pinStore(card.state, card.dialect.pin);
  const answer = await run(card, pin, request);
  return answer && clientPinResponse.encode(answer);
}

async function run(card: FidoCard, pin: PinStore, request: ClientPinRequest): Promise<ClientPinResponse | undefined> {
  switch (request.subCommand) {
    case clientPinSubCommand.getPINRetries:
      return { pinRetries: pin.retriesRemaining, powerCycleState: card.power.pinFailures >= pinFailuresMax };
    case clientPinSubCommand.getKeyAgreement:
      protocolOf(request.pinUvAuthProtocol);
      return { keyAgreement: card.session.keyAgreement.publicKey };
    case clientPinSubCommand.setPIN:
      return setPin(card, pin, request);
    case clientPinSubCommand.changePIN:
      return changePin(card, pin, request);
    case clientPinSubCommand.getPinToken:
      if (request.permissions !== undefined || request.rpId !== undefined) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
      return getToken(card, pin, request, isBefore21(card.fido) ? supported : makeCredential | getAssertion);
    case clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions:
      if (isBefore21(card.fido)) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
      return getToken(card, pin, request, checkPermissions(request));
    default:
      return refuseCtap('CTAP2_ERR_INVALID_SUBCOMMAND');
  }
}

function checkPermissions({ permissions, rpId }: ClientPinRequest): number {
  const asked = needed(permissions);
  if (asked === 0) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
  if ((asked & ~supported) !== 0) refuseCtap('CTAP2_ERR_UNAUTHORIZED_PERMISSION');
  if ((asked & (makeCredential | getAssertion)) !== 0) needed(rpId);
  return asked;
}

async function setPin(card: FidoCard, pin: PinStore, request: ClientPinRequest): Promise<undefined> {
  const [protocol, newPinEnc, param] = [
    protocolOf(request.pinUvAuthProtocol),
    needed(request.newPinEnc),
    needed(request.pinUvAuthParam),
  ];
  const secret = sharedSecret(card, protocol, request);
  if (pin.hash !== undefined) refuseCtap('CTAP2_ERR_PIN_AUTH_INVALID');
  if (!protocol.verify(secret, newPinEnc, param)) refuseCtap('CTAP2_ERR_PIN_AUTH_INVALID');
  const next = newPin(protocol, secret, newPinEnc);
  await card.checkpoint();
  pin.set(next);
  pin.retriesRemaining = pin.retriesTotal;
}

async function changePin(card: FidoCard, pin: PinStore, request: ClientPinRequest): Promise<undefined> {
  const [protocol, newPinEnc, pinHashEnc, param] = [
    protocolOf(request.pinUvAuthProtocol),
    needed(request.newPinEnc),
    needed(request.pinHashEnc),
    needed(request.pinUvAuthParam),
  ];
  const secret = sharedSecret(card, protocol, request);
  checkTries(card, pin);
  if (!protocol.verify(secret, concat(newPinEnc, pinHashEnc), param)) refuseCtap('CTAP2_ERR_PIN_AUTH_INVALID');
  const old = await comparePin(card, pin, protocol, secret, pinHashEnc);
  const next = newPin(protocol, secret, newPinEnc);
  if (mustBeChanged(card.state) && sameHash(pinHash(next), old)) refuseCtap('CTAP2_ERR_PIN_POLICY_VIOLATION');
  pin.set(next);
  delete card.fido.forceChangeOfHashHex;
  card.session.token = undefined;
}

async function getToken(
  card: FidoCard,
  pin: PinStore,
  request: ClientPinRequest,
  permissions: number,
): Promise<ClientPinResponse> {
  const [protocol, pinHashEnc] = [protocolOf(request.pinUvAuthProtocol), needed(request.pinHashEnc)];
  const secret = sharedSecret(card, protocol, request);
  checkTries(card, pin);
  await comparePin(card, pin, protocol, secret, pinHashEnc);
  // The right PIN, and it is refused as a wrong one: only getInfo tells why.
  if (mustBeChanged(card.state)) refuseCtap('CTAP2_ERR_PIN_INVALID');
  const token = issueToken(card, protocol.version, permissions, request.rpId);
  return { pinUvAuthToken: protocol.encrypt(secret, token) };
}

function checkTries(card: FidoCard, pin: PinStore): void {
  if (pin.hash === undefined) refuseCtap('CTAP2_ERR_PIN_NOT_SET');
  if (pin.retriesRemaining === 0) refuseCtap('CTAP2_ERR_PIN_BLOCKED');
  if (card.power.pinFailures >= pinFailuresMax) refuseCtap('CTAP2_ERR_PIN_AUTH_BLOCKED');
}

/** The counter is down and stored before the comparison, so that a power cut gains no try. Returns the hash of the right PIN. */
async function comparePin(
  card: FidoCard,
  pin: PinStore,
  protocol: PinUvAuthProtocol,
  secret: Uint8Array,
  pinHashEnc: Uint8Array,
): Promise<Uint8Array> {
  pin.retriesRemaining -= 1;
  await card.checkpoint();
  const hash = decrypted(() => protocol.decrypt(secret, pinHashEnc), 'CTAP2_ERR_PIN_INVALID');
  if (sameHash(pin.hash, hash)) {
    pin.retriesRemaining = pin.retriesTotal;
    card.power.pinFailures = 0;
    return hash;
  }
  card.session.renewKeyAgreement();
  card.power.pinFailures += 1;
  if (pin.retriesRemaining === 0) refuseCtap('CTAP2_ERR_PIN_BLOCKED');
  return refuseCtap(card.power.pinFailures >= pinFailuresMax ? 'CTAP2_ERR_PIN_AUTH_BLOCKED' : 'CTAP2_ERR_PIN_INVALID');
}

function sharedSecret(card: FidoCard, protocol: PinUvAuthProtocol, { keyAgreement }: ClientPinRequest): Uint8Array {
  const peer = needed(keyAgreement);
  return protocol.sharedSecret(decrypted(() => card.session.keyAgreement.agree(peer), 'CTAP1_ERR_INVALID_PARAMETER'));
}

function newPin(protocol: PinUvAuthProtocol, secret: Uint8Array, newPinEnc: Uint8Array): Uint8Array {
  const padded = decrypted(() => protocol.decrypt(secret, newPinEnc), 'CTAP1_ERR_INVALID_PARAMETER');
  if (padded.length !== 64) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
  return decrypted(() => unpadPin(padded), 'CTAP2_ERR_PIN_POLICY_VIOLATION');
}

function decrypted(compute: () => Uint8Array, otherwise: Parameters<typeof refuseCtap>[0]): Uint8Array {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CardProtocolError) return refuseCtap(otherwise);
    throw error;
  }
}
