/** authenticatorGetAssertion and authenticatorGetNextAssertion. Governing document: CTAP 2.1 sections 6.2.2, 6.3 and 12.5 (hmac-secret). */
import { concat, utf8Bytes } from '@cardwright/card-protocol/bytes';
import { encodeAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { cborMap, type CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { publicKeyType } from '@cardwright/card-protocol/ctap/messages/entities';
import { credProtectLevel, ctapExtension, hmacSecretInput } from '@cardwright/card-protocol/ctap/messages/extensions';
import {
  getAssertionRequest,
  getAssertionResponse,
  type GetAssertionRequest,
  type GetAssertionResponse,
} from '@cardwright/card-protocol/ctap/messages/get-assertion';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import {
  credentialsOf,
  credRandom,
  findCredential,
  signEs256,
  userOf,
  type CredentialSource,
} from '../authenticator/credential-source.js';
import { refuseCtap } from '../authenticator/ctap-error.js';
import type { FidoCard } from '../authenticator/fido-card.js';
import { protocolOf } from '../authenticator/pin-uv-auth-token.js';
import { checkListLength, useUp, userVerified } from '../authenticator/user-verification.js';

export async function getAssertion(card: FidoCard, parameters: CborMap): Promise<CborMap> {
  const request = getAssertionRequest.decode(parameters);
  checkListLength(request.allowList);
  if (request.options?.['rk'] !== undefined) refuseCtap('CTAP2_ERR_UNSUPPORTED_OPTION');
  const uv = await userVerified(card, request, 'getAssertion', request.rpId);
  const up = request.options?.['up'] !== false;
  const found = applicable(card, request, uv);
  const [first, ...others] = found;
  if (first === undefined) return refuseCtap('CTAP2_ERR_NO_CREDENTIALS');
  if (!up && request.extensions?.has(ctapExtension.hmacSecret)) refuseCtap('CTAP2_ERR_UNSUPPORTED_OPTION');
  if (up) {
    await card.userPresence();
    useUp(card);
  }
  const moment = { up, uv, several: others.length > 0 };
  // Read before the counter goes up: a request that is refused counts nothing.
  const extensions = extensionOutputs(card, request, first, uv);
  card.fido.signCount += 1;
  await card.checkpoint();
  card.session.nextAssertions = others.map((credential) => () => {
    card.fido.signCount += 1;
    return answer(card, request, credential, moment, extensionOutputs(card, request, credential, uv));
  });
  return getAssertionResponse.encode({
    ...answer(card, request, first, moment, extensions),
    ...(others.length > 0 && { numberOfCredentials: found.length }),
  });
}

export async function getNextAssertion(card: FidoCard): Promise<CborMap> {
  const next = card.session.nextAssertions.shift() ?? refuseCtap('CTAP2_ERR_NOT_ALLOWED');
  return getAssertionResponse.encode(next());
}

/** With allowList one of it, which the host knows; without it all of the relying party. */
function applicable({ fido }: FidoCard, { allowList, rpId }: GetAssertionRequest, uv: boolean): CredentialSource[] {
  const named = allowList !== undefined && allowList.length > 0;
  const all = named ? allowList.flatMap(({ id }) => findCredential(fido, id, rpId) ?? []) : credentialsOf(fido, rpId);
  const { userVerificationOptional, userVerificationRequired } = credProtectLevel;
  const shown = all.filter(({ credProtect }) => {
    if (uv || credProtect === userVerificationOptional) return true;
    return named && credProtect !== userVerificationRequired;
  });
  return named ? shown.slice(0, 1) : shown;
}

interface Moment {
  readonly up: boolean;
  readonly uv: boolean;
  readonly several: boolean;
}

function answer(
  { fido }: FidoCard,
  { rpId, clientDataHash }: GetAssertionRequest,
  { id, key, stored }: CredentialSource,
  { up, uv, several }: Moment,
  extensions: CborMap | undefined,
): GetAssertionResponse {
  const authData = encodeAuthenticatorData({
    rpIdHash: nodeCryptography.sha256(utf8Bytes(rpId)),
    userPresent: up,
    userVerified: uv,
    backupEligible: false,
    backupState: false,
    signCount: fido.signCount,
    extensions,
  });
  // Names are for choosing among several, and only for who has shown the PIN.
  const user = stored && (uv && several ? userOf(stored) : { id: userOf(stored).id });
  return {
    credential: { id, type: publicKeyType },
    authData,
    signature: signEs256(key, concat(authData, clientDataHash)),
    ...(user && { user }),
  };
}

function extensionOutputs(
  { fido, session }: FidoCard,
  { extensions }: GetAssertionRequest,
  { id, hmacSecret }: CredentialSource,
  uv: boolean,
): CborMap | undefined {
  const asked = extensions?.get(ctapExtension.hmacSecret);
  if (asked === undefined || !hmacSecret) return undefined;
  const { keyAgreement, saltEnc, saltAuth, pinUvAuthProtocol } = hmacSecretInput.decode(asked);
  const protocol = protocolOf(pinUvAuthProtocol ?? 1);
  const secret = protocol.sharedSecret(session.keyAgreement.agree(keyAgreement));
  if (!protocol.verify(secret, saltEnc, saltAuth)) refuseCtap('CTAP2_ERR_PIN_AUTH_INVALID');
  const salts = protocol.decrypt(secret, saltEnc);
  if (salts.length !== 32 && salts.length !== 64) refuseCtap('CTAP1_ERR_INVALID_LENGTH');
  const random = credRandom(fido, id, uv);
  const outputs = [salts.slice(0, 32), salts.slice(32)]
    .filter((salt) => salt.length > 0)
    .map((salt) => nodeCryptography.hmacSha256(random, salt));
  return cborMap([[ctapExtension.hmacSecret, protocol.encrypt(secret, concat(...outputs))]]);
}
