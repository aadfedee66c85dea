/** Two users at one workstation, each with a desk part of their own: an offer is on the screen of whoever is at the seat, and moves with the seat. */
import type { Fleet } from './fleet.js';
import { untilShown } from './scenarios.js';

/** Two groups of workstations. */
const [moving, empty] = [7, 8];

export const isShared = (index: number, every: number): boolean => [moving, empty].includes(index % every);

/** It becomes due while the second user is there, who then gives the seat to the first. */
export async function seatChanges(fleet: Fleet, limitMs: number): Promise<number[]> {
  const due = fleet.group(moving);
  await fleet.activate(due, 'second');
  await fleet.becomeDue(due);
  await untilAt(fleet, due, 'second', limitMs);
  await fleet.activate(due, 'first');
  await untilAt(fleet, due, 'first', limitMs);
  return due;
}

/** It becomes due while nobody is there: nobody sees it, until somebody comes. */
export async function seatIsEmpty(fleet: Fleet, limitMs: number): Promise<number[]> {
  const due = fleet.group(empty);
  await fleet.activate(due, null);
  await fleet.becomeDue(due);
  // It has arrived, and waits.
  await fleet.until(
    'the agents know of it',
    ({ agents }) => due.every((index) => agents[index]!.checks.some(({ answer }) => answer === 'available')),
    limitMs,
  );
  const { screens } = await fleet.report();
  const early = screens.filter((screen) => due.includes(screen.index) && Object.keys(screen.appeared).length > 0);
  if (early.length > 0) throw new Error(`shown although nobody is there: ${JSON.stringify(early)}`);
  await fleet.activate(due, 'second');
  await untilShown(fleet, due, limitMs);
  await untilAt(fleet, due, 'second', limitMs);
  return due;
}

/** On this screen alone. */
const untilAt = (fleet: Fleet, due: readonly number[], sessionId: 'first' | 'second', limitMs: number) =>
  fleet.until(
    `${due.length} offers are at the ${sessionId} user`,
    ({ screens }) =>
      screens
        .filter(({ index }) => due.includes(index))
        .every((screen) => screen.shown.length === (screen.sessionId === sessionId ? 1 : 0)),
    limitMs,
    ({ screens }) => screens.filter(({ index }) => due.includes(index)),
  );
