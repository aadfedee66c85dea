/**
 * Opens the one NATS connection of a process. Reconnects for ever with jitter (design.md 7: an mTLS connect costs the
 * server 24 ms, so a restart must not bring everybody back in the same instant). Refuses plaintext beyond loopback.
 */
import { readFileSync } from 'node:fs';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import type { EnvReader } from '../config/env.js';

export type { NatsConnection };

export interface NatsConfig {
  /** One URL or several separated by commas: `nats://127.0.0.1:4222`, `tls://nats.example.org:4222`. */
  url: string;
  /** Credentials file with JWT and seed (operator mode); read again at every reconnect, so that renewed ones are taken. */
  credsFile?: string | undefined;
  /** CA certificate (PEM) of the transport; given, TLS is demanded whatever the URL says. */
  caFile?: string | undefined;
  /** Shown by the server's connection list. */
  name: string;
  /** Default `_INBOX.<name without -svc>`, which is what contracts `serviceInboxPrefix` grants: a user sees its own replies only. */
  inboxPrefix?: string | undefined;
}

/** NATS_URL, NATS_CREDS_FILE, NATS_CA_FILE. */
export const readNatsConfig = (reader: EnvReader, name: string): NatsConfig => ({
  url: reader.required('NATS_URL'),
  credsFile: reader.optionalFile('NATS_CREDS_FILE'),
  caFile: reader.optionalFile('NATS_CA_FILE'),
  name,
});

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Throws TypeError when a URL would send credentials or messages in clear over a network. The URL itself is not repeated: it may hold a password. */
export function assertNatsUrl(url: string, caFile?: string): void {
  for (const part of url.split(',')) {
    const text = part.trim();
    const parsed = URL.parse(text.includes('://') ? text : `nats://${text}`);
    if (!parsed) throw new TypeError('NATS_URL is not a URL');
    const secure = parsed.protocol === 'tls:' || parsed.protocol === 'wss:' || caFile !== undefined;
    if (!secure && !loopback.test(parsed.hostname))
      throw new TypeError(
        `NATS_URL is plaintext and its host ${parsed.hostname} is not loopback: use tls:// and NATS_CA_FILE`,
      );
  }
}

/** Connects once: rejects when no server answers within 5 s. After that the connection comes back by itself for ever. */
export async function connectNats(config: NatsConfig): Promise<NatsConnection> {
  assertNatsUrl(config.url, config.caFile);
  const secure = config.caFile !== undefined || config.url.includes('tls://');
  const credsFile = config.credsFile;
  return connect({
    servers: config.url.split(',').map((part) => part.trim()),
    name: config.name,
    inboxPrefix: config.inboxPrefix ?? `_INBOX.${config.name.replace(/-svc$/, '')}`,
    ...(credsFile === undefined
      ? {}
      : { authenticator: (nonce?: string) => credsAuthenticator(readFileSync(credsFile))(nonce) }),
    tls: secure ? { ...(config.caFile === undefined ? {} : { caFile: config.caFile }) } : null,
    timeout: 5_000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 1_000,
    reconnectJitterTLS: 3_000,
    // An account that the resolver does not know yet answers as a wrong credential does: keep trying.
    ignoreAuthErrorAbort: true,
    // Two stacks per request otherwise, thrown away when it is answered; our errors say what was asked.
    noAsyncTraces: true,
    pingInterval: 10_000,
    maxPingOut: 3,
  });
}
