/**
 * Cards whose data objects keep the size of their first content, on the whole system and in both dialects: given room at their issue; or
 * issued before anybody thought of it, and refused while their old keys still work. Beside them cards that grow, pulled while they are
 * asked for room. Agent and simulated cards are in this process.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { toHex } from '@cardwright/card-protocol/bytes';
import { decodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import type { CredentialRow } from '@cardwright/contracts/card/credential-profile';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { CardFlows } from '../../src/card-flows.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { partOf } from '../../src/part-of.js';
import { untilWhole } from '../../src/until-whole.js';
import { personId, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const quirks = ['objects-cannot-grow'];
const dialects = partOf([['vendor'], ['strict']] as const, 1);
const accepted = { acceptHistoryLoss: true, reasonText: 'no growth' };

let system: TestSystem;
let records: Records;
let agent: Workstation;
let grace: string;
let serial = 69_000_000;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  agent = await startWorkstation(system, { name: 'no-growth', readers: 1 });
});
afterEach(() => agent.slots.remove(reader));
afterAll(async () => {
  await agent?.stop();
  await records?.close();
  await system?.stop();
});

const place = () => ({ workstationId: agent.workstationId, readerName: reader });
const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
const whole = (deviceId: string, card: SimulatedCard): Promise<void> =>
  untilWhole({ api: system.api, records }, deviceId, card);
async function insert(options: SimulatedCardOptions): Promise<SimulatedCard> {
  const card = new SimulatedCard({ serial: ++serial, ...options });
  await agent.slots.insert(reader, card);
  return card;
}
/** What clients see of each object: of a certificate object that can be read, the certificate. */
function readable({ objects }: CardSnapshot): Map<string, string> {
  const seen = (content: Uint8Array): string => {
    try {
      return toHex(decodeCertificateObject(content).certificate);
    } catch {
      return toHex(content);
    }
  };
  return new Map(Object.entries(objects).map(([tagHex, content]) => [tagHex, seen(content)]));
}
/** A profile of its own, so that its next version is the spec's. */
async function profile(name: string, personId = grace): Promise<{ flows: CardFlows; longer: () => Promise<unknown> }> {
  const { credentials } = await publishFourKeys(system.api, name);
  const rsa = credentials.map((row): CredentialRow => ({ ...row, algorithm: 'RSA2048' }));
  return {
    flows: new CardFlows(system.api, place(), { personId, profileName: name }),
    longer: () => publishFourKeys(system.api, name, { credentials: rsa }),
  };
}
/** The record as a version left it that did not ask cards for room. */
const forgetRoom = (deviceId: string) =>
  records.query(`UPDATE issuance.device SET card_facts = '{}' WHERE device_id = $1 RETURNING device_id`, [deviceId]);
/** A card that was issued with objects as long as their content, and whose objects cannot grow. */
async function issuedEarlier(dialect: 'vendor' | 'strict', flows: CardFlows) {
  const store = new MemoryStore();
  await insert({ dialect, store });
  const { deviceId } = await flows.issue();
  await forgetRoom(deviceId);
  await agent.slots.remove(reader);
  const card = await insert({ dialect, store, quirks });
  return { deviceId, card, before: await card.snapshot() };
}
async function start(deviceId: string, kind: 'reprovision' | 'update', body: object): Promise<SagaRow> {
  const path = `/devices/${deviceId}/${kind}`;
  return (await system.api<{ saga: SagaRow }>('POST', path, { ...place(), ...accepted, ...body })).saga;
}
/** Started, given the PIN, and parked because the card has too little room. */
async function parkedForRoom(
  deviceId: string,
  kind: 'reprovision' | 'update',
  body: object,
  pin: string,
): Promise<string> {
  const { requestId } = await start(deviceId, kind, body);
  await untilAsked(system.api, requestId);
  await supplyPin(system.api, requestId, pin);
  const parked = await untilSaga(system.api, requestId, ['FAILED', 'COMPLETED']);
  expect([parked.state, parked.errorCode]).toEqual(['FAILED', 'CARD_OBJECT_CANNOT_GROW']);
  return requestId;
}
const cancel = async (requestId: string): Promise<void> => {
  await system.api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'it does not fit' });
  await untilSaga(system.api, requestId, ['CANCELLED']);
};

