/**
 * What a realm of Keycloak has against registering a passkey on its page, and what it is called there, by the names of its RealmRepresentation. Of what a browser or a key makes of
 * the rest of the policy nothing is said here. Governing document: Keycloak's Server Administration Guide, "W3C Web Authentication". Pure.
 */
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { KeycloakRelyingParty } from '@cardwright/service-kit/config/keycloak-relying-party';
import type { JsonObject } from '../http/http-exchange.js';
import type { PasskeyObstacle } from '../relying-party.port.js';

type CredentialType = KeycloakRelyingParty['credentialType'];

/** By which somebody registers one: `kc_action`. */
export const actionOf = (type: CredentialType): string =>
  type === 'webauthn' ? 'webauthn-register' : 'webauthn-register-passwordless';

const policyName = (type: CredentialType, name: string): string =>
  `webAuthnPolicy${type === 'webauthn' ? '' : 'Passwordless'}${name}`;

/** As WebAuthn names the realm: by its policy, or where that is empty, or not known, by the host of its page. */
export function relyingPartyIdOf(type: CredentialType, realm: JsonObject, issuer: string): string {
  const named = realm[policyName(type, 'RpId')];
  return typeof named === 'string' && named !== '' ? named : new URL(issuer).hostname;
}

/** What is not known is empty. */
export interface RealmState {
  user: JsonObject;
  realm: JsonObject;
  /** undefined: not known; null: the realm does not have it. */
  action: JsonObject | null | undefined;
}

/** aaguid: of the key, in lower case; null: not known. */
export function realmObstacles(
  type: CredentialType,
  { user, realm, action }: RealmState,
  aaguid: string | null,
): PasskeyObstacle[] {
  const obstacles: PasskeyObstacle[] = [];
  const add = (setting: string, says: Sentence): void => void obstacles.push({ setting, says });
  const policy = (name: string): string => policyName(type, name);
  if (user['enabled'] === false) add('enabled', say('keycloak.account-off'));
  if (action !== undefined && action?.['enabled'] !== true) add(actionOf(type), say('keycloak.action-off'));
  if (realm[policy('AuthenticatorAttachment')] === 'platform')
    add(policy('AuthenticatorAttachment'), say('keycloak.platform-alone'));
  const listed = realm[policy('AcceptableAaguids')];
  if (!Array.isArray(listed) || listed.length === 0) return obstacles;
  if (aaguid !== null && !listed.includes(aaguid))
    add(policy('AcceptableAaguids'), say('keycloak.model-not-listed', { aaguid }));
  if (['none', 'not specified'].includes(String(realm[policy('AttestationConveyancePreference')])))
    add(policy('AttestationConveyancePreference'), say('keycloak.models-unattested'));
  return obstacles;
}
