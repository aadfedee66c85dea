/**
 * The tenant of Entra ID of the demo: the double of Microsoft Graph (docs/graph-double.md), on loopback and in this process. The people of the demo
 * have accounts there, so that a card can be issued with a passkey for it. It forgets its passkeys when it ends.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { simulatedRootCertificateFile } from './attestation.mjs';
import { ask, look } from './lab.mjs';

const tenantId = '0d5a7e11-0000-4000-8000-0000000000aa';
const clientId = '0d5a7e11-0000-4000-8000-0000000000bb';
const relyingParty = 'entra';
/** By the agent, and on the page of the tenant. */
const profiles = [
  { name: 'piv-with-passkey', title: 'PIV with passkey', passkey: { relyingParty } },
  {
    name: 'piv-with-passkey-page',
    title: 'PIV with passkey (added on the page of the tenant)',
    passkey: { relyingParty, madeBy: 'browser' },
  },
];

/** @typedef {{ row: object, page: string, trust: (certificatePem: string, attestationRootPem: string) => void }} DemoTenant */

/**
 * row: for RELYING_PARTIES. readers: the socket to the simulated readers, whose keys its page uses.
 * @param {{ port: number, readers: string, stopLater: (name: string, stop: () => Promise<void>) => void }} at
 * @returns {Promise<DemoTenant>}
 */
export async function startTenant({ port, readers, stopLater }) {
  const { GraphDouble } = await import('@cardwright/graph-double/graph-double');
  const { certificatesOf } = await import('@cardwright/graph-double/control');
  const people = (await demoAccounts()).map(({ objectId, upn, name }) => ({
    id: objectId,
    userPrincipalName: upn,
    displayName: name,
  }));
  const keys = keysIn(readers);
  const double = await GraphDouble.start({ tenantId, port, people, keys, relyingPartyId: 'login.cardwright.test' });
  stopLater('tenant', double.stop);
  const { url, securityInfo } = double;
  return {
    page: securityInfo.url,
    row: {
      ...{ id: relyingParty, kind: 'entra', tenantId, clientId },
      ...{ graphUrl: url, loginUrl: url, securityInfo, settlesSeconds: 0 },
    },
    trust: (certificatePem, attestationRootPem) => {
      double.tenant.addClient(clientId, certificatesOf([certificatePem]), permissions);
      double.tenant.attestationRoots = certificatesOf([attestationRootPem]);
    },
  };
}

/**
 * No browser reaches a simulated card. Before the agent is there, there is none.
 * @param {string} socketFile
 * @returns {import('@cardwright/graph-double/stand-in-keys').StandInKeys}
 */
const keysIn = (socketFile) => ({
  names: async () => {
    const { readers } = await look(socketFile).catch(() => ({ readers: [] }));
    return readers.flatMap(({ readerName, card }) => (card === null ? [] : [readerName]));
  },
  make: async (readerName, asked, pin) =>
    (await ask(socketFile, { simulated: 'make-passkey', readerName, asked, pin })).passkey,
});

const permissions = /** @type {const} */ (['UserAuthMethod-Passkey.ReadWrite.All', 'Policy.Read.AuthenticationMethod']);

/**
 * What an administrator of a tenant does by hand: uploads the certificate that the vault signs by, imports the object ids, and publishes a profile.
 * publishes: nobody has to approve it.
 * @param {DemoTenant} tenant
 * @param {import('./service-environment.mjs').Installation} at
 * @param {import('./api.mjs').Api} administrator
 * @param {{ publishes: boolean }} options
 */
export async function joinTenant(tenant, at, administrator, { publishes }) {
  const attestationRoot = await readFile(simulatedRootCertificateFile(at.home), 'utf8');
  tenant.trust(await clientCertificate(at), attestationRoot);
  const done = join(at.home, 'demo-tenant.json');
  if (existsSync(done)) return;
  const rows = (await demoAccounts()).map(({ externalId, givenName, surname, objectId }) =>
    [externalId, givenName, surname, objectId].join(','),
  );
  const csv = ['external_id,given_name,surname,object_id', ...rows].join('\n');
  await administrator('POST', '/people/import', { csv: `${csv}\n` });
  if (publishes) await passkeyProfiles(administrator);
  await writeFile(done, JSON.stringify({ at: new Date().toISOString() }));
}

/** The profile that ships, and a passkey. @param {import('./api.mjs').Api} administrator */
async function passkeyProfiles(administrator) {
  const { profile: shipped } = await administrator('GET', '/profiles/piv-four');
  for (const profile of profiles)
    await administrator('POST', '/profiles', { definition: { ...shipped.definition, ...profile } });
}

/** Of the demo people, each with an object id that is always the same. */
async function demoAccounts() {
  const csv = await readFile(new URL('./demo-people.csv', import.meta.url), 'utf8');
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [externalId = '', givenName = '', surname = '', , , upn = ''] = line.split(',');
      const objectId = `0d5a7e11-0000-4000-8000-0000000${externalId.toLowerCase()}`;
      return { externalId, givenName, surname, upn, name: `${givenName} ${surname}`, objectId };
    });
}

/**
 * The vault makes it soon after its first start (docs/relying-parties.md, step 4).
 * @param {import('./service-environment.mjs').Installation} at
 */
async function clientCertificate(at) {
  const { default: pg } = await import('pg');
  const password = (await readFile(join(at.home, 'secrets', 'db-pki.password'), 'utf8')).trim();
  const { host, port, name: database } = at.database;
  const client = new pg.Client({ host, port, database, user: 'cardwright_pki', password });
  await client.connect();
  try {
    for (const until = Date.now() + 30_000; ; await delay(100)) {
      const { rows } = await client.query(
        `select encode(certificate, 'base64') as base64 from pki.client_keys where client_id = $1 order by not_after desc limit 1`,
        [clientId],
      );
      if (rows.length > 0) return `-----BEGIN CERTIFICATE-----\n${rows[0].base64.trim()}\n-----END CERTIFICATE-----\n`;
      if (Date.now() > until) throw new Error('the vault has made no certificate for the tenant of the demo');
    }
  } finally {
    await client.end();
  }
}
