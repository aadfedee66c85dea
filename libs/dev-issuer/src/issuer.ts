/**
 * The embedded OpenID Connect issuer for development and evaluation: authorization code with PKCE, device grant, client credentials.
 * Not for production: nobody proves who they are, sessions live in memory, loopback only. Governed by design.md 2 and 4.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Provider, { type Configuration, type JWKS, type KoaContextWithOIDC } from 'oidc-provider';
import { demoAccounts } from './accounts.js';
import { apiResource, clientRoles, clients } from './clients.js';
import { deviceConfirmPage, deviceInputPage, loginPage, page } from './pages.js';

export interface DevIssuerOptions {
  port: number;
  /** URLs of the gateway that may receive a sign-in. */
  publicUrls: readonly string[];
  gatewaySecret: string;
  scriptsSecret: string;
  /** The secret of the client that `npm start` sets its demo up with; absent: there is no such client. */
  setupSecret?: string;
  cookieKey: string;
  /** Private signing keys; kept over restarts, so that access tokens stay good. */
  jwks: JWKS;
}

export interface DevIssuer {
  issuer: string;
  stop(): Promise<void>;
}

export async function startDevIssuer(options: DevIssuerOptions): Promise<DevIssuer> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const provider = new Provider(issuer, configuration(options));
  const handler = provider.callback();
  const server = createServer((request, response) => {
    void interaction(provider, request, response).then(
      (handled) => {
        if (!handled) return handler(request, response);
        return undefined;
      },
      () => response.writeHead(400).end('this sign-in has expired: start again'),
    );
  });
  await listen(server, options.port);
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Our own sign-in page at `/interaction/<uid>`; answers false for every other URL. */
async function interaction(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (!request.url?.startsWith('/interaction/')) return false;
  const { uid, params } = await provider.interactionDetails(request, response);
  const client = await provider.Client.find(String(params['client_id']));
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(loginPage(`/interaction/${uid}`, demoAccounts, client?.clientName ?? 'Cardwright'));
    return true;
  }
  const login = new URLSearchParams(await readBody(request)).get('login');
  const account = demoAccounts.find((candidate) => candidate.login === login);
  const result = account
    ? { login: { accountId: account.login } }
    : { error: 'access_denied', error_description: 'no such demo person' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  return true;
}

function configuration(options: DevIssuerOptions): Configuration {
  const claimsOf = (login: string | undefined) => {
    const account = demoAccounts.find((candidate) => candidate.login === login);
    return (
      account && {
        name: account.name,
        given_name: account.givenName,
        family_name: account.familyName,
        email: account.email,
        preferred_username: account.login,
        external_id: account.externalId,
        roles: [...account.roles],
      }
    );
  };
  return {
    clients: clients(options),
    jwks: options.jwks,
    cookies: { keys: [options.cookieKey] },
    claims: {
      openid: ['sub', 'roles', 'external_id', 'preferred_username'],
      profile: ['name', 'given_name', 'family_name'],
      email: ['email'],
    },
    // The gateway reads the ID token only; the API's access token has another audience than userinfo.
    conformIdTokenClaims: false,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    pkce: { required: () => true },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx, form, _, error) => {
          ctx.body = deviceInputPage(form, error !== undefined && error.name !== 'NoCodeError');
        },
        userCodeConfirmSource: (ctx, form, client, _, userCode) => {
          ctx.body = deviceConfirmPage(form, client.clientName ?? client.clientId, userCode);
        },
        successSource: (ctx) => {
          ctx.body = page(
            'Signed in',
            '<h1>You are signed in</h1><p>Go back to the command line. This page may be closed.</p>',
          );
        },
      },
      resourceIndicators: {
        enabled: true,
        // There is one API. A client that names no resource gets a token for it, as a signed JWT.
        defaultResource: () => apiResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => {
          if (resource !== apiResource) throw new Error('unknown resource');
          return {
            scope: 'openid profile offline_access',
            audience: apiResource,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    findAccount: (_, sub) => {
      const claims = claimsOf(sub);
      return claims && { accountId: sub, claims: () => ({ sub, ...claims }) };
    },
    extraTokenClaims: (_, token) => {
      if (token.kind === 'ClientCredentials') return { roles: clientRoles[token.clientId ?? ''] ?? [] };
      return 'accountId' in token ? claimsOf(token.accountId) : undefined;
    },
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: grantEverything,
    ttl: {
      AccessToken: 3600,
      ClientCredentials: 3600,
      IdToken: 3600,
      DeviceCode: 600,
      Interaction: 600,
      Session: 8 * 3600,
      Grant: 8 * 3600,
      RefreshToken: 8 * 3600,
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = page('Sign-in failed', `<h1>That did not work</h1><p class="error">${out.error}</p>`);
    },
  };
}

/** Nobody is asked to consent: the three clients are ours. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  const existing = (client && session?.grantIdFor(client.clientId)) ?? ctx.oidc.result?.consent?.grantId;
  if (existing) {
    const found = await provider.Grant.find(existing);
    if (found) return found;
  }
  const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
  grant.addOIDCScope('openid profile email offline_access');
  grant.addResourceScope(apiResource, 'openid profile offline_access');
  await grant.save();
  return grant;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > 10_000) throw new Error('body too large');
  }
  return body;
}
