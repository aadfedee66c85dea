/** Which of the passkeys that a relying party lists is the one on record, of which there are the provider's id and the hash of the credential's. Pure. */
import { credentialHash } from './credential-hash.js';
import type { RegisteredPasskey } from './relying-party.port.js';

/** null: not known yet. */
interface Recorded {
  providerId: string | null;
  credentialIdSha256Hex: string | null;
}

export const isRecorded = (listed: RegisteredPasskey, recorded: Recorded): boolean =>
  listed.providerId === recorded.providerId || recordedIdOf(listed, recorded) !== undefined;

/** base64url. undefined: the provider does not say it, or it is another one. */
export const recordedIdOf = (
  { credentialIds }: Pick<RegisteredPasskey, 'credentialIds'>,
  { credentialIdSha256Hex }: Pick<Recorded, 'credentialIdSha256Hex'>,
): string | undefined => credentialIds.find((id) => credentialHash(id) === credentialIdSha256Hex);
