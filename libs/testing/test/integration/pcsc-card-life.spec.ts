/**
 * Whole lives of cards in a PC/SC reader, judged after each flow by programs that are not ours: in the vendor's dialect, as a firmware
 * that can neither move nor delete a key, and in the standard's own.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { CardFlows } from '../../src/card-flows.js';
import { untilCardSeen } from '../../src/card-seen.js';
import { acceptanceCheck, acceptanceCheckExists, listedCertificates, writeChain } from '../../src/check-card.js';
import { describeWith } from '../../src/describe-with.js';
import { clientPrograms, IndependentClients } from '../../src/independent-clients.js';
import { personId } from '../../src/issue.js';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '../../src/pcscd.js';
import { requirePrograms } from '../../src/programs.js';
import { importStrictStock } from '../../src/strict-stock.js';
import { startSystem, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(300_000);
const missing = [requirePcscd(), requirePrograms(clientPrograms)].find(({ available }) => !available)?.reason;
const people = `external_id,given_name,surname,display_name,email,upn,organizational_unit
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,Research
`;
const four = '9A:ECCP256,9C:RSA2048,9D:RSA2048,9E:ECCP256';
const historyLoss = { acceptHistoryLoss: true, reasonText: 'a card for this test' };

interface Kind {
  options: SimulatedCardOptions;
  modelId: string;
  /** Slots besides the four, after the reprovision and after the update: old keys that the card could keep. */
  kept: readonly [string, string];
}
const kinds: [name: string, kind: Kind][] = [
  ['vendor', { options: { dialect: 'vendor' }, modelId: 'vendor-5', kept: [',82:RSA2048', ',82:RSA2048,83:RSA2048'] }],
  [
    'vendor as firmware 5.4.3, without move and delete',
    { options: { dialect: 'vendor', quirks: ['firmware=5.4.3'] }, modelId: 'vendor-5-4', kept: ['', ''] },
  ],
  ['strict', { options: { dialect: 'strict' }, modelId: 'nist-strict', kept: ['', ''] }],
];

describeWith(missing, 'a card that is issued, reprovisioned, updated, recycled and issued again', () => {
  let system: TestSystem;
  let pcscd: PrivatePcscd;
  let agent: RunningAgent;
  let clients: IndependentClients;
  let inserted: InsertedCard | undefined;
  let flows: CardFlows;
  let serial = 7_500_000;

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
    const readerName = pcscd.readers[0]!.name;
    clients = await IndependentClients.at(readerName, pcscd.environment);
    system = await startSystem();
    await system.api('POST', '/people/import', { csv: people });
    agent = await system.startAgent({ name: 'life', args: [], env: pcscd.environment });
    await writeChain(system, clients);
    const holder = { personId: await personId(system.api, 'T1'), profileName: 'piv-four' };
    flows = new CardFlows(system.api, { workstationId: agent.workstationId, readerName }, holder);
  });
  afterEach(async () => {
    await inserted?.remove();
    inserted = undefined;
  });
  afterAll(async () => {
    await system?.stop();
    await clients?.close();
    await pcscd?.stop();
  });

  const deviceOf = async (deviceId: string): Promise<DeviceDetail> =>
    (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;

  it.each(kinds)('%s: passes every independent check after each', async (_name, { options, modelId, kept }) => {
    const card = new SimulatedCard({ serial: ++serial, ...options });
    await importStrictStock(system.api, card);
    inserted = await pcscd.insert(card);
    await untilCardSeen(system.api, agent.workstationId, clients.reader);
    const good = async (deviceId: string, after: string, slots: string): Promise<void> => {
      const { state, expiresOn } = await deviceOf(deviceId);
      expect([after, state]).toEqual([after, 'ACTIVE']);
      expect(await listedCertificates(clients)).toBeGreaterThanOrEqual(4);
      expect(await card.hasPin(flows.pin)).toBe(true);
      if (!acceptanceCheckExists) return;
      const found = await acceptanceCheck(clients, { pin: flows.pin, slots, expiresOn: expiresOn! });
      expect({ after, ...found }).toMatchObject({ after, failed: [], exitCode: 0 });
    };

    const { deviceId } = await flows.issue();
    expect((await deviceOf(deviceId)).modelId).toBe(modelId);
    await good(deviceId, 'issue', four);
    await flows.reprovision(deviceId, historyLoss);
    await good(deviceId, 'reprovision', `${four}${kept[0]}`);
    await flows.update(deviceId, ['9A', '9D'], historyLoss);
    await good(deviceId, 'update', `${four}${kept[1]}`);
    await flows.recycle(deviceId);
    expect([(await deviceOf(deviceId)).state, await listedCertificates(clients)]).toEqual(['AVAILABLE', 0]);
    expect((await flows.issue()).deviceId).toBe(deviceId);
    await good(deviceId, 'issue again', four);
  });
});
