/**
 * Round trips to the workstation for an issue of 1, 4 and 24 certificates, and what they cost where a round trip takes 100 ms
 * longer. The other side is one request per APDU, which is really sent. Requests are counted in the agent's NATS stream as well.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { startDelayProxy } from '../lib/delay-proxy.mjs';
import { issueCard, issueToEnd, randomPin } from '../lib/stand.mjs';

const latencyMs = 100;
const bar = 6;
const archivedKeys = 20;
const cases = /** @type {const} */ ([
  [1, 'authentication-only'],
  [4, 'piv-four'],
  [24, 'key-history-24'],
]);
const context = { tenantId: defaultTenantId, correlationId: 'bench-round-trips' };

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function roundTrips(stand) {
  const issuance = await stand.system.rpcAs('issuance');
  stand.stopLater(() => issuance.close());
  const keeper = await stand.system.rpcAs('anybody');
  stand.stopLater(() => keeper.close());
  await archiveKeys(stand, keeper.rpc);
  const { agent, proxy } = await agentBehindProxy(stand, { readers: cases.length * 2 });
  const { workstationId } = agent;
  let reader = 0;
  const nextReader = () => `Simulated reader ${reader++}`;
  const rows = [];
  const counts = [];
  for (const [certificates, profileName] of cases) {
    const person = { personId: stand.people.second, workstationId, profileName };
    proxy.setDelay(0);
    const asked = { ...person, readerName: nextReader(), pin: randomPin() };
    proxy.takeDelivered();
    const { saga } = await issueCard(stand.api, asked);
    // The first inspection only makes the card known: it belongs to no issue.
    const requests = proxy.takeDelivered().length - 1;
    counts.push(saga.roundTrips);
    rows.push({
      row: `round trips, issue of ${certificates} with the holder's PIN`,
      measured: `${saga.roundTrips} batches; ${requests} requests with preflight and PIN`,
      reference: `${saga.apdus} APDUs`,
      ratio: saga.roundTrips / bar,
      bar: `<= ${bar}`,
      ok: saga.roundTrips <= bar && saga.roundTrips <= counts[0],
    });

    const readerName = nextReader();
    const { device } = await stand.api('POST', '/inspections', { workstationId, readerName });
    proxy.setDelay(latencyMs);
    const from = performance.now();
    const card = { deviceId: device.deviceId, workstationId, readerName };
    const requestId = await issueToEnd(stand, card, profileName, stand.people.second);
    const wallMs = performance.now() - from;
    const { saga: waited } = await stand.api('GET', `/sagas/${requestId}`);
    const perApduMs = await oneByOne(issuance.rpc, workstationId, waited.apdus);
    rows.push({
      row: `wall time at ${latencyMs} ms, issue of ${certificates}`,
      measured: `${(wallMs / 1000).toFixed(1)} s`,
      reference: `${(perApduMs / 1000).toFixed(1)} s for ${waited.apdus} requests alone`,
      ratio: wallMs / perApduMs,
    });
  }
  await agent.stop();
  return rows;
}

/** The open-source peer's way: as many requests as there are APDUs, each answered before the next. Cards take no time here. */
async function oneByOne(rpc, workstationId, count) {
  const from = performance.now();
  for (let sent = 0; sent < count; sent++) await rpc.edge(workstationId, 'agent.status', {}, context);
  return performance.now() - from;
}

/** An enrolled agent whose way to NATS is then led through the proxy. */
async function agentBehindProxy(stand, { readers }) {
  const asked = { name: 'far-away', args: ['--simulated', String(readers), '--serial', '30000000'] };
  const near = await stand.system.startAgent(asked);
  await near.stop();
  const { hostname, port } = new URL(stand.at.natsUrl);
  const countSubject = /\.request\.(card|batch|pin|session)\./;
  const proxy = await startDelayProxy({ host: hostname, port: Number(port), delayMs: 0, countSubject });
  stand.stopLater(() => proxy.close());
  const agent = await stand.system.startAgent({ ...asked, env: { NATS_URL: proxy.url } });
  for (let tries = 0; tries < 50; tries++) {
    const there = await stand.api('GET', `/workstations/${agent.workstationId}/readers`).catch(() => undefined);
    if (there !== undefined) return { agent, proxy };
    await delay(200);
  }
  throw new Error('the agent behind the proxy does not answer');
}

/** Key history of the 24-certificate profile. */
async function archiveKeys(stand, rpc) {
  const subject = {
    commonName: 'Ada Lovelace',
    personId: stand.people.second,
    cardUuid: '9b2f0e6e-7c4e-4f0e-8f0a-0d7a0d3f6a11',
    fascNHex: 'D6501843086108421084210842108421084210842108421085',
  };
  const request = { personId: stand.people.second, algorithm: 'ECCP256', certificateProfile: 'piv-key-management' };
  for (let count = 0; count < archivedKeys; count++) await rpc.pki('archive.create', { ...request, subject }, context);
}
