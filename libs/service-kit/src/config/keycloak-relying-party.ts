/** A realm of Keycloak as a relying party: its row in RELYING_PARTIES and the addresses that follow from it. */
import { matching, safeUrl, type Given, type Problem } from './given-values.js';

/** A realm, and the client in it. */
export interface KeycloakRelyingParty {
  /** By which credential profiles name it. */
  id: string;
  kind: 'keycloak';
  /** Of the realm, as its tokens name it: `https://sso.example.org/realms/staff`. */
  issuer: string;
  /** Below which `/admin/realms/` is: as the issuer, unless Keycloak has another address for administration. */
  adminUrl: string;
  clientId: string;
  /** Another client, which may look at realm and accounts and change nothing: as it the policy is read before a card is held. Absent: as clientId. */
  policyClientId?: string;
  /** As Keycloak calls them: instead of a password, or beside it. */
  credentialType: 'webauthn-passwordless' | 'webauthn';
  /** Of our own, for whoever comes back from the page of Keycloak; a redirect URI of the client. */
  returnUrl: string;
}

export const keycloakMembers = ['issuer', 'adminUrl', 'clientId', 'policyClientId', 'credentialType', 'returnUrl'];

const clientName = /^.{1,255}$/;
const realmPath = /\/realms\/[^/]+$/;
const types = ['webauthn-passwordless', 'webauthn'] as const;

export function readKeycloak(id: string, given: Given, problem: Problem): KeycloakRelyingParty {
  const issuer = matching(safeUrl(given['issuer']), realmPath) ?? '';
  const adminUrl = safeUrl(given['adminUrl'] ?? issuer.replace(realmPath, ''));
  const returnUrl = safeUrl(given['returnUrl']) === undefined ? undefined : String(given['returnUrl']);
  const clientId = matching(given['clientId'], clientName);
  const policyClientId = matching(given['policyClientId'], clientName);
  const { credentialType = types[0] } = given;
  const type = types.find((each) => each === credentialType);
  if (issuer === '')
    problem('needs issuer, https:// (http:// on loopback alone) with /realms/ and the name at the end');
  else if (adminUrl === undefined) problem('has an adminUrl that is no https:// address (http:// on loopback alone)');
  if (returnUrl === undefined) problem('needs returnUrl, an https:// address (http:// on loopback alone)');
  if (clientId === undefined) problem('needs clientId');
  if (given['policyClientId'] !== undefined && policyClientId === undefined)
    problem('has a policyClientId that names no client');
  if (type === undefined) problem(`has a credentialType other than ${types.join(', ')}`);
  return {
    ...{ id, kind: 'keycloak', issuer, adminUrl: adminUrl ?? '' },
    ...(policyClientId !== undefined && { policyClientId }),
    ...{ clientId: clientId ?? '', credentialType: type ?? types[0], returnUrl: returnUrl ?? '' },
  };
}

export const keycloakAdminUrl = ({ issuer, adminUrl }: KeycloakRelyingParty): string =>
  `${adminUrl}/admin${realmPath.exec(issuer)![0]}`;

export const keycloakEndpoint = ({ issuer }: KeycloakRelyingParty, name: 'auth' | 'token'): string =>
  `${issuer}/protocol/openid-connect/${name}`;
