/**
 * pki-svc in this process on a real Postgres and NATS, with the credentials of an installation, and a stand-in for issuance-svc's lease
 * answer on the real subject. Specs only.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { credsAuthenticator, connect, type NatsConnection } from '@nats-io/transport-node';
import { createUser, type KeyPair } from '@nats-io/nkeys';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { CertificateRequest, PkiApi } from '@cardwright/contracts/nats/pki.api';
import { defaultTenantId, type ReplyOf, type RequestEnvelope, type RequestOf } from '@cardwright/contracts/nats/rpc';
import { issuanceInternalSubject, pkiSubject } from '@cardwright/contracts/nats/subjects';
import { startService, type RunningService } from '@cardwright/service-kit/bootstrap-service';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { makeSessionKey, type SessionKeyPair } from '@cardwright/sealing/session-key';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { startTestPostgres, type TestPostgres } from '@cardwright/testing/postgres';
import { Clock } from '../src/config/clock.js';
import { pkiServiceOptions } from '../src/start-pki-svc.js';
import { newKey, someone } from './memory-ca.js';

class MovableClock extends Clock {
  offsetMs = 0;
  override now(): number {
    return Date.now() + this.offsetMs;
  }
}

export class VaultHarness {
  readonly clock = new MovableClock();
  /** Device ids whose lease issuance-svc says is open. */
  readonly openLeases = new Set<string>();
  /** What issuance-svc says of a lease; a spec may say something else. */
  isLeaseOpen = (lease: LeaseToken, _correlationId: string): boolean => this.openLeases.has(lease.deviceId);
  readonly agent: KeyPair = createUser();
  /** Set by `start`; a spec may put another one there before it starts a copy. */
  keyRingFile: string;
  /** Of the service, beside those that every spec has; before `start`. */
  settings: Record<string, string> = {};
  /** Everything that the service logged. */
  log = '';
  nats: TestNats;
  postgres: TestPostgres;
  services: RunningService[] = [];
  rpc: RpcClient;
  admin: pg.Client;
  private gatewayRpc: RpcClient;
  private keeperRpc: RpcClient;
  private updateRpc: RpcClient;
  issuance: NatsConnection;
  private gateway: NatsConnection;
  private update: NatsConnection;
  private keeper: NatsConnection;

  async start(): Promise<this> {
    [this.nats, this.postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
    this.keyRingFile = join(this.nats.installation.secretsDir, 'key-encryption-keys.json');
    const connectAs = async (service: 'issuance' | 'gateway' | 'update'): Promise<NatsConnection> =>
      connect({
        servers: this.nats.url,
        authenticator: credsAuthenticator(await this.nats.creds(service)),
        inboxPrefix: `_INBOX.${service}`,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 100,
      });
    this.issuance = await connectAs('issuance');
    this.gateway = await connectAs('gateway');
    this.update = await connectAs('update');
    this.updateRpc = new RpcClient(this.update);
    this.gatewayRpc = new RpcClient(this.gateway);
    this.keeper = await connect({
      servers: this.nats.url,
      authenticator: credsAuthenticator(await this.nats.anyCreds()),
      inboxPrefix: '_INBOX.update.spec',
    });
    this.keeperRpc = new RpcClient(this.keeper);
    this.issuance.subscribe(issuanceInternalSubject('lease.check'), {
      callback: (_, message) => {
        const { body, correlationId } = message.json<RequestEnvelope<LeaseToken>>();
        message.respond(JSON.stringify({ body: { open: this.isLeaseOpen(body, correlationId) } }));
      },
    });
    this.rpc = new RpcClient(this.issuance);
    await this.startService();
    await this.ask('agents.sign-jwt', { workstationId: 'ws-1', agentNkey: this.agent.getPublicKey() });
    this.admin = new pg.Client({ connectionString: this.postgres.adminUrl, options: '-c search_path=pki' });
    this.admin.on('error', () => undefined);
    await this.admin.connect();
    return this;
  }

  environment(): Record<string, string> {
    const secret = (name: string): string => join(this.nats.installation.secretsDir, name);
    const { host, port, database, user, passwordFile } = this.postgres.databases.pki;
    return {
      LOG_LEVEL: 'debug',
      HEALTH_PORT: '0',
      NATS_URL: this.nats.url,
      NATS_CREDS_FILE: secret('nats-pki.creds'),
      NATS_SYSTEM_CREDS_FILE: secret('nats-system.creds'),
      NATS_ACCOUNT_SIGNING_KEY_FILE: secret('nats-account-signing.seed'),
      NATS_OPERATOR_SIGNING_KEY_FILE: secret('nats-operator-signing.seed'),
      NATS_ACCOUNT_FILE: secret('nats-trust.json'),
      KEY_ENCRYPTION_KEY_FILE: this.keyRingFile,
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: database,
      DATABASE_USER: user,
      DATABASE_PASSWORD_FILE: passwordFile,
      PUBLIC_URL: 'http://127.0.0.1:8080',
      PKI_ORGANIZATION: 'Example',
      ...this.settings,
    };
  }

  /** One more copy of the service. */
  async startService(): Promise<RunningService> {
    const destination = { write: (line: string) => void (this.log += line) };
    const logger = createLogger({ name: 'pki-svc', level: 'debug', destination });
    const service = await startService({ ...pkiServiceOptions(this.environment(), this.clock), logger });
    this.services.push(service);
    return service;
  }

  async stop(): Promise<void> {
    await this.admin?.end();
    for (const service of this.services) await service.close();
    await this.issuance?.close();
    await this.gateway?.close();
    await this.update?.close();
    await this.keeper?.close();
    await Promise.all([this.nats?.stop(), this.postgres?.stop()]);
  }

  /** A request as issuance-svc makes it. */
  ask<Name extends keyof PkiApi & string>(name: Name, body: RequestOf<PkiApi, Name>): Promise<ReplyOf<PkiApi, Name>> {
    return this.senderOf(name).pki(name, body, { tenantId: defaultTenantId, correlationId: randomUUID() });
  }

  /** The service that may send it; none creates archived keys yet. */
  private senderOf(name: keyof PkiApi): RpcClient {
    if (name.startsWith('crl.')) return this.gatewayRpc;
    if (name.startsWith('offers.')) return this.updateRpc;
    return name === 'archive.create' ? this.keeperRpc : this.rpc;
  }

  /** As issuance-svc, with a body that the contract does not allow. */
  askUnchecked(name: keyof PkiApi & string, body: object): Promise<unknown> {
    return this.rpc.request(pkiSubject(name), body, { tenantId: defaultTenantId, correlationId: randomUUID() });
  }

  /** A new device with an open lease. */
  lease(open = true): LeaseToken {
    const deviceId = randomUUID();
    if (open) this.openLeases.add(deviceId);
    return { requestId: randomUUID(), deviceId, workstationId: 'ws-1', fencingToken: 1 };
  }

  certificateRequest(lease: LeaseToken, change: Partial<CertificateRequest> = {}): CertificateRequest {
    const keyReference = change.keyReference ?? '9A';
    return {
      idempotencyKey: `${lease.requestId}/1/${keyReference}`,
      certificateProfile: 'piv-authentication',
      publicKeySpkiBase64: newKey('ECCP256').spki.toString('base64'),
      subject: someone,
      notAfterAtMost: new Date(this.clock.now() + 400 * 86_400_000).toISOString(),
      deviceId: lease.deviceId,
      requestId: lease.requestId,
      keyReference,
      ...change,
    };
  }

  sessionKey(lease: LeaseToken): Promise<SessionKeyPair> {
    return makeSessionKey({
      ...lease,
      agentNkey: this.agent.getPublicKey(),
      sign: (message) => this.agent.sign(message),
      now: this.clock.now(),
    });
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.admin.query<Row>(sql, values)).rows;
  }

  async secret(name: string): Promise<string> {
    return readFile(join(this.nats.installation.secretsDir, name), 'utf8');
  }
}

export const code = (expected: string) => ({ code: expected });

/** What stands in a certificate's CRL distribution point, without `/crl/` and `.crl`. */
export function crlListOf(certificateDerBase64: string): string {
  const text = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-ext', 'crlDistributionPoints'], {
    input: Buffer.from(certificateDerBase64, 'base64'),
  }).toString();
  return /\/crl\/(.+)\.crl$/m.exec(text)![1]!;
}
