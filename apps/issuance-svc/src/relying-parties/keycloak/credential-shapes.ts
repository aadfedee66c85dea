/** CredentialRepresentation of Keycloak, read into the shape of the port. What does not fit is no answer that can be worked with. */
import { isUuid } from '@cardwright/contracts/uuid';
import { jsonOf, unavailable, type JsonObject } from '../http/http-exchange.js';
import type { RegisteredPasskey } from '../relying-party.port.js';

/** What browsers put in the place of the model where nobody asks for attestation. */
const noModel = '00000000-0000-0000-0000-000000000000';

/** Throws RELYING_PARTY_UNAVAILABLE. */
export function readCredential({ id, userLabel, createdDate, credentialData }: JsonObject): RegisteredPasskey {
  const { credentialId, aaguid } = (jsonOf(String(credentialData)) ?? {}) as JsonObject;
  if (typeof id !== 'string' || typeof credentialId !== 'string' || typeof createdDate !== 'number')
    throw unavailable('a credential in the answer cannot be used');
  const model = typeof aaguid === 'string' ? aaguid.toLowerCase() : null;
  return {
    providerId: id,
    displayName: typeof userLabel === 'string' ? userLabel : '',
    aaguid: isUuid(model) && model !== noModel ? model : null,
    createdAt: new Date(createdDate).toISOString(),
    // Base64 with padding, of the alphabet that is not that of URLs.
    credentialIds: [Buffer.from(credentialId, 'base64').toString('base64url')],
  };
}