describe.each(dialects)('a %s card whose objects cannot grow', (dialect) => {
  it('gets room at its issue: longer certificates go on it later, and it is recycled and issued again', async () => {
    const { flows, longer } = await profile(`roomy-${dialect}`);
    const card = await insert({ dialect, quirks });
    const { deviceId, saga } = await flows.issue();
    expect([saga.attempt, saga.roundTrips <= 6]).toEqual([1, true]);
    const { objectBytes } = (await deviceOf(deviceId)).cardFacts!;
    expect(Object.keys(objectBytes!).sort()).toEqual(['5FC101', '5FC102', '5FC105', '5FC106', '5FC10A', '5FC10B']);
    const short = (await card.snapshot()).objects['5FC105']!.length;
    await longer();
    const again = await flows.reprovision(deviceId, accepted);
    expect([again.attempt, again.roundTrips <= 8]).toEqual([1, true]);
    expect((await card.snapshot()).objects['5FC105']!.length).toBeGreaterThan(short + 190);
    await whole(deviceId, card);
    await flows.recycle(deviceId);
    await flows.issue();
    await whole(deviceId, card);
  });

  it('and was issued without room is refused before its first key goes: it is remembered, and all is as before after a cancel', async () => {
    const { flows, longer } = await profile(`tight-${dialect}`);
    const { deviceId, card, before } = await issuedEarlier(dialect, flows);
    const { pin } = flows;
    await longer();
    const asked = { reason: 'CONTENT_DAMAGED' };
    const requestId = await parkedForRoom(deviceId, 'reprovision', asked, '90817263');
    const { keys, objects } = await card.snapshot();
    expect({ keys, objects }).toEqual({ keys: before.keys, objects: before.objects });
    expect(await card.hasPin(pin)).toBe(true);
    expect(Object.values((await deviceOf(deviceId)).cardFacts!.objectBytes!)).toMatchObject([{}]);

    await cancel(requestId);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', activeRequestId: null });
    expect((await deviceOf(deviceId)).certificates.map(({ status }) => status)).toEqual(Array(4).fill('good'));
    await whole(deviceId, card);
    // A second saga, which would end in the same way, is not started.
    await expect(start(deviceId, 'reprovision', asked)).rejects.toMatchObject({ code: 'CARD_OBJECT_CANNOT_GROW' });
    expect((await card.snapshot()).objects).toEqual(before.objects);
  });

  it('takes a longer name where it was given room, and is refused before its first key goes where not', async () => {
    const externalId = `T2-${dialect}`;
    const named = (name: string): Promise<unknown> =>
      system.api('POST', '/people/import', {
        csv: `${people.split('\n')[0]}\n${externalId},Ada,${name},Ada ${name},${externalId}@example.test,${externalId}@example.test\n`,
      });
    await named('Lovelace');
    const person = await personId(system.api, externalId);
    const [roomy, tight] = [await profile(`named-${dialect}`, person), await profile(`misnamed-${dialect}`, person)];
    const first = await insert({ dialect, quirks });
    const issued = await roomy.flows.issue();
    await agent.slots.remove(reader);
    const { deviceId, card, before } = await issuedEarlier(dialect, tight.flows);

    await named('King-Noel of Lovelace and Ockham Park');
    const requestId = await parkedForRoom(deviceId, 'reprovision', { reason: 'HOLDER_DATA_CHANGED' }, '90817263');
    const { keys, objects } = await card.snapshot();
    expect({ keys, objects }).toEqual({ keys: before.keys, objects: before.objects });
    await cancel(requestId);
    await whole(deviceId, card);

    await agent.slots.remove(reader);
    await agent.slots.insert(reader, first);
    expect((await roomy.flows.reprovision(issued.deviceId, accepted)).attempt).toBe(1);
    await whole(issued.deviceId, first);
    const { certificates } = await deviceOf(issued.deviceId);
    const named9a = certificates.filter(({ keyReference, status }) => keyReference === '9A' && status === 'good');
    expect(named9a).toMatchObject([{ subjectText: expect.stringContaining('Ockham Park') }]);
  });

  it('and was issued without room keeps the one key that an update would replace', async () => {
    const { flows, longer } = await profile(`single-${dialect}`);
    const { deviceId, card, before } = await issuedEarlier(dialect, flows);
    await longer();
    const asked = { reason: 'PROFILE_CHANGED', keyReferences: ['9C'] };
    const requestId = await parkedForRoom(deviceId, 'update', asked, flows.pin);
    await cancel(requestId);
    const { keys, objects } = await card.snapshot();
    expect({ keys, objects }).toEqual({ keys: before.keys, objects: before.objects });
    expect((await deviceOf(deviceId)).certificates.map(({ status }) => status)).toEqual(Array(4).fill('good'));
    await whole(deviceId, card);
  });
});

