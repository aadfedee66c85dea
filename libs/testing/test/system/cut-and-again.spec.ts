/**
 * A card that is pulled at any command of its take-over, whose issue is cancelled, that is recycled and issued again: no cut loses it,
 * and no secret is missing afterwards. A real PC/SC reader, the whole system. Governing text: faults.md 11 to 13.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { untilCardSeen } from '../../src/card-seen.js';
import { describeWith } from '../../src/describe-with.js';
import { inspect, personId, startIssue, untilSaga } from '../../src/issue.js';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '../../src/pcscd.js';
import { startSystem, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const { available, reason } = requirePcscd();

/** Each command that changes who the card belongs to, and the first that makes a key. */
const writes: [name: string, ins: number, p2: number][] = [
  ['the PIN', 0x24, 0x80],
  ['the PUK', 0x24, 0x81],
  ['the management key', 0xff, 0xff],
  ['the first key', 0x47, 0x9a],
];
const cuts = writes.flatMap(([name, ins, p2]) =>
  (['before', 'after'] as const).map((when) => [when, name, ins, p2] as [CutMoment, string, number, number]),
);

describeWith(available ? undefined : reason, 'a card pulled while it is taken over', () => {
  let system: TestSystem;
  let pcscd: PrivatePcscd;
  let agent: RunningAgent;
  let reader: string;
  let person: string;
  let inserted: InsertedCard | undefined;

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
    reader = pcscd.readers[0]!.name;
    system = await startSystem();
    const csv = 'external_id,given_name,surname,display_name\nT1,Grace,Hopper,Grace Hopper\n';
    await system.api('POST', '/people/import', { csv });
    person = await personId(system.api, 'T1');
    agent = await system.startAgent({ name: 'pcsc', args: [], env: pcscd.environment });
  });
  afterEach(async () => {
    await inserted?.remove();
    inserted = undefined;
  });
  afterAll(async () => {
    await system?.stop();
    await pcscd?.stop();
  });

  async function insert(card: SimulatedCard): Promise<void> {
    inserted = await pcscd.insert(card);
    await untilCardSeen(system.api, agent.workstationId, reader);
  }
  const issue = (deviceId: string) =>
    startIssue(system.api, {
      deviceId,
      personId: person,
      workstationId: agent.workstationId,
      profileName: 'authentication-only',
      pinChange: 'none',
      readerName: reader,
    });

  it.each(cuts)('[fault 11] %s %s: cancelled, recycled and issued again', async (when, _name, ins, p2) => {
    const card = new SimulatedCard({
      serial: 50_000_000 + cuts.findIndex((row) => row[0] === when && row[2] === ins && row[3] === p2),
    });
    await insert(card);
    const { device } = await inspect(system.api, agent.workstationId, reader);
    let cut = false;
    card.armCut((event) => {
      if (cut || event.ins !== ins || event.p2 !== p2) return undefined;
      cut = true;
      return when;
    });
    const first = await issue(device.deviceId);
    const stuck = await untilSaga(system.api, first.requestId, ['FAILED', 'COMPLETED']);
    expect(cut).toBe(true);
    expect(['CARD_ABSENT', 'CARD_REMOVED']).toContain(stuck.errorCode);
    await system.api('POST', `/sagas/${first.requestId}/cancel`, { reasonText: 'the spec' });
    await untilSaga(system.api, first.requestId, ['CANCELLED']);

    await inserted?.remove();
    card.armCut(undefined);
    await insert(card);
    const { saga } = await system.api<{ saga: { requestId: string } }>('POST', `/devices/${device.deviceId}/recycle`, {
      workstationId: agent.workstationId,
      reasonText: 'the spec',
    });
    expect((await untilSaga(system.api, saga.requestId, ['FAILED', 'COMPLETED'])).errorCode).toBeNull();
    const again = await issue(device.deviceId);
    const done = await untilSaga(system.api, again.requestId, ['FAILED', 'COMPLETED']);
    expect([done.state, done.errorCode]).toEqual(['COMPLETED', null]);
  });
});
