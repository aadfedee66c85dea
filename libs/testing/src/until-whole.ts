/** Specs only: the fault harness and the bench read the invariants without jest. */
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import { eventually } from './eventually.js';
import { brokenInvariants } from './invariants.js';
import type { Records } from './records.js';
import type { Api } from './system.js';

/** What follows the end of a saga has its time: revocations come by jobs of their own. Fails with what is broken after 15 s. */
export const untilWhole = (
  parts: { api: Api; records: Records },
  deviceId: string,
  card: { snapshot: () => Promise<CardSnapshot> },
): Promise<void> => eventually(async () => brokenInvariants(parts, deviceId, await card.snapshot()), [], 15_000);
