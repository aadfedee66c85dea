/**
 * The kill matrix: each process of a running system x each stage of each flow x before the call and after the effect. `kill -9` while
 * a few cards are at about the same point, the process again as an operating system would restart it, the same invariants as after a
 * cut. Fault harness only; governing document: faults.md 1 to 6.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import type { Stoppable } from '@cardwright/embedded-servers/process';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { killServer, startServerAgain, type ServerName } from '../faults.js';
import { killPid } from '../processes.js';
import { brokenChains, brokenRecords } from '../invariants.js';
import { inspect, personId } from '../issue.js';
import { patientApi } from '../patient-api.js';
import { watchProgress, type ProgressWatch } from '../progress.js';
import { openRecords, patientRecords } from '../records.js';
import type { RunningAgent, ServiceName, TestSystem } from '../system.js';
import { demoPeople } from './campaign.js';
import {
  flowNamed,
  neededFor,
  towards,
  wayOf,
  type CardCondition,
  type Flow,
  type FlowName,
  type FlowTarget,
} from './flows.js';
import { Lane } from './lane.js';
import { killPoints, stagesOf, type KillPoint } from './kill-points.js';
import type { PasskeyParties } from './passkey-parties.js';
import type { PasskeyWay } from './passkey-place.js';
import { deletionsAtMost, SagaDriver, said, type FollowedRun } from './saga-driver.js';
import { startPcscWorkstation, type Workstation } from './workstation.js';

export type ProcessName = ServiceName | ServerName | 'agent';
export const processNames: readonly ProcessName[] = [
  ...(['gateway', 'issuance-svc', 'update-svc', 'pki-svc'] as const),
  ...(['agent', 'nats', 'postgres', 'temporal'] as const),
];

export interface KillRow {
  /** `desk`, `offer`: offer-kills.ts. */
  process: ProcessName | 'desk';
  flow: FlowName | 'offer';
  dialect: DialectName;
  stage: string;
  moment: KillPoint['moment'];
  /** One of these per card that was under way. */
  findings: string[];
  /** From the kill until its request is closed. */
  recoveryMs: number;
  /** Its request was closed before the kill: not a run that is counted. */
  wasOver?: boolean;
}

export interface KillOptions {
  dialect: DialectName;
  /** Of the cards; other ones in each campaign on the same system. */
  firstSerial: number;
  flows: readonly FlowName[];
  processes: readonly ProcessName[];
  profileName: string;
  cards: number;
  /** Only at these; default: at each. */
  stages?: readonly string[];
  /** The relying parties of the system, for flows with a passkey. Their cards are in a PC/SC service of its own, where a browser reaches them. */
  parties?: PasskeyParties;
  report?: (row: KillRow) => void;
  /** No further kill once it is aborted. */
  stop?: AbortSignal;
}

export const patience = { stuckMs: 45_000, giveUpMs: 120_000 };

/** Whose cards are in a reader. */
type Holder = Pick<FlowTarget, 'personId' | 'lane' | 'passkeys'>;

