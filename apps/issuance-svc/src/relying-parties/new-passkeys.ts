/** Which of the passkeys that a relying party lists are new. Pure. */
import { credentialHash } from './credential-hash.js';
import type { RegisteredPasskey } from './relying-party.port.js';
import { clockLeewayMs } from './sought-passkey.js';

/** What a person had at a relying party before they were sent to its page. */
export interface Remembered {
  /** Hashes of credential ids; of the provider's id where it says none. */
  known: readonly string[];
  /** ISO instant; absent: it was not kept, and whatever is not known is new. */
  askedAt?: string;
}

/** known: hashes of credential ids. One of which the credential id is not said is never new. */
export const newAmong = (listed: readonly RegisteredPasskey[], known: readonly string[]): RegisteredPasskey[] =>
  listed.filter(
    ({ credentialIds }) => credentialIds.length > 0 && !credentialIds.some((id) => known.includes(credentialHash(id))),
  );

/** A list may lag: what was registered before `known` was asked for, and is missing there, is the person's own. */
export const isSince = ({ createdAt }: Pick<RegisteredPasskey, 'createdAt'>, { askedAt }: Remembered): boolean =>
  askedAt === undefined || Date.parse(createdAt) >= Date.parse(askedAt) - clockLeewayMs;

/** others: hashes of what other requests have there. */
export const newSince = (
  listed: readonly RegisteredPasskey[],
  remembered: Remembered,
  others: readonly string[],
): RegisteredPasskey[] =>
  newAmong(listed, [...remembered.known, ...others]).filter((each) => isSince(each, remembered));
