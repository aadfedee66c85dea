/** authenticatorCredentialManagement. Governing document: CTAP 2.1 sections 6.8 and 6.13. */
import { bytesEqual, toHex, utf8Bytes } from '@cardwright/card-protocol/bytes';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import {
  credentialManagementAuthMessage,
  credentialManagementParams,
  credentialManagementRequest,
  credentialManagementResponse,
  credentialManagementSubCommand,
  type CredentialManagementResponse,
} from '@cardwright/card-protocol/ctap/messages/credential-management';
import { publicKeyType } from '@cardwright/card-protocol/ctap/messages/entities';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import type { ValueOf } from '@cardwright/card-protocol/ctap/cbor/fields';
import { fromStored, publicPoint, userOf } from '../authenticator/credential-source.js';
import { needed, refuseCtap } from '../authenticator/ctap-error.js';
import type { FidoCard } from '../authenticator/fido-card.js';
import { isBefore21, type FidoState, type StoredCredential } from '../../card/fido-state.js';
import { requireToken } from '../authenticator/pin-uv-auth-token.js';

type Request = ValueOf<typeof credentialManagementRequest>;

const sub = credentialManagementSubCommand;
const hashOf = (rpId: string): Uint8Array => nodeCryptography.sha256(utf8Bytes(rpId));

export async function credentialManagement(card: FidoCard, parameters: CborMap): Promise<CborMap | undefined> {
  const request = credentialManagementRequest.decode(parameters);
  const answer = await run(card, request);
  return answer && credentialManagementResponse.encode(answer);
}

async function run(card: FidoCard, request: Request): Promise<CredentialManagementResponse | undefined> {
  const { fido, session } = card;
  switch (request.subCommand) {
    case sub.getCredsMetadata:
      authenticate(card, request);
      return {
        existingResidentCredentialsCount: fido.credentials.length,
        maxPossibleRemainingResidentCredentialsCount: fido.credentialLimit - fido.credentials.length,
      };
    case sub.enumerateRPsBegin:
      authenticate(card, request);
      return first(session, 'nextRps', relyingParties(fido), (totalRPs) => ({ totalRPs }));
    case sub.enumerateRPsGetNextRP:
      return session.nextRps.shift() ?? refuseCtap('CTAP2_ERR_NOT_ALLOWED');
    case sub.enumerateCredentialsBegin: {
      const hash = needed(paramsOf(request).rpIDHash);
      const found = fido.credentials.filter(({ rpId }) => bytesEqual(hashOf(rpId), hash));
      authenticate(card, request, found[0]?.rpId ?? boundTo(session, hash));
      return first(session, 'nextCredentials', found.map(described), (totalCredentials) => ({ totalCredentials }));
    }
    case sub.enumerateCredentialsGetNextCredential:
      return session.nextCredentials.shift() ?? refuseCtap('CTAP2_ERR_NOT_ALLOWED');
    case sub.deleteCredential: {
      const credential = named(card, request);
      await card.checkpoint();
      fido.credentials = fido.credentials.filter((each) => each !== credential);
      return undefined;
    }
    case sub.updateUserInformation:
      if (isBefore21(fido)) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
      return update(card, request);
    default:
      return refuseCtap('CTAP2_ERR_INVALID_SUBCOMMAND');
  }
}

const paramsOf = ({ subCommandParams }: Request): ValueOf<typeof credentialManagementParams> =>
  credentialManagementParams.decode(needed(subCommandParams));

function authenticate(card: FidoCard, request: Request, rpId?: string): void {
  if (request.pinUvAuthParam === undefined) refuseCtap('CTAP2_ERR_PUAT_REQUIRED');
  const message = credentialManagementAuthMessage(request.subCommand, request.subCommandParams);
  requireToken(card, request, message, 'credentialManagement', rpId);
}

/** The relying party of the token, if it is the one that is asked about: a key that has nothing of it says so. */
function boundTo({ token }: FidoCard['session'], rpIdHash: Uint8Array): string | undefined {
  const rpId = token?.rpId;
  return rpId !== undefined && bytesEqual(hashOf(rpId), rpIdHash) ? rpId : undefined;
}

/** The first answer says how many there are; the others wait to be asked for. */
function first(
  session: FidoCard['session'],
  queue: 'nextRps' | 'nextCredentials',
  answers: CredentialManagementResponse[],
  total: (count: number) => CredentialManagementResponse,
): CredentialManagementResponse {
  const [head, ...rest] = answers;
  if (head === undefined) return refuseCtap('CTAP2_ERR_NO_CREDENTIALS');
  session[queue] = rest;
  return { ...head, ...total(answers.length) };
}

function relyingParties({ credentials }: FidoState): CredentialManagementResponse[] {
  const byId = new Map(credentials.map((each) => [each.rpId, each]));
  return [...byId.values()].map(({ rpId, rpName }) => ({ rp: { id: rpId, name: rpName }, rpIDHash: hashOf(rpId) }));
}

function described(credential: StoredCredential): CredentialManagementResponse {
  const { id, key } = fromStored(credential);
  return {
    user: userOf(credential),
    credentialID: { id, type: publicKeyType },
    publicKey: publicPoint(key),
    credProtect: credential.credProtect,
  };
}

/** The credential that the request names. A token of another relying party finds nothing out about it. */
function named(card: FidoCard, request: Request): StoredCredential {
  const hex = toHex(needed(paramsOf(request).credentialID).id);
  const credential = card.fido.credentials.find((each) => each.credentialIdHex === hex);
  authenticate(card, request, credential?.rpId);
  return credential ?? refuseCtap('CTAP2_ERR_NO_CREDENTIALS');
}

async function update(card: FidoCard, request: Request): Promise<undefined> {
  const credential = named(card, request);
  const { id, name, displayName } = needed(paramsOf(request).user);
  if (toHex(id) !== credential.userIdHex) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
  await card.checkpoint();
  const { userName: _name, userDisplayName: _displayName, ...rest } = credential;
  const updated = { ...rest, ...(name && { userName: name }), ...(displayName && { userDisplayName: displayName }) };
  card.fido.credentials = card.fido.credentials.map((each) => (each === credential ? updated : each));
}
