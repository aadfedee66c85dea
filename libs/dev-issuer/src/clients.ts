/**
 * The OAuth clients of the development issuer: the gateway (browser sign-in), the CLI (device grant) and scripts (client credentials).
 * The same three are made in Keycloak's realm file for docker-compose. A fourth is `npm start` itself, which sets the demo up.
 */
import type { ClientMetadata } from 'oidc-provider';

export const apiResource = 'urn:cardwright:api';
/** What a confidential client may do; it has no person behind it. */
export const clientRoles: Readonly<Record<string, readonly string[]>> = {
  'cardwright-scripts': ['issuance-operator'],
  // This client imports the demo people, enrols the agent and publishes a profile. By separation of duties it may issue no cards.
  'cardwright-setup': ['system-administrator', 'profile-administrator'],
};

export function clients(options: {
  publicUrls: readonly string[];
  gatewaySecret: string;
  scriptsSecret: string;
  setupSecret?: string | undefined;
}): ClientMetadata[] {
  const confidential = (id: string, name: string, secret: string): ClientMetadata => ({
    client_id: id,
    client_name: name,
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  });
  return [
    {
      client_id: 'cardwright-gateway',
      client_name: 'Cardwright',
      client_secret: options.gatewaySecret,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: options.publicUrls.map((url) => `${url}/auth/callback`),
      // Also where its session still knows the person: the gateway asks for a fresh sign-in by it.
      require_auth_time: true,
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
    confidential('cardwright-scripts', 'Cardwright scripts', options.scriptsSecret),
    ...(options.setupSecret === undefined
      ? []
      : [confidential('cardwright-setup', 'Cardwright set-up', options.setupSecret)]),
  ];
}
