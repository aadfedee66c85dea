/** Which of the passkeys that a relying party lists are new. Pure. */
import { credentialHash } from './credential-hash.js';
import type { RegisteredPasskey } from './relying-party.port.js';

/** known: hashes of credential ids. One of which the credential id is not said is never new. */
export const newAmong = (listed: readonly RegisteredPasskey[], known: readonly string[]): RegisteredPasskey[] =>
  listed.filter(
    ({ credentialIds }) => credentialIds.length > 0 && !credentialIds.some((id) => known.includes(credentialHash(id))),
  );
