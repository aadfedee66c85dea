/**
 * A hundred workstations in two processes, each a real agent with a connection of its own (docs/fleet.md has a thousand of them), enrolled by one
 * deployment code; what else a code allows and refuses, by agents and with the command line. Then all cards are put in together, NATS is killed, update-svc is away, lines are slow and break, two users share a seat, and no offer is lost or doubled.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeploymentCode } from '@cardwright/contracts/workstation/deployment-code';
import { AgentHome } from '@cardwright/device-edge/home/agent-home';
import { enrol } from '@cardwright/device-edge/enrolment/enrol';
import { connectAsAgent } from '../../src/agent-connection.js';
import { commandLine, type CommandLine } from '../../src/command-line.js';
import { eventually } from '../../src/eventually.js';
import { behind, cutLine, flappingLine, lineKinds, silentLine, slowLine } from '../../src/fleet/broken-lines.js';
import { fleetGroup, type Fleet } from '../../src/fleet/fleet.js';
import { startMixedFleet, type MixedFleet } from '../../src/fleet/mixed-fleet.js';
import { morningWave, natsRestart, updateServiceRestart } from '../../src/fleet/scenarios.js';
import { seatChanges, seatIsEmpty } from '../../src/fleet/shared-seats.js';
import { refusal } from '../../src/refusal.js';
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

  describe('enrolment by a deployment code', () => {
    interface Made {
      code: string;
      deploymentCode: DeploymentCode;
    }
    let cardwright: CommandLine;
    beforeAll(async () => {
      cardwright = await commandLine(system, ['system-administrator']);
    });
    const make = (...options: string[]) =>
      cardwright<Made>('deployment-codes', 'create', ...['--days', '1', '--group', 'Library'], ...options);
    const codes = async () =>
      (await system.api<{ rows: DeploymentCode[] }>('GET', '/deployment-codes')).rows.map(
        ({ group, places, used, left, state }) => ({ group, places, used, left, state }),
      );
    /** Another disk each time: it is a computer that has no identity yet. */
    const computer = (disk: string) => ({
      agentHome: join(system.home, 'library', disk),
      enrol: ({ code }: Made, hostName: string) =>
        enrol(new AgentHome(join(system.home, 'library', disk)), { server: system.url, code, hostName }),
    });
    const refused = async (work: Promise<unknown>) => (await refusal(work)).code;
    const inGroup = async (group: string) =>
      (
        await system.api<{ rows: { name: string; workstationId: string }[] }>(
          'GET',
          `/workstations?limit=200&group=${group}`,
        )
      ).rows;

    it('[B08] one code has enrolled the whole fleet from one address: its places are taken, all are in its group', async () => {
      expect(await codes()).toEqual([{ group: fleetGroup, places: 100, used: 100, left: 0, state: 'used-up' }]);
      const names = (await inGroup(fleetGroup)).map(({ name }) => name);
      expect(names.sort()).toEqual(fleet.indices.map((index) => `fleet-${index}`).sort());
    });

    it('[B08] a clone of a name is refused and takes no place; then the places end, the days, and the code itself', async () => {
      const made = await make('--places', '2', '--name-pattern', 'lib {host}');
      const lasts = Date.parse(made.deploymentCode.expiresAt) - Date.parse(made.deploymentCode.createdAt);
      expect(lasts).toBe(24 * 3_600_000);
      await computer('one').enrol(made, 'PC-01');
      expect(await refused(computer('clone').enrol(made, 'pc-01'))).toBe('ENROLMENT_NAME_TAKEN');
      await computer('two').enrol(made, 'pc-02');
      expect(await refused(computer('three').enrol(made, 'pc-03'))).toBe('ENROLMENT_CODE_USED_UP');
      const late = await make('--places', '1');
      await fleet.records.query(
        'UPDATE issuance.deployment_code SET expires_at = now() WHERE deployment_code_id = $1',
        [late.deploymentCode.deploymentCodeId],
      );
      expect(await refused(computer('three').enrol(late, 'pc-03'))).toBe('ENROLMENT_CODE_EXPIRED');
      const withdrawn = await make('--places', '1');
      const { deploymentCodeId } = withdrawn.deploymentCode;
      await cardwright('deployment-codes', 'revoke', deploymentCodeId, '--reason-text', 'was in a mail');
      expect(await refused(computer('three').enrol(withdrawn, 'pc-03'))).toBe('ENROLMENT_CODE_REVOKED');
      expect((await inGroup('Library')).map(({ name }) => name).sort()).toEqual(['lib pc-01', 'lib pc-02']);
      const library = { group: 'Library' };
      expect((await codes()).slice(0, 3)).toEqual([
        { ...library, places: 1, used: 0, left: 1, state: 'revoked' },
        { ...library, places: 1, used: 0, left: 1, state: 'expired' },
        { ...library, places: 2, used: 2, left: 0, state: 'used-up' },
      ]);
    });

    it('[B08] a computer that was set up again is its workstation of before once that is allowed, and its old identity goes out of use', async () => {
      const made = await make('--places', '2', '--name-pattern', 'lib {host}');
      const before = computer('old disk');
      const { workstationId } = await before.enrol(made, 'pc-04');
      const connects = () =>
        connectAsAgent(system, { ...before, workstationId }).then(
          async (connection) => {
            await connection.close();
            return true;
          },
          () => false,
        );
      expect(await connects()).toBe(true);
      const again = computer('new disk');
      expect(await refused(again.enrol(made, 'pc-04'))).toBe('ENROLMENT_NAME_TAKEN');
      await cardwright('workstations', 'allow-enrolment', 'lib pc-04', '--reason-text', 'new disk');
      expect(await again.enrol(made, 'pc-04')).toMatchObject({ workstationId });
      expect(await refused(computer('newer disk').enrol(made, 'pc-04'))).toBe('ENROLMENT_CODE_USED_UP');
      await eventually(connects, false, limitMs);
    });
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
