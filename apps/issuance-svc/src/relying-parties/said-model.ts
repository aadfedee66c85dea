/** The model of a key, as a provider says it. Pure. */
import { isUuid } from '@cardwright/contracts/uuid';

/** What browsers put in its place where nobody asks for attestation (WebAuthn Level 3 section 5.1.3). */
export const noModel = '00000000-0000-0000-0000-000000000000';

/** A UUID in lower case; null: it is not said. */
export function modelOf(said: unknown): string | null {
  const model = typeof said === 'string' ? said.toLowerCase() : null;
  return isUuid(model) && model !== noModel ? model : null;
}
