/** The recorded histories of workflows, replayed against the workflows of today (docs/workflows.md). Specs only. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
// CommonJS whose names Node cannot see: only the default import works.
import proto from '@temporalio/proto';
import { Worker, type ReplayResult } from '@temporalio/worker';
import { installRuntime } from '@cardwright/workflow-kit/worker/create-worker';
import { createDataConverter } from '@cardwright/workflow-kit/worker/data-converter';
import { workflowBundle, type WorkflowLocation } from '@cardwright/workflow-kit/worker/workflow-bundle';
import { makeStateDir } from './state-dir.js';

const { History } = proto.temporal.api.history.v1;
const folder = fileURLToPath(new URL('../../../apps/issuance-svc/test/histories', import.meta.url));

interface RecordedHistory {
  events: { eventType: string; workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[];
}

export const historyText = (name: string): string => readFileSync(join(folder, name), 'utf8');
const historyOf = (name: string): RecordedHistory => JSON.parse(historyText(name)) as RecordedHistory;

/** Type of the workflow that the history is of. */
export const workflowOf = (name: string): string =>
  historyOf(name).events[0]!.workflowExecutionStartedEventAttributes!.workflowType.name;

export const historyNames: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** By name of the history, how each replayed. */
export async function replay(
  names: readonly string[],
  workflows: WorkflowLocation,
): Promise<ReadonlyMap<string, ReplayResult>> {
  installRuntime(() => undefined);
  const state = await makeStateDir('replay');
  try {
    // Recorded payloads are plain; the converter of the services wants a key all the same.
    const codecKeysFile = join(state.path, 'keys.json');
    writeFileSync(codecKeysFile, JSON.stringify({ current: 'k', keys: { k: randomBytes(32).toString('base64') } }));
    const results = Worker.runReplayHistories(
      {
        workflowBundle: await workflowBundle(workflows),
        dataConverter: createDataConverter(codecKeysFile),
        replayName: 'recorded-histories',
      },
      names.map((name) => ({ workflowId: name, history: History.fromObject(historyOf(name)) })),
    );
    const outcomes = new Map<string, ReplayResult>();
    for await (const result of results) outcomes.set(result.workflowId, result);
    return outcomes;
  } finally {
    await state.remove();
  }
}
