/**
 * A hundred workstations in two processes, each a real agent with a connection of its own (docs/fleet.md has a thousand of them): all cards are put in
 * together, NATS is killed, update-svc is away, and no offer is lost or doubled.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Fleet } from '../../src/fleet/fleet.js';
import { morningWave, natsRestart, updateServiceRestart } from '../../src/fleet/scenarios.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(180_000);

const limitMs = 60_000;

describe('a fleet of workstations', () => {
  let system: TestSystem;
  let fleet: Fleet;
  /** Cards for which something is due by now. */
  const due: number[] = [];
  const nothingWrong = () => ({ due: due.length, shown: due.length, lost: [], doubled: [] });

  beforeAll(async () => {
    system = await startSystem();
    fleet = await Fleet.start(system, { agents: 100, processes: 2, jitterSeconds: 5 });
  });
  afterAll(async () => {
    await fleet?.stop();
    await system?.stop();
    await fleet?.stopServers();
  });

  it('[E8] all cards are put in within some seconds: each is answered, and what is due is shown once', async () => {
    due.push(...fleet.group(0));
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
});
