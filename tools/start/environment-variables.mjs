/**
 * The one table of environment variables: which service reads which. docs/configuration.md is the same table for people (a spec compares the two).
 * Governed by design.md 3: secrets only as files.
 */

/**
 * @typedef {object} Variable
 * @property {string[]} services  who reads it
 * @property {boolean} required  the service refuses to start without it
 * @property {string} meaning
 */

const nest = ['gateway', 'issuance-svc', 'update-svc', 'pki-svc'];
const withDatabase = ['issuance-svc', 'update-svc', 'pki-svc'];
const withWorker = ['issuance-svc', 'update-svc'];

/** @type {Record<string, Variable>} */
export const variables = {
  LOG_LEVEL: {
    services: [...nest, 'device-edge'],
    required: false,
    meaning: '`debug`, `info` (default), `warn`, `error`',
  },
  HEALTH_PORT: {
    services: nest.slice(1),
    required: false,
    meaning: 'port of `/healthz` and `/readyz` on loopback (or `HTTP_HOST`); none: no such endpoint',
  },
  NATS_URL: {
    services: [...nest, 'device-edge'],
    required: true,
    meaning: 'one or more URLs, comma separated; `tls://` unless the host is loopback',
  },
  NATS_CREDS_FILE: { services: nest, required: true, meaning: "this service's NATS credentials (JWT and key)" },
  NATS_CA_FILE: {
    services: nest,
    required: false,
    meaning: "PEM of the CA that the NATS servers' certificates come from; needed with `tls://`",
  },
  DATABASE_URL: {
    services: withDatabase,
    required: false,
    meaning: 'instead of the next four; without a password (that comes from its file)',
  },
  DATABASE_HOST: { services: withDatabase, required: false, meaning: 'Postgres host' },
  DATABASE_PORT: { services: withDatabase, required: false, meaning: 'Postgres port, default 5432' },
  DATABASE_NAME: { services: withDatabase, required: false, meaning: 'database, default `cardwright`' },
  DATABASE_USER: { services: withDatabase, required: false, meaning: 'role, default `cardwright_<schema>`' },
  DATABASE_PASSWORD_FILE: { services: withDatabase, required: true, meaning: 'file with the password' },
  DATABASE_SCHEMA: {
    services: withDatabase,
    required: false,
    meaning: 'schema, default `issuance`, `update` or `pki`; the role owns it and nothing else',
  },
  DATABASE_CA_FILE: {
    services: withDatabase,
    required: false,
    meaning: 'PEM; needed (and TLS then used) when the database host is not loopback',
  },
  DATABASE_TLS: {
    services: withDatabase,
    required: false,
    meaning: '`auto` (default: on beyond loopback), `on`, `off` (the network in between is protected otherwise)',
  },
  TEMPORAL_ADDRESS: { services: withWorker, required: true, meaning: 'host:port of the Temporal front end' },
  TEMPORAL_NAMESPACE: { services: withWorker, required: false, meaning: 'default `cardwright`' },
  TEMPORAL_CA_FILE: { services: withWorker, required: false, meaning: 'PEM; needed when the address is not loopback' },
  PAYLOAD_CODEC_KEYS_FILE: {
    services: withWorker,
    required: true,
    meaning:
      'JSON `{ "current": "<id>", "keys": { "<id>": "<base64 of 32 bytes>" } }`: encrypts Temporal payloads (AES-256-GCM)',
  },
  KEY_ENCRYPTION_KEY_FILE: {
    services: ['pki-svc'],
    required: true,
    meaning: 'JSON of the same shape: wraps CA keys, master keys and escrowed keys at rest',
  },
  NATS_ACCOUNT_SIGNING_KEY_FILE: {
    services: ['pki-svc'],
    required: true,
    meaning: 'seed of the account signing key: signs the JWTs of agents',
  },
  NATS_OPERATOR_SIGNING_KEY_FILE: {
    services: ['pki-svc'],
    required: true,
    meaning: 'seed of the operator signing key: signs the account JWT that carries revocations',
  },
  NATS_ACCOUNT_FILE: {
    services: ['pki-svc'],
    required: true,
    meaning: 'JSON with the public JWTs of operator and accounts (`nats-trust.json` of the bootstrap)',
  },
  NATS_SYSTEM_CREDS_FILE: {
    services: ['pki-svc'],
    required: true,
    meaning: 'credentials of the system account: pushes the account JWT to the servers',
  },
  AGENT_NATS_URL: {
    services: ['issuance-svc'],
    required: false,
    meaning: 'what an enrolled agent is told to connect to; default `NATS_URL`',
  },
  MINIMUM_AGENT_VERSION: {
    services: withWorker,
    required: false,
    meaning:
      'agents that are older are offered nothing and begin nothing; at least what the release needs, the default; the same for both services',
  },
  APDU_TRACE: {
    services: ['issuance-svc'],
    required: false,
    meaning: '`off`: agents are not asked for the redacted trace of their APDUs; default `on`',
  },
  APDU_TRACE_DAYS: {
    services: ['issuance-svc'],
    required: false,
    meaning: 'so long are traces kept; default 30',
  },
  CARD_ACTIVITIES_AT_ONCE: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      'so many card activities for workflows of other services (updates) one copy carries out at once, beside its own; default 50',
  },
  TRANSPORT_CA_FILE: {
    services: ['issuance-svc'],
    required: true,
    meaning: 'PEM of the CA that an enrolled agent is told to trust for NATS and the gateway',
  },
  ATTESTATION_ROOTS_DIR: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      'folder with `<card model>.pem`: roots (and intermediates) of the vendor that keys of this model (and its variants) are attested by; none: no key counts as attested',
  },
  RELYING_PARTIES: {
    services: ['gateway', 'issuance-svc', 'pki-svc'],
    required: false,
    meaning:
      'JSON array of the services at which passkeys are registered, the same for all three ([relying-parties.md](relying-parties.md)); none: nowhere',
  },
  SIMULATED_ATTESTATION_ROOT_FILE: {
    services: ['device-edge'],
    required: false,
    meaning:
      'PEM with certificate and key that simulated cards attest by, made if it is not there; none: each card has its own',
  },
  CRL_BASE_URL: {
    services: ['pki-svc'],
    required: false,
    meaning: 'URL prefix in the CRL distribution point of certificates; default `<PUBLIC_URL>/crl`',
  },
  CA_BASE_URL: {
    services: ['pki-svc'],
    required: false,
    meaning: 'URL prefix of CA certificates (authority information access); default `<PUBLIC_URL>/ca`',
  },
  PKI_ORGANIZATION: {
    services: ['pki-svc'],
    required: false,
    meaning: 'organisation in the names of the CAs, default `Cardwright`',
  },
  PKI_POLICY_ARC: { services: ['pki-svc'], required: false, meaning: 'object identifier below which our policies are' },
  PKI_ROOT_KEY_ALGORITHM: {
    services: ['pki-svc'],
    required: false,
    meaning: '`ECCP384` (default), `ECCP256`, `RSA2048`, `RSA3072`, `RSA4096`; read at the first start only',
  },
  PKI_ISSUING_KEY_ALGORITHM: { services: ['pki-svc'], required: false, meaning: 'the same, default `ECCP256`' },
  PKI_CONTENT_SIGNER_KEY_ALGORITHM: { services: ['pki-svc'], required: false, meaning: 'the same, default `ECCP256`' },
  AGENTS_WANT_SIGNED_BATCHES: {
    services: ['pki-svc'],
    required: false,
    meaning:
      '`true`: agents execute no card steps that this vault has not signed, each from its next credential on (enrolment, or the renewal after 15 days); default `false`, for an installation whose issuance-svc does not ask for signatures yet',
  },
  PKI_CRL_VALIDITY_HOURS: { services: ['pki-svc'], required: false, meaning: 'of a CRL, default 168' },
  UPDATE_CHECK_ENABLED: {
    services: ['update-svc'],
    required: false,
    meaning: '`false` answers every update check with "disabled"; default `true`',
  },
  UPDATE_CHECK_LEAST_MINUTES: {
    services: ['update-svc'],
    required: false,
    meaning:
      'agents ask about a card that stays in no more often than this, whatever shorter interval their policies say; 1 to 43200, default none',
  },
  UPDATE_REPROMPT_MINUTES: {
    services: ['update-svc'],
    required: false,
    meaning: 'after this time an update that was postponed is offered again, default 240; 1 to 43200 (30 days)',
  },
  CARDWRIGHT_AGENT_CARD_AUTO_UPDATE: {
    services: ['device-edge'],
    required: false,
    meaning: '`true`, `false`: setting `cardAutoUpdate` (client-policies.md), as the next four',
  },
  CARDWRIGHT_AGENT_SERVER_URL: {
    services: ['device-edge'],
    required: false,
    meaning: 'setting `serverUrl`; `false`: none',
  },
  CARDWRIGHT_AGENT_UPDATE_CHECK_MINUTES: {
    services: ['device-edge'],
    required: false,
    meaning: 'setting `updateCheckMinutes`, 1 to 43200',
  },
  CARDWRIGHT_AGENT_UPDATE_CHECK_JITTER_SECONDS: {
    services: ['device-edge'],
    required: false,
    meaning: 'setting `updateCheckJitterSeconds`, 0 to 3600',
  },
  CARDWRIGHT_AGENT_REPROMPT_MINUTES: {
    services: ['device-edge'],
    required: false,
    meaning: 'setting `repromptMinutes`, 1 to 43200',
  },
  ROLLOUT_RINGS: {
    services: ['update-svc'],
    required: false,
    meaning:
      'up to how many percent of its cards each ring of a new profile version reaches, default `5,25,100`; `100` is all of them at once',
  },
  ROLLOUT_SPREAD_DAYS: {
    services: ['update-svc'],
    required: false,
    meaning:
      'over so many days from the opening of a ring its cards become due, default 5, at most 60; `0` is at once, as at `npm start`',
  },
  READ_MODEL_REBUILD: {
    services: ['update-svc'],
    required: false,
    meaning: '`true` rebuilds the read model at the start; default `false`',
  },
  SMTP_URL: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      '`smtp://host:587` (STARTTLS, demanded beyond loopback) or `smtps://host:465`, with a user where the server wants one (`smtp://user@host`), never a password; none: cardholders get no mail (mail.md)',
  },
  SMTP_PASSWORD_FILE: { services: ['issuance-svc'], required: false, meaning: "file with that user's password" },
  SMTP_CA_FILE: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      "PEM of the CA that the mail server's certificate comes from; TLS is then demanded everywhere. None: the CAs that Node trusts",
  },
  MAIL_FROM: {
    services: ['issuance-svc'],
    required: false,
    meaning: '`cards@example.org` or `Card office <cards@example.org>`; needed with `SMTP_URL`',
  },
  MAIL_CONTACT: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      'whom a cardholder tells who did not expect what a mail says, as it stands in a sentence: `the help desk (telephone 1234)`; default "your card office"',
  },
  MAIL_LANGUAGE: { services: ['issuance-svc'], required: false, meaning: '`en` (default), `de`' },
  MAIL_TIME_ZONE: {
    services: ['issuance-svc'],
    required: false,
    meaning: 'of the times in mails, such as `Europe/Berlin`; default `UTC`',
  },
  MAIL_GATHER_SECONDS: {
    services: ['issuance-svc'],
    required: false,
    meaning: 'what happens to the cards of one person within this time is one mail, default 60',
  },
  MAIL_PER_MINUTE: {
    services: ['issuance-svc'],
    required: false,
    meaning: 'so many mails all copies together hand to the mail server in a minute, default 60',
  },
  MAIL_PER_PERSON_DAY: {
    services: ['issuance-svc'],
    required: false,
    meaning: 'so many mails one person gets within 24 hours, default 6; what is more comes later, in one mail',
  },
  MAIL_REMIND_DAYS: {
    services: ['update-svc'],
    required: false,
    meaning:
      'so many days before its deadline the holder is reminded of an update, default 7; `0`: nobody is reminded, not on the last day either',
  },
  MAIL_UNSEEN_DAYS: {
    services: ['update-svc'],
    required: false,
    meaning:
      'of that only where the card is in no reader and its offer was shown nowhere within so many days, default 3',
  },
  PUBLIC_URL: {
    services: ['gateway', 'pki-svc', 'issuance-svc'],
    required: true,
    meaning: "the gateway's URL as browsers see it; issuance-svc reads it with `SMTP_URL` alone",
  },
  HTTP_HOST: { services: ['gateway'], required: false, meaning: 'address to listen on, default `127.0.0.1`' },
  HTTP_PORT: { services: ['gateway'], required: true, meaning: 'port to listen on' },
  HTTP_CERT_FILE: {
    services: ['gateway'],
    required: false,
    meaning: 'PEM; with the key: the gateway speaks TLS itself',
  },
  HTTP_KEY_FILE: { services: ['gateway'], required: false, meaning: 'PEM' },
  HTTP_TRUST_PROXY: {
    services: ['gateway'],
    required: false,
    meaning:
      'proxies in front whose X-Forwarded-For is believed: how many there are in a row, or their addresses and CIDR blocks, comma separated; default `false`: none (`true`: 1)',
  },
  HTTP_RATE_PER_IDENTITY: {
    services: ['gateway'],
    required: false,
    meaning: 'requests a minute, default 1200; 0: no limit',
  },
  HTTP_RATE_PER_ADDRESS: {
    services: ['gateway'],
    required: false,
    meaning: 'the same where nobody is signed in, default 120',
  },
  CARD_SIGN_IN_URL: {
    services: ['gateway'],
    required: false,
    meaning:
      'holders may sign in with their card at `https://<label>.<host of this>`, a new label each time ([card-sign-in.md](card-sign-in.md)); default: not',
  },
  CARD_SIGN_IN_PORT: {
    services: ['gateway'],
    required: false,
    meaning:
      'where it listens for that, default 8444; TLS ends there, so what stands in front passes the connection on',
  },
  CARD_SIGN_IN_CERT_FILE: {
    services: ['gateway'],
    required: false,
    meaning: 'PEM for `*.<host of CARD_SIGN_IN_URL>`; needed with it',
  },
  CARD_SIGN_IN_KEY_FILE: { services: ['gateway'], required: false, meaning: 'PEM; needed with it' },
  BRIDGE_PORT: {
    services: ['gateway'],
    required: false,
    meaning:
      'port of the loopback at which agents answer the browser beside them, default 27432; the same as `cardwright-agent run --bridge-port`',
  },
  OIDC_ISSUER: { services: ['gateway'], required: true, meaning: 'issuer URL; `https://` unless loopback' },
  OIDC_CLIENT_ID: { services: ['gateway'], required: true, meaning: 'client id of the gateway' },
  OIDC_CLIENT_SECRET_FILE: { services: ['gateway'], required: true, meaning: "file with the gateway's client secret" },
  OIDC_AUDIENCE: {
    services: ['gateway'],
    required: false,
    meaning: 'audience of access tokens, default `urn:cardwright:api`',
  },
  OIDC_ACCESS_TOKEN_TYPE: {
    services: ['gateway'],
    required: false,
    meaning: '`typ` of access tokens: `at+jwt` (RFC 9068, default), or `JWT` for an issuer that does not follow it',
  },
  OIDC_SCOPE: { services: ['gateway'], required: false, meaning: 'scopes asked for, default `openid profile`' },
  OIDC_CLI_CLIENT_ID: {
    services: ['gateway'],
    required: false,
    meaning: 'public client of the device grant that the CLI is told to use, default `cardwright-cli`',
  },
  ROLE_CLAIM_MAP: {
    services: ['gateway', 'issuance-svc'],
    required: false,
    meaning:
      'JSON: `{ "rolesClaim": "roles", "externalIdClaim": "external_id", "map": { "<claim value>": "<role>" } }`',
  },
  SEPARATION_OF_DUTIES: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      '`enforced` (default), or `single-operator`: one person alone holds every duty (docs/people-and-roles.md; never with a profile in PIV mode)',
  },
  PROFILE_APPROVAL: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      '`none` (default), or `required`: a profile is published once another person has approved it (docs/people-and-roles.md)',
  },
  HOLDER_IDENTIFICATION: {
    services: ['issuance-svc'],
    required: false,
    meaning:
      '`browser` (default): whoever issues a card in a browser says how they identified the holder, programs may; `required`: programs too (docs/people-and-roles.md)',
  },
  SESSION_KEY_FILE: {
    services: ['gateway'],
    required: true,
    meaning: 'base64 of 32 bytes: encrypts and signs session cookies',
  },
  SESSION_IDLE_MINUTES: { services: ['gateway'], required: false, meaning: 'a session ends after, default 60' },
  SESSION_HOURS: { services: ['gateway'], required: false, meaning: 'and at the latest after, default 8' },
  STEP_UP_MINUTES: {
    services: ['gateway'],
    required: false,
    meaning: 'so long after a sign-in people may do what asks for a fresh one (docs/decisions/0013), default 5',
  },
  CODEC_ALLOWED_ORIGIN: { services: ['gateway'], required: false, meaning: "the Temporal UI's origin, exactly" },
  AGENT_PACKAGE_DIR: {
    services: ['gateway'],
    required: false,
    meaning:
      'folder with packages of the agent (`cardwright-agent_<version>_<architecture>.deb`, agent-package.md) that the portal gives out to everybody; the newest of each architecture; none: the portal says whom to ask',
  },
  LAB_READERS_SOCKET: {
    services: ['gateway'],
    required: false,
    meaning:
      "set by `npm start` alone: the socket of its agent's simulated readers, for the lab corner of the console; refused beyond loopback",
  },
  LAB_SIGN_IN_DIR: {
    services: ['gateway'],
    required: false,
    meaning:
      'set by `npm start` alone, with `LAB_READERS_SOCKET`: folder of its link that signs a visitor in once; refused beyond loopback, with TLS, with a proxy in front, and with another issuer than one on the loopback',
  },
  TEMPORAL_UI_URL: {
    services: ['gateway'],
    required: false,
    meaning: 'where the console links to for stuck sagas; the host of `PUBLIC_URL`, another port',
  },
  TEMPORAL_UI_UPSTREAM: {
    services: ['gateway'],
    required: false,
    meaning:
      'where the Temporal UI really listens, reachable by the gateway alone: given, the gateway serves it at `TEMPORAL_UI_URL` to those who are signed in and may look at sagas',
  },
  TEMPORAL_UI_PORT: {
    services: ['gateway'],
    required: false,
    meaning: 'port for that, default 8233; certificate and host as for `HTTP_PORT`',
  },
  CONSOLE_DIR: {
    services: ['gateway'],
    required: false,
    meaning: 'built console to serve; default: the one beside the gateway',
  },
  BRAND_NAME: {
    services: ['gateway'],
    required: false,
    meaning:
      'name of the organisation, shown in the place of Cardwright on sign-in, console and portal; at most 40 characters',
  },
  BRAND_COLOUR: {
    services: ['gateway'],
    required: false,
    meaning: 'its colour as `#rrggbb`; shades in which text can be read are made from it, in light and dark',
  },
  BRAND_LOGO_FILE: {
    services: ['gateway'],
    required: false,
    meaning: 'its logo, SVG or PNG of at most 200 kB, read when the gateway starts; a square one fits best',
  },
};
