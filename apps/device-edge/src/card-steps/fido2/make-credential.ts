/**
 * Makes a passkey, so that there is exactly one of this account afterwards, whatever an earlier attempt has left. One PIN is sent for all of it:
 * its token is bound to the relying party, reads and deletes first, and is used up by the new credential. CTAP 2.1 sections 6.1 and 6.8.
 */
import { createHash, randomBytes } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { bytesEqual } from '@cardwright/card-protocol/bytes';
import { cborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { encodeCbor } from '@cardwright/card-protocol/ctap/cbor/encode-cbor';
import { coseAlgorithm } from '@cardwright/card-protocol/ctap/cose-key';
import { publicKeyType, type CredentialDescriptor } from '@cardwright/card-protocol/ctap/messages/entities';
import { ctapExtension } from '@cardwright/card-protocol/ctap/messages/extensions';
import { makesCredentialsByPin, type GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import {
  makeCredentialRequest,
  type MakeCredentialRequest,
} from '@cardwright/card-protocol/ctap/messages/make-credential';
import { uuidText } from '@cardwright/card-protocol/piv/uuid';
import type { PinUvAuthPermissionName } from '@cardwright/card-protocol/ctap/messages/client-pin';
import type { Authenticated, NewCredential } from '@cardwright/card-session/ctap/ctap-session';
import { excludePieces } from '@cardwright/card-session/ctap/exclude-list';
import type { PinToken } from '@cardwright/card-session/ctap/pin-token';
import type { StepFields, StepOf } from '../step/step.js';
import { fromBase64url, toBase64url } from './base64url.js';
import { withToken } from './pin.js';
import { isByDialog, makeByPlatform } from './platform-credential.js';
import type { StepContext, StepExecutor } from './step.js';

type Step = StepOf<'make-credential'>;

/** 2: the relying party's right to know which key it is was decided by whoever steers this. */
const decidedByPlatform = 2;

export const makeCredential: StepExecutor<Step> = {
  async execute(step, context) {
    if (isByDialog(step)) return makeByPlatform(step, context);
    const { fido } = context;
    const info = await fido.info();
    checkAbilities(step, info);
    const rpId = step.relyingPartyId;
    const excludeList = await excluded(step, context, info);
    const managed = await fido.credentials.areManaged();
    const permissions: PinUvAuthPermissionName[] = managed
      ? ['makeCredential', 'credentialManagement']
      : ['makeCredential'];
    let replaced: Uint8Array[] = [];
    const credential = await withToken(context, { pin: step.pin, permissions, rpId }, async (token) => {
      // Without credential management, a new credential takes the place of the account's old one.
      if (managed) replaced = await makeRoom(step, context, token);
      const { signal, waitsFor } = context;
      return fido.makeCredential(requestOf(step, info, excludeList), token, {
        signal,
        onKeepAlive: (waiting) => waiting === 'touch' && waitsFor?.('touch'),
      });
    });
    // A token is good for one new credential and nothing after it.
    if (replaced.length > 0)
      await withToken(context, { pin: step.pin, permissions: ['credentialManagement'] }, (token) =>
        deleteAll(replaced, context, token),
      );
    return made(credential);
  },
};

/** Before the PIN is sent. */
function checkAbilities({ algorithms }: Step, info: GetInfoResponse): void {
  if (info.options?.['rk'] !== true) throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-passkeys'));
  if (!makesCredentialsByPin(info))
    throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-passkeys-by-pin'));
  if (!algorithms.includes(coseAlgorithm.es256))
    throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-es256'), {
      algorithms,
    });
}

/**
 * For the key to refuse. Of a list that is too long for one message it is asked piece by piece and without a touch; the first piece goes with the
 * new credential all the same. Throws FIDO_CREDENTIAL_EXCLUDED.
 */
async function excluded(
  step: Step,
  { fido }: StepContext,
  info: GetInfoResponse,
): Promise<readonly CredentialDescriptor[]> {
  const ids = step.excludeBase64url.map((id) => fromBase64url(id, 'excludeBase64url'));
  const request = encodeCbor(makeCredentialRequest.encode(requestOf(step, info, [])));
  const [first = [], ...others] = excludePieces(ids, request.length, info);
  for (const piece of others)
    if (await fido.holds(step.relyingPartyId, piece, randomBytes(32)))
      throw new CardwrightError('FIDO_CREDENTIAL_EXCLUDED');
  return first;
}

/**
 * What an attempt has left goes before. Of what is replaced, the account's own stays until the new one takes its place; resolves to the others, which go
 * after it. Throws FIDO_CREDENTIAL_EXCLUDED before anything is deleted.
 */
async function makeRoom(step: Step, context: StepContext, token: PinToken): Promise<Uint8Array[]> {
  const { replacesSha256Hex: replaces } = step;
  const userId = fromBase64url(step.userIdBase64url, 'userIdBase64url');
  const known = new Set([...step.excludeBase64url, ...step.keepBase64url]);
  const listed = await context.fido.credentials.of(step.relyingPartyId, token);
  const ofAccount = listed.filter(({ user }) => bytesEqual(user.id, userId));
  const kept = ofAccount.find(({ credentialId }) => known.has(toBase64url(credentialId)));
  if (kept !== undefined)
    throw new CardwrightError('FIDO_CREDENTIAL_EXCLUDED', undefined, {
      credentialSha256Hex: sha256Hex(kept.credentialId).toUpperCase(),
    });
  if (replaces === undefined) await deleteAll(idsOf(ofAccount), context, token);
  return idsOf(listed.filter((each) => !ofAccount.includes(each) && replaces?.includes(sha256Hex(each.credentialId))));
}

const idsOf = (listed: readonly { credentialId: Uint8Array }[]): Uint8Array[] =>
  listed.map(({ credentialId }) => credentialId);
const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function deleteAll(ids: readonly Uint8Array[], { fido }: StepContext, token: PinToken): Promise<void> {
  for (const id of ids) await fido.credentials.delete(id, token);
}

function requestOf(
  step: Step,
  info: GetInfoResponse,
  excludeList: readonly CredentialDescriptor[],
): Authenticated<MakeCredentialRequest> {
  const hmacSecret = step.hmacSecret === true && info.extensions?.includes(ctapExtension.hmacSecret) === true;
  const enterprise = step.enterpriseAttestation === true && info.options?.['ep'] === true;
  return {
    clientDataHash: fromBase64url(step.clientDataHashBase64url, 'clientDataHashBase64url'),
    rp: { id: step.relyingPartyId, name: step.relyingPartyName },
    user: {
      id: fromBase64url(step.userIdBase64url, 'userIdBase64url'),
      name: step.userName,
      displayName: step.userDisplayName,
    },
    // Others could be made, and could not be read here.
    pubKeyCredParams: [{ alg: coseAlgorithm.es256, type: publicKeyType }],
    ...(excludeList.length > 0 && { excludeList }),
    ...(hmacSecret && { extensions: cborMap([[ctapExtension.hmacSecret, true]]) }),
    options: { rk: true },
    ...(enterprise && { enterpriseAttestation: decidedByPlatform }),
  };
}

function made({
  credentialId,
  attestationObject,
  authenticatorData,
  enterpriseAttestation,
}: NewCredential): StepFields {
  return {
    credential: {
      credentialIdBase64url: toBase64url(credentialId),
      attestationObjectBase64url: toBase64url(attestationObject),
      aaguid: uuidText(authenticatorData.attestedCredential!.aaguid),
      ...(enterpriseAttestation && { enterpriseAttestation }),
    },
  };
}
