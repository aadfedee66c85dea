/**
 * The gateway as it really runs, between a real NATS server (real permissions), the real development issuer and a stand-in
 * for issuance-svc and pki-svc that answers as a spec says. Specs only.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { issuanceSubject, pkiSubject, sagaProgressSubject, feedGrewSubject } from '@cardwright/contracts/nats/subjects';
import { startDevIssuer } from '@cardwright/dev-issuer/issuer';
import { onFreePorts } from '@cardwright/embedded-servers/ports';
import { connectNats, type NatsConnection } from '@cardwright/service-kit/nats/connection';
import { createLogger } from '@cardwright/service-kit/logging/logger';
import { startTestNats } from '@cardwright/testing/nats-server';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type RunningGateway, startGateway } from '../src/start-gateway.js';

export type Answer = (body: never, envelope: RequestEnvelope<unknown>) => unknown;

export interface GatewayFixture {
  publicUrl: string;
  issuer: string;
  codecOrigin: string;
  /** The secret of the client `cardwright-scripts`. */
  scriptsSecret: string;
  /** What the stand-ins answer, by `<service> <name>`; throw a CardwrightError to refuse. */
  answers: Map<string, Answer>;
  /** The sessions of the stand-in of issuance-svc, by SHA-256: they answer `sessions.*` unless the spec does. */
  sessions: Map<string, { sub: string; active: boolean; touched: number; authenticatedAt: number }>;
  /** Requests that the stand-ins have seen, newest last. */
  seen: { name: string; envelope: RequestEnvelope<unknown> }[];
  /** Lines that the gateway has logged. */
  log: string[];
  /** An access token of the issuer; claims override. */
  token(claims?: Record<string, unknown>, header?: { typ?: string | undefined }): Promise<string>;
  request(path: string, init?: RequestInit & { token?: string }): Promise<Response>;
  publishProgress(row: SagaProgress): void;
  /** As issuance-svc tells that there are new events. */
  publishFeedGrew(): void;
  restartGateway(): Promise<void>;
  stop(): Promise<void>;
}

type Settings = Record<string, string>;

/** Settings by which people sign in with a passkey: no browser makes one for an address, so the gateway is `localhost` with them. */
export const withPasskeys =
  (further: Settings = {}) =>
  (publicUrl: string): Settings => ({
    ...further,
    RELYING_PARTIES: JSON.stringify([{ id: 'portal', kind: 'own', rpId: 'localhost', origins: [publicUrl] }]),
  });

/**
 * The two name each other, so both ports are known before either listens: when one is lost, both start again on others. env: where it depends on the
 * public address, that is a name, `localhost`.
 */
export function startGatewayFixture(env: Settings | ((publicUrl: string) => Settings) = {}): Promise<GatewayFixture> {
  return onFreePorts({ issuerPort: undefined, gatewayPort: undefined }, async (ports) => {
    const stops: (() => Promise<void>)[] = [];
    const stop = async (): Promise<void> => {
      for (const each of stops.splice(0).reverse()) await each();
    };
    try {
      return await start(ports, env, stops, stop);
    } catch (error) {
      await stop();
      throw error;
    }
  });
}

