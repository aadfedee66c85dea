/**
 * Cards of kinds that differ in what they can do, through their whole life on the whole system: an older firmware, strict cards that are
 * known by something else than their life cycle data, a card that no shipped model fits until a site adds its row, and cards that refuse
 * what their model promises. Agent and simulated cards are in this process.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { CardFlows } from '../../src/card-flows.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { personId } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(120_000);
const reader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

/** Remembers the instructions that it was sent. */
class ListeningCard extends SimulatedCard {
  instructions: string[] = [];
  override transmit(command: Uint8Array): Promise<Uint8Array> {
    this.instructions.push(Buffer.from(command.subarray(1, 2)).toString('hex').toUpperCase());
    return super.transmit(command);
  }
}

let system: TestSystem;
let agent: Workstation;
let flows: CardFlows;
let serial = 66_000_000;

beforeAll(async () => {
  system = await startSystem();
  await system.api('POST', '/people/import', { csv: people });
  agent = await startWorkstation(system, { name: 'models', readers: 1 });
  await publishFourKeys(system.api, 'four');
  const place = { workstationId: agent.workstationId, readerName: reader };
  const holder = { personId: await personId(system.api, 'T1'), profileName: 'four' };
  flows = new CardFlows(system.api, place, holder);
});
afterEach(() => agent.slots.remove(reader));
afterAll(async () => {
  await agent?.stop();
  await system?.stop();
});

async function insert(options: SimulatedCardOptions): Promise<ListeningCard> {
  const card = new ListeningCard({ serial: ++serial, ...options });
  await agent.slots.insert(reader, card);
  return card;
}
const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
const stateOf = async (deviceId: string) => (await deviceOf(deviceId)).state;
const keysOf = async (card: SimulatedCard): Promise<string[]> =>
  Object.keys((await card.snapshot()).keys).filter((name) => name !== 'F9');

/** Issue, reprovision, recycle, issue again: what a model must be right for. */
async function live(acceptHistoryLoss: boolean): Promise<string> {
  const { deviceId } = await flows.issue();
  const accepted = acceptHistoryLoss ? { acceptHistoryLoss, reasonText: 'the card cannot keep it' } : {};
  await flows.reprovision(deviceId, accepted);
  expect(await stateOf(deviceId)).toBe('ACTIVE');
  await flows.recycle(deviceId);
  expect(await stateOf(deviceId)).toBe('AVAILABLE');
  expect((await flows.issue()).deviceId).toBe(deviceId);
  return deviceId;
}

describe('a card of older firmware', () => {
  it.each([
    ['5.4.3', 'vendor-5-4'],
    ['5.3.0', 'vendor-5-3'],
    ['5.2.7', 'vendor-5-early'],
  ])('%s lives like any other, and nothing is asked of it that came later', async (firmware, modelId) => {
    const card = await insert({ quirks: [`firmware=${firmware}`] });
    expect((await flows.inspect()).model.id).toBe(modelId);
    const deviceId = await live(true);
    expect(card.instructions).not.toContain('F6');
    await flows.recycle(deviceId);
    expect(await keysOf(card)).toEqual([]);
  });
});

describe('a model that a site adds', () => {
  it('is what inspection, dry run and every saga go by, from the moment when it is published', async () => {
    const card = await insert({ quirks: ['firmware=6.1.0'] });
    await expect(flows.inspect()).rejects.toMatchObject({ code: 'CARD_UNSUPPORTED' });
    const { models } = await system.api<Reply<'models.list'>>('GET', '/models');
    const vendor = models.find(({ id }) => id === 'vendor-5')!;
    // Less than the card can do: whatever goes by the shipped rows shows.
    const definition: CardModel = {
      ...vendor,
      id: 'example-6',
      title: 'A card of firmware 6',
      match: { identityScheme: 'ykserial', version: '^6\\.' },
      capabilities: { ...vendor.capabilities, attest: false, moveKey: false, deleteKey: false, setPinTryLimits: false },
    };
    await system.api('POST', '/models', { definition });
    const { device, model } = await flows.inspect();
    expect([device.modelId, model.capabilities.attest]).toEqual(['example-6', false]);
    const asked = {
      workstationId: agent.workstationId,
      personId: await personId(system.api, 'T1'),
      profileName: 'four',
    };
    const plan = await system.api<Reply<'devices.plan'>>('POST', `/devices/${device.deviceId}/plan`, {
      ...{ ...asked, pinChange: 'holder' },
    });
    expect(plan.plan.steps.map(({ kind }) => kind)).not.toContain('attest-key');
    await live(true);
    for (const instruction of ['F6', 'F9', 'FA']) expect(card.instructions).not.toContain(instruction);
    expect(card.instructions).toContain('FF');
  });
});

describe('a card that refuses what its model promises', () => {
  it('is planned without it from then on, by itself, and its device says so', async () => {
    const card = await insert({ quirks: ['refuse=F6:6D00'] });
    const { deviceId } = await flows.issue();
    const recycled = await flows.recycle(deviceId);
    expect([recycled.state, recycled.attempt]).toEqual(['COMPLETED', 2]);
    expect(await keysOf(card)).toEqual([]);
    expect((await deviceOf(deviceId)).cardFacts).toEqual({ lacks: ['moveKey', 'deleteKey'] });
    card.instructions = [];
    await flows.issue();
    await flows.recycle(deviceId);
    expect(card.instructions).not.toContain('F6');
  });

  it('is not believed to lack what is missing because another application is selected', async () => {
    const card = await insert({});
    const { deviceId } = await flows.issue();
    // As after a reset by somebody else: another application answers, until the PIV application is selected again.
    let [deselected, once] = [false, false];
    const through = card.transmit.bind(card);
    card.transmit = (command) => {
      if (command[1] === 0xa4) deselected = false;
      else if (command[1] === 0xf6 && !once) deselected = once = true;
      return deselected ? Promise.resolve(Uint8Array.of(0x6d, 0x00)) : through(command);
    };
    await flows.recycle(deviceId);
    expect(once).toBe(true);
    expect((await deviceOf(deviceId)).cardFacts).toEqual({});
    expect(await keysOf(card)).toEqual([]);
  });
});
