/**
 * What `tsc -b` does not do: the workflow bundles of the services with a Temporal worker, and the console.
 * A failure ends with a non-zero exit code: a worker refuses to start without its bundle.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from './setup/run.mjs';

const services = ['issuance-svc', 'update-svc'];
/** The bundler's progress is of no interest; what it warns of is. */
const quiet = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: (/** @type {string} */ message) => console.warn(message),
  error: (/** @type {string} */ message) => console.error(message),
};

for (const service of services) {
  const workflowsPath = join(root, 'apps', service, 'dist', 'workflows', 'index.js');
  if (existsSync(workflowsPath)) await bundle(service, workflowsPath);
}
if (existsSync(join(root, 'apps', 'console', 'index.html'))) await buildConsole();

/** @param {string} service @param {string} workflowsPath */
async function bundle(service, workflowsPath) {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
  await writeFile(join(root, 'apps', service, 'dist', 'workflow-bundle.js'), code);
}

async function buildConsole() {
  const { scripts } = JSON.parse(await readFile(join(root, 'apps', 'console', 'package.json'), 'utf8'));
  if (scripts?.build) await run('npm', ['run', 'build', '--workspace', 'apps/console', '--silent']);
}
