/** The update saga as update-svc runs it, on a real Temporal server: every activity is called on the queue that issuance-svc serves for others. */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { KindActivities, SagaCareActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import { cancelUpdate, pinSuppliedUpdate, retryUpdate } from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { sagaKinds, type SagaInput } from '@cardwright/contracts/workflow/saga-kinds';
import { eventually } from '@cardwright/testing/eventually';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { startTestTemporal, type TestTemporal } from '@cardwright/testing/temporal-dev-server';
import { installRuntime, startWorker, type WorkerHandle } from '@cardwright/workflow-kit/worker/create-worker';
import { createTemporalClient, type TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';

jest.setTimeout(60_000);

/** By activity, the codes that its next calls fail with. */
const failures: Partial<Record<string, 'CARD_REMOVED'[]>> = {};
const did =
  <Result>(name: string, result: Result) =>
  async (): Promise<Result> => {
    const code = failures[name]?.shift();
    if (code !== undefined) throw new CardwrightError(code);
    return result;
  };
const activities: SagaCareActivities & KindActivities['UPDATE'] = {
  openForUpdate: did('openForUpdate', { references: 1, begun: false }),
  verifyCardPin: did('verifyCardPin', undefined),
  replaceReference: did('replaceReference', undefined),
  finishReference: did('finishReference', undefined),
  finishUpdate: did('finishUpdate', undefined),
  compensateUpdate: did('compensateUpdate', null),
  useDecision: did('useDecision', undefined),
  moveTo: did('moveTo', undefined),
  parkSaga: did('parkSaga', null),
};

describe('updateCard in update-svc', () => {
  let server: TestTemporal;
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  let temporal: TemporalClient;
  const workers: WorkerHandle[] = [];

  beforeAll(async () => {
    installRuntime(() => undefined);
    [server, state] = await Promise.all([startTestTemporal(), makeStateDir('update-saga')]);
    const codecKeysFile = join(state.path, 'keys.json');
    writeFileSync(codecKeysFile, JSON.stringify({ current: 'k', keys: { k: randomBytes(32).toString('base64') } }));
    const config = { address: server.address, namespace: server.namespace, codecKeysFile };
    temporal = createTemporalClient(config);
    const workflows = workflowsOf(new URL('../../src/workflow-worker.ts', import.meta.url).href);
    workers.push(
      // As update-svc has it: it offers no activity.
      startWorker({ ...config, taskQueue: 'update', workflows }, () => undefined),
      startWorker(
        { ...config, taskQueue: 'issuance-cards', workflows: null, activities: { ...activities } },
        () => undefined,
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await temporal?.close();
    await server?.stop();
    await state?.remove();
  });

  const start = (): Promise<WorkflowHandle> => {
    const input: SagaInput<'UPDATE'> = {
      requestId: randomUUID(),
      tenantId: randomUUID(),
      deviceId: randomUUID(),
      personId: randomUUID(),
      workstationId: 'ws-1',
      correlationId: 'c',
      kind: 'update',
      keyReferences: ['9A'],
      profileName: 'piv-four',
      profileVersion: 1,
      reason: 'RENEW',
      acceptHistoryLoss: false,
      planHash: null,
      pinWaitMs: 60_000,
      abandonAfterMs: 60_000,
    };
    const { workflow, taskQueue } = sagaKinds.UPDATE;
    return temporal.client.workflow.start(workflow, { taskQueue, workflowId: randomUUID(), args: [input] });
  };
  /** Name and queue of every activity that was scheduled. */
  const called = async (handle: WorkflowHandle): Promise<string[]> =>
    ((await handle.fetchHistory()).events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled ? [`${scheduled.activityType?.name} on ${scheduled.taskQueue?.name}`] : [],
    );
  const untilCalled = (handle: WorkflowHandle, name: string): Promise<void> =>
    eventually(async () => (await called(handle)).includes(`${name} on issuance-cards`), true, 30_000);
  const decide = (handle: WorkflowHandle, name: string): Promise<unknown> =>
    handle.executeUpdate(name, { args: [{ decisionId: randomUUID() }] });

  it('[A12] runs its stages to the end', async () => {
    const handle = await start();
    await untilCalled(handle, 'openForUpdate');
    await decide(handle, pinSuppliedUpdate);
    expect(await handle.result()).toMatchObject({ outcome: 'updated' });
    expect(await called(handle)).toEqual([
      'openForUpdate on issuance-cards',
      'useDecision on issuance-cards',
      'verifyCardPin on issuance-cards',
      'replaceReference on issuance-cards',
      'finishUpdate on issuance-cards',
    ]);
  });

  it('parks, is moved, goes on, is cancelled and undone', async () => {
    failures['openForUpdate'] = ['CARD_REMOVED', 'CARD_REMOVED'];
    const handle = await start();
    await untilCalled(handle, 'parkSaga');
    await eventually(async () => (await handle.query<{ stuck: string | null }>('sagaState')).stuck, 'CARD_REMOVED');
    await handle.executeUpdate('moveToWorkstation', { args: [{ decisionId: randomUUID(), workstationId: 'ws-2' }] });
    await eventually(async () => (await called(handle)).filter((call) => call.startsWith('parkSaga')).length, 2);
    await eventually(async () => (await handle.query<{ stuck: string | null }>('sagaState')).stuck, 'CARD_REMOVED');
    await decide(handle, retryUpdate);
    await eventually(async () => (await called(handle)).filter((call) => call.startsWith('openForUpdate')).length, 3);
    await decide(handle, cancelUpdate);
    expect(await handle.result()).toMatchObject({ outcome: 'cancelled' });
    const calls = await called(handle);
    expect(calls).toContain('moveTo on issuance-cards');
    expect(calls.at(-1)).toBe('compensateUpdate on issuance-cards');
    expect(calls.filter((call) => !call.endsWith(' on issuance-cards'))).toEqual([]);
  });
});
