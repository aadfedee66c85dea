/**
 * Lines that are slow or break while something becomes due behind them. Each workstation of a group has its way to NATS over the line of that group;
 * the offers must be on their screens once the line is there again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Fleet } from './fleet.js';
import { Line } from './line.js';
import { untilShown } from './scenarios.js';

export const lineKinds = ['slow', 'cut', 'silent', 'flapping'] as const;
export type LineKind = (typeof lineKinds)[number];
export type Lines = Record<LineKind, Line>;

/** The first of these groups; the others follow. */
const firstGroup = 3;
const groupOf = (kind: LineKind): number => firstGroup + lineKinds.indexOf(kind);
/** What an agent says when it asks. */
const check = 'call.update.check';
/** Of a slow line, in each direction. */
const slowMs = 1_000;
const cutMs = 3_000;
/** Longer than an agent asks for an answer by itself, shorter than the client of NATS takes to notice. */
const silentMs = 30_000;
const flaps = 6;
const flapMs = 1_500;

export const startLines = async (natsUrl: string): Promise<Lines> =>
  Object.fromEntries(
    await Promise.all(lineKinds.map(async (kind) => [kind, await Line.start(natsUrl)] as const)),
  ) as Lines;

export const closeLines = (lines: Lines): Promise<unknown> => Promise.all(lineKinds.map((kind) => lines[kind].close()));

/** For `natsUrl` of the fleet. every: in how many groups workstations are counted. */
export function lineOf(lines: Lines, index: number, every: number): string | undefined {
  const kind = lineKinds.find((each) => index % every === groupOf(each));
  return kind && lines[kind].url;
}

/** The cards behind a line. */
export const behind = (fleet: Fleet, kind: LineKind): number[] => fleet.group(groupOf(kind));

/** From the moment in which something is due, or in which the line is there again, to the last offer on its screen; milliseconds. */
export async function slowLine(fleet: Fleet, { slow }: Lines, limitMs: number): Promise<number> {
  slow.delayMs = slowMs;
  const due = behind(fleet, 'slow');
  const from = Date.now();
  await fleet.becomeDue(due);
  await untilShown(fleet, due, limitMs);
  slow.delayMs = 0;
  return Date.now() - from;
}

/** In the middle of the first check that is asked: update-svc has it, and its answer does not arrive. */
export async function cutLine(fleet: Fleet, { cut }: Lines, limitMs: number): Promise<number> {
  const asked = new Promise<void>((resolve) => cut.when(check, resolve));
  return broken(fleet, 'cut', limitMs, async () => {
    await asked;
    cut.cut();
    await delay(cutMs);
    cut.mend();
  });
}

/** The same without an end of the connection. */
export async function silentLine(fleet: Fleet, { silent }: Lines, limitMs: number): Promise<number> {
  const asked = new Promise<void>((resolve) => silent.when(check, resolve));
  return broken(fleet, 'silent', limitMs, async () => {
    await asked;
    silent.silence();
    await delay(silentMs);
    silent.mend();
  });
}

/** Again and again. */
export async function flappingLine(fleet: Fleet, { flapping }: Lines, limitMs: number): Promise<number> {
  return broken(fleet, 'flapping', limitMs, async () => {
    for (let flap = 0; flap < flaps; flap++) {
      flapping.cut();
      await delay(flapMs);
      flapping.mend();
      await delay(flapMs);
    }
  });
}

async function broken(fleet: Fleet, kind: LineKind, limitMs: number, happens: () => Promise<void>): Promise<number> {
  const due = behind(fleet, kind);
  const happening = happens();
  await fleet.becomeDue(due);
  await happening;
  const from = Date.now();
  await untilShown(fleet, due, limitMs);
  return Date.now() - from;
}