async function start(
  { issuerPort, gatewayPort }: { issuerPort: number; gatewayPort: number },
  settings: Settings | ((publicUrl: string) => Settings),
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<GatewayFixture> {
  const state = await makeStateDir('gateway');
  stops.push(() => state.remove());
  const nats = await startTestNats();
  stops.push(() => nats.stop());
  const publicUrl = `http://${typeof settings === 'function' ? 'localhost' : '127.0.0.1'}:${gatewayPort}`;
  const env = typeof settings === 'function' ? settings(publicUrl) : settings;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'spec', alg: 'ES256', use: 'sig' };
  const secret = (): string => randomBytes(32).toString('base64url');
  const gatewaySecret = secret();
  const scriptsSecret = secret();
  const issuer = await startDevIssuer({
    port: issuerPort,
    publicUrls: [publicUrl],
    gatewaySecret,
    scriptsSecret,
    cookieKey: secret(),
    jwks: { keys: [jwk] } as never,
  });
  stops.push(() => issuer.stop());
  const sessionKeyFile = join(state.path, 'session.key');
  await writeFile(sessionKeyFile, secret(), { mode: 0o600 });
  const secretFile = join(state.path, 'client.secret');
  await writeFile(secretFile, gatewaySecret, { mode: 0o600 });

  const consoleDir = join(state.path, 'console');
  await mkdir(join(consoleDir, 'assets'), { recursive: true });
  await writeFile(join(consoleDir, 'index.html'), '<title>the console</title>');
  await writeFile(join(consoleDir, 'assets', 'page-1a2b.js'), 'export {};');

  const answers = new Map<string, Answer>();
  const sessions: GatewayFixture['sessions'] = new Map();
  const seen: GatewayFixture['seen'] = [];
  const issuance = await connectNats({ url: nats.url, credsFile: nats.credsFile('issuance'), name: 'issuance' });
  const pki = await connectNats({ url: nats.url, credsFile: nats.credsFile('pki'), name: 'pki' });
  stops.push(async () => void (await Promise.all([issuance.close(), pki.close()])));
  serve(issuance, 'issuance', issuanceSubject('>'), answers, seen, sessionRecord(sessions));
  serve(pki, 'pki', pkiSubject('>'), answers, seen);
  await Promise.all([issuance.flush(), pki.flush()]);

  const log: string[] = [];
  const codecOrigin = 'http://127.0.0.1:8233';
  const startAgain = (): Promise<RunningGateway> =>
    startGateway({
      env: {
        NATS_URL: nats.url,
        NATS_CREDS_FILE: nats.credsFile('gateway'),
        OIDC_ISSUER: issuer.issuer,
        OIDC_CLIENT_ID: 'cardwright-gateway',
        OIDC_CLIENT_SECRET_FILE: secretFile,
        SESSION_KEY_FILE: sessionKeyFile,
        PUBLIC_URL: publicUrl,
        HTTP_PORT: String(gatewayPort),
        CODEC_ALLOWED_ORIGIN: codecOrigin,
        TEMPORAL_UI_URL: codecOrigin,
        CONSOLE_DIR: consoleDir,
        ...env,
      },
      logger: createLogger({ name: 'gateway', level: 'info', destination: { write: (line) => void log.push(line) } }),
    });
  let gateway = await startAgain();
  stops.push(() => gateway.close());
  const now = (): number => Math.floor(Date.now() / 1000);
  return {
    publicUrl,
    issuer: issuer.issuer,
    codecOrigin,
    scriptsSecret,
    answers,
    sessions,
    seen,
    log,
    token: (claims = {}, header = {}) =>
      new SignJWT({
        iss: issuer.issuer,
        sub: 'ada',
        aud: 'urn:cardwright:api',
        client_id: 'cardwright-cli',
        external_id: 'E1001',
        name: 'Ada Lovelace',
        roles: ['issuance-operator'],
        iat: now(),
        exp: now() + 300,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'spec', typ: 'at+jwt', ...header } as never)
        .sign(privateKey),
    request: (path, { token, ...init } = {}) =>
      fetch(publicUrl + path, {
        redirect: 'manual',
        ...init,
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(init.headers as object) },
      }),
    publishProgress: (row) => issuance.publish(sagaProgressSubject(row.requestId), JSON.stringify(row)),
    publishFeedGrew: () => issuance.publish(feedGrewSubject, '{}'),
    restartGateway: async () => {
      await gateway.close();
      gateway = await startAgain();
    },
    stop,
  };
}

