/**
 * Histories recorded from real runs against the workflows of today: what is running while a release is installed must go on.
 * test/histories/record.mjs makes them; docs/workflows.md says when, and what to do when this fails.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
// CommonJS whose names Node cannot see: only the default import works.
import proto from '@temporalio/proto';
import { Worker, type ReplayResult } from '@temporalio/worker';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { installRuntime } from '@cardwright/workflow-kit/worker/create-worker';
import { createDataConverter } from '@cardwright/workflow-kit/worker/data-converter';
import { workflowBundle, workflowsOf } from '@cardwright/workflow-kit/worker/workflow-bundle';

const { History } = proto.temporal.api.history.v1;
const folder = fileURLToPath(new URL('../histories', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
interface RecordedHistory {
  events: { eventType: string; workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[];
}
const readHistory = (name: string): RecordedHistory =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as RecordedHistory;

jest.setTimeout(120_000);

describe('[fault 28] recorded histories', () => {
  const outcomes = new Map<string, ReplayResult>();
  let state: Awaited<ReturnType<typeof makeStateDir>>;

  beforeAll(async () => {
    installRuntime(() => undefined);
    state = await makeStateDir('replay');
    // Recorded payloads are plain; the converter of the services wants a key all the same.
    const codecKeysFile = join(state.path, 'keys.json');
    writeFileSync(codecKeysFile, JSON.stringify({ current: 'k', keys: { k: randomBytes(32).toString('base64') } }));
    const bundle = await workflowBundle(workflowsOf(new URL('../../src/workflow-worker.ts', import.meta.url).href));
    const results = Worker.runReplayHistories(
      { workflowBundle: bundle, dataConverter: createDataConverter(codecKeysFile), replayName: 'recorded-histories' },
      names.map((name) => ({ workflowId: name, history: History.fromObject(readHistory(name)) })),
    );
    for await (const result of results) outcomes.set(result.workflowId, result);
  });
  afterAll(() => state?.remove());

  it.each(names)('%s replays', (name) => {
    const outcome = outcomes.get(name);
    expect(outcome).toBeDefined();
    expect(outcome!.error?.message).toBeUndefined();
  });

  it('there is one of every workflow that the worker offers', async () => {
    const offered = Object.keys((await import('../../src/workflows/index.js')) as object);
    const recorded = names.map(
      (name) => readHistory(name).events[0]!.workflowExecutionStartedEventAttributes!.workflowType.name,
    );
    expect(offered.filter((workflow) => !recorded.includes(workflow))).toEqual([]);
  });

  it('no payload is encrypted: a key would have to be kept for it', () => {
    const encrypted = Buffer.from('binary/encrypted').toString('base64');
    for (const name of names)
      expect([name, readFileSync(join(folder, name), 'utf8').includes(encrypted)]).toEqual([name, false]);
  });
});
