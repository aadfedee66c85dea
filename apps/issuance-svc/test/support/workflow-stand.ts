/** A real Temporal server on which the workflow specs run the workflows of issuance-svc with fake activities, each with a worker of its own. */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { CardWriteResult } from '@cardwright/contracts/workflow/card-write.contract';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { startTestTemporal } from '@cardwright/testing/temporal-dev-server';
import { installRuntime, startWorker, type WorkerHandle } from '@cardwright/workflow-kit/worker/create-worker';
import { createTemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';
import type { FakeActivities } from '../fixtures/fake-activities.js';

export interface WorkflowStand {
  start(workflowType: string, input: object, fake: FakeActivities): Promise<WorkflowHandle>;
  stop(): Promise<void>;
}

export async function startWorkflowStand(name: string): Promise<WorkflowStand> {
  installRuntime(() => undefined);
  const [server, state] = await Promise.all([startTestTemporal(), makeStateDir(name)]);
  const codecKeysFile = join(state.path, 'keys.json');
  writeFileSync(codecKeysFile, JSON.stringify({ current: 'k', keys: { k: randomBytes(32).toString('base64') } }));
  const config = { address: server.address, namespace: server.namespace, codecKeysFile };
  const temporal = createTemporalClient(config);
  const workers: WorkerHandle[] = [];
  return {
    start: (workflowType, input, fake) => {
      const taskQueue = randomUUID();
      const workflows = workflowsOf(new URL('../../src/workflow-worker.ts', import.meta.url).href);
      workers.push(startWorker({ ...config, taskQueue, workflows, activities: { ...fake.all() } }, () => undefined));
      return temporal.client.workflow.start(workflowType, { taskQueue, workflowId: randomUUID(), args: [input] });
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await temporal.close();
      await server.stop();
      await state.remove();
    },
  };
}

/** The common input of all kinds: fresh ids, and time limits that no spec reaches. */
export const anyCard = () => ({
  requestId: randomUUID(),
  tenantId: randomUUID(),
  deviceId: randomUUID(),
  personId: randomUUID(),
  workstationId: 'ws-1',
  correlationId: 'c',
  pinWaitMs: 60_000,
  abandonAfterMs: 60_000,
});

export const outcomeOf = async (handle: WorkflowHandle): Promise<string> =>
  ((await handle.result()) as CardWriteResult).outcome;

/** A decision of a person, as issuance-svc sends it. */
export const decide = (handle: WorkflowHandle, name: string, more: object = {}): Promise<unknown> =>
  handle.executeUpdate(name, { args: [{ decisionId: randomUUID(), ...more }] });