describe.each(dialects)('a %s card that grows', (dialect) => {
  const moments: CutMoment[] = ['before', 'inside', 'after'];
  // The first PUT DATA of a reprovision asks for room; the second puts back what was there.
  const cuts = moments.flatMap((when) => [0, 1].map((nth) => [when, nth] as const));

  it('takes longer certificates, and is not asked for what it took before', async () => {
    const { flows, longer } = await profile(`grows-${dialect}`);
    const card = await insert({ dialect });
    const { deviceId } = await flows.issue();
    const { objectsTake, objectBytes } = (await deviceOf(deviceId)).cardFacts!;
    expect([objectsTake! > 1000, objectBytes]).toEqual([true, undefined]);
    await longer();
    const steps = async () =>
      (
        await system.api<ReplyOf<IssuanceApi, 'devices.plan-reprovision'>>(
          'POST',
          `/devices/${deviceId}/reprovision/plan`,
          {
            ...{ ...place(), ...accepted, reason: 'CONTENT_DAMAGED' },
          },
        )
      ).plan.steps.map(({ kind }) => kind);
    expect(await steps()).not.toContain('reserve-data');
    await forgetRoom(deviceId);
    expect((await steps())[0]).toBe('reserve-data');
    await flows.reprovision(deviceId, accepted);
    await whole(deviceId, card);
  });

  /** A reprovision that is cut inside this write of those that ask for room: what the card then is, and what it was. */
  async function torn(name: string, nth: number, back: boolean) {
    const { flows, longer } = await profile(`torn-${dialect}-${name}-${nth}`);
    const card = await insert({ dialect, tornWrite: 'zeroed-tail' });
    const { deviceId } = await flows.issue();
    await forgetRoom(deviceId);
    await longer();
    const before = await card.snapshot();
    let writes = 0;
    card.armCut(({ ins, chained }) => (ins === 0xdb && !chained && writes++ === nth ? 'inside' : undefined));
    const { requestId } = await start(deviceId, 'reprovision', { reason: 'CONTENT_DAMAGED' });
    await untilAsked(system.api, requestId);
    await supplyPin(system.api, requestId, '90817263');
    await agent.slots.untilOut(reader);
    const [was, is] = [readable(before), readable(await card.snapshot())];
    const damaged = [...was.keys()].filter((tag) => was.get(tag) !== is.get(tag));
    card.armCut(undefined);
    if (back) await agent.slots.insert(reader, card);
    return { flows, card, deviceId, requestId, before, damaged };
  }
  const good = async (deviceId: string): Promise<string[]> =>
    (await deviceOf(deviceId)).certificates
      .flatMap(({ status, keyReference }) => (status === 'good' ? [keyReference] : []))
      .sort();

  // Filled up, the first object reads as before; half of what is then put back is zeros.
  it.each([
    [0, 0],
    [1, 1],
  ])(
    'torn in write %i of those that ask for room, %i unreadable, is as before after a cancel',
    async (nth, unreadable) => {
      const { card, deviceId, requestId, before, damaged } = await torn('back', nth, true);
      expect(damaged).toHaveLength(unreadable);
      await untilAsked(system.api, requestId, 2);
      await cancel(requestId);
      const after = await card.snapshot();
      expect([after.keys, readable(after)]).toEqual([before.keys, readable(before)]);
      await whole(deviceId, card);
      expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', health: 'ok' });
      expect(await good(deviceId)).toEqual(['9A', '9C', '9D', '9E']);
    },
  );

  it('torn and cancelled while it is away keeps all keys and certificates in use, says so, and another reprovision finishes it', async () => {
    const { flows, card, deviceId, requestId, damaged } = await torn('away', 1, false);
    expect(damaged).toHaveLength(1);
    await untilSaga(system.api, requestId, ['INTERRUPTED', 'FAILED']);
    await cancel(requestId);
    const { saga } = await system.api<{ saga: SagaRow }>('GET', `/sagas/${requestId}`);
    expect(saga.sentence).toMatch(
      /^Cancelled. All keys of its certificates are as before. The card was pulled while it was asked for room/,
    );
    await whole(deviceId, card);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', health: 'interrupted' });
    expect(await good(deviceId)).toEqual(['9A', '9C', '9D', '9E']);
    await agent.slots.insert(reader, card);
    await flows.reprovision(deviceId, accepted);
    await whole(deviceId, card);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'ACTIVE', health: 'ok' });
    expect((await good(deviceId)).slice(0, 2)).toEqual(['9A', '9C']);
  });

  it.each(partOf(cuts, 3))('pulled %s write %i of those that ask for room goes on by itself', async (when, nth) => {
    const { flows, longer } = await profile(`cut-${dialect}-${when}-${nth}`);
    const card = await insert({ dialect });
    const { deviceId } = await flows.issue();
    await forgetRoom(deviceId);
    await longer();
    let [writes, cut] = [0, false];
    card.armCut(({ ins, chained }) => {
      if (ins !== 0xdb || cut || (writes += chained ? 0 : 1) <= nth) return undefined;
      cut = true;
      void agent.slots.untilOut(reader).then(() => agent.slots.insert(reader, card));
      return when;
    });
    const { requestId } = await start(deviceId, 'reprovision', { reason: 'CONTENT_DAMAGED' });
    // A card that was away has forgotten nothing; the agent has forgotten the PIN, and the next attempt asks for it.
    for (const attempt of [1, 2]) {
      expect((await untilAsked(system.api, requestId, attempt)).state).toBe('AWAITING_USER');
      await supplyPin(system.api, requestId, '90817263');
    }
    const done = await untilSaga(system.api, requestId, ['FAILED', 'COMPLETED']);
    expect([done.state, done.attempt, done.errorCode]).toEqual(['COMPLETED', 2, null]);
    expect(cut).toBe(true);
    expect((await deviceOf(deviceId)).state).toBe('ACTIVE');
    await whole(deviceId, card);
  });
});
