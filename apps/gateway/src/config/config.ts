/**
 * The gateway's settings, read once from the environment. Secrets come as files (`*_FILE`), never as values.
 * Every name here is a row of docs/configuration.md. Refuses what would be unsafe: plain HTTP beyond the loopback.
 */
import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import { bridgePort } from '@cardwright/contracts/workstation/bridge';
import { brandConfig, type BrandConfig } from './brand.js';
import { type Environment, type EnvReader, readEnv } from '@cardwright/service-kit/config/env';
import { ownRelyingParty, readRelyingParties } from '@cardwright/service-kit/config/relying-parties';

/** Token that GatewayConfig is injected by. */
export const GATEWAY_CONFIG = Symbol('GatewayConfig');

export interface GatewayConfig {
  host: string;
  port: number;
  /** Where browsers reach us, without a trailing slash; also the only Origin that may change something by cookie. */
  publicUrl: string;
  tls: { certFile: string; keyFile: string } | null;
  /** Proxies in front of us whose X-Forwarded-For is believed: false, how many there are, or where they are (addresses, CIDR). */
  trustProxy: false | number | string[];
  oidc: {
    issuer: string;
    clientId: string;
    clientSecret: string | null;
    /** Public client that the CLI signs in with (device grant). */
    cliClientId: string;
    audience: string;
    /** `typ` of its access tokens: RFC 9068's, or JWT for an issuer that does not follow it. */
    accessTokenType: 'at+jwt' | 'JWT';
    scope: string;
    /** Claim that equals the imported external id of a person. */
    externalIdClaim: string;
    /** Claim with the role names; dots go into nested objects (`realm_access.roles`). */
    rolesClaim: string;
  };
  /** One key per line: the first seals, all of them open, so that keys can be rotated. */
  sessionKeys: readonly string[];
  sessionIdleMinutes: number;
  sessionHours: number;
  /** How long after they proved who they are people may do what is in the table of auth/step-up.guard.ts. */
  stepUpMinutes: number;
  /** Where holders sign in with their card; null: not here. */
  cardSignIn: CardSignInConfig | null;
  /** Null: nobody signs in with a passkey. */
  passkeySignIn: PasskeySignInConfig | null;
  /** Where agents answer browsers of their own computer. */
  bridgePort: number;
  codecAllowedOrigin: string | null;
  temporalUiUrl: string | null;
  /** Serve the Temporal UI ourselves at temporalUiUrl, from where it really listens; null: not by us. */
  temporalUi: TemporalUiConfig | null;
  consoleDir: string;
  brand: BrandConfig;
  /** Where packages of the agent lie that people may fetch; null: none are given out. */
  agentPackageDir: string | null;
  /** The socket of the simulated readers of `npm start`; null: no lab, as everywhere else. */
  labReadersSocket: string | null;
  /** Where `npm start` puts the link that signs a visitor in; null: there are no such links, as everywhere else. */
  labSignInDir: string | null;
  /** Requests a minute that one identity may make, or one address where nobody is signed in. 0 switches a limit off. */
  ratePerIdentity: number;
  ratePerAddress: number;
}

export interface CardSignInConfig {
  /** As browsers reach it: `https://<label>.<host>`, a new label for each attempt. Host with its port, where that is not 443. */
  host: string;
  /** Where we listen. TLS ends here: a proxy in front passes the connection on as it is. */
  port: number;
  /** For `*.<host name>`. */
  certFile: string;
  keyFile: string;
}

export interface PasskeySignInConfig {
  /** Of what passkeys of ours are. */
  rpId: string;
}

export interface TemporalUiConfig {
  /** As browsers reach it, without a trailing slash: the same host as publicUrl, another port. */
  url: string;
  port: number;
  /** Where the UI's own server listens; nobody but us must be able to reach it. */
  upstream: string;
}

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

export function isLoopbackHttp(url: string): boolean {
  return loopback.test(url);
}

