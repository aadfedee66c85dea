/** Cards for roll-outs in rings: issued until there are enough of each ring, and updated as their holder does it. Device ids choose the rings. */
import { createHash } from 'node:crypto';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { eventually } from './eventually.js';
import { inspect, issueCard, randomPin, supplyPin, untilAsked, untilSaga } from './issue.js';
import type { Api, TestSystem } from './system.js';
import { callApi } from './tokens.js';

/** Readers, by the names that the agent knows them by (faults/workstation.ts). */
interface Slots {
  insert(readerName: string, card: SimulatedCard): Promise<void>;
  remove(readerName: string): Promise<void>;
}

export interface IssuedInRing {
  card: SimulatedCard;
  deviceId: string;
  pin: string;
}

/** As docs/decisions/0010 says: the first 32 bits of the SHA-256 of the device id, as a share of all there are; 5 and 25 percent. From 1. */
export function ringOf(deviceId: string): number {
  const share = createHash('sha256').update(deviceId).digest().readUInt32BE(0) / 2 ** 32;
  return share < 0.05 ? 1 : share < 0.25 ? 2 : 3;
}

interface Fleet {
  readerName: string;
  personId: string;
  profileName: string;
  /** How many cards of each ring. */
  wanted: readonly number[];
  /** Of the first card that is looked at; about twenty are looked at for one of the first ring. */
  firstSerial: number;
  /** What a card is like from now on, once it is issued: by its ring and its number in it, from 1. */
  quirksOf?: (ring: number, number: number) => readonly string[];
}

/** Blank cards, until there are enough of each ring. None is left in the reader. */
export async function issueInRings(
  api: Api,
  { slots, workstationId }: { slots: Slots; workstationId: string },
  { readerName, personId, profileName, wanted, firstSerial, quirksOf = () => [] }: Fleet,
): Promise<IssuedInRing[][]> {
  const fleet: IssuedInRing[][] = wanted.map(() => []);
  for (let serial = firstSerial; fleet.some((cards, index) => cards.length < wanted[index]!); serial++) {
    await slots.insert(readerName, new SimulatedCard({ serial }));
    const { deviceId } = (await inspect(api, workstationId, readerName)).device;
    const ring = ringOf(deviceId);
    const cards = fleet[ring - 1]!;
    await slots.remove(readerName);
    if (cards.length === wanted[ring - 1]) continue;
    const store = new MemoryStore();
    const pin = randomPin();
    await slots.insert(readerName, new SimulatedCard({ serial, store }));
    await issueCard(api, { workstationId, readerName, personId, profileName, pin });
    await slots.remove(readerName);
    const quirks = quirksOf(ring, cards.length + 1);
    cards.push({ card: new SimulatedCard({ serial, store, quirks }), deviceId, pin });
  }
  return fleet;
}

/** Ids of the offers of the card that are open, and were not postponed. */
export async function offeredFor(api: Api, deviceId: string): Promise<string[]> {
  const { rows } = await api<ReplyOf<IssuanceApi, 'devices.update-offers'>>(
    'GET',
    `/devices/${deviceId}/update-offers`,
  );
  return rows.filter(({ state }) => state === 'offered').map(({ offerId }) => offerId);
}

/**
 * The holder puts the card in and begins what is offered, as far as it comes: the saga is COMPLETED or FAILED. holder: their access token.
 * Throws where nothing is offered, or what is offered is no update.
 */
export async function updateAsHolder(
  system: TestSystem,
  { card, deviceId, pin }: IssuedInRing,
  { slots, readerName, holder }: { slots: Slots; readerName: string; holder: string },
): Promise<SagaRow> {
  const { api } = system;
  await eventually(async () => (await offeredFor(api, deviceId)).length, 1, 20_000);
  await slots.insert(readerName, card);
  const [offerId] = await offeredFor(api, deviceId);
  const { status, body } = await callApi(system, holder, 'POST', `/update-offers/${offerId}/begin`, {});
  const { saga } = body as { saga?: SagaRow };
  if (saga?.type !== 'UPDATE') throw new Error(`not begun: ${status} ${JSON.stringify(body)}`);
  await untilAsked(api, saga.requestId);
  await supplyPin(api, saga.requestId, pin);
  const ended = await untilSaga(api, saga.requestId, ['COMPLETED', 'FAILED'], 40_000);
  await slots.remove(readerName);
  return ended;
}
