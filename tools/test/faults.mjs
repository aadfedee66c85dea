/**
 * `npm run test:faults`: sets the machine up and builds like `npm test`, then runs the fault harness with the arguments it was given
 * (libs/testing/src/faults/main.ts; `-- --help` lists them). Not part of `npm test`, which runs a sample of it.
 */
import { spawn } from 'node:child_process';
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
process.exitCode = await new Promise((done) => harness.once('exit', (code) => done(code ?? 1)));
