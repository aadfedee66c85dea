/** FIDO2's part of an image, from what the application says without a PIN. Governing documents: contracts card/fido-image.ts, CTAP 2.1 section 6.4. */
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import { numberToHex } from '@cardwright/card-protocol/bytes';
import {
  getInfoDefaults,
  makesCredentialsByPin,
  type GetInfoResponse,
} from '@cardwright/card-protocol/ctap/messages/get-info';
import { uuidText } from '@cardwright/card-protocol/piv/uuid';

/** tries: of the PIN; the status of CTAP where the card did not say. */
export function fidoImage(info: GetInfoResponse, tries: number | null | { status: number }): FidoImage {
  const { options } = info;
  const unanswered = typeof tries === 'object' && tries !== null ? tries.status : undefined;
  const enterprise = options?.['ep'];
  return {
    aaguid: uuidText(info.aaguid),
    versions: [...info.versions],
    pinSet: options?.['clientPin'] === true,
    pinTriesLeft: typeof tries === 'number' ? tries : null,
    mustChangePin: info.forcePINChange === true,
    minPinLength: info.minPINLength ?? getInfoDefaults.minPINLength,
    takesPinRules: options?.['setMinPINLength'] === true,
    makesPasskeysByPin: makesCredentialsByPin(info),
    credentialsLeft: info.remainingDiscoverableCredentials ?? null,
    enterpriseAttestation: enterprise === undefined ? 'cannot' : enterprise ? 'on' : 'off',
    ...(unanswered !== undefined && { unanswered: [{ subject: 'PIN', statusHex: numberToHex(unanswered, 2) }] }),
  };
}
