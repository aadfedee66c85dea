/** authenticatorMakeCredential. Governing document: CTAP 2.1 sections 6.1.2 and 12 (extensions). */
import { concat, fromHex, toHex, utf8Bytes } from '@cardwright/card-protocol/bytes';
import { encodeAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { cborMap, type CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { coseAlgorithm } from '@cardwright/card-protocol/ctap/cose-key';
import { publicKeyType } from '@cardwright/card-protocol/ctap/messages/entities';
import { credProtectLevel, ctapExtension } from '@cardwright/card-protocol/ctap/messages/extensions';
import {
  makeCredentialRequest,
  makeCredentialResponse,
  packedStatement,
  type MakeCredentialRequest,
} from '@cardwright/card-protocol/ctap/messages/make-credential';
import { nodeCryptography } from '@cardwright/card-protocol/ctap/pin/node-cryptography';
import { exportPrivateKey, importPrivateKey } from '../../crypto/private-key.js';
import {
  findCredential,
  newStoredId,
  publicPoint,
  signEs256,
  wrapCredential,
  type CredentialSource,
} from '../authenticator/credential-source.js';
import { refuseCtap } from '../authenticator/ctap-error.js';
import type { FidoCard } from '../authenticator/fido-card.js';
import type { AttestationState, StoredCredential } from '../../card/fido-state.js';
import { pinStore } from '../authenticator/pin-store.js';
import { checkListLength, useUp, userVerified } from '../authenticator/user-verification.js';

const userIdMax = 64;

export async function makeCredential(card: FidoCard, parameters: CborMap): Promise<CborMap> {
  const request = makeCredentialRequest.decode(parameters);
  const { fido } = card;
  checkRequest(request);
  const attestation = attestationFor(card, request);
  const uv = await userVerified(card, request, 'makeCredential', request.rp.id);
  const discoverable = request.options?.['rk'] === true;
  // Without a PIN there is nothing to ask for; with one, only credentials that take no room are made without it (makeCredUvNotRqd).
  if (!uv && discoverable && pinStore(card.state, card.dialect.pin).hash !== undefined)
    refuseCtap('CTAP2_ERR_PUAT_REQUIRED');

  const excluded = (request.excludeList ?? []).some(({ id }) => {
    const known = findCredential(fido, id, request.rp.id);
    return known !== undefined && (uv || known.credProtect !== credProtectLevel.userVerificationRequired);
  });
  await card.userPresence();
  if (excluded) refuseCtap('CTAP2_ERR_CREDENTIAL_EXCLUDED');
  useUp(card);

  const { asked, outputs } = extensionsOf(card, request);
  const key = await card.keys.generate('ECCP256');
  const made: Omit<CredentialSource, 'id' | 'stored'> = { key, rpId: request.rp.id, ...asked };
  const credential = discoverable ? storedCredential(request, made) : undefined;
  const replaced = credential && fido.credentials.find((each) => sameAccount(each, credential));
  if (credential !== undefined && replaced === undefined && fido.credentials.length >= fido.credentialLimit)
    refuseCtap('CTAP2_ERR_KEY_STORE_FULL');
  const credentialId = credential === undefined ? wrapCredential(fido, made) : fromHex(credential.credentialIdHex);

  fido.signCount += 1;
  await card.checkpoint();
  if (credential !== undefined)
    fido.credentials = [...fido.credentials.filter((each) => each !== replaced), credential];

  const authData = encodeAuthenticatorData({
    rpIdHash: nodeCryptography.sha256(utf8Bytes(request.rp.id)),
    userPresent: true,
    userVerified: uv,
    backupEligible: false,
    backupState: false,
    signCount: fido.signCount,
    attestedCredential: { aaguid: fromHex(fido.aaguidHex), credentialId, publicKey: publicPoint(key) },
    extensions: outputs,
  });
  const { pkcs8Base64, certificateBase64 } = attestation.signer;
  const statement = packedStatement.encode({
    alg: coseAlgorithm.es256,
    sig: signEs256(importPrivateKey(pkcs8Base64), concat(authData, request.clientDataHash)),
    x5c: [new Uint8Array(Buffer.from(certificateBase64, 'base64'))],
  });
  return makeCredentialResponse.encode({
    fmt: 'packed',
    authData,
    attStmt: statement,
    ...(attestation.enterprise && { epAtt: true }),
  });
}

function checkRequest({ pubKeyCredParams, user, options, excludeList }: MakeCredentialRequest): void {
  const es256 = pubKeyCredParams.some(({ alg, type }) => alg === coseAlgorithm.es256 && type === publicKeyType);
  if (!es256) refuseCtap('CTAP2_ERR_UNSUPPORTED_ALGORITHM');
  if (user.id.length < 1 || user.id.length > userIdMax) refuseCtap('CTAP1_ERR_INVALID_LENGTH');
  if (options?.['up'] === false) refuseCtap('CTAP2_ERR_INVALID_OPTION');
  checkListLength(excludeList);
}

/** 1 names a list of relying parties that vendors put into a card: this one has none on it. */
function attestationFor(
  { fido }: FidoCard,
  { enterpriseAttestation }: MakeCredentialRequest,
): { signer: AttestationState; enterprise: boolean } {
  if (enterpriseAttestation === undefined) return { signer: fido.attestation, enterprise: false };
  if (!fido.enterpriseAttestation) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
  if (enterpriseAttestation !== 1 && enterpriseAttestation !== 2) refuseCtap('CTAP2_ERR_INVALID_OPTION');
  const enterprise = enterpriseAttestation === 2;
  return { signer: enterprise ? fido.enterpriseAttestationKey : fido.attestation, enterprise };
}

function extensionsOf(
  { fido, state, dialect }: FidoCard,
  { extensions, rp }: MakeCredentialRequest,
): { asked: { credProtect: number; hmacSecret: boolean }; outputs: CborMap | undefined } {
  const level = extensions?.get(ctapExtension.credProtect);
  if (level !== undefined && level !== 1 && level !== 2 && level !== 3) refuseCtap('CTAP1_ERR_INVALID_PARAMETER');
  const hmacSecret = extensions?.get(ctapExtension.hmacSecret) === true;
  const minPin = extensions?.get(ctapExtension.minPinLength) === true && fido.minPinLengthRpIds.includes(rp.id);
  const outputs = cborMap([
    [ctapExtension.credProtect, level],
    [ctapExtension.hmacSecret, hmacSecret ? true : undefined],
    [ctapExtension.minPinLength, minPin ? pinStore(state, dialect.pin).minLength : undefined],
  ]);
  const credProtect = typeof level === 'number' ? level : credProtectLevel.userVerificationOptional;
  return { asked: { credProtect, hmacSecret }, outputs: outputs.size === 0 ? undefined : outputs };
}

function storedCredential(
  { rp, user }: MakeCredentialRequest,
  { key, credProtect, hmacSecret }: Omit<CredentialSource, 'id' | 'stored'>,
): StoredCredential {
  return {
    credentialIdHex: toHex(newStoredId()),
    pkcs8Base64: exportPrivateKey(key),
    rpId: rp.id,
    ...(rp.name !== undefined && { rpName: rp.name }),
    userIdHex: toHex(user.id),
    ...(user.name !== undefined && { userName: user.name }),
    ...(user.displayName !== undefined && { userDisplayName: user.displayName }),
    credProtect,
    hmacSecret,
  };
}

/** One account at one relying party has one discoverable credential: a new one takes its place. */
const sameAccount = (one: StoredCredential, other: StoredCredential): boolean =>
  one.rpId === other.rpId && one.userIdHex === other.userIdHex;
