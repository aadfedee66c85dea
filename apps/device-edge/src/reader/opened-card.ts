/** A card in a reader with a session for each of its applications, and the reading of all that is asked for. */
import { randomBytes } from 'node:crypto';
import type { OtherApplication } from '@cardwright/contracts/card/card-applications';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { PasskeyName } from '@cardwright/contracts/card/fido-image';
import type { ImageScope } from '@cardwright/contracts/nats/edge.api';
import type { ApduRecorder } from '@cardwright/card-session/apdu-recorder';
import type { CardSessions } from '@cardwright/card-session/applications/card-sessions';
import { CtapStatusError } from '@cardwright/card-session/ctap/ctap-errors';
import { publicKeyType } from '@cardwright/card-protocol/ctap/messages/entities';

/** What is read of a card. */
export interface CardReading {
  scope?: ImageScope | undefined;
  /** Default: none besides the main one. */
  applications?: readonly OtherApplication[] | undefined;
  /** What the FIDO application is asked about, where it is read. */
  passkeys?: readonly PasskeyName[] | undefined;
}

export interface OpenedCard {
  readerName: string;
  sessions: CardSessions;
  image: CardImage;
  /** The same reading once more; the main application is selected afterwards. */
  readAgain: () => Promise<CardImage>;
  /** What went over this connection since it was made. */
  recorder: ApduRecorder;
}

/** Throws what reading one of them throws. */
export async function readCard(sessions: CardSessions, reading: CardReading): Promise<CardImage> {
  return withOthers(sessions, await sessions.piv.readImage({ scope: reading.scope ?? 'brief' }), reading);
}

/**
 * The image with the other applications that are asked for: a card that has none of them costs two APDUs. The main one is selected
 * afterwards. image: what was just read.
 */
export async function withOthers(
  { piv, fido }: CardSessions,
  image: CardImage,
  { applications = [], passkeys = [] }: CardReading,
): Promise<CardImage> {
  if (!applications.includes('FIDO2')) return image;
  const apdus = (): number => piv.apdus + fido.apdus;
  const before = apdus();
  const found = await fido.findImage();
  const holds: (boolean | null)[] = [];
  if (found !== undefined) for (const passkey of passkeys) holds.push(await holdsPasskey(fido, passkey));
  await piv.select();
  return {
    ...image,
    applications: found === undefined ? {} : { FIDO2: { ...found, ...(holds.length > 0 && { holds }) } },
    apdus: image.apdus + apdus() - before,
  };
}

/** null: the key says neither yes nor no, for instance because it does nothing at all without its PIN. */
async function holdsPasskey(
  fido: CardSessions['fido'],
  { relyingPartyId, credentialIdBase64url }: PasskeyName,
): Promise<boolean | null> {
  const id = new Uint8Array(Buffer.from(credentialIdBase64url, 'base64url'));
  try {
    return await fido.holds(relyingPartyId, [{ id, type: publicKeyType }], randomBytes(32));
  } catch (error) {
    if (error instanceof CtapStatusError) return null;
    throw error;
  }
}
