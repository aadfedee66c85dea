/** What a card's workflow waits for, as Temporal's own API shows it. Specs only. */
import { setTimeout as delay } from 'node:timers/promises';
import { cardWriteWorkflowId } from '@cardwright/contracts/workflow/names';
import type { TestSystem } from './system.js';

/** Until the running activity of this device's saga has failed at least once; answers with which code. */
export async function untilActivityFailed({ at }: TestSystem, deviceId: string): Promise<string> {
  const workflowId = encodeURIComponent(cardWriteWorkflowId(deviceId));
  const workflow = `${at.temporalUiUpstream}/api/v1/namespaces/${at.temporalNamespace}/workflows/${workflowId}`;
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(100)) {
    const { pendingActivities = [] } = (await (await fetch(workflow)).json()) as {
      pendingActivities?: { lastFailure?: { applicationFailureInfo?: { type?: string } } }[];
    };
    const codes = pendingActivities.map(({ lastFailure }) => lastFailure?.applicationFailureInfo?.type);
    const code = codes.find((each) => each !== undefined);
    if (code !== undefined) return code;
  }
  throw new Error('no activity failed');
}