function serve(
  connection: NatsConnection,
  service: string,
  subject: string,
  answers: Map<string, Answer>,
  seen: GatewayFixture['seen'],
  unless: ReadonlyMap<string, Answer> = new Map(),
): void {
  const prefix = subject.slice(0, -1);
  connection.subscribe(subject, {
    callback: (error, message) => {
      if (error) throw error;
      const envelope = message.json<RequestEnvelope<unknown>>();
      const name = `${service} ${message.subject.slice(prefix.length)}`;
      // What comes with every request is not what a spec is about.
      if (answers.has(name) || !unless.has(name)) seen.push({ name, envelope });
      const answered = (async () => {
        const answer = answers.get(name) ?? unless.get(name);
        if (!answer) throw new CardwrightError('INTERNAL', onlyInEnglish(`the spec has no answer for ${name}`));
        return await answer(envelope.body as never, envelope);
      })();
      void answered.then(
        (body) => message.respond(JSON.stringify({ body })),
        (thrown: unknown) => message.respond(JSON.stringify({ error: thrown })),
      );
    },
  });
}

/** The record of sessions as issuance-svc keeps it (apps/issuance-svc/src/sessions). */
function sessionRecord(sessions: GatewayFixture['sessions']): Map<string, Answer> {
  type Body = { sessionSha256Hex: string; touch?: boolean; authenticatedAt: string; renewsSha256Hex?: string };
  return new Map<string, Answer>([
    [
      'issuance sessions.start',
      ({ sessionSha256Hex, authenticatedAt, renewsSha256Hex }: Body, { actor }) => {
        const renewed = sessions.get(renewsSha256Hex ?? '');
        if (renewed?.sub === actor!.sub) renewed.active = false;
        const at = Date.parse(authenticatedAt);
        sessions.set(sessionSha256Hex, { sub: actor!.sub, active: true, touched: 0, authenticatedAt: at });
        return { expiresAt: '2099-01-01T00:00:00.000Z' };
      },
    ],
    [
      'issuance sessions.check',
      ({ sessionSha256Hex, touch }: Body) => {
        const session = sessions.get(sessionSha256Hex);
        if (session?.active && touch) session.touched += 1;
        const authenticatedSecondsAgo = session ? Math.floor((Date.now() - session.authenticatedAt) / 1000) : null;
        return { active: session?.active === true, authenticatedSecondsAgo };
      },
    ],
    [
      'issuance sessions.end',
      ({ sessionSha256Hex }: Body) => {
        const session = sessions.get(sessionSha256Hex);
        const ended = session?.active === true;
        if (session) session.active = false;
        return { ended };
      },
    ],
    [
      'issuance sessions.end-own',
      ({ sessionId, exceptSha256Hex }: { sessionId?: string; exceptSha256Hex?: string }, { actor }) => {
        const ending = [...sessions].filter(
          ([id, { sub, active }]) =>
            active && sub === actor!.sub && id !== exceptSha256Hex && (!sessionId || id.startsWith(sessionId)),
        );
        for (const [, session] of ending) session.active = false;
        return { ended: ending.length };
      },
    ],
  ] as [string, Answer][]);
}

export const sagaRow = (requestId: string, fields: Partial<SagaRow> = {}): SagaRow => ({
  requestId,
  workflowId: `device/${requestId}/write`,
  type: 'ISSUE',
  state: 'IN_PROGRESS',
  awaiting: null,
  stage: 'keys',
  percent: 40,
  sentence: 'Generating keys',
  stuckReason: null,
  errorCode: null,
  errorMessage: null,
  deviceId: requestId,
  personId: null,
  personName: null,
  profileName: null,
  profileVersion: null,
  workstationId: 'ws-1',
  attempt: 1,
  roundTrips: 1,
  apdus: 10,
  requestedBy: 'ada',
  correlationId: 'c',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  actions: [],
  cancelEffect: null,
  ...fields,
});
export const progressRow = (requestId: string, sequence: number, fields: Partial<SagaProgress> = {}): SagaProgress => ({
  requestId,
  sequence,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'stage',
  stage: 'keys',
  percent: sequence * 10,
  state: 'IN_PROGRESS',
  awaiting: null,
  sentence: `step ${sequence}`,
  ...fields,
});
