/**
 * One certificate is revoked, however long the CA is away (F08): asked again for ever, with an escalation at half of its 18 h and at
 * their end. Nobody has to be logged in. Sandbox: no Node, no Nest. The row says what is to be revoked, and that it is done.
 */
import {
  CancellationScope,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { failureOf } from '@cardwright/card-saga/failure';
import type { RevocationInput } from '@cardwright/contracts/workflow/card-write.contract';
import { certificateActivities, revocationRecords } from './certificate-proxies.js';

export async function revokeCertificate(input: RevocationInput): Promise<void> {
  const clock = new CancellationScope();
  const watching = clock.run(() => watchClock(input)).catch(unlessCancelled);
  const finished = await askUntilRevoked(input);
  clock.cancel();
  await watching;
  // If the CA is away for weeks, the workflow continues as new with an empty history. The row keeps the counts and the reports.
  if (!finished) await continueAsNew<typeof revokeCertificate>(input);
  setCurrentDetails(`Certificate ${input.serialNumberHex} is revoked, and the CA has confirmed it`);
}

/** False when the history is long enough for the workflow to continue as new. */
async function askUntilRevoked(input: RevocationInput): Promise<boolean> {
  let lastAnswer = 'It is being asked now';
  for (;;) {
    setCurrentDetails(
      `Certificate ${input.serialNumberHex} is to be revoked (${input.reason}) by ${input.dueAt}: ${timeLeft(input)}. ${lastAnswer}. ` +
        'It is asked again and again by itself; look at pki-svc and its signer when this lasts.',
    );
    try {
      await certificateActivities.revokeAtCa(input);
      return true;
    } catch (error) {
      if (isCancellation(error)) throw error;
      lastAnswer = `The CA has not done it yet (${failureOf(error).code})`;
    }
    if (workflowInfo().continueAsNewSuggested) return false;
  }
}

async function watchClock(input: RevocationInput): Promise<void> {
  const requestedAt = Date.parse(input.requestedAt);
  const dueAt = Date.parse(input.dueAt);
  await sleepUntil(requestedAt + (dueAt - requestedAt) / 2);
  await CancellationScope.nonCancellable(() => revocationRecords.tellRevocation({ ...input, what: 'half' }));
  await sleepUntil(dueAt);
  await CancellationScope.nonCancellable(() => revocationRecords.tellRevocation({ ...input, what: 'overdue' }));
}

async function sleepUntil(instant: number): Promise<void> {
  const left = instant - Date.now();
  if (left > 0) await sleep(left);
}

function timeLeft({ dueAt }: RevocationInput): string {
  const minutes = Math.round((Date.parse(dueAt) - Date.now()) / 60_000);
  const text = `${Math.floor(Math.abs(minutes) / 60)} h ${Math.abs(minutes) % 60} min`;
  return minutes >= 0 ? `${text} left` : `overdue for ${text}`;
}

function unlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
