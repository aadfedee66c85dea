/**
 * The kill matrix: each process of a running system x each stage of each flow x before the call and after the effect. `kill -9` while
 * a few cards are at about the same point, the process again as an operating system would restart it, the same invariants as after a
 * cut. Fault harness only; governing document: faults.md 1 to 6.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import type { Stoppable } from '@cardwright/embedded-servers/process';
import { killServer, startServerAgain, type ServerName } from '../faults.js';
import { killPid } from '../processes.js';
import { brokenChains, brokenRecords } from '../invariants.js';
import { inspect, personId } from '../issue.js';
import { patientApi } from '../patient-api.js';
import { watchProgress, type ProgressWatch } from '../progress.js';
import { openRecords, patientRecords } from '../records.js';
import type { RunningAgent, ServiceName, TestSystem } from '../system.js';
import { demoPeople } from './campaign.js';
import { flowNamed, neededFor, towards, wayOf, type CardCondition, type Flow, type FlowName } from './flows.js';
import { Lane } from './lane.js';
import { killPoints, type KillPoint } from './kill-points.js';
import type { PasskeyParties } from './passkey-parties.js';
import type { PasskeyWay } from './passkey-place.js';
import { SagaDriver } from './saga-driver.js';
import { rawCard } from './watched-card.js';
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
  stage: string;
  moment: KillPoint['moment'];
  /** One of these per card that was under way. */
  findings: string[];
  /** From the kill until card, record and CA agree. */
  recoveryMs: number;
}

export interface KillOptions {
  flows: readonly FlowName[];
  processes: readonly ProcessName[];
  profileName: string;
  cards: number;
  /** Only at these; default: at each. */
  stages?: readonly string[];
  /** The relying parties of the system, for flows with a passkey. Their cards are in a PC/SC service of its own, where a browser reaches them. */
  parties?: PasskeyParties;
  report?: (row: KillRow) => void;
}

export const patience = { stuckMs: 45_000, giveUpMs: 120_000 };
const firstSerial = 40_000_001;

export async function runKills(
  system: TestSystem,
  options: KillOptions,
): Promise<{ rows: KillRow[]; findings: string[] }> {
  const api = patientApi(system.api);
  await api('POST', '/people/import', { csv: demoPeople });
  const person = await personId(api, 'F1');
  const records = patientRecords(await openRecords(system, { connections: options.cards + 1 }));
  const progress = await watchProgress(system);
  const way = wayOf(options.flows);
  const { cards: readers } = options;
  const desk = way === undefined ? undefined : await startPcscWorkstation(system, { name: 'killed', readers });
  const agent =
    desk === undefined
      ? await system.startAgent({
          name: 'killed',
          args: ['--simulated', String(readers), '--serial', String(firstSerial)],
        })
      : { workstationId: desk.workstationId, agentHome: desk.agentHome, pid: desk.pid! };
  const byHolder = options.flows.some((name) => flowNamed(name).byHolder);
  const restarted: Stoppable[] = [];
  const rows: KillRow[] = [];
  const findings: string[] = [];
  try {
    const drivers: SagaDriver[] = [];
    for (let index = 0; index < options.cards; index++) {
      const readerName = desk?.slots.readerNames[index] ?? `Simulated reader ${index}`;
      const inDesk = desk && (await cardIn(desk, readerName, firstSerial + index));
      const { device } = await inspect(api, agent.workstationId, readerName);
      const file = join(agent.agentHome, 'simulated-cards', `vendor-${firstSerial + index}.json`);
      const reader = {
        snapshot: async () => (await rawCard(file)).snapshot,
        hasPin: async (pin: string) => (await rawCard(file)).hasPin(pin),
      };
      const { profileName } = options;
      const { workstationId } = agent;
      const lane = byHolder ? await Lane.open({ system, records }, 'vendor', `killed-${index}`) : undefined;
      const target = {
        ...{ deviceId: device.deviceId, workstationId, readerName, profileName },
        ...(lane === undefined ? { personId: person } : { personId: lane.personId, lane }),
        ...inDesk,
        ...(way && {
          passkeys: await options.parties!.place(way, { api, at: system.at, records, name: `killed-${index}` }),
        }),
      };
      drivers.push(new SagaDriver({ api, records }, target, reader, patience));
    }
    const points = new Map<Flow, KillPoint[]>();
    for (const flow of neededFor(options.flows)) {
      const uncut = await uncutRun(drivers[0]!, flow, records);
      const wanted = killPoints(uncut).filter(({ stage }) => options.stages?.includes(stage) ?? true);
      if (options.flows.includes(flow.name)) points.set(flow, wanted);
    }
    const longest = Math.max(...[...points.values()].map(({ length }) => length));
    for (const process of options.processes)
      for (let index = 0; index < longest; index++)
        for (const [flow, flowPoints] of points) {
          const point = flowPoints[index];
          if (point === undefined) continue;
          await bringTo(drivers, flow.needs, findings, way);
          const kill = { point, progress, kill: () => killAndRestart(system, agent, process, restarted) };
          for (const { findings: broken, recoveryMs } of await Promise.all(runTogether(drivers, flow, kill))) {
            const { stage, moment } = point;
            const row: KillRow = { process, flow: flow.name, stage, moment, findings: broken, recoveryMs };
            rows.push(row);
            options.report?.(row);
          }
        }
    findings.push(...(await brokenChains(api)), ...(await brokenRecords(records)));
    return { rows, findings };
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
}

/** A new card with a FIDO application. */
async function cardIn(desk: Workstation, readerName: string, serial: number) {
  const card = desk.card('vendor', serial, true);
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
  driver.condition = flow.leaves;
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
  let killedAt = Date.now();
  const ready = drivers.filter(({ condition }) => condition === flow.needs);
  const killed =
    kill === undefined || ready.length === 0
      ? Promise.resolve()
      : kill.progress
          .next(kill.point.at)
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
    const requestId = await driver.begin(flow, () => kill !== undefined);
    if (requestId !== undefined) {
      const { reinsert } = driver.target;
      const run = { away: () => away, backAt: () => killedAt, findings, ...(reinsert && { reinsert }) };
      const { completed } = await driver.follow(requestId, run);
      if (completed) driver.condition = flow.leaves;
    }
    const recoveryMs = Date.now() - killedAt;
    await killed.catch((error: Error) => findings.push(`the moment of the kill did not come: ${error.message}`));
    findings.push(...(await driver.broken()));
    return { findings, recoveryMs };
  });
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
