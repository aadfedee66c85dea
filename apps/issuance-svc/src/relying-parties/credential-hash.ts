/** How the record names a credential: by the hash of its id, which it does not keep. Pure. */
import { createHash } from 'node:crypto';

/** Hex digits in lower case. */
export const credentialHash = (idBase64url: string): string =>
  createHash('sha256').update(Buffer.from(idBase64url, 'base64url')).digest('hex');