/** Throws ConfigurationError listing every problem at once. */
export function gatewayConfig(env: Environment): GatewayConfig {
  return readEnv(env, (reader) => {
    const port = reader.integer('HTTP_PORT', 8080);
    const certFile = reader.optionalFile('HTTP_CERT_FILE');
    return {
      host: reader.string('HTTP_HOST', '127.0.0.1'),
      port,
      publicUrl: safeUrl(reader, 'PUBLIC_URL', reader.string('PUBLIC_URL', `http://127.0.0.1:${port}`)),
      tls: certFile === undefined ? null : { certFile, keyFile: reader.file('HTTP_KEY_FILE') },
      trustProxy: trustedProxies(reader),
      oidc: {
        // Not shortened: an issuer is compared character by character.
        issuer: safeUrl(reader, 'OIDC_ISSUER', reader.required('OIDC_ISSUER'), false),
        clientId: reader.string('OIDC_CLIENT_ID', 'cardwright-gateway'),
        clientSecret: reader.optional('OIDC_CLIENT_SECRET') ?? null,
        cliClientId: reader.string('OIDC_CLI_CLIENT_ID', 'cardwright-cli'),
        audience: reader.string('OIDC_AUDIENCE', 'urn:cardwright:api'),
        accessTokenType: reader.oneOf('OIDC_ACCESS_TOKEN_TYPE', ['at+jwt', 'JWT'] as const, 'at+jwt'),
        scope: reader.string('OIDC_SCOPE', 'openid profile'),
        ...claimNames(reader),
      },
      sessionKeys: sessionKeys(reader),
      sessionIdleMinutes: reader.integer('SESSION_IDLE_MINUTES', 60),
      sessionHours: reader.integer('SESSION_HOURS', 8),
      stepUpMinutes: reader.integer('STEP_UP_MINUTES', 5),
      cardSignIn: cardSignIn(reader),
      passkeySignIn: passkeySignIn(reader, port),
      bridgePort: reader.integer('BRIDGE_PORT', bridgePort),
      codecAllowedOrigin: reader.optional('CODEC_ALLOWED_ORIGIN') ?? null,
      temporalUiUrl: reader.optional('TEMPORAL_UI_URL') ?? null,
      temporalUi: temporalUi(reader, port),
      consoleDir: reader.string('CONSOLE_DIR', fileURLToPath(new URL('../../../console/dist', import.meta.url))),
      brand: brandConfig(reader),
      agentPackageDir: reader.optional('AGENT_PACKAGE_DIR') ?? null,
      labReadersSocket: labSocket(reader),
      labSignInDir: labSignInDir(reader, port),
      ratePerIdentity: reader.integer('HTTP_RATE_PER_IDENTITY', 1200),
      ratePerAddress: reader.integer('HTTP_RATE_PER_ADDRESS', 120),
    };
  });
}

/** Whoever signs in may pull cards there: only for one's own machine. */
function labSocket(reader: EnvReader): string | null {
  const socket = reader.optional('LAB_READERS_SOCKET');
  if (socket === undefined) return null;
  if (!isLoopbackHost(reader))
    reader.problems.push('LAB_READERS_SOCKET is for a gateway on the loopback address alone (HTTP_HOST)');
  return socket;
}

function cardSignIn(reader: EnvReader): CardSignInConfig | null {
  const given = reader.optional('CARD_SIGN_IN_URL');
  if (given === undefined) return null;
  const url = URL.parse(given);
  if (url === null || url.protocol !== 'https:' || url.href !== `${url.origin}/` || isIP(url.hostname) !== 0)
    reader.problems.push('CARD_SIGN_IN_URL must be https with a host name and nothing after it');
  return {
    host: url?.host ?? '',
    port: reader.integer('CARD_SIGN_IN_PORT', 8444),
    certFile: reader.file('CARD_SIGN_IN_CERT_FILE'),
    keyFile: reader.file('CARD_SIGN_IN_KEY_FILE'),
  };
}

/** By the row of RELYING_PARTIES that is this portal. */
function passkeySignIn(reader: EnvReader, port: number): PasskeySignInConfig | null {
  const own = ownRelyingParty(readRelyingParties(reader));
  if (own === null) return null;
  const publicUrl = URL.parse(reader.string('PUBLIC_URL', `http://127.0.0.1:${port}`));
  if (publicUrl !== null && !own.origins.includes(publicUrl.origin))
    reader.problems.push(`RELYING_PARTIES: the origins of "${own.id}" are without that of PUBLIC_URL`);
  return { rpId: own.rpId };
}

