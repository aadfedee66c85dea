#!/usr/bin/env node
/**
 * `cardwright-bootstrap --home DIR [--host NAME]...`: makes what is missing under DIR/secrets and says what it made.
 *
 * | file (0600, in DIR/secrets) | what | who gets it |
 * | --- | --- | --- |
 * | nats-operator.seed, nats-account.seed, nats-system-account.seed | identity keys | nobody: keep them offline |
 * | nats-operator-signing.seed | signs the account JWT (revocations) | pki-svc |
 * | nats-account-signing.seed | signs the JWTs of agents | pki-svc |
 * | nats-system.creds | pushes the account JWT | pki-svc |
 * | nats-gateway.creds, nats-issuance.creds, nats-update.creds, nats-pki.creds | NATS identity and permissions | that service |
 * | nats-trust.json | public JWTs of operator and accounts, public keys of the services | NATS servers, pki-svc |
 * | key-encryption-keys.json | wraps keys at rest | pki-svc |
 * | payload-codec-keys.json | encrypts Temporal payloads | issuance-svc, update-svc |
 * | session.key | session cookies | gateway |
 * | db-admin.password | superuser of the embedded Postgres | set-up only |
 * | db-issuance.password, db-update.password, db-pki.password | database roles | that service |
 * | oidc-gateway-client.secret | the gateway's client at the issuer | gateway, issuer |
 * | oidc-scripts-client.secret | client credentials for scripts | `cardwright login --client`, issuer |
 * | oidc-setup-client.secret | the client that `npm start` sets its demo up with | development issuer |
 * | oidc-jwks.json, oidc-cookies.key | signing and cookie keys of the development issuer | development issuer |
 * | transport-ca.key / .crt | CA for TLS between our processes | nobody / everybody |
 * | gateway, nats, postgres, temporal, keycloak .key / .crt | server certificates | that server |
 * | keycloak-admin.password | first administrator of Keycloak (docker-compose) | Keycloak |
 *
 * DIR/nats/production.conf is the configuration of a NATS server in production; it holds no secret.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.js';

const usage = 'usage: cardwright-bootstrap --home DIR [--host NAME]...';
const { values } = parseArgs({
  options: { home: { type: 'string' }, host: { type: 'string', multiple: true }, help: { type: 'boolean' } },
});
if (values.help || !values.home) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const { made, secretsDir } = await bootstrap({ home: resolve(values.home), hostNames: values.host ?? [] });
console.log(made.length === 0 ? `nothing was missing in ${secretsDir}` : `made ${made.length} files in ${secretsDir}`);
