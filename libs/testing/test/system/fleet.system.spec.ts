/**
 * A hundred workstations in two processes, each a real agent with a connection of its own (docs/fleet.md has a thousand of them): all cards are put in
 * together, NATS is killed, update-svc is away, lines are slow and break, two users share a seat, and no offer is lost or doubled.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { behind, cutLine, flappingLine, lineKinds, silentLine, slowLine } from '../../src/fleet/broken-lines.js';
import type { Fleet } from '../../src/fleet/fleet.js';
import { startMixedFleet, type MixedFleet } from '../../src/fleet/mixed-fleet.js';
import { morningWave, natsRestart, updateServiceRestart } from '../../src/fleet/scenarios.js';
import { seatChanges, seatIsEmpty } from '../../src/fleet/shared-seats.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(180_000);

const limitMs = 60_000;

describe('a fleet of workstations', () => {
  let system: TestSystem;
  let mixed: MixedFleet;
  let fleet: Fleet;
  /** Cards for which something is due by now. */
  const due: number[] = [];
  const nothingWrong = () => ({ due: due.length, shown: due.length, lost: [], doubled: [] });

  beforeAll(async () => {
    system = await startSystem();
    mixed = await startMixedFleet(system, { agents: 100, processes: 2, jitterSeconds: 5 });
    fleet = mixed.fleet;
  });
  afterAll(async () => {
    await mixed?.stop();
    await system?.stop();
    await mixed?.stopServers();
  });

  it('[E8] all cards are put in within some seconds, one of ten at an agent of the release before: each is answered, and what is due is shown once', async () => {
    due.push(...mixed.dueFirst);
    await fleet.untilOffered(due, limitMs);
    const { failed } = await morningWave(fleet, { due, withinMs: 5_000, limitMs });
    expect(failed).toBe(0);
    expect(await fleet.account(due)).toEqual(nothingWrong());
  });

  it('[fault 29] NATS is killed: every workstation is back within a minute, and what became due meanwhile is shown once', async () => {
    const later = fleet.group(1);
    due.push(...later);
    const { lastMs } = await natsRestart(fleet, { due: later, awayMs: 2_000, limitMs });
    expect(lastMs).toBeLessThan(60_000);
    expect(await fleet.account(due)).toEqual(nothingWrong());
  });

  it('[E8] update-svc is away while something becomes due: it is shown once', async () => {
    const later = fleet.group(2);
    due.push(...later);
    await updateServiceRestart(fleet, { due: later, limitMs });
    expect(await fleet.account(due)).toEqual(nothingWrong());
  });

  it('[B09] lines that are slow, break in the middle of a check, are dead in silence, or come and go: what became due is shown once they are there again', async () => {
    due.push(...lineKinds.flatMap((kind) => behind(fleet, kind)));
    const happens = [slowLine, cutLine, silentLine, flappingLine];
    await Promise.all(happens.map((each) => each(fleet, mixed.lines, limitMs)));
    expect(await fleet.account(due)).toEqual(nothingWrong());
  });

  it('[A07] two users at one workstation: the offer is on the screen of who is at the seat, once', async () => {
    due.push(...(await seatChanges(fleet, limitMs)), ...(await seatIsEmpty(fleet, limitMs)));
    expect(await fleet.account(due)).toEqual(nothingWrong());
  });
});
