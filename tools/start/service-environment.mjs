/** What `npm start` gives each service of the variables in environment-variables.mjs. */
import { attestationRootsDir, simulatedAttestationRootFile } from './attestation.mjs';
import { variables } from './environment-variables.mjs';

/**
 * What one installation run is made of; every URL as this machine reaches it.
 * @typedef {object} Installation
 * @property {string} home
 * @property {string} natsUrl
 * @property {{ host: string, port: number, name: string }} database
 * @property {string} temporalAddress
 * @property {string} temporalNamespace
 * @property {string} temporalUiUrl  behind the gateway's sign-in
 * @property {string} [temporalUiUpstream]  the UI's own server, for the gateway and specs; absent: another copy of the gateway serves it
 * @property {string} issuerUrl
 * @property {number} httpPort
 * @property {number} [bridgePort]  where the agent of this computer has its door for browsers
 * @property {{ url: string, port: number, certFile: string, keyFile: string }} [cardSignIn]  where holders sign in with their card; absent: nowhere
 * @property {Record<string, number>} healthPorts  per service
 * @property {string} [logLevel]
 * @property {string} [labReadersSocket]  of the simulated readers that the console may pull cards from
 * @property {string} [agentPackageDir]  of the packages that the portal gives out
 * @property {string} [labSignInDir]  of the link that signs a visitor in
 * @property {string} [separationOfDuties]  `single-operator` where one person may hold every role
 * @property {string} [profileApproval]  `required` where another person approves a profile
 * @property {string} [relyingParties]  RELYING_PARTIES as it is; absent: none
 * @property {string} [smtpUrl]  cardholders get mail through it, at once; absent: none
 * @property {string} [rolloutRings]  ROLLOUT_RINGS of update-svc as it is
 * @property {string} [minimumAgentVersion]  of agents, where it is more than the release needs
 * @property {string} [publicUrl]  default: the gateway's own port; another one when several copies stand behind one address
 */

/**
 * The environment of one service, complete but for PATH. Nothing secret is a value: secrets are names of files.
 * @param {string} service
 * @param {Installation} at
 * @returns {Record<string, string>}
 */
export function serviceEnvironment(service, at) {
  const secret = (/** @type {string} */ file) => `${at.home}/secrets/${file}`;
  const short = service.replace(/-svc$/, '');
  const publicUrl = at.publicUrl ?? `http://127.0.0.1:${at.httpPort}`;
  /** @type {Record<string, string | undefined>} */
  const values = {
    LOG_LEVEL: at.logLevel ?? 'info',
    HEALTH_PORT: at.healthPorts[service] === undefined ? undefined : String(at.healthPorts[service]),
    NATS_URL: at.natsUrl,
    NATS_CREDS_FILE: secret(`nats-${short}.creds`),
    DATABASE_HOST: at.database.host,
    DATABASE_PORT: String(at.database.port),
    DATABASE_NAME: at.database.name,
    DATABASE_USER: `cardwright_${short}`,
    DATABASE_PASSWORD_FILE: secret(`db-${short}.password`),
    DATABASE_SCHEMA: short,
    TEMPORAL_ADDRESS: at.temporalAddress,
    TEMPORAL_NAMESPACE: at.temporalNamespace,
    PAYLOAD_CODEC_KEYS_FILE: secret('payload-codec-keys.json'),
    KEY_ENCRYPTION_KEY_FILE: secret('key-encryption-keys.json'),
    NATS_ACCOUNT_SIGNING_KEY_FILE: secret('nats-account-signing.seed'),
    NATS_OPERATOR_SIGNING_KEY_FILE: secret('nats-operator-signing.seed'),
    NATS_ACCOUNT_FILE: secret('nats-trust.json'),
    NATS_SYSTEM_CREDS_FILE: secret('nats-system.creds'),
    AGENT_NATS_URL: at.natsUrl,
    RELYING_PARTIES: at.relyingParties,
    TRANSPORT_CA_FILE: secret('transport-ca.crt'),
    ATTESTATION_ROOTS_DIR: attestationRootsDir(at.home),
    SIMULATED_ATTESTATION_ROOT_FILE: simulatedAttestationRootFile(at.home),
    AGENTS_WANT_SIGNED_BATCHES: 'true',
    // Whoever tries it out waits for nothing.
    ROLLOUT_SPREAD_DAYS: '0',
    CRL_BASE_URL: `${publicUrl}/crl`,
    PUBLIC_URL: publicUrl,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(at.httpPort),
    CARD_SIGN_IN_URL: at.cardSignIn?.url,
    CARD_SIGN_IN_PORT: at.cardSignIn && String(at.cardSignIn.port),
    CARD_SIGN_IN_CERT_FILE: at.cardSignIn?.certFile,
    CARD_SIGN_IN_KEY_FILE: at.cardSignIn?.keyFile,
    BRIDGE_PORT: at.bridgePort === undefined ? undefined : String(at.bridgePort),
    OIDC_ISSUER: at.issuerUrl,
    OIDC_CLIENT_ID: 'cardwright-gateway',
    OIDC_CLIENT_SECRET_FILE: secret('oidc-gateway-client.secret'),
    OIDC_AUDIENCE: 'urn:cardwright:api',
    OIDC_CLI_CLIENT_ID: 'cardwright-cli',
    SMTP_URL: at.smtpUrl,
    MAIL_FROM: at.smtpUrl === undefined ? undefined : 'Card office <cards@cardwright.test>',
    MAIL_GATHER_SECONDS: at.smtpUrl === undefined ? undefined : '0',
    ROLLOUT_RINGS: at.rolloutRings,
    MINIMUM_AGENT_VERSION: at.minimumAgentVersion,
    SEPARATION_OF_DUTIES: at.separationOfDuties,
    PROFILE_APPROVAL: at.profileApproval,
    SESSION_KEY_FILE: secret('session.key'),
    CODEC_ALLOWED_ORIGIN: at.temporalUiUrl,
    TEMPORAL_UI_URL: at.temporalUiUrl,
    AGENT_PACKAGE_DIR: at.agentPackageDir,
    LAB_READERS_SOCKET: at.labReadersSocket,
    LAB_SIGN_IN_DIR: at.labSignInDir,
    TEMPORAL_UI_UPSTREAM: at.temporalUiUpstream,
    TEMPORAL_UI_PORT: at.temporalUiUpstream === undefined ? undefined : new URL(at.temporalUiUrl).port,
  };
  /** @type {Record<string, string>} */
  const environment = {};
  for (const [name, { services }] of Object.entries(variables)) {
    const value = values[name];
    if (services.includes(service) && value !== undefined) environment[name] = value;
  }
  return environment;
}
