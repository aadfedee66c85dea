/**
 * What `tsc -b` does not do: the workflow bundles of the services with a Temporal worker, and the console.
 * A failure ends with a non-zero exit code: a worker refuses to start without its bundle.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup/run.mjs';

/** `bundles`, `console` or both. */
const only = process.argv[2];
const bundler = join(root, 'libs', 'workflow-kit', 'dist', 'worker', 'build-bundle.js');

for (const service of only === 'console' ? [] : ['issuance-svc', 'update-svc']) {
  const cwd = join(root, 'apps', service);
  if (existsSync(join(cwd, 'dist', 'workflows', 'index.js'))) await run(process.execPath, [bundler], { cwd });
}
if (only !== 'bundles' && existsSync(join(root, 'apps', 'console', 'index.html')))
  await run('npm', ['run', 'build', '--workspace', 'apps/console', '--silent']);
