/** What a browser does with the key in a simulated reader: a new passkey, beside the agent. Governing document: CTAP 2.1 section 6.1. */
import { createHash, randomBytes } from 'node:crypto';
import { encodeCbor } from '@cardwright/card-protocol/ctap/cbor/encode-cbor';
import { publicKeyType, type CredentialDescriptor } from '@cardwright/card-protocol/ctap/messages/entities';
import { makeCredentialRequest } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import type { CtapSession } from '@cardwright/card-session/ctap/ctap-session';
import { excludePieces } from '@cardwright/card-session/ctap/exclude-list';
import type { AskedPasskey, MadePasskey } from '@cardwright/contracts/lab/simulated-readers';
import type { SimulatedReaders } from './simulated-readers.js';

const bytes = (base64url: string): Uint8Array => new Uint8Array(Buffer.from(base64url, 'base64url'));
const text = (value: Uint8Array): string => Buffer.from(value).toString('base64url');

/** A key without a PIN for passkeys gets this one. Throws what the key answers, and TypeError where the agent has the card, or there is none. */
export async function makePasskeyBeside(
  readers: Pick<SimulatedReaders, 'openElsewhere' | 'cardIn'>,
  readerName: string,
  { rpId, rpName, userId, userName, userDisplayName, algorithms, excludeCredentials, clientDataJSON }: AskedPasskey,
  pin: string,
): Promise<MadePasskey> {
  const browser = readers.openElsewhere(readerName);
  try {
    const transport = { readerName, contactless: false, atr: readers.cardIn(readerName)!.atr };
    const key = await CtapCardSession.open({
      ...{ ...transport, transmit: browser.transmit, close: () => Promise.resolve() },
    });
    if (key === undefined) throw new TypeError(`the card in ${readerName} has no FIDO application`);
    const info = await key.info();
    const typed = new TextEncoder().encode(pin);
    if (info.options?.['clientPin'] !== true) await key.pin.set(typed);
    const request = {
      clientDataHash: new Uint8Array(createHash('sha256').update(bytes(clientDataJSON)).digest()),
      rp: { id: rpId, name: rpName },
      user: { id: bytes(userId), name: userName, displayName: userDisplayName },
      pubKeyCredParams: algorithms.map((alg) => ({ alg, type: publicKeyType })),
      options: { rk: true },
    };
    const requestBytes = encodeCbor(makeCredentialRequest.encode(request)).length;
    const excludeList = await excludedOn(key, rpId, excludePieces(excludeCredentials.map(bytes), requestBytes, info));
    const { credentialId, attestationObject } = await key.makeCredential(
      { ...request, ...(excludeList.length > 0 && { excludeList }) },
      await key.pin.token(typed, ['makeCredential'], rpId),
    );
    return { credentialId: text(credentialId), attestationObject: text(attestationObject) };
  } finally {
    browser.leave();
  }
}

/** The piece of the list that goes with the new credential: the one of which the key has a credential, which it refuses then. */
async function excludedOn(
  key: CtapSession,
  rpId: string,
  pieces: readonly CredentialDescriptor[][],
): Promise<readonly CredentialDescriptor[]> {
  for (const piece of pieces.slice(1)) if (await key.holds(rpId, piece, new Uint8Array(randomBytes(32)))) return piece;
  return pieces[0] ?? [];
}
