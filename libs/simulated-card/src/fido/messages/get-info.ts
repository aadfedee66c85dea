/** authenticatorGetInfo. Governing document: CTAP 2.1 section 6.4. */
import { fromHex } from '@cardwright/card-protocol/bytes';
import type { CborMap } from '@cardwright/card-protocol/ctap/cbor/cbor-value';
import { coseAlgorithm } from '@cardwright/card-protocol/ctap/cose-key';
import { publicKeyType } from '@cardwright/card-protocol/ctap/messages/entities';
import { ctapExtension } from '@cardwright/card-protocol/ctap/messages/extensions';
import { getInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import { isBefore21 } from '../../card/fido-state.js';
import { credentialIdMax } from '../authenticator/credential-source.js';
import type { FidoCard } from '../authenticator/fido-card.js';
import { mustBeChanged, pinStore } from '../authenticator/pin-store.js';
import { credentialCountInListMax } from '../authenticator/user-verification.js';
import { minPinLengthRpIdsMax } from './authenticator-config.js';

export const maxMsgSize = 1200;

export async function getInfo({ fido, state, dialect }: FidoCard): Promise<CborMap> {
  const pin = pinStore(state, dialect.pin);
  const clientPin = pin.hash !== undefined;
  const ofEvery = {
    aaguid: fromHex(fido.aaguidHex),
    maxMsgSize,
    pinUvAuthProtocols: [2, 1],
    maxCredentialCountInList: credentialCountInListMax,
    maxCredentialIdLength: credentialIdMax,
    transports: ['smart-card'],
    algorithms: [{ alg: coseAlgorithm.es256, type: publicKeyType }],
    minPINLength: pin.minLength,
  };
  if (isBefore21(fido))
    return getInfoResponse.encode({
      ...ofEvery,
      versions: ['FIDO_2_0', 'FIDO_2_1_PRE'],
      extensions: [ctapExtension.credProtect, ctapExtension.hmacSecret],
      options: { rk: true, up: true, plat: false, clientPin, credentialMgmtPreview: true },
      firmwareVersion: 0x00050403,
    });
  return getInfoResponse.encode({
    ...ofEvery,
    versions: ['FIDO_2_0', 'FIDO_2_1'],
    extensions: Object.values(ctapExtension),
    options: {
      rk: true,
      up: true,
      plat: false,
      ep: fido.enterpriseAttestation,
      credMgmt: true,
      authnrCfg: true,
      clientPin,
      setMinPINLength: true,
      pinUvAuthToken: true,
      makeCredUvNotRqd: true,
    },
    forcePINChange: mustBeChanged(state),
    firmwareVersion: 0x00050702,
    maxRPIDsForSetMinPINLength: minPinLengthRpIdsMax,
    remainingDiscoverableCredentials: fido.credentialLimit - fido.credentials.length,
  });
}