/** On one running system: flows of one way to make a passkey, or without one. */
export async function runKills(
  system: TestSystem,
  options: KillOptions,
): Promise<{ rows: KillRow[]; findings: string[] }> {
  const { dialect, firstSerial, flows, cards: readers, profileName } = options;
  const api = patientApi(system.api);
  await api('POST', '/people/import', { csv: demoPeople });
  const person = await personId(api, 'F1');
  const records = patientRecords(await openRecords(system, { connections: readers + 1 }));
  const progress = await watchProgress(system);
  const way = wayOf(flows);
  const name = `killed-${firstSerial}`;
  const desk =
    way || dialect === 'strict'
      ? await startPcscWorkstation(system, { name, readers, withDesk: way === 'platform' })
      : undefined;
  const agent =
    desk === undefined
      ? await system.startAgent({ name, args: ['--simulated', String(readers), '--serial', String(firstSerial)] })
      : { workstationId: desk.workstationId, agentHome: desk.agentHome, pid: desk.pid! };
  const { workstationId } = agent;
  const byHolder = flows.some((each) => flowNamed(each).byHolder);
  const restarted: Stoppable[] = [];
  const rows: KillRow[] = [];
  const findings: string[] = [];
  let serial = firstSerial;
  /** With a new card in a PC/SC service; otherwise with the one that lies in the simulated reader. */
  const driverAt = async (index: number, holder: Holder): Promise<SagaDriver> => {
    const number = serial++;
    const readerName = desk?.slots.readerNames[index] ?? `Simulated reader ${index}`;
    const inDesk = desk && (await cardIn(desk, readerName, { dialect, serial: number, withFido: way !== undefined }));
    const { device } = await inspect(api, workstationId, readerName);
    const file = join(agent.agentHome, 'simulated-cards', `${dialect}-${number}.json`);
    const target = { deviceId: device.deviceId, workstationId, readerName, profileName, ...holder, ...inDesk };
    return new SagaDriver({ api, records }, target, file, patience);
  };
  try {
    const holders: Holder[] = [];
    const drivers: SagaDriver[] = [];
    for (let index = 0; index < readers; index++) {
      const lane = byHolder ? await Lane.open({ system, records }, dialect, `${name}-${index}`) : undefined;
      const place = { api, at: system.at, records, name: `${name}-${index}-p`, desk: desk?.desk };
      const holder = {
        ...(lane === undefined ? { personId: person } : { personId: lane.personId, lane }),
        ...(way && { passkeys: await options.parties!.place(way, place) }),
      };
      holders.push(holder);
      drivers.push(await driverAt(index, holder));
    }
    const points = new Map<Flow, KillPoint[]>();
    for (const flow of neededFor(flows)) {
      const first = drivers[0]!;
      if (first.condition !== flow.needs) await uncutRun(first, towards(first.condition, flow.needs, way), records);
      const uncut = await uncutRun(first, flow, records);
      const wanted = killPoints(uncut).filter(({ stage }) => options.stages?.includes(stage) ?? true);
      if (!flows.includes(flow.name)) continue;
      points.set(flow, wanted);
      if (wanted.length === 0) findings.push(`${flow.name} has no such stage: it has ${stagesOf(uncut).join(', ')}`);
    }
    const longest = Math.max(...[...points.values()].map(({ length }) => length));
    for (const process of options.processes)
      for (let index = 0; index < longest; index++)
        for (const [flow, flowPoints] of points) {
          const point = flowPoints[index];
          if (point === undefined) continue;
          if (options.stop?.aborted) throw new Error('stopped');
          for (const [reader, driver] of drivers.entries())
            if (driver.deletions >= deletionsAtMost || (desk && driver.isBroken))
              drivers[reader] = await driverAt(reader, holders[reader]!);
          await bringTo(drivers, flow.needs, findings, way);
          const kill = { point, progress, kill: () => killAndRestart(system, agent, process, restarted) };
          for (const run of await Promise.all(runTogether(drivers, flow, kill))) {
            const { stage, moment } = point;
            const row: KillRow = { process, flow: flow.name, dialect, stage, moment, ...run };
            // A card that was faster than the one whose progress was waited for shows nothing.
            if (run.wasOver) findings.push(...run.findings);
            else rows.push(row);
            options.report?.(row);
          }
        }
    findings.push(...(await brokenChains(api)), ...(await brokenRecords(records)));
  } catch (error) {
    findings.push(`the campaign broke off: ${said(error)}`);
  } finally {
    await progress.close();
    await records.close();
    await desk?.stop();
    // After the system, which still needs them.
    const { stop } = system;
    system.stop = async () => {
      await stop();
      for (const server of restarted) await server.stop();
    };
  }
  return { rows, findings };
}

/** A new card in the place of the one that is in. */
async function cardIn(
  desk: Workstation,
  readerName: string,
  { dialect, serial, withFido }: { dialect: DialectName; serial: number; withFido: boolean },
) {
  const card = desk.card(dialect, serial, withFido);
  await desk.slots.remove(readerName);
  await desk.slots.insert(readerName, card);
  return {
    openBrowser: () => desk.openBrowser(readerName),
    reinsert: async (): Promise<void> => {
      await desk.slots.remove(readerName);
      await desk.slots.insert(readerName, card);
    },
  };
}

