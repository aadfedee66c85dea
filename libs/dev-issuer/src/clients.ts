/**
 * The OAuth clients of the development issuer: the gateway (browser sign-in), the CLI (device grant) and scripts (client credentials).
 * The same three are made in Keycloak's realm file for docker-compose.
 */
import type { ClientMetadata } from 'oidc-provider';

export const apiResource = 'urn:cardwright:api';
export const scriptsClientId = 'cardwright-scripts';
/** What a script may do; a confidential client has no person behind it. */
export const scriptsRoles = [
  'issuance-operator',
  'security-officer',
  'system-administrator',
  'profile-administrator',
  'inventory-custodian',
];

export function clients(options: {
  publicUrls: readonly string[];
  gatewaySecret: string;
  scriptsSecret: string;
}): ClientMetadata[] {
  return [
    {
      client_id: 'cardwright-gateway',
      client_name: 'Cardwright',
      client_secret: options.gatewaySecret,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: options.publicUrls.map((url) => `${url}/auth/callback`),
      post_logout_redirect_uris: options.publicUrls.map((url) => `${url}/`),
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'cardwright-cli',
      client_name: 'Cardwright command line',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: scriptsClientId,
      client_name: 'Cardwright scripts',
      client_secret: options.scriptsSecret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    },
  ];
}
