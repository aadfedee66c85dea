/**
 * Makes every credential and certificate of an installation, once: a second run makes only what is missing.
 * The table of files stands in main.ts. Nothing here talks to a server. Governed by design.md 3.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { natsServices, servicePermissions } from '@cardwright/contracts/nats/permissions';
import { makeNatsIdentities, type NatsTrustFile } from './nats/account-claims.js';
import { productionConfig } from './nats/production-config.js';
import { makeCredentials } from './nats/user-jwt.js';
import { SecretFiles } from './secret-files.js';
import { makeServerCertificate, makeTransportCa } from './transport-ca.js';

export interface BootstrapOptions {
  home: string;
  /** Further DNS names of this installation, for the server certificates. */
  hostNames?: readonly string[];
  now?: Date;
}

export interface BootstrapResult {
  home: string;
  secretsDir: string;
  /** Names of the files made by this run; empty when everything was there. */
  made: readonly string[];
  natsTrust: NatsTrustFile;
}

export const databaseSchemas = ['issuance', 'update', 'pki'] as const;
/** Servers that get a certificate of the transport CA; each is also a host name in docker-compose.yml. */
const tlsServers = ['gateway', 'nats', 'postgres', 'temporal', 'keycloak'] as const;

/** Safe to repeat, and after a cut: every file is written whole and never overwritten. */
export async function bootstrap(options: BootstrapOptions): Promise<BootstrapResult> {
  // The home itself is passable: as root, Postgres runs as another user below it. The secrets are 0700 / 0600.
  await mkdir(options.home, { recursive: true, mode: 0o711 });
  const files = await SecretFiles.open(options.home);
  const natsTrust = await natsFiles(files);
  await keyFiles(files);
  for (const name of ['admin', ...databaseSchemas]) await files.ensure(`db-${name}.password`, () => token(24));
  await issuerFiles(files);
  await files.ensure('keycloak-admin.password', () => token(24));
  await productionNatsConfig(options.home, natsTrust);
  await transportFiles(files, options.hostNames ?? [], options.now ?? new Date());
  return { home: options.home, secretsDir: files.directory, made: files.made, natsTrust };
}

async function natsFiles(files: SecretFiles): Promise<NatsTrustFile> {
  if (!files.has('nats-trust.json')) {
    // The trust file is written last: identities are complete or made anew, never mixed.
    const { trust, seeds } = await makeNatsIdentities();
    await files.write('nats-operator.seed', seeds.operator);
    await files.write('nats-operator-signing.seed', seeds.operatorSigning);
    await files.write('nats-system-account.seed', seeds.systemAccount);
    await files.write('nats-account.seed', seeds.account);
    await files.write('nats-account-signing.seed', seeds.accountSigning);
    const account = { accountPublicKey: trust.account.publicKey, signingSeed: seeds.accountSigning };
    for (const service of natsServices)
      await files.write(
        `nats-${service}.creds`,
        await makeCredentials({ ...account, name: service, permissions: servicePermissions[service] }),
      );
    await files.write(
      'nats-system.creds',
      await makeCredentials({
        name: 'system',
        accountPublicKey: trust.systemAccount.publicKey,
        signingSeed: seeds.systemAccount,
        permissions: { publish: ['$SYS.REQ.>'], subscribe: ['$SYS.>', '_INBOX.>'] },
      }),
    );
    await files.write('nats-trust.json', JSON.stringify(trust, null, 2));
  }
  return JSON.parse(await files.read('nats-trust.json')) as NatsTrustFile;
}

/** Nothing in it is secret, and all of it follows from the trust file: written every time. */
async function productionNatsConfig(home: string, trust: NatsTrustFile): Promise<void> {
  await mkdir(join(home, 'nats'), { recursive: true });
  await writeFile(join(home, 'nats', 'production.conf'), productionConfig(trust));
}

async function keyFiles(files: SecretFiles): Promise<void> {
  for (const name of ['key-encryption-keys.json', 'payload-codec-keys.json']) await files.ensure(name, keyRing);
  await files.ensure('session.key', () => randomBytes(32).toString('base64'));
}

async function issuerFiles(files: SecretFiles): Promise<void> {
  for (const client of ['gateway', 'scripts', 'setup'])
    await files.ensure(`oidc-${client}-client.secret`, () => token(32));
  await files.ensure('oidc-cookies.key', () => token(32));
  await files.ensure('oidc-jwks.json', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: token(8) };
    return JSON.stringify({ keys: [jwk] }, null, 2);
  });
}

async function transportFiles(files: SecretFiles, hostNames: readonly string[], now: Date): Promise<void> {
  if (!files.has('transport-ca.crt')) {
    const ca = await makeTransportCa(now);
    await files.write('transport-ca.key', ca.privateKeyPem);
    await files.write('transport-ca.crt', ca.certificatePem);
  }
  const ca = {
    certificatePem: await files.read('transport-ca.crt'),
    privateKeyPem: await files.read('transport-ca.key'),
  };
  for (const server of tlsServers) {
    if (files.has(`${server}.crt`)) continue;
    const pair = await makeServerCertificate(
      ca,
      { dns: [server, 'localhost', ...hostNames], ip: ['127.0.0.1', '::1'] },
      now,
    );
    await files.write(`${server}.key`, pair.privateKeyPem);
    // With the root behind it: an agent that enrols knows the root by its hash only and must be shown it (design.md 3).
    await files.write(`${server}.crt`, `${pair.certificatePem.trimEnd()}\n${ca.certificatePem}`);
  }
}

/** Key ring file: one current key of 32 bytes; a rotation adds a key and moves `current`. */
function keyRing(): string {
  const id = `k-${token(6)}`;
  return JSON.stringify({ current: id, keys: { [id]: randomBytes(32).toString('base64') } }, null, 2);
}

/** URL-safe random text of `bytes` bytes. */
function token(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
