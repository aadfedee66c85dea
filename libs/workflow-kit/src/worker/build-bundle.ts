/**
 * The last step of a worker app's `build` script, run in the app's directory after tsc:
 * `node ../../libs/workflow-kit/dist/worker/build-bundle.js`. Reads dist/workflows/index.js, writes
 * dist/workflow-bundle.js; a non-zero exit when a workflow cannot be bundled.
 */
import { rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleWorkflows } from './workflow-bundle.js';

/** Returns the size in bytes. Written beside the target and renamed: a cut build leaves the old bundle or none. */
async function buildBundle(workflowsPath: string, outFile: string): Promise<number> {
  const code = await bundleWorkflows(workflowsPath);
  const draft = `${outFile}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, outFile);
  return code.length;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const size = await buildBundle(resolve('dist/workflows/index.js'), resolve('dist/workflow-bundle.js'));
    process.stdout.write(`dist/workflow-bundle.js: ${Math.round(size / 1024)} KiB\n`);
  } catch (error) {
    process.stderr.write(
      `the workflow bundle was not built: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}
