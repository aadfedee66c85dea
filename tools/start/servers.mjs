/** Starts what is not ours: Postgres, NATS, Temporal, its UI and the development issuer; each only where no address is given. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../setup/run.mjs';
import { say, step } from '../setup/progress.mjs';

/**
 * throwAway: for a test run, whose database need not survive a loss of power.
 * @param {{ home: string, ports: Record<string, number>, natsTrust: object, throwAway?: boolean, stopLater: (name: string, stop: () => Promise<void>) => void }} options
 * @returns {Promise<import('./service-environment.mjs').Installation>}
 */
export async function startServers({ home, ports, natsTrust, throwAway = false, stopLater }) {
  const postgresServer = await import('@cardwright/embedded-servers/postgres');
  const { startNatsServer } = await import('@cardwright/embedded-servers/nats-server');
  const temporal = await import('@cardwright/embedded-servers/temporal-server');
  const { startTemporalUi } = await import('@cardwright/embedded-servers/temporal-ui');
  const { startProcess } = await import('@cardwright/embedded-servers/process');
  const secret = (/** @type {string} */ name) => join(home, 'secrets', name);
  const password = async (/** @type {string} */ name) => (await readFile(secret(`db-${name}.password`), 'utf8')).trim();
  const publicUrl = `http://127.0.0.1:${ports.gateway}`;
  // The gateway answers there; the UI's own server takes any port.
  const temporalUiUrl = `http://127.0.0.1:${ports.temporalUi}`;

  const database = async () => {
    let adminUrl = process.env.DATABASE_URL;
    if (adminUrl) say('  Postgres: the one of DATABASE_URL');
    else {
      const server = await postgresServer.startPostgres({
        stateDir: home,
        port: ports.postgres,
        adminPassword: await password('admin'),
        throwAway,
      });
      stopLater('Postgres', server.stop);
      adminUrl = server.adminUrl;
    }
    const schemas = ['issuance', 'update', 'pki'];
    const services = await Promise.all(schemas.map(async (schema) => ({ schema, password: await password(schema) })));
    const made = await postgresServer.ensureDatabase(adminUrl, 'cardwright', services);
    return { host: made.issuance.host, port: made.issuance.port, name: made.issuance.database };
  };
  const nats = async () => {
    if (process.env.NATS_URL) {
      say('  NATS: the one of NATS_URL (it must trust the operator in secrets/nats-trust.json)');
      return process.env.NATS_URL;
    }
    const server = await startNatsServer({ stateDir: home, trust: natsTrust, port: ports.nats });
    stopLater('NATS', server.stop);
    return server.url;
  };
  const temporalServer = async () => {
    const namespace = process.env.TEMPORAL_NAMESPACE ?? temporal.temporalNamespace;
    let address = process.env.TEMPORAL_ADDRESS;
    if (address) {
      say('  Temporal: the one of TEMPORAL_ADDRESS');
      await temporal.prepareNamespace(address, namespace);
    } else {
      const server = await temporal.startTemporalServer({ stateDir: home, port: ports.temporal, namespace });
      stopLater('Temporal', server.stop);
      address = server.address;
    }
    const ui = await startTemporalUi({
      stateDir: home,
      temporalAddress: address,
      namespace,
      codecEndpoint: `${publicUrl}/codec`,
      publicUrl: temporalUiUrl,
    });
    stopLater('Temporal UI', ui.stop);
    return { address, namespace, uiUpstream: ui.url };
  };
  const issuer = async () => {
    if (process.env.OIDC_ISSUER) {
      say('  OIDC issuer: the one of OIDC_ISSUER');
      return process.env.OIDC_ISSUER;
    }
    const url = `http://127.0.0.1:${ports.issuer}`;
    const server = await startProcess({
      name: 'development issuer',
      command: process.execPath,
      args: [join(root, 'libs', 'dev-issuer', 'dist', 'main.js')],
      env: {
        PATH: process.env.PATH,
        HTTP_PORT: String(ports.issuer),
        // Under a second name the portal is another site than the issuer, as it is in a real installation: for tests of browsers.
        PUBLIC_URL: `${publicUrl},http://localhost:${ports.gateway}`,
        OIDC_CLIENT_SECRET_FILE: secret('oidc-gateway-client.secret'),
        OIDC_SCRIPTS_SECRET_FILE: secret('oidc-scripts-client.secret'),
        OIDC_SETUP_SECRET_FILE: secret('oidc-setup-client.secret'),
        OIDC_COOKIE_KEY_FILE: secret('oidc-cookies.key'),
        OIDC_JWKS_FILE: secret('oidc-jwks.json'),
      },
      logFile: join(home, 'logs', 'dev-issuer.log'),
      listensOn: [ports.issuer],
      ready: async () => (await fetch(`${url}/.well-known/openid-configuration`)).ok,
    });
    stopLater('development issuer', server.stop);
    return url;
  };

  const [db, natsUrl, temporalAt, issuerUrl] = await step('Starting Postgres, NATS, Temporal and the issuer', () =>
    allStarted([database(), nats(), temporalServer(), issuer()]),
  );
  return {
    home,
    natsUrl,
    database: db,
    temporalAddress: temporalAt.address,
    temporalNamespace: temporalAt.namespace,
    temporalUiUrl,
    temporalUiUpstream: temporalAt.uiUpstream,
    issuerUrl,
    httpPort: ports.gateway,
    healthPorts: Object.fromEntries(
      ['issuance-svc', 'update-svc', 'pki-svc', 'device-edge'].map((name) => [name, ports[name]]),
    ),
    logLevel: process.env.LOG_LEVEL,
  };
}

/**
 * Like Promise.all, but a failure comes only after every other start has ended: until then the caller would not know of what it has to stop.
 * @template {readonly unknown[]} All
 * @param {All} starts
 * @returns {Promise<{ -readonly [Index in keyof All]: Awaited<All[Index]> }>}
 */
export async function allStarted(starts) {
  const settled = await Promise.allSettled(starts);
  const failed = settled.find(({ status }) => status === 'rejected');
  if (failed) throw /** @type {PromiseRejectedResult} */ (failed).reason;
  return /** @type {any} */ (settled.map((one) => /** @type {PromiseFulfilledResult<unknown>} */ (one).value));
}
