/**
 * Makes every credential and certificate of an installation, once: a second run makes only what is missing, and signs NATS
 * credentials anew whose permissions have changed.
 * The table of files stands in main.ts. Nothing here talks to a server. Governed by design.md 3.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { natsServices, servicePermissions, type NatsPermissions } from '@cardwright/contracts/nats/permissions';
import { makeNatsIdentities, type NatsTrustFile } from './nats/account-claims.js';
import { productionConfig } from './nats/production-config.js';
import { grants, makeCredentials, userOf, type UserJwtRequest } from './nats/user-jwt.js';
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

const databaseSchemas = ['issuance', 'update', 'pki'] as const;
/** Servers in docker-compose.yml that keep databases of their own in the same Postgres, each as a role of its own. */
const databaseGuests = ['temporal', 'keycloak'] as const;
/** Servers that get a certificate of the transport CA; each is also a host name in docker-compose.yml. */
const tlsServers = ['gateway', 'nats', 'postgres', 'temporal', 'keycloak'] as const;

/** Safe to repeat, and after a cut: every file is written whole, and no key is ever overwritten. */
export async function bootstrap(options: BootstrapOptions): Promise<BootstrapResult> {
  // The home itself is passable: as root, Postgres runs as another user below it. The secrets are 0700 / 0600.
  await mkdir(options.home, { recursive: true, mode: 0o711 });
  const files = await SecretFiles.open(options.home);
  const natsTrust = await natsFiles(files);
  await keyFiles(files);
  for (const name of ['admin', ...databaseSchemas, ...databaseGuests])
    await files.ensure(`db-${name}.password`, () => token(24));
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
    await files.write('nats-trust.json', JSON.stringify(trust, null, 2));
  }
  const trust = JSON.parse(await files.read('nats-trust.json')) as NatsTrustFile;
  await natsCredentials(files, trust);
  return withServiceKeys(files, trust);
}

/** The vault must never accept the key of a service as the key of an agent. An older trust file gets the missing keys. */
async function withServiceKeys(files: SecretFiles, trust: NatsTrustFile): Promise<NatsTrustFile> {
  const serviceKeys: Record<string, string> = {};
  for (const service of natsServices) serviceKeys[service] = await userOf(await files.read(`nats-${service}.creds`));
  if (isDeepStrictEqual(trust.serviceKeys, serviceKeys)) return trust;
  const completed = { ...trust, serviceKeys };
  await files.write('nats-trust.json', JSON.stringify(completed, null, 2));
  return completed;
}

/**
 * One user for each service. A credential that says something else than the rows do (of an older version) is signed anew for the same
 * key: an installation gets narrower permissions, and those that new code needs, by running this again.
 */
async function natsCredentials(files: SecretFiles, trust: NatsTrustFile): Promise<void> {
  const account = trust.account.publicKey;
  const signingSeed = await files.read('nats-account-signing.seed');
  const users: [string, Omit<UserJwtRequest, 'userNkey'>][] = natsServices.map((service) => [
    `nats-${service}.creds`,
    { name: service, accountPublicKey: account, signingSeed, permissions: servicePermissions[service] },
  ]);
  const systemAccount = trust.systemAccount.publicKey;
  const systemSeed = await files.read('nats-system-account.seed');
  users.push([
    'nats-system.creds',
    { name: 'system', accountPublicKey: systemAccount, signingSeed: systemSeed, permissions: claimsOf(account) },
  ]);
  for (const [name, request] of users) {
    const before = files.has(name) ? await files.read(name) : undefined;
    if (before === undefined || !(await grants(before, request.permissions)))
      await files.write(name, await makeCredentials(request, before));
  }
}

/** All that pki-svc does with the system account: it reads what the servers know of our account and gives them a newer version. */
const claimsOf = (account: string): NatsPermissions => ({
  publish: [`$SYS.REQ.ACCOUNT.${account}.CLAIMS.LOOKUP`, `$SYS.REQ.ACCOUNT.${account}.CLAIMS.UPDATE`],
  subscribe: ['_INBOX.pki-system.>'],
});

/** Nothing in it is secret, and everything follows from the trust file, so it is written every time. */
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
