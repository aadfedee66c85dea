/**
 * What cards keep of the values that they were delivered with, on the whole system: strict cards whose batch has values of its own, cards
 * that change their PUK and cards that do not, cards with values that everybody knows, and every cut in the change of a key of a card
 * that cannot tell which one it has. Agent and simulated cards are in this process.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { strictStock, wellKnownFactory } from '@cardwright/simulated-card/card/factory';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { CardFlows } from '../../src/card-flows.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { untilWhole } from '../../src/until-whole.js';
import { personId, supplyPin, untilSaga } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;
const strict = { dialect: 'strict' } as const;
const everybodyKnows = { ...strict, factory: wellKnownFactory('3DES') };
const pukChanges = { pukChange: true } as const;
const keeps9B = { secret: 'management-key', wellKnown: false };
const keepsPuk = { secret: 'puk', wellKnown: false };

class ListeningCard extends SimulatedCard {
  commands: string[] = [];
  override transmit(command: Uint8Array): Promise<Uint8Array> {
    this.commands.push(Buffer.from(command.subarray(0, 4)).toString('hex').toUpperCase());
    return super.transmit(command);
  }
}

let system: TestSystem;
let records: Records;
let agent: Workstation;
let flows: CardFlows;
let grace: string;
let serial = 68_000_000;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  agent = await startWorkstation(system, { name: 'kept', readers: 1 });
  await publishFourKeys(system.api, 'four');
  await publishFourKeys(system.api, 'four-piv', { pivMode: true });
  flows = new CardFlows(system.api, place(), { personId: grace, profileName: 'four' });
});
afterEach(() => agent.slots.remove(reader));
afterAll(async () => {
  await agent?.stop();
  await records?.close();
  await system?.stop();
});

const place = () => ({ workstationId: agent.workstationId, readerName: reader });
async function insert(options: SimulatedCardOptions): Promise<ListeningCard> {
  const card = new ListeningCard({ serial: ++serial, ...options });
  await agent.slots.insert(reader, card);
  return card;
}
const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
const stateOf = async (deviceId: string): Promise<string> => (await deviceOf(deviceId)).state;
const whole = (deviceId: string, card: SimulatedCard): Promise<void> =>
  untilWhole({ api: system.api, records }, deviceId, card);
const asked = (more: object = {}) => ({
  ...{ ...place(), personId: grace, profileName: 'four', pinChange: 'holder' },
  ...more,
});
const dryRun = async (deviceId: string, more: object = {}) =>
  (await system.api<Reply<'devices.plan'>>('POST', `/devices/${deviceId}/plan`, asked(more))).plan;
const issue = async (deviceId: string, more: object = {}): Promise<SagaRow> =>
  (await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/issue`, asked(more))).saga;

describe('a strict card of a batch with values of its own', () => {
  it('changes its PUK where it can, and keeps its management key, which plan and record say', async () => {
    const card = await insert({ ...strict, ...pukChanges });
    const { device } = await flows.inspect();
    expect(device.keyset).toBe('stock');
    const plan = await dryRun(device.deviceId);
    expect(plan.keeps!.map(({ secret, certain, wellKnown }) => [secret, certain, wellKnown])).toEqual([
      ['management-key', true, false],
      ['puk', false, false],
    ]);
    expect(plan.mustAccept).toEqual([]);

    const { deviceId, saga } = await flows.issue();
    expect([saga.attempt, saga.roundTrips <= 6]).toEqual([1, true]);
    expect(await card.hasPuk(strictStock.puk)).toBe(false);
    expect(await card.hasManagementKey(fromHex(strictStock.managementKeyHex))).toBe(true);
    expect(await deviceOf(deviceId)).toMatchObject({ keeps: [keeps9B], keyset: 'customer-v1', cardFacts: {} });
    await flows.reprovision(deviceId, { acceptHistoryLoss: true, reasonText: 'strict' });
    await flows.resetPin(deviceId);
    expect(await card.hasPin(flows.pin)).toBe(true);
    await flows.recycle(deviceId);
    const { pin, puk, objects } = await card.snapshot();
    expect([pin.factory, puk.factory, Object.keys(objects)]).toEqual([true, true, ['7E']]);
    expect(await deviceOf(deviceId)).toMatchObject({ state: 'AVAILABLE', keeps: [], keyset: 'stock' });
    await flows.issue();
    await whole(deviceId, card);
  });

  it('that does not change its PUK keeps it: said, remembered, and not tried again', async () => {
    const card = await insert(strict);
    const { deviceId, saga } = await flows.issue();
    expect([saga.attempt, saga.roundTrips <= 6]).toEqual([1, true]);
    expect(card.commands).toContain('00240081');
    expect(await deviceOf(deviceId)).toMatchObject({
      keeps: [keeps9B, keepsPuk],
      keyset: 'stock',
      cardFacts: { lacks: ['changePuk'] },
    });
    await flows.recycle(deviceId);
    card.commands = [];
    await flows.issue();
    await flows.reprovision(deviceId, { acceptHistoryLoss: true, reasonText: 'strict' });
    expect(card.commands).not.toContain('00240081');
    expect(await deviceOf(deviceId)).toMatchObject({ keeps: [keeps9B, keepsPuk] });
    await whole(deviceId, card);
  });
});

describe('a card that would keep what everybody knows', () => {
  it('is refused, accepted with words by the operator, and found by the reconciler', async () => {
    const card = await insert(everybodyKnows);
    const { device } = await flows.inspect();
    const { deviceId } = device;
    const plan = await dryRun(deviceId);
    expect(plan.mustAccept).toMatchObject([{ code: 'CARD_WELL_KNOWN_SECRETS', field: 'acceptWellKnown' }]);
    card.commands = [];
    await expect(issue(deviceId)).rejects.toMatchObject({ code: 'CARD_WELL_KNOWN_SECRETS' });
    await expect(issue(deviceId, { acceptWellKnown: true, reasonText: ' ' })).rejects.toMatchObject({
      code: 'REASON_TEXT_REQUIRED',
    });
    expect(card.commands.filter((command) => /^..(24|2C|47|DB)/.test(command))).toEqual([]);
    expect(await stateOf(deviceId)).toBe('AVAILABLE');

    const { planHash } = await dryRun(deviceId, { acceptWellKnown: true, reasonText: 'a test card' });
    const { requestId } = await issue(deviceId, { acceptWellKnown: true, reasonText: 'a test card', planHash });
    await untilSaga(system.api, requestId, ['AWAITING_USER', 'FAILED']);
    await supplyPin(system.api, requestId, '90817263');
    const done = await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED']);
    expect([done.state, done.attempt]).toEqual(['COMPLETED', 1]);
    expect(await deviceOf(deviceId)).toMatchObject({
      keeps: [
        { secret: 'management-key', wellKnown: true },
        { secret: 'puk', wellKnown: true },
      ],
    });
    const { findings } = await system.api<Reply<'devices.reconcile'>>('POST', `/devices/${deviceId}/reconcile`, {});
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['CARD_WELL_KNOWN_SECRET_ACCEPTED', '9B'],
      ['CARD_WELL_KNOWN_SECRET_ACCEPTED', 'PUK'],
    ]);
    expect(await stateOf(deviceId)).toBe('ACTIVE');
    // What was accepted is not asked again.
    await flows.reprovision(deviceId, { acceptHistoryLoss: true, reasonText: 'strict' });
  });

  it('is refused outright in PIV mode, accepted or not', async () => {
    await insert(everybodyKnows);
    const { device } = await flows.inspect();
    const piv = { profileName: 'four-piv', acceptWellKnown: true, reasonText: 'a test card' };
    await expect(dryRun(device.deviceId, piv)).rejects.toMatchObject({ code: 'CARD_WELL_KNOWN_SECRETS' });
    await expect(issue(device.deviceId, piv)).rejects.toMatchObject({ code: 'CARD_WELL_KNOWN_SECRETS' });
    expect(await stateOf(device.deviceId)).toBe('AVAILABLE');
  });

  it('and whose PUK alone everybody knows, stops before its first key when it refuses to change it; then it is wiped', async () => {
    const factory = { puk: '00000000' };
    const card = await insert({ ...strict, factory });
    const { device } = await flows.inspect();
    const { deviceId } = device;
    const { requestId } = await issue(deviceId);
    const stuck = await untilSaga(system.api, requestId, ['AWAITING_USER', 'FAILED']);
    expect([stuck.state, stuck.errorCode]).toEqual(['FAILED', 'CARD_WELL_KNOWN_SECRETS']);
    expect((await card.snapshot()).keys).toEqual({});
    await flows.recycle(deviceId);
    expect(await stateOf(deviceId)).toBe('AVAILABLE');
    await expect(issue(deviceId)).rejects.toMatchObject({ code: 'CARD_WELL_KNOWN_SECRETS' });
    await whole(deviceId, card);
  });

  it('and changes both has nothing to be accepted', async () => {
    const card = await insert({ dialect: 'vendor' });
    const { device } = await flows.inspect();
    expect(await dryRun(device.deviceId)).toMatchObject({ keeps: [], mustAccept: [] });
    const { deviceId } = await flows.issue();
    expect(await deviceOf(deviceId)).toMatchObject({ keeps: [], keyset: 'customer-v1' });
    expect(await card.hasPuk('12345678')).toBe(false);
  });
});

describe('[D10] a card that cannot tell which keys it has, pulled while they are changed', () => {
  type Cut = [what: string, ins: number, p2: number];
  const puk: Cut = ['PUK', 0x24, 0x81];
  const key: Cut = ['management key', 0xff, 0xff];
  const early = { quirks: ['firmware=5.2.7'] };
  const handWiped = { quirks: ['firmware=5.2.7', 'refuse=FB:6D00'] };
  const moments: CutMoment[] = ['before', 'after'];
  const rows = (name: string, options: SimulatedCardOptions, cuts: Cut[]) =>
    cuts.flatMap((cut) => moments.map((when) => [name, ...cut, when, options] as const));

  /** Put in again as soon as the power is gone. */
  function cutOnce(card: ListeningCard, ins: number, p2: number, when: CutMoment): { done: () => boolean } {
    let cut = false;
    card.armCut((event) => {
      if (cut || event.ins !== ins || event.p2 !== p2) return undefined;
      cut = true;
      void agent.slots.untilOut(reader).then(() => agent.slots.insert(reader, card));
      return when;
    });
    return { done: () => cut };
  }

  it.each([...rows('a strict card', { ...strict, ...pukChanges }, [puk]), ...rows('firmware 5.2', early, [puk, key])])(
    '%s, in the issue, at its %s (%i %i) %s: goes on by itself',
    async (_name, _what, ins, p2, when, options) => {
      const card = await insert(options);
      await flows.inspect();
      const cut = cutOnce(card, ins, p2, when);
      const { deviceId } = await flows.issue();
      expect(cut.done()).toBe(true);
      expect(await card.hasPin(flows.pin)).toBe(true);
      expect(await card.hasPuk((await card.stock()).puk)).toBe(false);
      await whole(deviceId, card);
      // The vault knows what is on it.
      await flows.resetPin(deviceId);
      await flows.recycle(deviceId);
      await whole(deviceId, card);
    },
  );

  it.each([
    ...rows('a strict card', { ...strict, ...pukChanges }, [puk]),
    ...rows('a card that has no reset', handWiped, [puk, key]),
  ])('%s, in the recycle, at its %s (%i %i) %s: goes on by itself', async (_name, _what, ins, p2, when, options) => {
    const card = await insert(options);
    const { deviceId } = await flows.issue();
    const cut = cutOnce(card, ins, p2, when);
    const recycled = await flows.recycle(deviceId);
    expect(cut.done()).toBe(true);
    expect(recycled.state).toBe('COMPLETED');
    const { pin, puk, managementKey } = await card.snapshot();
    expect([pin.factory, puk.factory, managementKey.factory]).toEqual([true, true, true]);
    await flows.issue();
    await whole(deviceId, card);
  });
});
