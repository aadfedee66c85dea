/** How a relying party is asked about a passkey while its card is not held. */
import { passkeyPersonOf, type ImportedPerson } from './passkey-person.js';
import type { PasskeyPerson, RelyingPartyContext } from './relying-party.port.js';

interface RegisteredFor {
  requestId: string;
  tenantId: string;
  correlationId: string;
  deviceId: string;
  objectId: string | null;
}

/** holder: by the object id that the passkey was registered for, whatever is imported meanwhile. */
export function withoutLease(
  { requestId, tenantId, correlationId, deviceId, objectId }: RegisteredFor,
  imported: ImportedPerson,
  purpose: 'deletionOf' | 'comparisonOf' = 'deletionOf',
): { context: RelyingPartyContext; holder: PasskeyPerson } {
  const person = passkeyPersonOf(imported);
  return {
    context: { tenantId, correlationId, lease: null, [purpose]: { requestId, deviceId } },
    holder: { ...person, objectId: objectId ?? person.objectId },
  };
}
