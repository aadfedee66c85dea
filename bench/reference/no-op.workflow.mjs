/** The cheapest workflow of the issue saga's shape: six activities, one after the other, that do nothing. */
import { proxyActivities } from '@temporalio/workflow';

const { nothing } = proxyActivities({ startToCloseTimeout: '1 minute' });

/** @param {{ id: string }} input */
export async function noOp(input) {
  for (let step = 0; step < 6; step++) await nothing({ ...input, step });
}