/** Issued or recycled without a fault, as far as they are not there already. */
async function bringTo(
  drivers: SagaDriver[],
  condition: CardCondition,
  findings: string[],
  way: PasskeyWay | undefined,
): Promise<void> {
  const flow = towards(condition === 'active' ? 'blank' : 'active', condition, way);
  const others = drivers.filter((driver) => driver.condition !== condition);
  for (const { findings: broken } of await Promise.all(runTogether(others, flow, undefined)))
    findings.push(...broken.map((finding) => `uncut ${flow.name}: ${finding}`));
}

async function uncutRun(
  driver: SagaDriver,
  flow: Flow,
  records: { query<Row>(text: string, parameters?: unknown[]): Promise<Row[]> },
): Promise<SagaProgress[]> {
  const started = Date.now();
  const requestId = await driver.begin(flow, () => false);
  const { reinsert } = driver.target;
  const run = { away: () => false, backAt: () => started, findings: [], ...(reinsert && { reinsert }) };
  const { completed } = await driver.follow(requestId!, run);
  if (!completed) throw new Error(`${flow.name} does not work without any fault`);
  driver.became(flow);
  const rows = await records.query<{ row: SagaProgress }>(
    `SELECT jsonb_strip_nulls(to_jsonb(p)) AS row FROM issuance.saga_progress p WHERE request_id = $1 ORDER BY sequence`,
    [requestId],
  );
  return rows.map(({ row }) => row);
}

interface Kill {
  point: KillPoint;
  progress: ProgressWatch;
  kill: () => Promise<void>;
}

/** The same flow on every card that is ready for it; the process dies when the first one comes to the point. */
function runTogether(drivers: SagaDriver[], flow: Flow, kill: Kill | undefined) {
  let away = false;
  const startedAt = Date.now();
  let killedAt: number | undefined;
  const ready = drivers.filter(({ condition }) => condition === flow.needs);
  const killed =
    kill === undefined || ready.length === 0
      ? Promise.resolve()
      : kill.progress
          .next(kill.point.at, patience.giveUpMs)
          .then(async () => {
            killedAt = Date.now();
            away = true;
            await kill.kill();
          })
          .finally(() => (away = false));
  // Awaited below, with each card.
  killed.catch(() => undefined);
  return ready.map(async (driver) => {
    const findings: string[] = [];
    const { reinsert } = driver.target;
    const backAt = () => killedAt ?? startedAt;
    const run = { away: () => away, backAt, findings, ...(reinsert && { reinsert }) };
    await followed(driver, flow, run, kill !== undefined).catch((error: unknown) => {
      findings.push(`broken off: ${said(error)}`);
    });
    const wasOver = kill !== undefined && killedAt === undefined;
    const recoveryMs = Date.now() - (killedAt ?? startedAt);
    await killed.catch((error: Error) => findings.push(`the moment of the kill did not come: ${error.message}`));
    findings.push(...(await driver.broken()));
    driver.isBroken = findings.length > 0;
    return { findings, recoveryMs, wasOver };
  });
}

async function followed(driver: SagaDriver, flow: Flow, run: FollowedRun, mayRefuse: boolean): Promise<void> {
  const requestId = await driver.begin(flow, () => mayRefuse);
  if (requestId === undefined) return;
  const { completed } = await driver.follow(requestId, run);
  if (completed) driver.became(flow);
}

export async function killAndRestart(
  system: TestSystem,
  agent: Pick<RunningAgent, 'pid'>,
  name: ProcessName,
  restarted: Stoppable[],
): Promise<void> {
  if (name === 'nats' || name === 'postgres' || name === 'temporal') {
    await killServer(system, name);
    restarted.push(await startServerAgain(system, name));
    return;
  }
  const running = name === 'agent' ? agent : system.services[name];
  const pid = running.pid();
  await killPid(pid);
  // Started again by itself, after a second.
  for (const until = Date.now() + 60_000; running.pid() === pid; await delay(50))
    if (Date.now() > until) throw new Error(`${name} does not come back`);
}