/** Whoever has such a link is a person without having signed in: only where nothing of the installation can be reached from elsewhere. */
function labSignInDir(reader: EnvReader, port: number): string | null {
  const folder = reader.optional('LAB_SIGN_IN_DIR');
  if (folder === undefined) return null;
  const refuse = (why: string) => reader.problems.push(`LAB_SIGN_IN_DIR is for the lab of npm start alone: ${why}`);
  if (reader.optional('LAB_READERS_SOCKET') === undefined) refuse('there are no simulated readers here');
  if (!isLoopbackHost(reader)) refuse('HTTP_HOST is not the loopback');
  if (!isLoopbackHttp(reader.string('PUBLIC_URL', `http://127.0.0.1:${port}`)))
    refuse('PUBLIC_URL is not on the loopback');
  if (!isLoopbackHttp(reader.string('OIDC_ISSUER', ''))) refuse('OIDC_ISSUER is not on the loopback');
  if (reader.optional('HTTP_CERT_FILE') !== undefined) refuse('HTTP_CERT_FILE is set');
  if (!['false', '0'].includes(reader.string('HTTP_TRUST_PROXY', 'false').trim())) refuse('HTTP_TRUST_PROXY is set');
  return folder;
}

const isLoopbackHost = (reader: EnvReader): boolean =>
  ['127.0.0.1', '::1', 'localhost'].includes(reader.string('HTTP_HOST', '127.0.0.1'));

function temporalUi(reader: EnvReader, httpPort: number): TemporalUiConfig | null {
  const upstream = reader.optional('TEMPORAL_UI_UPSTREAM');
  if (upstream === undefined) return null;
  const url = safeUrl(reader, 'TEMPORAL_UI_URL', reader.required('TEMPORAL_UI_URL'));
  const publicUrl = reader.string('PUBLIC_URL', `http://127.0.0.1:${httpPort}`);
  // The session cookie belongs to a host: under another name nobody would be signed in.
  if (URL.parse(url)?.hostname !== URL.parse(publicUrl)?.hostname)
    reader.problems.push('TEMPORAL_UI_URL must have the host of PUBLIC_URL, with another port');
  return { url, upstream, port: reader.integer('TEMPORAL_UI_PORT', 8233) };
}

/** ROLE_CLAIM_MAP is shared with issuance-svc, which takes the map itself from it. */
function claimNames(reader: EnvReader): { externalIdClaim: string; rolesClaim: string } {
  const names = { externalIdClaim: 'external_id', rolesClaim: 'roles' };
  try {
    const given = JSON.parse(reader.string('ROLE_CLAIM_MAP', '{}')) as Partial<typeof names>;
    return { ...names, ...given };
  } catch {
    reader.problems.push('ROLE_CLAIM_MAP is not JSON');
    return names;
  }
}

/** Most proxies that anybody has in a row; more is a typing error. */
const mostHops = 10;

/**
 * `false`, a number of hops, or addresses and CIDR blocks. `true` was what it could be before: the proxy right in front of us. The address
 * that counts is the last one that no trusted proxy has written (never the first: whoever asks writes that).
 */
function trustedProxies(reader: EnvReader): GatewayConfig['trustProxy'] {
  const text = reader.string('HTTP_TRUST_PROXY', 'false').trim();
  if (text === 'false' || text === '0') return false;
  if (text === 'true') return 1;
  if (/^\d+$/.test(text)) {
    if (Number(text) <= mostHops) return Number(text);
    reader.problems.push(`HTTP_TRUST_PROXY: more than ${mostHops} proxies in a row`);
    return false;
  }
  const blocks = text.split(',').map((block) => block.trim());
  const wrong = blocks.find((block) => !isAddressOrBlock(block));
  if (wrong === undefined) return blocks;
  reader.problems.push(`HTTP_TRUST_PROXY: "${wrong}" is neither a number of proxies nor an address or CIDR block`);
  return false;
}

function isAddressOrBlock(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}

function safeUrl(reader: EnvReader, name: string, url: string, shorten = true): string {
  if (url !== '' && !url.startsWith('https://') && !isLoopbackHttp(url))
    reader.problems.push(`${name} must be https, or http on the loopback`);
  return shorten ? url.replace(/\/+$/, '') : url;
}

function sessionKeys(reader: EnvReader): string[] {
  const keys = reader.required('SESSION_KEY').split(/\s+/);
  // 43 characters of base64url are 256 bits; anything shorter was not made by bootstrap.
  if (keys.some((key) => key.length < 43)) reader.problems.push('SESSION_KEY: a key has less than 256 bits');
  return keys;
}
