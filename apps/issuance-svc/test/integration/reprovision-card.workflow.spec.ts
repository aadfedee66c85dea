/** The reprovision workflow on a real Temporal server with fake activities: order, the wait for the PIN, cancel, parking. */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import {
  cancelUpdate,
  cardSessionLostSignal,
  pinSuppliedUpdate,
  retryUpdate,
  type CardWriteResult,
  type ReprovisionCardInput,
} from '@cardwright/contracts/workflow/card-write.contract';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { startTestTemporal, type TestTemporal } from '@cardwright/testing/temporal-dev-server';
import { installRuntime, startWorker, type WorkerHandle } from '@cardwright/workflow-kit/worker/create-worker';
import { createTemporalClient, type TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';
import { FakeActivities } from '../fixtures/fake-activities.js';

jest.setTimeout(60_000);

describe('reprovisionCard', () => {
  let server: TestTemporal;
  let temporal: TemporalClient;
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  let codecKeysFile: string;
  const workers: WorkerHandle[] = [];

  beforeAll(async () => {
    installRuntime(() => undefined);
    [server, state] = await Promise.all([startTestTemporal(), makeStateDir('reprovision-workflow')]);
    codecKeysFile = join(state.path, 'keys.json');
    writeFileSync(codecKeysFile, JSON.stringify({ current: 'k', keys: { k: randomBytes(32).toString('base64') } }));
    temporal = createTemporalClient(config());
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await temporal?.close();
    await server?.stop();
    await state?.remove();
  });

  const config = () => ({ address: server.address, namespace: server.namespace, codecKeysFile });

  async function reprovision(
    fake: FakeActivities,
    changes: Partial<ReprovisionCardInput> = {},
  ): Promise<WorkflowHandle> {
    const taskQueue = randomUUID();
    const workflows = workflowsOf(new URL('../../src/workflow-worker.ts', import.meta.url).href);
    workers.push(startWorker({ ...config(), taskQueue, workflows, activities: fake.all() }, () => undefined));
    const deviceId = randomUUID();
    const input: ReprovisionCardInput = {
      kind: 'reprovision',
      requestId: randomUUID(),
      tenantId: randomUUID(),
      deviceId,
      personId: randomUUID(),
      workstationId: 'ws-1',
      correlationId: 'c',
      profileName: 'piv-four',
      profileVersion: 2,
      reason: 'CONTENT_DAMAGED',
      acceptHistoryLoss: false,
      planHash: null,
      pinWaitMs: 60_000,
      abandonAfterMs: 60_000,
      ...changes,
    };
    return temporal.client.workflow.start('reprovisionCard', { taskQueue, workflowId: deviceId, args: [input] });
  }
  const outcome = async (handle: WorkflowHandle): Promise<string> =>
    ((await handle.result()) as CardWriteResult).outcome;
  const update = (handle: WorkflowHandle, name: string): Promise<unknown> =>
    handle.executeUpdate(name, { args: [{ decisionId: randomUUID() }] });

  it('[D09][D21] asks for the PIN before anything is written, then replaces one key reference after the other', async () => {
    const fake = new FakeActivities();
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await update(handle, pinSuppliedUpdate);
    expect(await outcome(handle)).toBe('reprovisioned');
    expect(fake.calls).toEqual([
      'openForReprovision',
      'useDecision pin-supplied',
      'replaceReference 0',
      'replaceReference 1',
      'finishReprovision',
    ]);
  });

  it('[D21] nobody comes: the first attempt ends as if it had not been, a later one waits to be finished', async () => {
    const first = new FakeActivities();
    expect(await outcome(await reprovision(first, { pinWaitMs: 1 }))).toBe('cancelled');
    expect(first.calls).toEqual(['openForReprovision', 'compensateReprovision cancelled']);

    const later = new FakeActivities().failing('replaceReference', 'CARD_REMOVED');
    const handle = await reprovision(later, { pinWaitMs: 2_000 });
    await later.until('openForReprovision');
    await update(handle, pinSuppliedUpdate);
    await later.until('parkSaga CARD_REMOVED');
    await update(handle, retryUpdate);
    await later.until('parkSaga PIN_KEY_EXPIRED');
    await update(handle, retryUpdate);
    await later.until('openForReprovision', 3);
    await update(handle, pinSuppliedUpdate);
    expect(await outcome(handle)).toBe('reprovisioned');
  });

  it('[F02] a session that is lost is opened again, and the PIN is asked for again', async () => {
    const fake = new FakeActivities();
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await handle.signal(cardSessionLostSignal, { attempt: 1 });
    await fake.until('openForReprovision', 2);
    await update(handle, pinSuppliedUpdate);
    expect(await outcome(handle)).toBe('reprovisioned');
  });

  it('a cancel before the PIN undoes nothing', async () => {
    const fake = new FakeActivities();
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await update(handle, cancelUpdate);
    expect(await outcome(handle)).toBe('cancelled');
    expect(fake.calls).toEqual(['openForReprovision', 'useDecision cancel', 'compensateReprovision cancelled']);
  });

  it('[F17] with nothing left to replace, goes straight to the content', async () => {
    const fake = new FakeActivities();
    fake.references = 0;
    const handle = await reprovision(fake);
    await fake.until('openForReprovision');
    await update(handle, pinSuppliedUpdate);
    expect(await outcome(handle)).toBe('reprovisioned');
    expect(fake.calls.slice(1)).toEqual(['useDecision pin-supplied', 'finishReprovision']);
  });
});
