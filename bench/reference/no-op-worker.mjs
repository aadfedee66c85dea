/** A worker with the settings of ours (workflow-kit: encrypted payloads, cache, interceptors) for the no-op workflow. */
import { fileURLToPath } from 'node:url';
import { createWorker, installRuntime } from '@cardwright/workflow-kit/worker/create-worker';
import { noOpQueue } from './no-op-names.mjs';

installRuntime((level, message) => console.log(level, message));
const { worker, connection } = await createWorker({
  address: process.env.TEMPORAL_ADDRESS,
  namespace: process.env.TEMPORAL_NAMESPACE,
  codecKeysFile: process.env.PAYLOAD_CODEC_KEYS_FILE,
  taskQueue: noOpQueue,
  workflows: { workflowsPath: fileURLToPath(new URL('./no-op.workflow.mjs', import.meta.url)) },
  activities: { nothing: async () => undefined },
  identity: 'bench-no-op',
});
process.once('SIGTERM', () => worker.shutdown());
await worker.run().finally(() => connection.close());
