/**
 * The credentials of an exclude list in pieces that the key takes: so many at once, and no more bytes than one message may have. Governing document:
 * CTAP 2.1 sections 6.1.3 (makeCredential on the platform) and 6.4 (maxCredentialCountInList, maxCredentialIdLength, maxMsgSize).
 */
import { encodeCbor } from '@cardwright/card-protocol/ctap/cbor/encode-cbor';
import {
  credentialDescriptor,
  publicKeyType,
  type CredentialDescriptor,
} from '@cardwright/card-protocol/ctap/messages/entities';
import { getInfoDefaults, type GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';

/** Where the key does not say how many it takes at once. */
const usualListMax = 8;
/** Of a message: what authenticates it, and the head of the list. */
const aroundBytes = 64;

const bytesOf = (credential: CredentialDescriptor): number =>
  encodeCbor(credentialDescriptor.encode(credential)).length;

/**
 * requestBytes: of the longest request that a piece goes with, without it. An id that is longer than those of this key, or fits in no message to it, is that
 * of another key and left out.
 */
export function excludePieces(
  ids: readonly Uint8Array[],
  requestBytes: number,
  info: Pick<GetInfoResponse, 'maxCredentialCountInList' | 'maxCredentialIdLength' | 'maxMsgSize'>,
): CredentialDescriptor[][] {
  const { maxCredentialCountInList: most = usualListMax, maxCredentialIdLength: longest = Infinity } = info;
  const room = (info.maxMsgSize ?? getInfoDefaults.maxMsgSize) - requestBytes - aroundBytes;
  const pieces: CredentialDescriptor[][] = [];
  let left = 0;
  for (const id of ids) {
    const credential = { id, type: publicKeyType };
    const bytes = bytesOf(credential);
    if (id.length > longest || bytes > room) continue;
    if (pieces.length === 0 || pieces.at(-1)!.length === most || bytes > left) {
      pieces.push([]);
      left = room;
    }
    pieces.at(-1)!.push(credential);
    left -= bytes;
  }
  return pieces;
}
