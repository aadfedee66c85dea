/**
 * A new version of a profile on the whole system, ring by ring: the cards of the first ring take it, those of the second fail, so the roll-out
 * stops by itself and says why, and no card of the third is asked for anything. Agent and simulated cards are in this process.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { eventually } from '../../src/eventually.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

jest.setTimeout(180_000);
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const graceClaims = { sub: 'grace', external_id: 'T1', name: 'Grace Hopper', roles: ['cardholder'] };
/** How many cards of each ring there are. */
const wanted = [1, 3, 1];

interface Issued {
  card: SimulatedCard;
  deviceId: string;
  pin: string;
}

let system: TestSystem;
let agent: Workstation;
let grace: string;

beforeAll(async () => {
  system = await startSystem();
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  agent = await startWorkstation(system, { name: 'rings', readers: 1 });
});
afterAll(async () => {
  await agent?.stop();
  await system?.stop();
});

/** As docs/decisions/0010 says: the first 32 bits of the SHA-256 of the device id, as a share of all there are; 5 and 25 percent. */
function ringOf(deviceId: string): number {
  const share = createHash('sha256').update(deviceId).digest().readUInt32BE(0) / 2 ** 32;
  return share < 0.05 ? 1 : share < 0.25 ? 2 : 3;
}

/** Blank cards, until there are enough of each ring; the keys of those of the second will not work any more. */
async function issueFleet(profileName: string): Promise<Issued[][]> {
  const fleet: Issued[][] = wanted.map(() => []);
  for (let serial = 68_000_000; fleet.some((cards, index) => cards.length < wanted[index]!); serial++) {
    await agent.slots.insert(reader, new SimulatedCard({ serial }));
    const { deviceId } = (await inspect(system.api, agent.workstationId, reader)).device;
    const ring = ringOf(deviceId);
    await agent.slots.remove(reader);
    if (fleet[ring - 1]!.length === wanted[ring - 1]) continue;
    const store = new MemoryStore();
    const pin = randomPin();
    await agent.slots.insert(reader, new SimulatedCard({ serial, store }));
    const place = { workstationId: agent.workstationId, readerName: reader };
    await issueCard(system.api, { ...place, personId: grace, profileName, pin });
    await agent.slots.remove(reader);
    const card = new SimulatedCard({ serial, store, quirks: ring === 2 ? ['proof-wrong'] : [] });
    fleet[ring - 1]!.push({ card, deviceId, pin });
  }
  return fleet;
}

const offersOf = (deviceId: string) =>
  system.api<Reply<'devices.update-offers'>>('GET', `/devices/${deviceId}/update-offers`);
const offered = async (deviceId: string): Promise<string[]> =>
  (await offersOf(deviceId)).rows.filter(({ state }) => state === 'offered').map(({ offerId }) => offerId);

/** The holder puts the card in and begins what is offered, as far as it comes. */
async function update({ card, deviceId, pin }: Issued): Promise<SagaRow> {
  await eventually(async () => (await offered(deviceId)).length, 1, 20_000);
  await agent.slots.insert(reader, card);
  const [offerId] = await offered(deviceId);
  const holder = await accessToken(system, graceClaims);
  const reply = await callApi(system, holder, 'POST', `/update-offers/${offerId}/begin`, {});
  expect(reply).toMatchObject({ status: 202, body: { saga: { type: 'UPDATE' } } });
  const { requestId } = (reply.body as { saga: SagaRow }).saga;
  await untilAsked(system.api, requestId);
  await supplyPin(system.api, requestId, pin);
  const saga = await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 40_000);
  await agent.slots.remove(reader);
  return saga;
}

it('[F12] a wave whose second ring fails stops by itself and says why; the cards of the third are not asked', async () => {
  const name = 'in-rings';
  const { credentials } = await publishFourKeys(system.api, 'all-four');
  const three = credentials.filter(({ keyReference }) => keyReference !== '9E');
  await publishFourKeys(system.api, name, { credentials: three });
  const [first, second, third] = (await issueFleet(name)) as [Issued[], Issued[], Issued[]];
  await publishFourKeys(system.api, name, { credentials });

  const rolloutId = await eventuallyBegun(name);
  const shown = async () => (await system.api<Reply<'rollouts.get'>>('GET', `/rollouts/${rolloutId}`)).rollout;
  await eventually(async () => (await shown()).rings.map(({ cards }) => cards), wanted, 20_000);
  expect(await shown()).toMatchObject({ profileName: name, version: 2, state: 'running', ring: 1, stop: null });
  expect((await offersOf(second[0]!.deviceId)).due).toContainEqual(
    expect.objectContaining({ kind: 'cert.add', heldBack: 'ROLLOUT_NOT_YET' }),
  );

  expect(await update(first[0]!)).toMatchObject({ state: 'COMPLETED' });
  await eventually(async () => (await shown()).ring, 2, 20_000);
  expect((await shown()).rings).toMatchObject([
    { cards: 1, completed: 1 },
    { completed: 0, failed: 0 },
    { openedAt: null },
  ]);
  for (const card of second)
    expect(await update(card)).toMatchObject({ state: 'FAILED', errorCode: 'CARD_PROOF_FAILED' });
  await eventually(async () => (await shown()).state, 'stopped', 20_000);
  expect(await shown()).toMatchObject({
    ...{ ring: 2, endedAt: null },
    stop: { cause: 'FAILURES', ring: 2, failed: 3, attempted: 3, codes: ['CARD_PROOF_FAILED'] },
    rings: [{ completed: 1 }, { cards: 3, completed: 0, failed: 3 }, { cards: 1, openedAt: null }],
    history: ['began', 'ring-opened', 'stopped'].map((what) => ({ what, by: null })),
  });
  expect(await offersOf(third[0]!.deviceId)).toMatchObject({ rows: [] });
  expect((await system.api<{ device: DeviceDetail }>('GET', `/devices/${third[0]!.deviceId}`)).device).toMatchObject({
    ...{ state: 'ACTIVE', profileVersion: 1 },
  });
  const again = await callApi(
    system,
    await accessToken(system, graceClaims),
    'POST',
    `/rollouts/${rolloutId}/resume`,
    {},
  );
  expect(again).toMatchObject({ status: 403, body: { code: 'AUTH_FORBIDDEN' } });
});

/** When its first card has been heard of. */
async function eventuallyBegun(name: string): Promise<string> {
  const found = async () =>
    (await system.api<Reply<'rollouts.list'>>('GET', '/rollouts')).rows.filter(
      ({ profileName, version }) => profileName === name && version === 2,
    );
  await eventually(async () => (await found()).length, 1, 20_000);
  return (await found())[0]!.rolloutId;
}
