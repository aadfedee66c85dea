/** Which passkeys of a person may be the one whose answer was lost, by name, model and time. Pure. */
import type { RegisteredPasskey, SoughtPasskey } from './relying-party.port.js';

/** Times of providers are whole seconds, and of more than one of their computers. */
export const clockLeewayMs = 5_000;

export function isLikely(passkey: RegisteredPasskey, sought: SoughtPasskey): boolean {
  const { displayName, aaguid, issuedAt, others } = sought;
  if (others.includes(passkey.providerId)) return false;
  const isOfModel = passkey.aaguid === null || aaguid === null || passkey.aaguid === aaguid;
  const since = Date.parse(issuedAt) - clockLeewayMs;
  return passkey.displayName === displayName && isOfModel && Date.parse(passkey.createdAt) >= since;
}
