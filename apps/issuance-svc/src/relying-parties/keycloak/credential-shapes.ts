/** CredentialRepresentation of Keycloak, read into the shape of the port. What does not fit is no answer that can be worked with. */
import { jsonOf, unavailable, type JsonObject } from '../http/http-exchange.js';
import type { RegisteredPasskey } from '../relying-party.port.js';
import { modelOf } from '../said-model.js';

/** Throws RELYING_PARTY_UNAVAILABLE. */
export function readCredential({ id, userLabel, createdDate, credentialData }: JsonObject): RegisteredPasskey {
  const { credentialId, aaguid } = (jsonOf(String(credentialData)) ?? {}) as JsonObject;
  if (typeof id !== 'string' || typeof credentialId !== 'string' || typeof createdDate !== 'number')
    throw unavailable('a credential in the answer cannot be used');
  return {
    providerId: id,
    displayName: typeof userLabel === 'string' ? userLabel : '',
    aaguid: modelOf(aaguid),
    createdAt: new Date(createdDate).toISOString(),
    // Base64 with padding, of the alphabet that is not that of URLs.
    credentialIds: [Buffer.from(credentialId, 'base64').toString('base64url')],
  };
}
