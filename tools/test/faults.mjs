/**
 * `npm run test:faults`: sets the machine up and builds like `npm test`, then runs the fault harness with the arguments it was given
 * (libs/testing/src/faults/main.ts; `-- --help` lists them). Not part of `npm test`, which runs a sample of it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../setup/run.mjs';
import { checkNode, ensureBuilt, ensureDebianPackages, ensurePackages, ensureServers } from '../setup/setup.mjs';

checkNode();
await ensurePackages();
await ensureDebianPackages();
await ensureBuilt();
await ensureServers(['nats-server', 'temporal', 'temporal-ui-server']);
const harness = spawn(
  process.execPath,
  [join(root, 'libs', 'testing', 'dist', 'faults', 'main.js'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
// The harness ends with its figures then. From a terminal it has had the other one itself.
process.on('SIGTERM', () => harness.kill('SIGTERM'));
process.on('SIGINT', () => undefined);
const [code, signal] = await once(harness, 'exit');
// 1: with its figures, which say what is broken.
if (code !== 0 && code !== 1)
  process.stderr.write(`The harness ended without its figures, by ${signal ?? `exit code ${code}`}.\n`);
process.exitCode = code ?? 1;
