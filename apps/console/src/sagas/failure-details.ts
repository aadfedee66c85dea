/** What "Show details" shows and "Copy" copies: one list, so that both are equal. Ids, codes and times; there is no secret in a saga's record. */
import type { Saga } from '../api/types.js';
import { exactTime } from '../ui/time.js';
import type { Progress } from './progress.js';
import { text } from './sagas.text.js';

export function failureDetails(saga: Saga, progress: Progress): [string, string][] {
  const { fields } = text.failure;
  const lastStep = progress.rows.findLast(({ step }) => step !== undefined);
  return [
    [fields.code, saga.errorCode ?? saga.stuckReason ?? saga.state],
    [fields.step, lastStep ? `${lastStep.sentence}, ${lastStep.stage}` : saga.stage],
    [fields.cause, saga.errorMessage ?? saga.sentence],
    [fields.time, exactTime(saga.updatedAt)],
    [fields.attempt, String(saga.attempt)],
    [fields.device, saga.deviceId],
    [fields.saga, saga.requestId],
    [fields.correlation, saga.correlationId],
  ];
}

export const detailsText = (details: [string, string][]): string =>
  details.map(([label, value]) => `${label}: ${value}`).join('\n');
