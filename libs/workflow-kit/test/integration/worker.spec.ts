/** A real worker on a real Temporal server: error crossings, encryption of the whole history, bundles. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { CardwrightError, type ErrorDetails } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { fromTemporalFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';
import {
  createWorker,
  installRuntime,
  startWorker,
  type WorkerHandle,
} from '@cardwright/workflow-kit/worker/create-worker';
import { createTemporalClient, type TemporalClient } from '@cardwright/workflow-kit/worker/temporal-client';
import { bundleWorkflows, workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';
import { startTestTemporal, type TestTemporal } from '@cardwright/testing/temporal-dev-server';
import type { decided, echo, lookAt, passOn, throwOwn, waitFor } from '../fixtures/workflows.js';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const taskQueue = 'spec';

describe('a worker', () => {
  let server: TestTemporal;
  let temporalClient: TemporalClient;
  let worker: WorkerHandle;
  const directory = mkdtempSync(join(tmpdir(), 'cardwright-worker-'));
  const codecKeysFile = join(directory, 'keys.json');
  writeFileSync(codecKeysFile, JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }));
  const tries = new Map<string, number>();

  const activities = {
    fail: async (code: string, details: ErrorDetails): Promise<void> => {
      tries.set(code, (tries.get(code) ?? 0) + 1);
      throw new CardwrightError(code as ErrorCode, onlyInEnglish(`text of ${code}`), details, new Error('a cause'));
    },
    note: async (text: string): Promise<string> => text,
    /** Gives no sign of life of its own. */
    dawdle: async (ms: number): Promise<void> => {
      tries.set('dawdle', (tries.get('dawdle') ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, ms));
    },
  };
  const config = () => ({ address: server.address, namespace: server.namespace, codecKeysFile });
  const workerOptions = () => ({
    ...config(),
    taskQueue,
    workflows: { workflowsPath: join(fixtures, 'workflows.ts') },
    activities,
    identity: 'spec-worker',
  });
  const start = () => ({ taskQueue, workflowId: `spec/${randomUUID()}` });
  const caught = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  beforeAll(async () => {
    installRuntime(() => undefined);
    server = await startTestTemporal();
    temporalClient = createTemporalClient(config());
    worker = startWorker(workerOptions(), () => undefined);
  }, 120_000);
  afterAll(async () => {
    await worker.stop();
    await temporalClient.close();
    await server.stop();
    rmSync(directory, { recursive: true });
  }, 60_000);

  it('answers the readiness check', async () => {
    await temporalClient.check();
  });

  it('[fault 21] an activity that takes longer than its heartbeat timeout, whatever it waits for, is not run a second time beside itself', async () => {
    await temporalClient.client.workflow.execute<typeof waitFor>('waitFor', { ...start(), args: [4_000] });
    expect(tries.get('dawdle')).toBe(1);
  });

  it('carries a typed error from an activity through the workflow to the client, details included', async () => {
    const details = { retriesRemaining: 2, list: [{ a: null }] };
    const failure = await caught(
      temporalClient.client.workflow.execute<typeof passOn>('passOn', {
        ...start(),
        args: ['CARD_PIN_INCORRECT', details],
      }),
    );
    const error = fromTemporalFailure(failure);
    expect(error).toBeInstanceOf(CardwrightError);
    expect(error).toMatchObject({ code: 'CARD_PIN_INCORRECT', message: 'text of CARD_PIN_INCORRECT', details });
    // A wrong PIN that is sent again uses up a try of the card.
    expect(tries.get('CARD_PIN_INCORRECT')).toBe(1);
  }, 60_000);

  it('shows the same error to the workflow', async () => {
    const seen = await temporalClient.client.workflow.execute<typeof lookAt>('lookAt', {
      ...start(),
      args: ['CARD_VERIFY_FAILED', { tagHex: '5FC105' }],
    });
    expect(seen).toEqual({
      code: 'CARD_VERIFY_FAILED',
      message: 'text of CARD_VERIFY_FAILED',
      details: { tagHex: '5FC105' },
      said: { code: 'error.CARD_VERIFY_FAILED' },
    });
    expect(tries.get('CARD_VERIFY_FAILED')).toBe(1);
  });

  it('lets Temporal repeat what the catalogue calls safe', async () => {
    const failure = await caught(
      temporalClient.client.workflow.execute<typeof passOn>('passOn', {
        ...start(),
        args: ['PKI_SIGNER_UNAVAILABLE', {}],
      }),
    );
    expect(fromTemporalFailure(failure)?.code).toBe('PKI_SIGNER_UNAVAILABLE');
    expect(tries.get('PKI_SIGNER_UNAVAILABLE')).toBe(3);
  });

  it('turns an error of the workflow itself, of an update and of its validator into a failure', async () => {
    const own = await caught(temporalClient.client.workflow.execute<typeof throwOwn>('throwOwn', start()));
    expect(fromTemporalFailure(own)).toMatchObject({ code: 'LIFECYCLE_TRANSITION', details: { from: 'ACTIVE' } });
    const handle = await temporalClient.client.workflow.start<typeof decided>('decided', start());
    const refused = await caught(handle.executeUpdate('decide', { args: [''] }));
    expect(fromTemporalFailure(refused)).toMatchObject({ code: 'REQUEST_INVALID', details: { field: 'value' } });
    const late = await caught(handle.executeUpdate('decide', { args: ['late'] }));
    expect(fromTemporalFailure(late)).toMatchObject({ code: 'DECISION_INVALID', details: { value: 'late' } });
    expect(await handle.executeUpdate('decide', { args: ['yes'] })).toBe('yes');
    expect(await handle.result()).toBe('yes');
  });

  it('[security Temporal] leaves nothing readable in the history: arguments, results, messages, stacks, details', async () => {
    const ids = [start(), start(), start()];
    await temporalClient.client.workflow.execute<typeof echo>('echo', {
      ...(ids[0] ?? start()),
      args: ['canary-argument'],
    });
    await caught(
      temporalClient.client.workflow.execute<typeof passOn>('passOn', {
        ...(ids[1] ?? start()),
        args: ['CARD_NO_SPACE', { canary: 'canary-detail' }],
      }),
    );
    const updated = new WithStartWorkflowOperation<typeof decided>('decided', {
      ...(ids[2] ?? start()),
      workflowIdConflictPolicy: 'FAIL',
    });
    await temporalClient.client.workflow.executeUpdateWithStart('decide', {
      args: ['canary-update'],
      startWorkflowOperation: updated,
    });
    for (const { workflowId } of ids) {
      const { history } = await temporalClient.connection.workflowService.getWorkflowExecutionHistory({
        namespace: server.namespace,
        execution: { workflowId },
      });
      const bytes = Buffer.from(temporal.api.history.v1.History.encode(history ?? {}).finish());
      expect(bytes.length).toBeGreaterThan(500);
      for (const needle of ['canary', 'text of', 'a cause', 'workflows.ts']) expect(bytes.includes(needle)).toBe(false);
    }
  }, 30_000);

  it('does not start without its bundle, its keys or over a plaintext network', async () => {
    const missing = createWorker({ ...workerOptions(), workflows: { bundlePath: join(directory, 'none.js') } });
    await expect(missing).rejects.toThrow(/there is no workflow bundle/);
    await expect(createWorker({ ...workerOptions(), codecKeysFile: join(directory, 'none') })).rejects.toThrow(
      /ENOENT/,
    );
    await expect(createWorker({ ...workerOptions(), address: 'temporal.example.org:7233' })).rejects.toThrow(
      /TEMPORAL_CA_FILE/,
    );
    const handle = startWorker(
      { ...workerOptions(), workflows: { bundlePath: join(directory, 'none.js') } },
      () => undefined,
    );
    await expect(handle.failed).rejects.toThrow(/there is no workflow bundle/);
    await handle.stop();
  }, 30_000);

  it('waits for a server that is not there yet, and stops when asked to', async () => {
    const said: string[] = [];
    const handle = startWorker({ ...workerOptions(), address: '127.0.0.1:1' }, (_level, message) => said.push(message));
    expect(() => handle.check()).toThrow();
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await handle.stop();
    expect(said).toEqual(['waiting for Temporal']);
  }, 30_000);

  it('refuses to bundle a workflow that reaches for Node', async () => {
    await expect(bundleWorkflows(join(fixtures, 'node-import.workflow.ts'), ['@cardwright/source'])).rejects.toThrow(
      /node:fs|fs/,
    );
  }, 30_000);

  it('finds bundle or sources from where a module runs', () => {
    expect(workflowsOf('file:///x/apps/a/dist/main.js')).toEqual({ bundlePath: '/x/apps/a/dist/workflow-bundle.js' });
    expect(workflowsOf('file:///x/apps/a/src/worker/w.ts')).toEqual({
      workflowsPath: '/x/apps/a/src/workflows/index.ts',
    });
  });
});
