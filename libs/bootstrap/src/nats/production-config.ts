/**
 * The configuration of nats-server in production (docker-compose): TLS for everybody, operator mode, JetStream.
 * The embedded server of `npm start` has its own in @cardwright/embedded-servers. Governed by design.md 3 and 7.
 */
import type { NatsTrustFile } from './account-claims.js';

/** Text of the file. Certificate and key are where docker-compose mounts its secrets; JWTs are public. */
export function productionConfig(trust: NatsTrustFile): string {
  return `# Made by cardwright-bootstrap.
port: 4222
server_name: cardwright
max_payload: 4MB
tls {
  cert_file: "/run/secrets/nats.crt"
  key_file: "/run/secrets/nats.key"
  # A connect over TLS costs 24 ms of CPU: after a restart a thousand agents come back at once and must not time out.
  timeout: 10
}
authorization { timeout: 10 }
jetstream { store_dir: "/data/jetstream" }
operator: ${trust.operatorJwt}
system_account: ${trust.systemAccount.publicKey}
resolver { type: full, dir: "/data/jwt", allow_delete: false, interval: "2m" }
# A preloaded account replaces a stored one only if it is newer: revocations pushed later survive a restart.
resolver_preload {
  ${trust.systemAccount.publicKey}: ${trust.systemAccount.jwt}
  ${trust.account.publicKey}: ${trust.account.jwt}
}
`;
}
