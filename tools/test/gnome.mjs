/**
 * `npm run test:gnome`: an offer on GNOME Shell, which is installed where this is root on a Debian (380 MB, so not part of `npm test`).
 * The screenshot is in test-results/desktops.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../setup/run.mjs';
import { checkNode, ensureBuilt, ensureDebianPackages, ensurePackages, ensureServers } from '../setup/setup.mjs';

checkNode();
await ensurePackages();
// Its notification service is a script for gjs, which the package does not ask for.
const missing = await ensureDebianPackages(['gnome-shell', 'gjs']);
if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}`);
await ensureBuilt();
await ensureServers(['nats-server']);
const jest = spawn(
  process.execPath,
  [
    ...[
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
    ],
    ...['--runInBand', '--forceExit', '--testPathIgnorePatterns', '/node_modules/', '/dist/'],
    ...['--testPathPatterns', '/test/gnome/'],
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = await new Promise((done) => jest.once('exit', (code) => done(code ?? 1)));
