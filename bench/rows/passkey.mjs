/**
 * The passkey stage of an issue at a tenant of Entra ID: messages that the agent gets from the moment at which the holder is asked for the PIN until the
 * passkey is registered, counted in its NATS stream by the proxy, and what it costs the provider, counted at the double of Graph. A system of its
 * own: only there is a relying party configured.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { X509Certificate } from 'node:crypto';
import { GraphDouble } from '@cardwright/graph-double/graph-double';
import { graphPermissions } from '@cardwright/graph-double/tenant';
import { inspect, personId, randomPin, startIssue, supplyPin } from '@cardwright/testing/issue';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords } from '@cardwright/testing/records';
import { startSystem } from '@cardwright/testing/system';
import { startDelayProxy } from '../lib/delay-proxy.mjs';

/** Beside the provider's own: creationOptions and the registration. */
const bar = 3;
const tenantId = '3f2b7c1e-0000-4000-8000-0000000000aa';
const clientId = '3f2b7c1e-0000-4000-8000-0000000000bb';
const ada = {
  id: '3f2b7c1e-0000-4000-8000-00000000ada0',
  userPrincipalName: 'ada@example.test',
  displayName: 'Ada Lovelace',
};
const csv = `external_id,given_name,surname,display_name,email,upn,object_id
P1,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test,${ada.id}
`;
const readerName = 'Simulated reader 0';

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function passkey(stand) {
  const tenant = await GraphDouble.start({ tenantId, people: [ada] });
  stand.stopLater(() => tenant.stop());
  const { url } = tenant;
  const row = /** @type {const} */ ({
    id: 'entra',
    kind: 'entra',
    tenantId,
    clientId,
    graphUrl: url,
    loginUrl: url,
    securityInfo: null,
  });
  const system = await startSystem({ throwAway: false, relyingParties: [row] });
  stand.stopLater(() => system.stop());
  await trust(tenant, system);
  await system.api('POST', '/people/import', { csv });
  await publishFourKeys(system.api, 'four-and-a-passkey', { passkey: { relyingParty: 'entra' } });

  const { agent, proxy } = await agentBehindProxy(stand, system);
  const { workstationId } = agent;
  const asked = { workstationId, readerName, personId: await personId(system.api, 'P1'), pinChange: 'holder' };
  const { device } = await inspect(system.api, workstationId, readerName);
  const { requestId } = await startIssue(system.api, {
    ...asked,
    deviceId: device.deviceId,
    profileName: 'four-and-a-passkey',
  });
  const before = await untilAsked(system, requestId, 'passkey');
  const pin = randomPin();
  proxy.takeDelivered();
  tenant.seen.length = 0;
  await supplyPin(system.api, requestId, pin);
  const after = await untilAsked(system, requestId, 'pin');
  const messages = proxy.takeDelivered();
  const provider = tenant.seen.map(({ operation }) => operation);
  await agent.stop();
  const [batches, apdus] = [after.roundTrips - before.roundTrips, after.apdus - before.apdus];
  return [
    {
      row: 'round trips, passkey of an issue with its own PIN',
      measured: `${messages.length} messages (${batches} batches); ${provider.length} calls of the provider (${provider.join(', ')})`,
      reference: `${apdus} APDUs`,
      ratio: messages.length / bar,
      bar: `<= ${bar}`,
      ok: messages.length <= bar,
    },
  ];
}

/** Uploads the certificate that the vault has made, as an administrator of the tenant does. */
async function trust(tenant, system) {
  const records = await openRecords(system);
  try {
    for (const until = Date.now() + 30_000; ; await delay(100)) {
      const rows = await records.query('SELECT certificate FROM pki.client_keys');
      if (rows.length === 0 && Date.now() < until) continue;
      const certificates = rows.map(({ certificate }) => new X509Certificate(certificate));
      return void tenant.tenant.addClient(clientId, certificates, graphPermissions);
    }
  } finally {
    await records.close();
  }
}

async function agentBehindProxy(stand, system) {
  const asked = { name: 'passkey', args: ['--simulated', '1', '--serial', '39000000', '--fido'] };
  const near = await system.startAgent(asked);
  await near.stop();
  const { hostname, port } = new URL(system.at.natsUrl);
  const countSubject = /\.request\.(card|batch|pin|session)\./;
  const proxy = await startDelayProxy({ host: hostname, port: Number(port), delayMs: 0, countSubject });
  stand.stopLater(() => proxy.close());
  const agent = await system.startAgent({ ...asked, env: { NATS_URL: proxy.url } });
  for (let tries = 0; tries < 50; tries++) {
    const there = await system.api('GET', `/workstations/${agent.workstationId}/readers`).catch(() => undefined);
    if (there !== undefined) return { agent, proxy };
    await delay(200);
  }
  throw new Error('the agent behind the proxy does not answer');
}

/** The saga as it is when it asks for the PIN of this stage. */
async function untilAsked(system, requestId, stage) {
  for (const until = Date.now() + 60_000; Date.now() < until; await delay(50)) {
    const { saga } = await system.api('GET', `/sagas/${requestId}`);
    if (saga.state === 'FAILED') throw new Error(`${saga.errorCode}: ${saga.errorMessage}`);
    if (saga.state === 'AWAITING_USER' && saga.stage === stage) return saga;
  }
  throw new Error(`the saga does not ask at ${stage}`);
}
