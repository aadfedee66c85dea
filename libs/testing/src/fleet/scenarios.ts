/**
 * What happens to a fleet. Each says how long it took; whether an offer was lost or doubled says the fleet's account afterwards. Cards become due
 * in the middle of what happens, because an offer that everybody knows of already cannot be lost.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { killServer, startServerAgain } from '../faults.js';
import type { Fleet, FleetReport } from './fleet.js';

export interface Back {
  /** Milliseconds from the start of the server; of the workstation in the middle, and of the last one. */
  medianMs: number;
  lastMs: number;
  /** From the same moment until the last offer that became due meanwhile is on its screen. */
  offersMs: number;
}

export interface Wave {
  /** From a card that is put in to the answer about it, milliseconds. */
  medianMs: number;
  p99Ms: number;
  failed: number;
  /** From the first card to the last offer on its screen. */
  offersMs: number;
}

/** All cards are put in within this time. due: those of them for which something is due. */
export async function morningWave(
  fleet: Fleet,
  { due, withinMs, limitMs }: { due: readonly number[]; withinMs: number; limitMs: number },
): Promise<Wave> {
  const from = performance.now();
  await fleet.insert(fleet.indices, withinMs);
  const report = await fleet.until(
    'every card was asked about',
    ({ agents }) => agents.every(({ checks }) => checks.length > 0),
    limitMs,
    ({ agents }) => agents.filter(({ checks }) => checks.length === 0).slice(0, 5),
  );
  await untilShown(fleet, due, limitMs);
  const offersMs = performance.now() - from;
  const checks = report.agents.flatMap(({ checks }) => checks);
  const times = checks.flatMap(({ afterMs }) => (afterMs === null ? [] : [afterMs])).sort((one, other) => one - other);
  return {
    medianMs: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    failed: checks.filter(({ answer }) => answer.startsWith('failed')).length,
    offersMs,
  };
}

/** NATS is killed and comes back after a while. due: cards that become due while it is away. */
export async function natsRestart(
  fleet: Fleet,
  { due, awayMs, limitMs }: { due: readonly number[]; awayMs: number; limitMs: number },
): Promise<Back> {
  const { system } = fleet;
  await killServer(system, 'nats');
  await fleet.becomeDue(due);
  await delay(awayMs);
  const at = Date.now();
  fleet.stopLater(await startServerAgain(system, 'nats'));
  const backSince = ({ backAt }: { backAt: number[] }) => backAt.find((each) => each >= at);
  const report = await fleet.until(
    'every workstation is back',
    ({ agents }) => agents.every((agent) => backSince(agent) !== undefined),
    limitMs,
    missing((agent) => backSince(agent) === undefined),
  );
  const times = report.agents.map((agent) => backSince(agent)! - at).sort((one, other) => one - other);
  await untilShown(fleet, due, limitMs);
  return { medianMs: percentile(times, 0.5), lastMs: times.at(-1)!, offersMs: Date.now() - at };
}

/** update-svc is away while cards become due, and no workstation is cut off. Milliseconds from the moment in which it is ready again. */
export async function updateServiceRestart(
  fleet: Fleet,
  { due, limitMs }: { due: readonly number[]; limitMs: number },
): Promise<number> {
  const { system } = fleet;
  await system.services['update-svc'].stop();
  await fleet.becomeDue(due);
  await system.startService('update-svc');
  const at = Date.now();
  await untilShown(fleet, due, limitMs);
  return Date.now() - at;
}

/** On a screen, or answered where an agent of the release before is. */
export function untilShown(fleet: Fleet, due: readonly number[], limitMs: number): Promise<FleetReport> {
  const waiting = ({ screens, agents }: FleetReport): number[] =>
    due.filter((index) =>
      fleet.releaseOf(index) === 'this'
        ? screens.every((screen) => screen.index !== index || screen.shown.length === 0)
        : agents[index]!.checks.every(({ answer }) => answer !== 'available'),
    );
  return fleet.until(
    `${due.length} offers are shown`,
    (report) => waiting(report).length === 0,
    limitMs,
    (report) => waiting(report).map((index) => report.agents[index]),
  );
}

const missing =
  (is: (agent: FleetReport['agents'][number]) => boolean) =>
  ({ agents }: FleetReport) =>
    agents.filter(is).slice(0, 5);

/** values in order. */
export const percentile = (values: readonly number[], part: number): number =>
  values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
